// The talk beside the drawing. It follows until the reader scrolls up, and holds a window of the lines as elements.
import { element, write } from "./dom.js";
import { lineElement } from "./line.js";
import { painter, watchSize } from "./painter.js";
import { Talk } from "./talk.js";
import { choiceOfAgents } from "./choice.js";

const WINDOW = 160; // lines that exist as elements while following
const STEP = 80; // lines that come in when the reader reaches an end
const MOST = 400; // lines that exist as elements
const NEAR = 240; // pixels from an end
const AT_END = 24;
const OLDER = 300; // lines asked of the kernel at once
const MOST_ASKS = 20; // for one line that the filter lets through

/** See docs/live_view.md for `store` and `context`. */
export function mount(root, store, context) {
  const chat = new Chat(root, store, context);
  return { destroy: () => chat.destroy() };
}

class Chat {
  constructor(root, store, context) {
    Object.assign(this, { store, context, talk: new Talk(), unfolded: new Set(), moment: store.moment });
    this.first = this.last = 0; // of what `talk.shown` holds, the part that exists as elements
    this.following = true;
    this.stale = true; // all elements are to be made anew
    this.loading = this.beginning = false;
    this.begun = 0; // how often it began with other lines
    this.#build(root);
    this.painter = painter(this.panel, () => this.#paint());
    this.stops = [
      store.subscribe((change) => this.#hear(change)),
      context.theme.watch(() => this.#renew()),
      ...[this.scroller, this.list].map((node) => watchSize(node, () => this.following && this.#toEnd())),
      () => this.painter.destroy(),
      () => this.choice.destroy(),
      () => this.panel.remove(),
    ];
    this.#restart();
  }

  destroy() {
    for (const stop of this.stops.splice(0)) stop();
  }

  #build(root) {
    const { document, words } = this.context;
    this.choice = choiceOfAgents(this.store, this.context, () => this.#sift());
    this.top = element(document, "button", { class: "rl-older", type: "button" });
    this.list = element(document, "ol", { class: "rl-lines" });
    this.empty = element(document, "p", { class: "rl-empty", hidden: true });
    const log = { class: "rl-scroll", role: "log", "aria-live": "off", "aria-label": words.chat, tabindex: "0" };
    this.scroller = element(document, "div", log, this.top, this.empty, this.list);
    this.news = element(document, "button", { class: "rl-news", type: "button", hidden: true });
    const head = element(document, "header", { class: "rl-head" }, element(document, "h3", {}, words.chat), this.choice.element);
    const view = element(document, "div", { class: "rl-talk" }, this.scroller, this.news);
    this.panel = element(document, "section", { class: "rl-panel rl-chat", "aria-label": words.chat }, head, view);
    this.top.addEventListener("click", () => this.#earlier());
    this.news.addEventListener("click", () => this.#follow());
    this.list.addEventListener("click", (event) => {
      if (event.target.closest(".rl-fold")) this.following = false; // whoever unfolds a text reads it
    });
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    root.append(this.panel);
  }

  #tools() {
    const { document, words, theme } = this.context;
    const choose = (number) => this.store.select([number]);
    return { document, words, theme, choose, agents: this.store.shown.agents, unfolded: this.unfolded, tabStop: false };
  }

  #hear(change) {
    const moved = this.store.moment !== this.moment; // a pause alone leaves the reader where he is
    this.moment = this.store.moment;
    if (moved) return this.#restart();
    if (change.all) this.stale = true; // a snapshot, as after a hole: names may differ, the reader stays where he is
    if (!change.chat && !change.all) return;
    if (this.talk.misses(this.store.chat)) return this.#restart(); // better than lines side by side between which others were
    const { before } = this.talk.merge(this.store.chat);
    this.first += before;
    this.last += before;
    if (this.following) this.#forget(this.talk.trim());
    this.painter.request();
  }

  /** The first lines are gone. */
  #forget(count) {
    if (count > this.first) this.stale = true; // some of them exist as elements
    this.first = Math.max(0, this.first - count);
    this.last = Math.max(0, this.last - count);
    if (count) this.beginning = false;
  }

  /** The store shows another moment, or all of it has come anew. */
  #restart() {
    this.talk.replace(this.store.chat);
    this.begun += 1;
    this.beginning = false;
    this.unfolded.clear();
    this.#renew(true);
  }

  #sift() {
    this.talk.choose(this.choice.filter());
    this.#renew(true);
  }

  #renew(follow = false) {
    this.stale = true;
    if (follow) this.following = true;
    this.painter.request();
  }

  #paint() {
    const { shown } = this.talk;
    if (this.following) {
      const first = Math.max(0, shown.length - WINDOW);
      if (this.stale || first >= this.last || this.first > first) this.#fill(first, shown.length);
      else this.#grow(first, shown.length);
      this.#toEnd();
    } else if (this.stale) {
      const kept = this.scroller.scrollTop;
      this.#fill(Math.min(this.first, shown.length), Math.min(this.last, shown.length));
      this.scroller.scrollTop = kept;
    }
    this.#tellState();
  }

  /** Make the elements of lines [first, last) anew. */
  #fill(first, last) {
    Object.assign(this, { first, last, stale: false });
    this.list.replaceChildren(...this.#elements(first, last));
  }

  /** Add elements at the end, drop some at the start. */
  #grow(first, last) {
    this.list.append(...this.#elements(this.last, last));
    this.last = last;
    this.#drop(first - this.first);
  }

  /** Take elements from the start of the list, whose first then has a heading of its own. */
  #drop(count) {
    if (count <= 0) return;
    for (let dropped = 0; dropped < count; dropped++) this.list.firstChild.remove();
    this.first += count;
    this.list.firstChild?.replaceWith(lineElement(this.talk.shown[this.first], null, this.#tools()));
  }

  #elements(first, last) {
    const tools = this.#tools();
    const { shown } = this.talk;
    return shown.slice(first, last).map((line, at) => lineElement(line, at + first > this.first ? shown[at + first - 1] : null, tools));
  }

  #tellState() {
    const { words } = this.context;
    const { shown, all } = this.talk;
    const unseen = shown.length - this.last;
    this.news.hidden = this.following || unseen === 0;
    if (!this.news.hidden) write(this.news, `↓ ${words.newMessages(unseen)}`);
    this.empty.hidden = shown.length > 0;
    if (!this.empty.hidden) write(this.empty, all.length ? words.noLinesOf : words.noLines);
    const atStart = this.beginning && this.first === 0;
    this.top.disabled = this.loading || atStart || all.length === 0;
    this.top.hidden = all.length === 0;
    write(this.top, this.loading ? words.loadingOlder : atStart ? words.theBeginning : words.earlier);
  }

  #toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #follow() {
    this.following = true;
    this.painter.request();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (clientHeight === 0) return; // hidden in a tab: nobody scrolled
    const below = scrollHeight - scrollTop - clientHeight;
    if (below < NEAR && this.last < this.talk.shown.length && !this.following) this.#later();
    // Who follows goes on though lines have come that are not painted yet: the event is of the end that there was.
    const following = below < AT_END && (this.following || this.last === this.talk.shown.length);
    if (following !== this.following) {
      this.following = following;
      this.painter.request();
    }
    if (scrollTop < NEAR && !following) this.#earlier();
  }

  /** More lines at the end, for a reader who scrolls down to them. */
  #later() {
    const last = Math.min(this.talk.shown.length, this.last + STEP);
    const kept = this.#heightOf(() => this.#grow(Math.max(this.first, last - MOST), last), this.list.lastChild);
    this.scroller.scrollTop += kept;
    this.#tellState();
  }

  /** More lines at the start: those at hand, else those that the kernel has. */
  async #earlier() {
    if (this.first > 0) return this.#reveal();
    if (this.loading || this.beginning || this.talk.all.length === 0) return;
    this.loading = true;
    this.#tellState();
    try {
      await this.#load();
    } catch {
      write(this.top, this.context.words.olderFailed);
      this.loading = false;
      this.top.disabled = false;
      return;
    }
    this.loading = false;
    this.#reveal();
  }

  async #load() {
    const { talk, begun } = this;
    for (let asks = 0; asks < MOST_ASKS && !this.beginning; asks++) {
      const before = talk.all[0]?.seq;
      if (before === undefined) return;
      const lines = await this.store.older(before, OLDER);
      if (this.begun !== begun) return; // another moment came between
      if (lines.length === 0) this.beginning = true;
      const more = talk.merge(lines).before;
      this.first += more;
      this.last += more;
      if (this.first > 0) return;
    }
  }

  #reveal() {
    if (this.stale) return this.#tellState(); // the elements are of other lines
    const first = Math.max(0, this.first - STEP);
    const anchor = this.list.firstChild;
    const moved = this.#heightOf(() => {
      const heading = this.first;
      this.first = first;
      this.list.prepend(...this.#elements(first, heading));
      if (anchor && heading > first) anchor.replaceWith(lineElement(this.talk.shown[heading], this.talk.shown[heading - 1], this.#tools()));
      while (this.last - this.first > MOST) {
        this.list.lastChild.remove();
        this.last--;
      }
    }, this.list.children[1] ?? null);
    if (!this.following || this.scroller.scrollTop < NEAR) this.scroller.scrollTop += moved;
    this.#tellState();
  }

  /** How many pixels an element moves down while `act` runs. */
  #heightOf(act, anchor) {
    const before = anchor?.offsetTop ?? 0;
    act();
    return anchor?.isConnected ? anchor.offsetTop - before : 0;
  }
}

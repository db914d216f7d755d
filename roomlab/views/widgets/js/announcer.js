// What happens in the room for those who listen: one quiet sentence at times, never a stream.
import { element, readable, start, write } from "./dom.js";

const EVERY_MS = 10_000;
const CLEAR = 0.15; // |sympathy| from which a feeling has a sign worth telling
const MOST_TURNS = 2;
const NAME_CHARACTERS = 40;

/** See docs/live_view.md for `store` and `context`. */
export function mount(root, store, context) {
  const { document, words } = context;
  const region = element(document, "p", { class: "rl-heard", "aria-live": "polite", role: "status" });
  const news = new News(store, words);
  const timer = document.defaultView.setInterval(() => {
    const told = news.take();
    if (told) write(region, told);
  }, EVERY_MS);
  const stop = store.subscribe((change) => news.hear(change));
  root.append(region);
  return {
    destroy() {
      document.defaultView.clearInterval(timer);
      stop();
      region.remove();
    },
  };
}

/** What has happened since somebody was last told. */
class News {
  constructor(store, words) {
    this.store = store;
    this.words = words;
    this.turns = new Map(); // tie number → its sign when somebody was last told
    this.#begin();
  }

  #begin() {
    const { shown, totals } = this.store;
    this.signs = Array.from(shown.sympathy.subarray(0, shown.size), signOf);
    this.messages = totals.messages;
    this.turns.clear();
  }

  hear(change) {
    if (change.all || change.moment) return this.#begin();
    for (let tie = this.signs.length; tie < this.store.shown.size; tie++) this.signs.push(signOf(this.store.shown.sympathy[tie]));
    for (const tie of change.ties) this.#weigh(tie, signOf(this.store.shown.sympathy[tie]));
  }

  #weigh(tie, sign) {
    const before = this.signs[tie];
    if (sign === 0 || sign === before) return;
    if (before && !this.turns.has(tie)) this.turns.set(tie, before);
    this.signs[tie] = sign;
  }

  /** One sentence, and all is told; "" when nothing is new, or the picture does not follow the room. */
  take() {
    const { store, words } = this;
    if (store.moment || store.paused) return "";
    const said = store.totals.messages - this.messages;
    const parts = [...(said > 0 ? [words.saidNew(said)] : []), ...this.#strongest()];
    this.messages = store.totals.messages;
    this.turns.clear();
    return parts.join("; ");
  }

  #strongest() {
    const { source, target, sympathy, agents } = this.store.shown;
    const name = (number) => readable(start(agents[number]?.name ?? "", NAME_CHARACTERS));
    return [...this.turns]
      .filter(([tie, before]) => this.signs[tie] !== before && !Number.isNaN(sympathy[tie]))
      .sort(([one], [other]) => Math.abs(sympathy[other]) - Math.abs(sympathy[one]))
      .slice(0, MOST_TURNS)
      .map(([tie]) => (this.signs[tie] < 0 ? this.words.nowDislikes : this.words.nowLikes)(name(source[tie]), name(target[tie])));
  }
}

function signOf(sympathy) {
  return Math.abs(sympathy) >= CLEAR ? Math.sign(sympathy) : 0;
}

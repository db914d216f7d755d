// One agent: mood, what it feels and what is felt for it, how that went, and what it said last.
import { initials } from "./agents.js";
import { colourOf, isDashed } from "./colours.js";
import { drawn, element, readable, roomText, start, write } from "./dom.js";
import { signed } from "./figures.js";
import { icon } from "./icons.js";
import { colour, lineElement, nameOf } from "./line.js";
import { painter } from "./painter.js";
import { linePath } from "./plot_paths.js";
import { mean, tiesOf } from "./ties.js";

const SHOWN_TIES = 12;
const LAST_LINES = 5;
const ASK_AGAIN_MS = 5000; // the history of an agent that is open
const SPARK = { width: 240, height: 44 };

/** See docs/live_view.md for `store` and `context`. Shows the agent that was selected last. */
export function mount(root, store, context) {
  const profile = new Profile(root, store, context);
  return { destroy: () => profile.destroy() };
}

class Profile {
  constructor(root, store, context) {
    Object.assign(this, { store, context, agent: null, history: [], said: [], asked: 0, unfolded: new Set() });
    this.#build(root);
    this.painter = painter(this.panel, () => this.#paint());
    const { defaultView } = context.document;
    this.timer = defaultView.setInterval(() => !store.moment && !store.paused && this.#ask(), ASK_AGAIN_MS);
    this.stops = [
      store.subscribe((change) => this.#hear(change)),
      context.theme.watch(() => this.painter.request()),
      () => defaultView.clearInterval(this.timer),
      () => this.painter.destroy(),
      () => this.panel.remove(),
    ];
    this.#choose();
  }

  destroy() {
    this.asked++;
    for (const stop of this.stops.splice(0)) stop();
  }

  #build(root) {
    const { document, words } = this.context;
    const part = (tag, className, ...children) => element(document, tag, { class: className }, ...children);
    this.badge = element(document, "span", { class: "rl-badge", "aria-hidden": "true" });
    this.name = roomText(document, "h3", "rl-name", "");
    this.mood = part("p", "rl-mood");
    this.close = element(document, "button", { class: "rl-button rl-quiet", type: "button", "aria-label": words.close }, icon(document, "close"));
    const head = part("header", "rl-head", this.badge, part("div", "rl-who", this.name, this.mood), this.close);
    this.hint = part("p", "rl-empty", words.chooseAgent);
    this.out = this.#list(words.likes);
    this.in = this.#list(words.likedBy);
    this.spark = this.#sparkline();
    this.lines = part("ol", "rl-lines");
    const talk = part("div", "rl-block", part("h4", "", words.lastLines), this.lines);
    this.content = part("div", "rl-about-agent", part("div", "rl-columns", this.out.block, this.in.block), this.spark.block, talk);
    this.scroller = element(document, "div", { class: "rl-scroll", tabindex: "0", role: "group", "aria-label": words.profile }, this.content);
    this.panel = element(document, "section", { class: "rl-panel rl-profile", "aria-label": words.profile }, head, this.hint, this.scroller);
    this.close.addEventListener("click", () => this.store.select([]));
    root.append(this.panel);
  }

  #list(title) {
    const { document } = this.context;
    const average = element(document, "span", { class: "rl-value" });
    const heading = element(document, "h4", {}, element(document, "span", {}, title), average);
    const list = element(document, "ol", { class: "rl-bars" });
    const rest = element(document, "p", { class: "rl-rest" });
    return { block: element(document, "div", { class: "rl-block" }, heading, list, rest), list, average, rest };
  }

  #sparkline() {
    const { document, words } = this.context;
    const path = (name) => drawn(document, "path", { class: `rl-plot-${name}` });
    const [zero, out, felt] = ["zero", "out", "in"].map(path);
    const { width, height } = SPARK;
    const plot = drawn(document, "svg", { class: "rl-spark", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" }, zero, felt, out);
    zero.setAttribute("d", `M0 ${height / 2}H${width}`);
    const key = (name, text) => element(document, "span", { class: `rl-key rl-key-${name}` }, text);
    const keys = element(document, "p", { class: "rl-keys" }, key("out", words.likes), key("in", words.likedBy));
    return { block: element(document, "div", { class: "rl-block" }, element(document, "h4", {}, words.history), plot, keys), out, in: felt };
  }

  #hear(change) {
    if (change.selection) this.#choose();
    else if (change.moment) this.#ask();
    if (this.agent === null) return;
    if (change.all || change.added || change.ties.length || change.chat || change.agents.length) this.painter.request();
  }

  #choose() {
    const chosen = [...this.store.selected];
    const agent = chosen.length ? chosen[chosen.length - 1] : null;
    if (agent !== this.agent) {
      Object.assign(this, { agent, history: [], said: [] });
      this.scroller.scrollTop = 0;
      this.#ask();
    }
    this.painter.request();
  }

  /** Ask for the history; of several answers only that of the last question counts. */
  async #ask() {
    const question = ++this.asked;
    if (this.agent === null) return;
    let answer = null;
    try {
      answer = await this.store.profile(this.agent);
    } catch {
      // The rest of the profile needs no kernel, and the history that is shown stays.
    }
    if (question !== this.asked || !answer) return;
    this.history = answer.history ?? [];
    this.said = answer.chat ?? [];
    this.painter.request();
  }

  #paint() {
    const { shown } = this.store;
    const agent = this.agent === null ? null : shown.agents[this.agent];
    this.panel.classList.toggle("rl-nobody", !agent);
    this.hint.hidden = Boolean(agent);
    this.scroller.hidden = this.close.hidden = !agent;
    if (!agent) return this.#paintNobody();
    this.#paintHead(agent);
    const ties = tiesOf(shown, this.agent);
    this.#paintTies(this.out, ties.out);
    this.#paintTies(this.in, ties.in);
    this.#paintHistory();
    this.#paintLines();
  }

  #paintNobody() {
    write(this.name, this.context.words.profile);
    write(this.mood, "");
    write(this.badge, "");
    this.badge.style.removeProperty("background");
  }

  #paintHead(agent) {
    const { words, theme } = this.context;
    write(this.badge, initials(agent.name));
    colour(this.badge, this.agent, theme.dark);
    write(this.name, readable(start(agent.name, 120)));
    const mood = agent.mood ? readable(start(agent.mood, 80)) : "";
    const level = typeof agent.level === "number" ? ` ${Math.round(agent.level * 100)} %` : "";
    write(this.mood, agent.here === false ? words.hasLeft : mood ? `${words.mood}: ${mood}${level}` : "");
  }

  #paintTies({ list, average, rest }, ties) {
    const { words } = this.context;
    write(average, ties.length ? `${words.mean} ${signed(mean(ties))}` : "");
    const shown = ties.slice(0, SHOWN_TIES);
    while (list.childNodes.length > shown.length) list.lastChild.remove();
    while (list.childNodes.length < shown.length) list.append(this.#bar());
    shown.forEach((tie, at) => this.#paintBar(list.childNodes[at], tie));
    write(rest, ties.length === 0 ? words.noTies : ties.length > shown.length ? words.andMore(ties.length - shown.length) : "");
  }

  #bar() {
    const { document } = this.context;
    const scale = element(document, "span", { class: "rl-bar", "aria-hidden": "true" }, element(document, "span", { class: "rl-fill" }));
    return element(document, "li", {}, element(document, "span", { class: "rl-end" }), scale, element(document, "span", { class: "rl-value" }));
  }

  #paintBar(item, { agent, sympathy }) {
    const [end, scale, value] = item.childNodes;
    const name = this.store.shown.agents[agent]?.name ?? "";
    if (item.tied !== agent || item.called !== name) {
      const tools = { document: this.context.document, choose: (number) => this.store.select([number]) };
      end.replaceChildren(nameOf(name, agent, tools));
      Object.assign(item, { tied: agent, called: name });
    }
    const fill = scale.firstChild;
    const share = Math.min(1, Math.abs(sympathy)) * 50;
    fill.style.setProperty("left", `${sympathy < 0 ? 50 - share : 50}%`);
    fill.style.setProperty("width", `${share}%`);
    fill.style.setProperty("background-color", colourOf(sympathy, this.context.theme.dark));
    fill.classList.toggle("rl-dashed", isDashed(sympathy));
    write(value, signed(sympathy));
  }

  #paintHistory() {
    const { width, height } = SPARK;
    const { moment } = this.store;
    const history = moment ? this.history.filter(([time]) => time <= moment.time) : this.history;
    const from = this.history[0]?.[0] ?? 0;
    const span = Math.max(1, (this.history[this.history.length - 1]?.[0] ?? 1) - from);
    const x = (at) => ((history[at][0] - from) / span) * width;
    const y = (value) => 2 + ((1 - value) / 2) * (height - 4);
    this.spark.in.setAttribute("d", linePath(history.map((row) => row[1]), x, y));
    this.spark.out.setAttribute("d", linePath(history.map((row) => row[2]), x, y));
  }

  #paintLines() {
    const { document, words, theme } = this.context;
    const here = this.store.chat.filter((line) => line.kind === "message" && line.agent === this.agent).slice(-LAST_LINES);
    const until = this.store.moment?.seq ?? Infinity;
    const lines = here.length ? here : this.said.filter((line) => line.kind === "message" && line.seq <= until).slice(-LAST_LINES);
    const key = lines.map((line) => line.seq).join() + theme.dark;
    if (key === this.linesKey) return;
    this.linesKey = key;
    const tools = { document, words, theme, agents: this.store.shown.agents, unfolded: this.unfolded, choose: null };
    this.lines.replaceChildren(...lines.map((line) => lineElement(line, null, tools)));
    if (!lines.length) this.lines.replaceChildren(element(document, "li", { class: "rl-empty" }, words.noLines));
  }
}

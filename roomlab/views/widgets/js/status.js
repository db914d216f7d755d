// How the room is: its title, the connection and its gaps, how many there are, and how fast things come.
import { element, readable, roomText, start, write } from "./dom.js";
import { rate } from "./figures.js";
import { painter } from "./painter.js";
import { sizeOf } from "./ties.js";

const STATES = new Set(["connecting", "live", "reconnecting", "complete", "failed", "closed", "paused"]);
const ERROR_CHARACTERS = 120;

/** See docs/live_view.md for `store` and `context`. */
export function mount(root, store, context) {
  const { document, words } = context;
  const title = roomText(document, "h2", "rl-title", "");
  const span = (className) => element(document, "span", { class: className });
  const [state, gaps, size, rates] = ["rl-state", "rl-gaps", "rl-size", "rl-rates"].map(span);
  const line = element(document, "p", { class: "rl-facts" }, state, gaps, size, rates);
  const status = element(document, "div", { class: "rl-status" }, title, line);
  const frames = painter(status, paint);

  function paint() {
    write(title, store.title ? readable(start(store.title, 160)) : words.room);
    const name = store.status.state;
    const link = words.links[store.link]; // what keeps the page from the kernel counts more than how the room is
    state.dataset.state = link ? store.link : STATES.has(name) ? name : "other";
    const said = STATES.has(name) ? words.states[name] : readable(start(String(name), 40));
    const why = name === "failed" && store.status.error ? `: ${readable(start(store.status.error, ERROR_CHARACTERS))}` : "";
    write(state, link ?? `${said}${why}`);
    gaps.hidden = !store.status.gaps;
    gaps.classList.toggle("rl-open", store.status.open_gaps > 0);
    write(gaps, words.gaps(store.status.gaps));
    const { agents, ties } = sizeOf(store.shown);
    write(size, `${words.agents(agents)}, ${words.ties(ties)}`);
    const { message_rate: messages, change_rate: changes } = store.totals;
    rates.hidden = name === "complete"; // nothing comes any more
    const per = (label, value) => `${label} ${rate(value ?? 0, words.language)}${words.perSecond}`;
    write(rates, `${per(words.messages, messages)} · ${per(words.changes, changes)}`);
  }
  const stop = store.subscribe((change) => {
    if (change.all || change.status || change.agents.length || change.added || change.moment) frames.request();
  });
  frames.request();
  root.append(status);
  return {
    destroy() {
      stop();
      frames.destroy();
      status.remove();
    },
  };
}

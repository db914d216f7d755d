// How the room is: its title, the connection and its gaps, how many there are, and how fast things come.
import { element, readable, roomText, start, write } from "./dom.js";
import { rate } from "./figures.js";
import { painter } from "./painter.js";
import { sizeOf } from "./ties.js";

const STATES = new Set(["connecting", "live", "reconnecting", "closed", "paused"]);

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
    const known = store.link === "gone" ? "gone" : STATES.has(name) ? name : "other";
    state.dataset.state = known;
    write(state, known === "gone" ? words.kernelGone : STATES.has(name) ? words.states[name] : readable(start(String(name), 40)));
    gaps.hidden = !store.status.gaps;
    gaps.classList.toggle("rl-open", store.status.open_gaps > 0);
    write(gaps, words.gaps(store.status.gaps));
    const { agents, ties } = sizeOf(store.shown);
    write(size, `${words.agents(agents)}, ${words.ties(ties)}`);
    const { message_rate: messages, change_rate: changes } = store.totals;
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

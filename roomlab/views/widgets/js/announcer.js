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
  const turns = new Map(); // tie number → its sign before the first change that was not told yet
  let signs = [];
  let told = 0; // messages

  function begin() {
    signs = Array.from(store.shown.sympathy.subarray(0, store.shown.size), signOf);
    told = store.totals.messages;
    turns.clear();
  }
  function hear(change) {
    if (change.all || change.moment) return begin();
    for (const tie of change.ties) {
      const sign = signOf(store.shown.sympathy[tie]);
      if (sign === 0 || sign === signs[tie]) continue;
      if (signs[tie]) turns.set(tie, turns.get(tie) ?? signs[tie]);
      signs[tie] = sign;
    }
  }
  function speak() {
    if (store.moment || store.paused) return;
    const said = store.totals.messages - told;
    const parts = said > 0 ? [words.saidNew(said)] : [];
    parts.push(...strongest());
    told = store.totals.messages;
    turns.clear();
    if (parts.length) write(region, parts.join("; "));
  }
  function strongest() {
    const { source, target, sympathy, agents } = store.shown;
    const name = (number) => readable(start(agents[number]?.name ?? "", NAME_CHARACTERS));
    return [...turns]
      .filter(([tie, before]) => signs[tie] !== before)
      .sort(([one], [other]) => Math.abs(sympathy[other]) - Math.abs(sympathy[one]))
      .slice(0, MOST_TURNS)
      .map(([tie]) => (signs[tie] < 0 ? words.nowDislikes : words.nowLikes)(name(source[tie]), name(target[tie])));
  }
  const timer = document.defaultView.setInterval(speak, EVERY_MS);
  const stop = store.subscribe(hear);
  begin();
  root.append(region);
  return {
    destroy() {
      document.defaultView.clearInterval(timer);
      stop();
      region.remove();
    },
  };
}

function signOf(sympathy) {
  return Math.abs(sympathy) >= CLEAR ? Math.sign(sympathy) : 0;
}

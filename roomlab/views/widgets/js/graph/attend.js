// What graph and matrix have in common: how they hear of the room, the options, pointer and keys, and what they say of
// what they cannot draw.
import { clock } from "../figures.js";
import { press } from "./keyboard.js";
import { Pointer } from "./pointer.js";

const READ_ANEW = ["threshold", "signs", "ego", "language"];

/**
 * The buttons beside a drawing, as `Stage` takes them.
 * @param {{zoomMiddle: function(number), fit: function(), arrange: function()}} actor
 * @param {number} step factor by which one press zooms
 */
export function buttonsFor(actor, step) {
  return [
    ["+", "zoomIn", () => actor.zoomMiddle(step)],
    ["−", "zoomOut", () => actor.zoomMiddle(1 / step)],
    ["⤢", "fit", () => actor.fit()],
    ["↻", "arrange", () => actor.arrange()],
  ];
}

/**
 * Let a drawing hear of everything.
 * @param {{stage: import("./stage.js").Stage, actor: object, store: object, context: object, hear: function(object), set: function(object)}} view
 * @returns {function(): void} ends it
 */
export function attend(view) {
  const { stage: { node }, actor, store, context } = view;
  const pointer = new Pointer(node, actor);
  const listeners = new AbortController();
  const { signal } = listeners;
  node.addEventListener("keydown", (event) => {
    if (event.target !== node || !press(event, actor)) return;
    event.preventDefault();
    event.stopPropagation();
  }, { signal });
  node.addEventListener("blur", () => actor.leaveKeyboard(), { signal });
  const unsubscribe = store.subscribe((change) => view.hear(change));
  const unwatch = context.watch?.((names) => view.set(Object.fromEntries(names.map((name) => [name, context.options[name]]))));
  return () => {
    unsubscribe();
    unwatch?.();
    listeners.abort();
    pointer.destroy();
  };
}

/** Whether options that changed ask for another look at the room. */
export const asksToRead = (options) => READ_ANEW.some((name) => name in options);

/** @returns {string} what is drawn, for those who listen */
export function summaryOf(words, agents, ties) {
  return words?.agents ? `${words.agents(agents)}, ${words.ties(ties)}` : "";
}

/**
 * Why a drawing is emptier than one would expect.
 * @param {import("./scene.js").Scene} scene
 * @param {{moment: ?{time: number}, timeline: ?{known: ?number}}} store
 * @param {object} words
 * @returns {string} empty when there are ties to see
 */
export function emptinessOf(scene, { moment, timeline }, words = {}) {
  if (scene.count > 0) return "";
  const known = timeline?.known ?? null;
  if (moment && known !== null && moment.time < known) return words.unknownBefore?.(`${clock(known, true)} UTC`) ?? "";
  if (!scene.picture.agents.some((agent) => agent.here !== false)) return words.nobodyYet ?? "";
  const { threshold, signs, ego } = scene.filter;
  return (threshold > 0 || signs !== "all" || ego ? words.noneOfThese : words.noTies) ?? "";
}

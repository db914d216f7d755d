// Keys on a drawing: everything that a mouse can do, told to an actor.

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 40; // CSS pixels that Shift and an arrow move the view
const ZOOM = 1.25;

/**
 * @typedef {object} KeyActor
 * @property {function(number, number)} go to the next agent that way
 * @property {function("first"|"last")} jump
 * @property {function(boolean)} choose the agent in focus; true adds it to the chosen
 * @property {function()} escape
 * @property {function(number, number)} pan by
 * @property {function(number)} zoomMiddle by a factor
 * @property {function()} fit
 * @property {function()} arrange
 * @property {function()} pin the agent in focus, or let it go
 */

/**
 * Do what a key means.
 * @param {KeyboardEvent} event
 * @param {KeyActor} actor
 * @returns {boolean} whether it meant anything
 */
export function press(event, actor) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const way = WAYS[event.key];
  if (way) {
    if (event.shiftKey) actor.pan(-way[0] * STEP, -way[1] * STEP);
    else actor.go(...way);
    return true;
  }
  const acts = {
    Home: () => actor.jump("first"),
    End: () => actor.jump("last"),
    Enter: () => actor.choose(event.shiftKey),
    " ": () => actor.choose(event.shiftKey),
    Escape: () => actor.escape(),
    "+": () => actor.zoomMiddle(ZOOM),
    "=": () => actor.zoomMiddle(ZOOM),
    "-": () => actor.zoomMiddle(1 / ZOOM),
    0: () => actor.fit(),
    a: () => actor.arrange(),
    p: () => actor.pin(),
  };
  const act = Object.hasOwn(acts, event.key) ? acts[event.key] : null;
  act?.();
  return act !== null;
}

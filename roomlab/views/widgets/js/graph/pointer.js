// Mouse, pen and fingers on a drawing: what they mean, told to an actor. Holds no state of the room.

const CLICK_REACH = 4; // CSS pixels that a click may wander
const WHEEL_SPEED = 0.0016;
const SCROLL_GOES_ON = 300; // ms after which a turn of the wheel is no longer the page's
const LINE = 16; // CSS pixels of a wheel that counts in lines

/**
 * @typedef {object} Actor
 * @property {function(number, number): ?object} find what is at a point in CSS pixels: `{agent}`, `{tie}` or null
 * @property {function(?object, number, number)} hover
 * @property {function(?object, boolean)} click the second says whether Shift (or Ctrl, Cmd) is held
 * @property {function(object)} open what a double click means
 * @property {function(number, number, number)} drag an agent to a point
 * @property {function(number, number)} pan by
 * @property {function(number, number, number): boolean} zoom at a point by a factor; whether it could
 */

export class Pointer {
  /**
   * @param {HTMLElement} stage
   * @param {Actor} actor
   */
  constructor(stage, actor) {
    this.stage = stage;
    this.actor = actor;
    this.down = new Map(); // pointer id to its last point
    this.held = null; // agent that is being dragged
    this.travelled = 0;
    this.scrolled = -Infinity; // when the page around last scrolled, ms
    this.listeners = new AbortController();
    const on = (type, act, options = {}) => stage.addEventListener(type, act.bind(this), { ...options, signal: this.listeners.signal });
    on("pointerdown", this.press);
    on("pointermove", this.move);
    on("pointerup", this.lift);
    on("pointercancel", this.cancel);
    on("lostpointercapture", this.cancel); // whatever took it: without it, lifting is not heard of
    on("pointerleave", this.leave);
    on("dblclick", this.double);
    on("wheel", this.wheel, { passive: false });
    on("touchmove", this.keep, { passive: false });
    const keep = { capture: true, passive: true, signal: this.listeners.signal };
    stage.ownerDocument.addEventListener("scroll", (event) => (this.scrolled = event.timeStamp), keep);
  }

  destroy() {
    this.listeners.abort();
  }

  place(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  press(event) {
    if (event.button > 0 || event.target.closest?.("button")) return;
    const [x, y] = this.place(event);
    this.stage.setPointerCapture?.(event.pointerId);
    this.down.set(event.pointerId, { x, y });
    this.travelled = this.down.size > 1 ? Infinity : 0;
    this.held = this.down.size > 1 ? null : (this.actor.find(x, y)?.agent ?? null);
  }

  move(event) {
    const [x, y] = this.place(event);
    const last = this.down.get(event.pointerId);
    if (!last) {
      const over = event.target.closest?.("button") ? null : this.actor.find(x, y);
      return this.actor.hover(over, x, y);
    }
    if (this.down.size === 2) return this.pinch(event.pointerId, x, y);
    this.travelled += Math.hypot(x - last.x, y - last.y);
    if (this.travelled > CLICK_REACH) {
      if (this.held !== null) this.actor.drag(this.held, x, y);
      else this.actor.pan(x - last.x, y - last.y);
      this.actor.hover(null, x, y);
    }
    if (this.held === null || this.travelled > CLICK_REACH) this.down.set(event.pointerId, { x, y });
  }

  pinch(id, x, y) {
    const [other] = [...this.down].filter(([key]) => key !== id).map(([, point]) => point);
    const last = this.down.get(id);
    const before = Math.hypot(last.x - other.x, last.y - other.y);
    const after = Math.hypot(x - other.x, y - other.y);
    this.actor.pan((x - last.x) / 2, (y - last.y) / 2);
    if (before > 0) this.actor.zoom((x + other.x) / 2, (y + other.y) / 2, after / before);
    this.down.set(id, { x, y });
  }

  lift(event) {
    if (!this.down.delete(event.pointerId)) return;
    const [x, y] = this.place(event);
    if (this.travelled <= CLICK_REACH) this.actor.click(this.actor.find(x, y), event.shiftKey || event.ctrlKey || event.metaKey);
    this.held = null;
  }

  cancel(event) {
    this.down.delete(event.pointerId);
    this.held = null;
  }

  leave(event) {
    if (this.down.has(event.pointerId)) return;
    this.actor.hover(null, 0, 0);
  }

  double(event) {
    const [x, y] = this.place(event);
    const found = event.target.closest?.("button") ? null : this.actor.find(x, y);
    if (found) this.actor.open(found);
  }

  /** Fingers on the drawing do not scroll or zoom the page. The style says so too, which Chromium did not heed in JupyterLab. */
  keep(event) {
    if (event.cancelable) event.preventDefault();
  }

  /**
   * A wheel zooms, unless it is scrolling the page and has just carried the drawing under the pointer. Where there is
   * no farther and no nearer the page scrolls, so that nobody is caught in a drawing.
   */
  wheel(event) {
    if (event.timeStamp - this.scrolled < SCROLL_GOES_ON && !event.ctrlKey) {
      this.scrolled = event.timeStamp;
      return;
    }
    const [x, y] = this.place(event);
    const way = event.deltaMode === 1 ? event.deltaY * LINE : event.deltaY;
    const zoomed = this.actor.zoom(x, y, Math.exp(-way * (event.ctrlKey ? 6 : 1) * WHEEL_SPEED));
    if (zoomed || event.ctrlKey) event.preventDefault(); // with Ctrl the page would be zoomed
    this.actor.hover(this.actor.find(x, y), x, y);
  }
}

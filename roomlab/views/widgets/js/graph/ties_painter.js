// Paints ties so that frames keep coming, on a computer without a graphics card too.
//
// Few ties: all are painted anew in each frame in which something changed. Many: a changed tie is painted at once over
// what is there, while a picture in full quality is built in slices in the back and then brought to the front. While
// agents move, ties are hairlines, the strongest first. What counts is the time between frames, see pace.js.
import { Pace } from "./pace.js";
import { inView, newShape, paintGlow, paintHairline, paintTie, shapeOf } from "./shapes.js";

export const GLOW_TIME = 900; // ms
const GLOWS = 24; // at once; in a storm of changes more would say nothing
const CHANGES_PER_FRAME = 80;
const PICTURE_FRAMES = 60; // in which a picture should be built, so that a large room is there soon; late frames make it more
const FIRST_FRAMES = 20; // in which the first one is built, late frames or not: nobody follows anything yet
const REBUILD_EVERY = 400; // ms between the starts of two pictures

export class TiesPainter {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./scene.js").Scene} scene
   */
  constructor(canvas, scene) {
    this.canvas = canvas;
    this.front = canvas.getContext("2d", { alpha: false });
    this.back = null; // made when first needed
    this.scene = scene;
    this.view = { width: 0, height: 0, ratio: 1, paper: "#ffffff" };
    this.style = null;
    this.shape = newShape();
    this.changed = new Set();
    this.touched = new Set(); // changed while the picture in the back was being built
    this.glows = new Map(); // tie to the time at which it began
    this.order = new Int32Array(0);
    this.slices = new Pace({ start: 160, least: 20, most: 4000 });
    this.hairlines = new Pace({ start: 1500, least: 400, most: 40_000 });
    this.used = null; // the pace by which the last frame was painted
    this.moved = true;
    this.stale = true;
    this.haste = Infinity; // ties in each slice of the first picture, at least; 0 once it is there
    this.cursor = -1; // place in `order` up to which the back is painted; -1: nothing is being built
    this.begun = -Infinity;
  }

  /** @param {{width: number, height: number, ratio: number, paper: string}} view CSS pixels, device pixels in each */
  resize(view) {
    this.view = view;
    [this.canvas.width, this.canvas.height] = [view.width * view.ratio, view.height * view.ratio];
    this.back = null;
    clear(this.front, view); // a canvas of another size is black
    this.move();
  }

  /** Agents or camera moved, or everything else that puts all ties elsewhere. */
  move() {
    this.moved = true;
    this.stale = true;
    this.cursor = -1;
    this.changed.clear();
    this.touched.clear();
  }

  /** Paint everything anew in full quality, without a moment of hairlines. */
  refresh() {
    this.stale = true;
    this.cursor = -1;
    this.begun = -Infinity;
  }

  /** The sympathy of a tie changed; `glow` says whether to draw the eye to it. */
  change(tie, now, glow) {
    this.changed.add(tie);
    this.stale = true;
    if (glow && this.glows.size < GLOWS) this.glows.set(tie, now);
  }

  /**
   * Paint what this frame can take.
   * @param {number} now ms
   * @param {number} gap ms since the last frame; 0 after a rest
   * @returns {boolean} whether there is more to paint
   */
  paint(now, gap) {
    if (gap > 0) this.used?.learn(gap);
    else this.slices.rest = this.hairlines.rest = 0; // what was late before a pause is over
    this.used = null;
    if (!this.scene.crowded) return this.paintAll(now);
    if (this.moved) {
      if (!this.hairlines.resting()) this.paintHairlines();
    } else {
      this.paintChanged(now); // never waits: it is what the user looks for
      if (!this.slices.resting()) this.paintSlice(now);
    }
    return this.moved || this.stale || this.cursor >= 0 || this.changed.size > 0;
  }

  paintAll(now) {
    for (const [tie, begun] of this.glows) if (now - begun > GLOW_TIME) this.endGlow(tie);
    if (this.stale) {
      clear(this.front, this.view);
      paintTies(this.front, this.scene, this.style, this.scene.byStrength(), this.view, (tie) => this.glowOf(tie, now));
    }
    this.moved = false;
    this.stale = this.glows.size > 0;
    this.changed.clear();
    return this.stale;
  }

  endGlow(tie) {
    this.glows.delete(tie);
    this.stale = true;
  }

  /** How strongly a tie glows now, 0 to 1. */
  glowOf(tie, now) {
    const begun = this.glows.get(tie);
    return begun === undefined ? 0 : 0.55 * Math.max(0, 1 - (now - begun) / GLOW_TIME);
  }

  paintHairlines() {
    const { front, scene, shape, style, view } = this;
    clear(front, view);
    front.lineWidth = 1 / view.ratio;
    if (this.cursor < 0) this.order = scene.byStrength();
    for (let k = Math.max(0, this.order.length - this.hairlines.amount); k < this.order.length; k++) {
      shapeOf(shape, scene, this.order[k], false);
      if (inView(shape, view.width, view.height)) paintHairline(front, shape, scene.picture.sympathy[this.order[k]], style);
    }
    this.moved = false;
    this.used = this.hairlines;
  }

  paintChanged(now) {
    let painted = 0;
    for (const tie of this.changed) {
      if (painted >= CHANGES_PER_FRAME) break;
      this.changed.delete(tie);
      if (this.cursor >= 0) this.touched.add(tie);
      this.paintOver(tie, now);
      painted += 1;
    }
  }

  paintOver(tie, now) {
    const { front, scene, shape, style, view } = this;
    if (!scene.accepts(tie) || !inView(shapeOf(shape, scene, tie, style.curved), view.width, view.height)) return;
    const glow = this.glowOf(tie, now);
    if (glow > 0.05) paintGlow(front, shape, scene.picture.sympathy[tie], style, glow);
    paintTie(front, shape, scene.picture.sympathy[tie], style);
  }

  paintSlice(now) {
    if (this.cursor < 0) {
      if (!this.stale || now - this.begun < REBUILD_EVERY) return;
      this.begin(now);
    }
    const end = Math.min(this.order.length, this.cursor + Math.max(this.slices.amount, this.haste));
    paintTies(this.back, this.scene, this.style, this.order.subarray(this.cursor, end), this.view);
    if (end - this.cursor === this.slices.amount) this.used = this.slices; // a smaller rest would teach nothing
    this.cursor = end;
    if (end >= this.order.length) this.swap(now);
  }

  begin(now) {
    this.back ??= backOf(this.canvas);
    clear(this.back, this.view);
    this.scene.weigh(); // sympathies may have crossed the threshold
    this.order = this.scene.byStrength();
    this.slices.amount = Math.max(this.slices.amount, Math.ceil(this.order.length / PICTURE_FRAMES));
    if (this.haste) this.haste = Math.ceil(this.order.length / FIRST_FRAMES);
    this.begun = now;
    this.cursor = 0;
    this.stale = false;
    this.touched.clear();
  }

  swap(now) {
    this.front.setTransform(1, 0, 0, 1, 0, 0);
    this.front.drawImage(this.back.canvas, 0, 0);
    this.front.setTransform(this.view.ratio, 0, 0, this.view.ratio, 0, 0);
    this.cursor = -1;
    this.haste = 0;
    for (const tie of this.touched) this.paintOver(tie, now);
    if (this.touched.size) this.stale = true;
    this.touched.clear();
    for (const [tie, begun] of this.glows) if (now - begun > GLOW_TIME / 2) this.glows.delete(tie);
  }

  /** Give back the memory of the picture in the back; it is made again when needed. */
  rest() {
    this.back = null;
    if (this.cursor >= 0) this.refresh();
  }
}

/**
 * Paint ties in full quality.
 * @param {CanvasRenderingContext2D} context
 * @param {Iterable<number>} order of ties, what is on top last
 * @param {{width: number, height: number}} view what lies outside is left out
 * @param {?function(number): number} glowOf
 */
export function paintTies(context, scene, style, order, view, glowOf = null) {
  const shape = newShape();
  for (const tie of order) {
    if (!inView(shapeOf(shape, scene, tie, style.curved), view.width, view.height)) continue;
    const glow = glowOf ? glowOf(tie) : 0;
    if (glow > 0.02) paintGlow(context, shape, scene.picture.sympathy[tie], style, glow);
    paintTie(context, shape, scene.picture.sympathy[tie], style);
  }
}

export function clear(context, { width, height, ratio, paper }) {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
}

function backOf(front) {
  const canvas = front.ownerDocument.createElement("canvas");
  [canvas.width, canvas.height] = [front.width, front.height];
  return canvas.getContext("2d", { alpha: false });
}

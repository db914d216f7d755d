// A cell whose sympathy has just changed glows for a moment, however small it is.
import { palette } from "../colours.js";
import { GLOW_TIME } from "../graph/ties_painter.js";

const MOST = 24; // at once, as in the graph
const STEP = 80; // ms between two pictures of a glow: it fades softly enough, and costs a fifth
const LEAST_SIDE = 9; // CSS pixels of a ring around a cell that is smaller
const STRONGEST = 0.9;

export class Glows {
  constructor() {
    this.begun = new Map(); // tie to the time at which it began, ms
    this.now = 0; // of the last picture
  }

  get size() {
    return this.begun.size;
  }

  begin(tie, now) {
    if (this.size < MOST || this.begun.has(tie)) this.begun.set(tie, now);
  }

  clear() {
    this.begun.clear();
  }

  /** Let time go on. @returns {boolean} whether there is another picture to paint */
  step(now) {
    if (this.size === 0 || now - this.now < STEP) return false;
    this.now = now;
    for (const [tie, begun] of this.begun) if (now - begun >= GLOW_TIME) this.begun.delete(tie);
    return true;
  }

  /**
   * What glows now.
   * @param {{source: ArrayLike<number>, target: ArrayLike<number>}} picture
   * @param {Int32Array} rank by agent number, -1 for who is not shown
   * @returns {{row: number, column: number, strength: number}[]} strength from 1 to 0
   */
  lit({ source, target }, rank) {
    return [...this.begun].flatMap(([tie, begun]) => {
      const [row, column] = [rank[source[tie]] ?? -1, rank[target[tie]] ?? -1];
      return row < 0 || column < 0 ? [] : [{ row, column, strength: Math.min(1, Math.max(0, 1 - (this.now - begun) / GLOW_TIME)) }];
    });
  }
}

/** Paint a ring around each cell that glows, as far as it is in the plot. */
export function paintGlows(context, { plot, left, top, cell }, lit, dark) {
  context.strokeStyle = palette(dark).accent;
  for (const { row, column, strength } of lit) {
    const [x, y] = [left + (column + 0.5) * cell, top + (row + 0.5) * cell];
    if (x < plot.left || x > plot.left + plot.width || y < plot.top || y > plot.top + plot.height) continue;
    const side = Math.max(LEAST_SIDE, cell + 2);
    context.globalAlpha = STRONGEST * strength;
    context.lineWidth = Math.min(4, Math.max(2.5, cell * 0.2));
    context.strokeRect(x - side / 2, y - side / 2, side, side);
  }
  context.globalAlpha = 1;
}

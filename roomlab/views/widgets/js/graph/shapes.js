// The line of a tie on the screen, and painting it. Both ties of a pair are seen: each keeps to its own side.
import { dashOf, levelOf, widthOf } from "../colours.js";

const BEND = 0.11; // of the length, for a curve
const BEND_AT_MOST = 26; // CSS pixels

/**
 * @typedef {object} Shape where a tie runs, in CSS pixels; one is used again and again, so that painting makes no garbage
 * @property {number} ax start  @property {number} ay
 * @property {number} mx control point of the curve  @property {number} my
 * @property {number} bx tip  @property {number} by
 * @property {number} ux direction at the tip, of length 1  @property {number} uy
 * @property {boolean} curved  @property {boolean} visible
 */

export const newShape = () => ({ ax: 0, ay: 0, mx: 0, my: 0, bx: 0, by: 0, ux: 1, uy: 0, curved: false, visible: false });

/**
 * Find the line of a tie.
 * @param {Shape} shape is written to
 * @param {import("./scene.js").Scene} scene
 * @param {number} tie
 * @param {boolean} curved bent to its side, else straight and shifted to it
 * @returns {Shape}
 */
export function shapeOf(shape, scene, tie, curved) {
  const { x, y, radius, picture } = scene;
  const [from, to] = [picture.source[tie], picture.target[tie]];
  let [dx, dy] = [x[to] - x[from], y[to] - y[from]];
  const length = Math.hypot(dx, dy);
  shape.visible = length > radius * 1.5;
  if (!shape.visible) return shape;
  dx /= length;
  dy /= length;
  const bend = curved ? Math.min(BEND_AT_MOST, length * BEND) : 0;
  const shift = curved ? Math.min(3, radius * 0.2) : Math.min(3.5, 0.7 + radius * 0.2);
  // To the right of the way from source to target: the tie back runs on the other side.
  const [sx, sy] = [-dy * shift, dx * shift];
  shape.curved = curved;
  shape.mx = (x[from] + x[to]) / 2 - dy * (2 * bend + shift);
  shape.my = (y[from] + y[to]) / 2 + dx * (2 * bend + shift);
  const lean = Math.hypot(length / 2, 2 * bend);
  const [cos, sin] = [length / 2 / lean, (2 * bend) / lean];
  shape.ux = dx * cos + dy * sin;
  shape.uy = dy * cos - dx * sin;
  const gap = radius + 1.5;
  shape.ax = x[from] + sx + (dx * cos - dy * sin) * gap;
  shape.ay = y[from] + sy + (dy * cos + dx * sin) * gap;
  shape.bx = x[to] + sx - shape.ux * gap;
  shape.by = y[to] + sy - shape.uy * gap;
  return shape;
}

/** Whether a line may be seen in a view of that size. */
export function inView(shape, width, height) {
  if (!shape.visible) return false;
  const { ax, ay, mx, my, bx, by } = shape;
  return (
    Math.max(ax, mx, bx) >= 0 && Math.max(ay, my, by) >= 0 && Math.min(ax, mx, bx) <= width && Math.min(ay, my, by) <= height
  );
}

/**
 * How ties are painted in a drawing.
 * @typedef {object} Style
 * @property {string[]} colours by level
 * @property {number} thickness factor of the width
 * @property {number} head length of an arrow head's least, CSS pixels; 0 for none
 * @property {boolean} curved
 */

/** Paint a tie in full quality. */
export function paintTie(context, shape, sympathy, style) {
  const width = Math.max(0.5, widthOf(sympathy) * style.thickness);
  const colour = style.colours[levelOf(sympathy)];
  const head = style.head && Math.min(style.head + 2 * width, style.head * 2.6);
  const dashes = dashOf(sympathy, width);
  context.strokeStyle = colour;
  context.lineWidth = width;
  if (dashes.length) context.setLineDash(dashes);
  trace(context, shape, head * 0.8);
  context.stroke();
  if (dashes.length) context.setLineDash([]);
  if (head) paintHead(context, shape, head, colour);
}

/** Paint a tie as thin as it gets: while things move. */
export function paintHairline(context, shape, sympathy, style) {
  context.strokeStyle = style.colours[levelOf(sympathy)];
  context.beginPath();
  context.moveTo(shape.ax, shape.ay);
  context.lineTo(shape.bx, shape.by);
  context.stroke();
}

/** Paint the light around a tie that has just changed; it belongs beneath the tie. */
export function paintGlow(context, shape, sympathy, style, strength) {
  context.globalAlpha = strength;
  context.strokeStyle = style.glow;
  context.lineWidth = widthOf(sympathy) * style.thickness + 7;
  trace(context, shape, 0);
  context.stroke();
  context.globalAlpha = 1;
}

function trace(context, { ax, ay, mx, my, bx, by, ux, uy, curved }, shorter) {
  context.beginPath();
  context.moveTo(ax, ay);
  if (curved) context.quadraticCurveTo(mx, my, bx - ux * shorter, by - uy * shorter);
  else context.lineTo(bx - ux * shorter, by - uy * shorter);
}

function paintHead(context, { bx, by, ux, uy }, length, colour) {
  const half = length * 0.42;
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(bx, by);
  context.lineTo(bx - ux * length - uy * half, by - uy * length + ux * half);
  context.lineTo(bx - ux * length + uy * half, by - uy * length - ux * half);
  context.closePath();
  context.fill();
}

/** How far a point is from the line of a tie, in CSS pixels. */
export function distanceTo(shape, px, py) {
  const { ax, ay, mx, my, bx, by, curved } = shape;
  if (!curved) return toSegment(px, py, ax, ay, bx, by);
  let nearest = Infinity;
  let [x, y] = [ax, ay];
  for (let step = 1; step <= 8; step++) {
    const t = step / 8;
    const nx = (1 - t) ** 2 * ax + 2 * t * (1 - t) * mx + t * t * bx;
    const ny = (1 - t) ** 2 * ay + 2 * t * (1 - t) * my + t * t * by;
    nearest = Math.min(nearest, toSegment(px, py, x, y, nx, ny));
    [x, y] = [nx, ny];
  }
  return nearest;
}

function toSegment(px, py, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}

// What lies above the drawing for a while: the ties of whom the user chose, and rings for pointer, keyboard and pins.
import { palette } from "../colours.js";
import { fontSize, labelOf, paintDisc, paintLabel } from "./agents_painter.js";
import { placeLabels } from "./labels.js";
import { focusStyleOf } from "./style.js";
import { inView, newShape, paintGlow, paintTie, shapeOf } from "./shapes.js";
import { paintTies } from "./ties_painter.js";

const PINNED_FROM = 5; // CSS pixels of a radius: a smaller disc would vanish behind its pin
const VEIL = 0.78; // how much of the rest is covered while some agents are in focus

/**
 * @typedef {object} Attention
 * @property {Set<number>} chosen agents in focus
 * @property {?{agent: number}|{tie: number}} hover
 * @property {number} keyboard agent with the keyboard's focus, -1 for none
 * @property {Set<number>} pinned
 */

/** Whether there is anything to paint. */
export function isBusy({ chosen, hover, keyboard, pinned }) {
  return chosen.size > 0 || hover !== null || keyboard >= 0 || pinned.size > 0;
}

/**
 * @param {CanvasRenderingContext2D} context cleared, in CSS pixels
 * @param {import("./scene.js").Scene} scene
 * @param {import("./shapes.js").Style} style of the ties beneath
 * @param {import("./agents_painter.js").Look} look
 * @param {Attention} attention
 * @param {{width: number, height: number}} view
 */
export function paintOverlay(context, scene, style, look, attention, view) {
  const { chosen, hover, keyboard, pinned } = attention;
  const { accent, ink } = palette(look.dark);
  const strong = focusStyleOf(style, look.dark);
  const focus = new Set([...chosen].filter((number) => scene.shown[number]));
  if (focus.size > 0) paintFocus(context, scene, strong, look, focus, view);
  if (hover?.tie !== undefined) paintHoverTie(context, scene, strong, hover.tie, view);
  if (hover?.agent !== undefined) circle(context, scene, hover.agent, 3.5, ink, 1.5);
  if (scene.radius >= PINNED_FROM) for (const number of pinned) if (scene.shown[number]) paintPin(context, scene, number, look.dark);
  for (const number of focus) circle(context, scene, number, 3, accent, 3);
  if (keyboard >= 0) paintKeyboardRing(context, scene, keyboard, look.dark);
}

function paintFocus(context, scene, style, look, focus, view) {
  context.globalAlpha = VEIL;
  context.fillStyle = palette(look.dark).paper;
  context.fillRect(0, 0, view.width, view.height);
  context.globalAlpha = 1;
  const ties = scene.tiesOf(focus);
  const { source, target, sympathy } = scene.picture;
  ties.sort((a, b) => Math.abs(sympathy[a]) - Math.abs(sympathy[b]));
  paintTies(context, scene, style, ties, view);
  const near = new Set(focus);
  for (const tie of ties) near.add(source[tie]).add(target[tie]);
  for (const number of near) paintDisc(context, scene, number, look);
  paintNames(context, scene, [...focus, ...[...near].filter((number) => !focus.has(number))], look, view);
}

function paintNames(context, scene, order, look, view) {
  const lines = (number) => labelOf(context, scene.picture.agents[number], fontSize(scene), false, look.names);
  for (const { number, x, y } of placeLabels(scene, order, lines, view)) paintLabel(context, lines(number), x, y, look.dark);
}

function paintHoverTie(context, scene, style, tie, view) {
  const shape = shapeOf(newShape(), scene, tie, style.curved);
  if (!scene.accepts(tie) || !inView(shape, view.width, view.height)) return;
  paintGlow(context, shape, scene.picture.sympathy[tie], style, 0.35);
  paintTie(context, shape, scene.picture.sympathy[tie], style);
}

function circle(context, { x, y, radius }, number, beyond, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.arc(x[number], y[number], radius + beyond, 0, 2 * Math.PI);
  context.stroke();
}

function paintKeyboardRing(context, scene, number, dark) {
  const { paper, ink } = palette(dark);
  circle(context, scene, number, 7, paper, 5);
  circle(context, scene, number, 7, ink, 2.5);
}

/** A small pin at the upper right of an agent that the user fixed. */
function paintPin(context, { x, y, radius }, number, dark) {
  const { paper, ink } = palette(dark);
  const [px, py, size] = [x[number] + radius * 0.75, y[number] - radius * 0.75, Math.max(2, radius * 0.22)];
  context.fillStyle = ink;
  context.strokeStyle = paper;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(px, py, size, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

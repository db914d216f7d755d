// Paints agents: a disc with initials, how they feel around its rim, and their name.
import { initials, tint } from "../agents.js";
import { mix, palette } from "../colours.js";
import { byImportance, placeLabels } from "./labels.js";
import { isolated, shortName } from "./names.js";

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const WITH_MOODS = 40; // agents up to which the word of a mood is written under the name
const SMALL = 5; // CSS pixels of a radius, below which a disc is a dark dot: a pale one would drown among ties
const LEFT_ALPHA = 0.4; // of an agent that is no longer here
const FULL_TURN = 2 * Math.PI;

/** @typedef {{dark: boolean, names: Map<string, object>}} Look */

/**
 * Paint discs and names of all agents that are shown.
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {import("./scene.js").Scene} scene
 * @param {Look} look
 * @param {{width: number, height: number, chosen: Set<number>, quick: boolean}} view quick: things move, leave out what costs
 */
export function paintAgents(context, scene, look, view) {
  const order = byImportance(scene, view.chosen);
  for (let k = order.length - 1; k >= 0; k--) {
    if (isInView(scene, order[k], view)) paintDisc(context, scene, order[k], look);
  }
  if (!view.quick || order.length <= WITH_MOODS) paintLabels(context, scene, order, look, view);
}

function isInView({ x, y, radius }, number, { width, height }) {
  return x[number] > -radius && y[number] > -radius && x[number] < width + radius && y[number] < height + radius;
}

/** Paint one agent without its name. */
export function paintDisc(context, scene, number, look) {
  const agent = scene.picture.agents[number];
  const [x, y, radius] = [scene.x[number], scene.y[number], scene.radius];
  const { fill, ink } = tint(number, look.dark);
  const { paper, muted } = palette(look.dark);
  if (agent.here === false) context.globalAlpha = LEFT_ALPHA;
  const small = radius < SMALL;
  disc(context, x, y, radius, small ? mix(muted, fill, 0.35) : fill);
  if (radius >= 8.5) letters(context, agent.name, x, y, radius, ink);
  context.strokeStyle = small ? paper : mix(muted, fill, 0.35);
  context.lineWidth = small ? 0.7 : 1.2;
  ring(context, x, y, radius);
  if (radius >= 11 && agent.level !== null && Number.isFinite(agent.level)) level(context, agent.level, x, y, radius, look.dark);
  context.globalAlpha = 1;
}

function disc(context, x, y, radius, fill) {
  context.fillStyle = fill;
  context.beginPath();
  context.arc(x, y, radius, 0, FULL_TURN);
  context.fill();
}

function ring(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, FULL_TURN);
  context.stroke();
}

/** How strongly the mood is felt: an arc around the rim, from the top clockwise. */
function level(context, value, x, y, radius, dark) {
  const share = Math.max(0, Math.min(1, value));
  context.strokeStyle = palette(dark).ink;
  context.lineWidth = Math.max(2, radius * 0.13);
  context.beginPath();
  context.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + share * FULL_TURN);
  context.stroke();
}

function letters(context, name, x, y, radius, ink) {
  context.fillStyle = ink;
  context.font = `600 ${Math.round(radius * 0.78)}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(isolated(initials(name)), x, y + radius * 0.05);
}

function paintLabels(context, scene, order, look, view) {
  const font = fontSize(scene);
  const moods = order.length <= WITH_MOODS && scene.radius >= 12;
  const linesOf = (number) => labelOf(context, scene.picture.agents[number], font, moods, look.names);
  for (const { number, x, y } of placeLabels(scene, order, linesOf, view)) {
    paintLabel(context, linesOf(number), x, y, look.dark, scene.picture.agents[number].here === false);
  }
}

/** Size of names in CSS pixels. */
export function fontSize({ radius, type }) {
  return Math.round(Math.min(17 * type, Math.max(11 * type, radius * 0.62)));
}

/** The lines of an agent's name and mood with their size. Measuring costs, so it is done once for each text. */
export function labelOf(context, agent, font, moods, names) {
  const key = `${font}|${moods ? agent.mood : ""}|${agent.name}`;
  let label = names.get(key);
  if (label) return label;
  const name = isolated(shortName(agent.name));
  const mood = moods && agent.mood ? isolated(shortName(agent.mood, 18)) : null;
  context.font = fontOf(font, false);
  let width = context.measureText(name).width;
  context.font = fontOf(font, true);
  if (mood) width = Math.max(width, context.measureText(mood).width);
  label = { name, mood, font, width, height: font * (mood ? 2.05 : 1.2) };
  if (names.size > 20_000) names.clear();
  names.set(key, label);
  return label;
}

const fontOf = (font, small) => (small ? `${Math.round(font * 0.82)}px ${FONT}` : `600 ${font}px ${FONT}`);

/** Write a name, with paper around its letters so that ties behind do not cut it. */
export function paintLabel(context, { name, mood, font, height }, x, y, dark, faint = false) {
  const { paper, ink, muted } = palette(dark);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const line = (text, at, colour, small) => {
    context.font = fontOf(font, small);
    context.strokeStyle = paper;
    context.lineWidth = 3.5;
    context.strokeText(text, x, at);
    context.fillStyle = colour;
    context.fillText(text, x, at);
  };
  const first = y - height / 2 + font * 0.62;
  line(name, first, faint ? muted : ink, false);
  if (mood) line(mood, first + font * 0.98, muted, true);
}

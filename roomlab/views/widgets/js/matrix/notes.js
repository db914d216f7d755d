// What stands around and above the cells: names, borders of factions, the row and the column that are looked at.
import { palette } from "../colours.js";
import { FONT } from "../graph/agents_painter.js";
import { isolated, shortName } from "../graph/names.js";

const MOST_BORDERS = 40; // more would be a grid, not an order
const [LEAST_SIGNS, MOST_SIGNS] = [4, 24]; // of a name
const NARROW_LETTER = 0.4; // of the size of letters

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {import("./frame.js").Frame} frame
 * @param {{agents: number[], borders: number[]}} order
 * @param {object[]} people agents of the room
 * @param {{dark: boolean, selected: Set<number>}} look
 */
export function paintNotes(context, frame, { agents, borders }, people, { dark, selected }) {
  const colours = palette(dark);
  paintBorders(context, frame, borders, colours);
  if (!frame.named) return;
  const font = Math.round(Math.min(13 * frame.type, Math.max(8.5 * frame.type, frame.cell * 0.78)));
  const room = frame.names - 14;
  context.textBaseline = "middle";
  for (const place of placesIn(frame)) {
    const number = agents[place];
    const chosen = selected.has(number);
    context.font = `${chosen ? 700 : 400} ${font}px ${FONT}`;
    context.fillStyle = chosen ? colours.accent : people[number].here === false ? colours.muted : colours.ink;
    paintName(context, frame, fitted(context, people[number].name, room, font), place);
  }
}

/** A name as long as there is room for it: letters are of many widths, and none shall be cut in two. */
function fitted(context, name, room, font) {
  for (let most = Math.min(MOST_SIGNS, Math.floor(room / (font * NARROW_LETTER))); ; most -= 2) {
    const text = isolated(shortName(name, Math.max(LEAST_SIGNS, most)));
    if (most <= LEAST_SIGNS || context.measureText(text).width <= room) return text;
  }
}

/** The places whose row or whose column is in the plot: of ten thousand, few are. */
function placesIn({ plot, cell, left, top, size }) {
  const within = (place) => {
    const [x, y] = [left + (place + 0.5) * cell, top + (place + 0.5) * cell];
    return (x > plot.left && x < plot.left + plot.width) || (y > plot.top && y < plot.top + plot.height);
  };
  return Array.from({ length: size }, (_, place) => place).filter(within);
}

function paintName(context, frame, name, place) {
  const { plot, cell, left, top } = frame;
  const [x, y] = [left + (place + 0.5) * cell, top + (place + 0.5) * cell];
  if (y > plot.top && y < plot.top + plot.height) {
    context.textAlign = "right";
    context.fillText(name, plot.left - 7, y);
  }
  if (x > plot.left && x < plot.left + plot.width) {
    context.save();
    context.textAlign = "left";
    context.translate(x, plot.top - 7);
    context.rotate(-Math.PI / 2);
    context.fillText(name, 0, 0);
    context.restore();
  }
}

function paintBorders(context, frame, borders, { ink, line }) {
  const { plot, cell, left, top, size } = frame;
  const [right, bottom] = [Math.min(plot.left + plot.width, left + size * cell), Math.min(plot.top + plot.height, top + size * cell)];
  const [west, north] = [Math.max(plot.left, left), Math.max(plot.top, top)];
  context.strokeStyle = line;
  context.lineWidth = 1;
  rule(context, [[west, north, right, north], [right, north, right, bottom], [right, bottom, west, bottom], [west, bottom, west, north]]);
  if (borders.length > MOST_BORDERS) return;
  context.strokeStyle = ink;
  context.lineWidth = cell > 12 ? 1.5 : 1;
  const seen = borders.flatMap((place) => {
    const [x, y] = [left + place * cell - 0.5, top + place * cell - 0.5];
    const lines = [];
    if (x > west && x < right) lines.push([x, north, x, bottom]);
    if (y > north && y < bottom) lines.push([west, y, right, y]);
    return lines;
  });
  rule(context, seen);
}

function rule(context, lines) {
  context.beginPath();
  for (const [x0, y0, x1, y1] of lines) {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }
  context.stroke();
}

/**
 * Paint what is looked at: a band over rows and columns of the selected, a cross on the cell of pointer or keyboard.
 * @param {{rows: number[], cell: ?{row?: number, column?: number}, strong: boolean}} marks ranks; strong for the keyboard
 */
export function paintMarks(context, frame, { rows, cell, strong }, dark) {
  const { accent, ink } = palette(dark);
  for (const place of rows) band(context, frame, place, accent, 1.5);
  if (!cell) return;
  context.globalAlpha = 0.75;
  if (cell.row !== undefined) stripe(context, frame, "row", cell.row, ink, 1);
  if (cell.column !== undefined) stripe(context, frame, "column", cell.column, ink, 1);
  context.globalAlpha = 1;
  if (!strong || cell.row === undefined || cell.column === undefined) return;
  const side = Math.max(7, frame.cell + 3);
  const [x, y] = [frame.left + (cell.column + 0.5) * frame.cell, frame.top + (cell.row + 0.5) * frame.cell];
  context.strokeStyle = accent;
  context.lineWidth = 2.5;
  context.strokeRect(x - side / 2, y - side / 2, side, side);
}

function band(context, frame, place, colour, width) {
  stripe(context, frame, "row", place, colour, width);
  stripe(context, frame, "column", place, colour, width);
}

/** The outline of a row or a column, as far as it is in the plot. */
function stripe(context, { plot, cell, left, top, size }, way, place, colour, width) {
  const start = (way === "row" ? top : left) + place * cell;
  const [low, high] = way === "row" ? [plot.top, plot.top + plot.height] : [plot.left, plot.left + plot.width];
  if (start + cell <= low || start >= high) return;
  const [from, length] = [Math.max(low, start - 0.5), Math.max(2, Math.min(high, start + cell) - Math.max(low, start))];
  const [west, east] = [Math.max(plot.left, left), Math.min(plot.left + plot.width, left + size * cell)];
  const [north, south] = [Math.max(plot.top, top), Math.min(plot.top + plot.height, top + size * cell)];
  context.strokeStyle = colour;
  context.lineWidth = width;
  if (way === "row") context.strokeRect(west, from, east - west, length);
  else context.strokeRect(from, north, length, south - north);
}

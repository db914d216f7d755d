// Paints the cells of a matrix pixel by pixel: 300 agents or 5,000, it costs about as much.
//
// A negative cell is hatched, as a negative tie is dashed. Cells of one or two pixels cannot be: every second pixel of what is
// negative is a little paler, wherever it is, so that many of them side by side are a texture that liking never has. Where cells
// are smaller than a pixel, the strongest tie of those that share one is seen.
import { channels, fadedTies, isDashed, levelOf, mix, palette } from "../colours.js";

const FAINTNESS = 0.55;
const GAP_FROM = 6; // device pixels of a cell from which on cells are set apart
const HATCH_FROM = 3;
const [PALE, A_LITTLE_PALER] = [0.62, 0.45]; // of the way to the paper

/** The colours of cells as the numbers that pixels are. */
export function inksOf(dark) {
  const { paper, line } = palette(dark);
  const colours = fadedTies(dark, FAINTNESS);
  return {
    paper: pixel(paper),
    diagonal: pixel(mix(line, paper, 0.35)),
    ties: Uint32Array.from(colours, pixel),
    hatch: Uint32Array.from(colours, (colour) => pixel(mix(colour, paper, PALE))),
    speckle: Uint32Array.from(colours, (colour) => pixel(mix(colour, paper, A_LITTLE_PALER))),
  };
}

/** A colour as a canvas keeps it: red in the lowest byte. */
function pixel(colour) {
  const [red, green, blue] = channels(colour);
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * Paint all cells.
 * @param {Uint32Array} pixels row by row
 * @param {{width: number, height: number, left: number, top: number, cell: number}} grid device pixels: the size of the
 *   plot, and where in it the first cell begins
 * @param {import("../graph/scene.js").Scene} scene
 * @param {Int32Array} rank by agent number, -1 for who is not shown
 * @param {number} size agents on each side
 * @param {ReturnType<typeof inksOf>} inks
 */
export function paintCells(pixels, grid, scene, rank, size, inks) {
  pixels.fill(inks.paper);
  for (let place = 0; place < size; place++) fillCell(pixels, grid, place, place, inks.diagonal, inks.diagonal);
  const pale = grid.cell < HATCH_FROM ? inks.speckle : inks.hatch;
  const { source, target, sympathy } = scene.picture;
  for (const tie of scene.byStrength()) {
    const [row, column] = [rank[source[tie]], rank[target[tie]]];
    if (row < 0 || column < 0) continue;
    const level = levelOf(sympathy[tie]);
    fillCell(pixels, grid, row, column, inks.ties[level], isDashed(sympathy[tie]) ? pale[level] : inks.ties[level]);
  }
}

function fillCell(pixels, { width, height, left, top, cell }, row, column, colour, hatch) {
  const gap = cell >= GAP_FROM ? 1 : 0;
  const x0 = Math.max(0, Math.round(left + column * cell));
  const y0 = Math.max(0, Math.round(top + row * cell));
  const x1 = Math.min(width, Math.max(Math.round(left + (column + 1) * cell) - gap, Math.round(left + column * cell) + 1));
  const y1 = Math.min(height, Math.max(Math.round(top + (row + 1) * cell) - gap, Math.round(top + row * cell) + 1));
  const period = cell < HATCH_FROM ? 2 : cell < 8 ? 3 : cell < 20 ? 5 : 8;
  const thick = cell < 8 ? 1 : 2;
  for (let y = y0; y < y1; y++) {
    const start = y * width;
    if (hatch === colour) pixels.fill(colour, start + x0, start + Math.max(x0, x1));
    else for (let x = x0; x < x1; x++) pixels[start + x] = (x + y) % period < thick ? hatch : colour;
  }
}

// What is shown, as a picture of pixels or as SVG. Both are painted by what paints the screen.
import { paintAgents } from "./agents_painter.js";
import { isBusy, paintOverlay } from "./overlay.js";
import { SvgContext } from "./svg.js";
import { clear, paintTies } from "./ties_painter.js";

/**
 * A canvas with what a graph shows.
 * @param {import("./index.js").GraphView} view
 * @param {number} scale pixels for each CSS pixel
 * @returns {HTMLCanvasElement}
 */
export function pictureOf(view, scale) {
  const canvas = view.stage.document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(view.stage.width * scale), Math.round(view.stage.height * scale)];
  paintWhole(view, canvas.getContext("2d"), scale);
  return canvas;
}

/** The same as SVG. @returns {string} */
export function svgOf(view) {
  const context = new SvgContext(view.stage.width, view.stage.height, view.agents);
  paintWhole(view, context, 1);
  return context.toString(view.stage.node.getAttribute("aria-label"));
}

function paintWhole(view, context, ratio) {
  const { scene, look, stage, store } = view;
  const { width, height, paper } = stage;
  clear(context, { width, height, ratio, paper });
  paintTies(context, scene, view.painter.style, scene.byStrength(), stage);
  paintAgents(context, scene, look, { width, height, chosen: store.selected, quick: false });
  const attention = { ...view.attention(), hover: null, keyboard: -1, pinned: new Set() };
  if (isBusy(attention)) paintOverlay(context, scene, view.painter.style, look, attention, stage);
}

// The signed matrix: who feels what for whom, rows like columns, faction by faction. For rooms too dense for lines.
import { asksToRead, attend, buttonsFor, emptinessOf, summaryOf } from "./graph/attend.js";
import { News } from "./graph/news.js";
import { Scene } from "./graph/scene.js";
import { Stage } from "./graph/stage.js";
import { SvgContext } from "./graph/svg.js";
import { agentLines, pairLines } from "./graph/tooltip.js";
import { Actor } from "./matrix/actor.js";
import { inksOf, paintCells } from "./matrix/cells.js";
import { Frame } from "./matrix/frame.js";
import { Glows, paintGlows } from "./matrix/glows.js";
import { paintMarks, paintNotes } from "./matrix/notes.js";
import { Order } from "./matrix/order.js";

export class MatrixView {
  constructor(root, store, context = {}) {
    this.store = store;
    this.context = context;
    this.options = { ...context.options };
    this.scene = new Scene();
    this.ordering = new Order();
    this.frame = new Frame();
    this.news = new News();
    this.glows = new Glows();
    this.hover = null; // cell, or name, under the pointer: ranks
    this.keyboard = null;
    this.request = 0;
    this.stale = new Set(); // "cells", "notes", "marks": what is to be painted anew
    this.actor = new Actor(this);
    this.stage = new Stage(root, context, { layers: ["cells", "notes", "marks"], label: "matrixLabel", buttons: buttonsFor(this.actor, 1.5), changed: () => this.dressAnew(), slept: () => this.sleep(), woken: () => this.wake() });
    [this.cells, this.notes, this.marks] = this.stage.layers.map((canvas) => canvas.getContext("2d"));
    this.leave = attend(this);
    this.readAll();
    this.resize();
  }

  hear(change) {
    if (change.all) {
      this.news.forget();
      this.glows.clear();
    }
    const before = this.news.size;
    if (change.all || change.agents?.length || change.added) this.readAll();
    if (!change.all) this.readTies([...(change.ties ?? []), ...Array.from({ length: change.added ?? 0 }, (_, k) => before + k)]);
    if (change.all || change.agents?.length || change.added || change.ties?.length) this.stage.tooltip.renew();
    if (!change.selection) return;
    if (this.options.ego === true) this.readAll();
    this.wake("notes", "marks");
  }

  readAll() {
    const picture = this.store.shown;
    const looked = [this.hover, this.keyboard].map((cell) => this.agentsOf(cell));
    this.scene.read(picture, this.options, this.store.selected);
    this.ordering.sync(picture);
    this.order = this.ordering.visible(this.scene.shown);
    [this.hover, this.keyboard] = looked.map((agents) => this.cellOf(agents));
    if (!this.hover && !this.keyboard) this.stage.tooltip.hide();
    this.news.keep(picture);
    const { words } = this.context;
    this.stage.speak(summaryOf(words, this.order.agents.length, this.scene.count), emptinessOf(this.scene, this.store, words));
    this.frame.place(this.order.agents.length, this.stage.width, this.stage.height);
    this.moved();
  }

  /** Who stands in the row and in the column of a cell or of a name: whoever looks at it looks at them, wherever they go. */
  agentsOf(cell) {
    return cell && { row: this.order.agents[cell.row], column: this.order.agents[cell.column] };
  }

  /** Where they stand now; null if one of them is not shown any more. */
  cellOf(agents) {
    if (!agents) return null;
    const cell = Object.fromEntries(Object.entries(agents).filter(([, number]) => number !== undefined).map(([end, number]) => [end, this.order.rank[number]]));
    return Object.values(cell).every((place) => place >= 0) ? cell : null;
  }

  readTies(ties) {
    if (ties.length === 0) return;
    const other = this.news.cameOrWent(ties, this.scene.picture.sympathy);
    const notable = this.news.take(ties, this.scene.picture.sympathy);
    if (!this.stage.calm && this.stage.seen) {
      for (const tie of notable) if (this.scene.accepts(tie)) this.glows.begin(tie, performance.now());
    }
    if (other || this.stage.note.textContent) this.readAll(); // more or less is to be seen, or anything at all
    this.wake("cells");
  }

  /** @param {{threshold?: number, signs?: string, ego?: boolean|string}} options that change while the drawing lives */
  set(options) {
    Object.assign(this.options, options);
    if (asksToRead(options)) this.readAll();
  }

  arrange() {
    this.ordering.arrange(this.store.shown);
    this.readAll();
  }

  /** Size, sharpness or theme are others. Canvases are empty then, so they are painted before the page is seen again. */
  dressAnew() {
    this.resize();
    if (!this.request) return;
    this.stage.window.cancelAnimationFrame(this.request);
    this.paint(performance.now());
  }

  resize() {
    const { width, height, ratio } = this.stage;
    for (const { canvas } of [this.cells, this.notes, this.marks]) [canvas.width, canvas.height] = [width * ratio, height * ratio];
    this.frame.type = this.stage.type;
    this.frame.place(this.order.agents.length, width, height);
    this.moved();
  }

  /** All is elsewhere: paint everything anew. */
  moved() {
    this.wake("cells", "notes", "marks");
  }

  wake(...layers) {
    for (const layer of layers) this.stale.add(layer);
    if (!this.request && this.stage.seen) this.request = this.stage.window.requestAnimationFrame((now) => this.paint(now));
  }

  sleep() {
    this.stage.window.cancelAnimationFrame(this.request);
    this.request = 0;
    this.glows.clear();
  }

  paint(now) {
    this.request = 0;
    if (this.glows.step(now)) this.stale.add("marks");
    const { ratio } = this.stage;
    if (this.stale.has("cells")) this.paintCells(this.cells, ratio);
    if (this.stale.has("notes")) this.paintOn(this.notes, () => this.paintNotes(this.notes));
    if (this.stale.has("marks")) this.paintOn(this.marks, () => this.paintMarks(this.marks));
    this.stale.clear();
    if (this.glows.size > 0) this.wake();
  }

  paintOn(context, act) {
    const { width, height, ratio } = this.stage;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    act();
  }

  /** Write the pixels of the plot; the rest of that layer is empty. */
  paintCells(context, ratio) {
    const { plot } = this.frame;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.putImageData(this.image(context, ratio), Math.round(plot.left * ratio), Math.round(plot.top * ratio));
  }

  image(context, ratio) {
    const { plot, left, top, cell, size } = this.frame;
    const [width, height] = [plot.width, plot.height].map((length) => Math.max(1, Math.round(length * ratio)));
    if (this.kept?.width !== width || this.kept?.height !== height) this.kept = context.createImageData(width, height);
    const grid = { width, height, cell: cell * ratio, left: (left - plot.left) * ratio, top: (top - plot.top) * ratio };
    const pixels = new Uint32Array(this.kept.data.buffer);
    paintCells(pixels, grid, this.scene, this.order.rank, size, inksOf(this.stage.dark));
    return this.kept;
  }

  paintNotes(context) {
    const look = { dark: this.stage.dark, selected: this.store.selected };
    paintNotes(context, this.frame, this.order, this.scene.picture.agents, look);
  }

  paintMarks(context, looking = true) {
    const rows = [...this.store.selected].map((number) => this.order.rank[number] ?? -1).filter((place) => place >= 0);
    const cell = looking ? (this.keyboard ?? this.hover) : null;
    paintMarks(context, this.frame, { rows, cell, strong: this.keyboard !== null }, this.stage.dark);
    if (looking) paintGlows(context, this.frame, this.glows.lit(this.scene.picture, this.order.rank), this.stage.dark);
  }

  point(found, x, y) {
    const before = JSON.stringify(this.hover);
    this.hover = found;
    this.stage.node.classList.toggle("over-agent", found !== null);
    if (found) this.describe(found, x, y);
    else this.stage.tooltip.hide();
    if (JSON.stringify(found) !== before) this.wake("marks");
  }

  describe({ row, column }, x, y) {
    const { document, tooltip } = this.stage;
    const [from, to] = [this.order.agents[row], this.order.agents[column]];
    if (from === undefined || to === undefined || from === to) {
      const number = from ?? to;
      return tooltip.show(`agent ${number}`, () => agentLines(document, this.scene.picture, number, this.context.words ?? {}, this.stage.dark), x, y);
    }
    tooltip.show(`pair ${from} ${to}`, () => pairLines(document, this.scene.picture, from, to, this.stage.dark), x, y);
  }

  /** @param {number} scale pixels for each CSS pixel @returns {HTMLCanvasElement} what is shown */
  picture(scale = 1) {
    const canvas = this.stage.document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(this.stage.width * scale), Math.round(this.stage.height * scale)];
    const context = canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    this.paintWhole(context, scale);
    return canvas;
  }

  /** @returns {string} what is shown, the cells as pixels within */
  svg() {
    const context = new SvgContext(this.stage.width, this.stage.height, this.notes);
    this.paintWhole(context, 2);
    return context.toString(this.stage.node.getAttribute("aria-label"));
  }

  paintWhole(context, ratio) {
    const { width, height, paper, document } = this.stage;
    const { plot } = this.frame;
    context.fillStyle = paper;
    context.fillRect(0, 0, width, height);
    const cells = document.createElement("canvas");
    [cells.width, cells.height] = [plot.width, plot.height].map((length) => Math.max(1, Math.round(length * ratio)));
    const pixels = cells.getContext("2d");
    pixels.putImageData(this.image(pixels, ratio), 0, 0);
    context.drawImage(cells, plot.left, plot.top, plot.width, plot.height);
    this.paintNotes(context);
    this.paintMarks(context, false);
  }

  destroy() {
    this.stage.seen = false;
    this.sleep();
    this.leave();
    this.stage.destroy();
  }
}

/**
 * Mount the matrix.
 * @param {HTMLElement} root
 * @param {object} store RoomStore
 * @param {object} context of the view
 * @returns {MatrixView} with `destroy`, `picture`, `svg`, `set`
 */
export function mount(root, store, context) {
  return new MatrixView(root, store, context);
}

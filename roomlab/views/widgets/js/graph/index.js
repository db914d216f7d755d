// The drawing of agents and ties: takes what the store tells, moves agents, and paints when there is something to paint.
import { Actor } from "./actor.js";
import { paintAgents } from "./agents_painter.js";
import { asksToRead, attend, buttonsFor, emptinessOf, summaryOf } from "./attend.js";
import { Camera } from "./camera.js";
import { pictureOf, svgOf } from "./export.js";
import { Layout, RADIUS } from "./layout.js";
import { isBusy, paintOverlay } from "./overlay.js";
import { News } from "./news.js";
import { Scene } from "./scene.js";
import { Stage } from "./stage.js";
import { styleOf } from "./style.js";
import { TiesPainter } from "./ties_painter.js";
import { agentLines, pairLines } from "./tooltip.js";

const MARGIN = { across: 44, down: 26 }; // CSS pixels around everybody: names are wider than high
const NARROW = 560; // CSS pixels of width, below which
const CONTROLS = 44; // these are left to the buttons on the right
const BESIDE = 8; // CSS pixels between an agent and what is told of it
const AWAY = 3; // times as far away as where all is seen: farther, there is nothing to see
const LAYOUT_TIME = 9; // ms of a frame for the layout, while nothing is shown yet

export class GraphView {
  constructor(root, store, context = {}) {
    this.store = store;
    this.context = context;
    this.options = { ...context.options };
    this.scene = new Scene();
    this.layout = new Layout({ seed: this.options.seed, positions: this.options.positions ?? {} });
    this.camera = new Camera();
    this.hover = null;
    this.keyboard = -1;
    this.fitted = true; // the camera shows everyone until the user moves it
    this.last = 0; // time of the frame before, 0 after a rest
    this.request = 0;
    this.news = new News();
    this.fresh = { agents: true, overlay: true }; // layers to be painted anew
    this.actor = new Actor(this);
    this.stage = new Stage(root, context, { layers: ["ties", "agents", "overlay"], label: "graphLabel", buttons: buttonsFor(this.actor, 1.3), changed: () => this.dressAnew(), slept: () => this.sleep(), woken: () => this.wake() });
    this.look = { dark: this.stage.dark, names: new Map() };
    this.painter = new TiesPainter(this.stage.layers[0], this.scene);
    [this.agents, this.overlay] = this.stage.layers.slice(1).map((canvas) => canvas.getContext("2d"));
    this.leave = attend(this);
    this.readAll();
    this.resize();
  }

  // What the store tells

  hear(change) {
    if (change.all) this.news.forget();
    const before = this.news.size;
    if (change.all || change.agents?.length || change.added) this.readAll(change.all);
    if (!change.all) this.readTies([...(change.ties ?? []), ...Array.from({ length: change.added ?? 0 }, (_, k) => before + k)]);
    if (change.selection) this.readSelection();
    if (change.all || change.agents?.length || change.added || change.ties?.length) this.stage.tooltip.renew();
  }

  /**
   * Look at the whole room: who is there, which ties. Agents move only if someone came or went.
   * @param {boolean} anew whether ties may be others than those that were told to have changed: then all are painted at once
   */
  readAll(anew = true) {
    const picture = this.store.shown;
    const shown = String(this.scene.shown);
    this.scene.read(picture, this.options, this.store.selected);
    this.layout.sync(picture);
    this.news.keep(picture);
    const { words } = this.context;
    const agents = this.scene.shown.reduce((sum, one) => sum + one, 0);
    this.stage.speak(summaryOf(words, agents, this.scene.count), emptinessOf(this.scene, this.store, words));
    this.restyle();
    if (!this.scene.shown[this.keyboard]) this.actor.leaveKeyboard();
    if (this.hover?.agent !== undefined && !this.scene.shown[this.hover.agent]) this.point(null);
    if (this.layout.moving || String(this.scene.shown) !== shown) return this.place();
    if (anew) this.painter.refresh(); // else the picture that is being built would never be there, in a room that is busy
    this.refreshAgents();
  }

  readTies(ties) {
    if (ties.length === 0) return;
    const now = performance.now();
    const { sympathy } = this.scene.picture;
    const other = this.news.cameOrWent(ties, sympathy);
    const notable = this.news.take(ties, sympathy);
    const quiet = this.stage.calm || !this.stage.seen;
    let focused = false;
    for (const tie of ties) {
      this.painter.change(tie, now, !quiet && notable.has(tie) && this.scene.accepts(tie));
      focused ||= this.hover?.tie === tie || this.scene.touches(tie, this.store.selected);
    }
    if (focused) this.fresh.overlay = true;
    if (other || this.stage.note.textContent) this.readAll(false); // more or less is to be seen, or anything at all
    this.wake();
  }

  readSelection() {
    if (this.options.ego === true) this.readAll();
    this.fresh.overlay = true;
    this.wake();
  }

  /**
   * Change options while the drawing lives.
   * @param {{threshold?: number, signs?: string, ego?: boolean|string, positions?: object}} options
   */
  set(options) {
    Object.assign(this.options, options);
    if (asksToRead(options)) this.readAll();
    if ("positions" in options) {
      this.layout.positions = options.positions ?? {};
      this.layout.takePositions(this.store.shown);
      this.place();
    }
  }

  // Where things are

  /** Size, sharpness or theme are others. Canvases are empty then, so they are painted before the page is seen again. */
  dressAnew() {
    this.resize();
    if (!this.request) return;
    this.stage.window.cancelAnimationFrame(this.request);
    this.frame(performance.now());
  }

  resize() {
    const { width, height, ratio, paper, dark } = this.stage;
    this.look.dark = dark;
    this.scene.type = this.stage.type;
    this.camera.resize(width, height);
    for (const { canvas } of [this.agents, this.overlay]) [canvas.width, canvas.height] = [width * ratio, height * ratio];
    this.painter.resize({ width, height, ratio, paper });
    this.place();
  }

  /** Put everything where layout and camera say. */
  place() {
    if (this.layout.warm > 0) return this.wake();
    const bounds = this.fitted ? this.layout.bounds(this.scene.shown) : null;
    if (bounds) this.camera.fit(bounds, MARGIN, this.aside());
    this.scene.project(this.layout.nodes, this.camera, RADIUS);
    this.restyle();
    this.painter.move();
    this.refreshAgents();
  }

  /** CSS pixels on the right that belong to the buttons. */
  aside() {
    return this.stage.width < NARROW ? CONTROLS : 0;
  }

  /** The scale below which nobody zooms out. */
  farthest() {
    const bounds = this.layout.bounds(this.scene.shown);
    return bounds ? this.camera.scaleFor(bounds, MARGIN, this.aside()) / AWAY : this.camera.scale;
  }

  restyle() {
    this.painter.style = styleOf(this.scene, this.stage.dark);
  }

  refreshAgents() {
    this.fresh.agents = this.fresh.overlay = true;
    this.wake();
  }

  // Frames

  wake() {
    if (!this.request && this.stage.seen) this.request = this.stage.window.requestAnimationFrame((now) => this.frame(now));
  }

  sleep() {
    this.stage.window.cancelAnimationFrame(this.request);
    this.request = this.last = 0;
    this.stage.node.dataset.state = "asleep";
    this.painter.rest();
  }

  frame(now) {
    this.request = 0;
    const gap = this.last ? now - this.last : 0;
    const moving = this.advance();
    const more = this.layout.warm > 0 || this.paint(now, gap, moving);
    this.last = moving || more ? now : 0;
    this.stage.node.dataset.state = moving ? "moving" : more ? "painting" : "still";
    if (moving || more) this.wake();
  }

  /** Let the layout go on; whoever wants no motion sees its end only. @returns {boolean} whether it is still moving */
  advance() {
    if (!this.layout.moving) return false;
    const hidden = this.layout.warm > 0 || this.stage.calm;
    const until = performance.now() + LAYOUT_TIME;
    do this.layout.tick();
    while (hidden && this.layout.moving && (this.layout.warm > 0 || this.stage.calm) && performance.now() < until);
    if (!this.stage.calm || !this.layout.moving) this.place();
    return this.layout.moving;
  }

  paint(now, gap, moving) {
    const { width, height } = this.stage;
    const more = this.painter.paint(now, gap);
    if (this.fresh.agents) {
      this.clear(this.agents);
      paintAgents(this.agents, this.scene, this.look, { width, height, chosen: this.store.selected, quick: moving });
      this.fresh.agents = moving; // with all that was left out while things moved
    }
    if (this.fresh.overlay) this.paintOverlay();
    return more || this.fresh.agents;
  }

  paintOverlay() {
    this.fresh.overlay = false;
    const attention = this.attention();
    const busy = isBusy(attention);
    this.overlay.canvas.hidden = !busy;
    if (!busy) return;
    this.clear(this.overlay);
    paintOverlay(this.overlay, this.scene, this.painter.style, this.look, attention, this.stage);
  }

  attention() {
    const pinned = new Set(this.layout.nodes.filter((node) => node.pinned).map((node) => node.number));
    return { chosen: this.scene.centre ? new Set() : this.store.selected, hover: this.hover, keyboard: this.keyboard, pinned };
  }

  clear(context) {
    const { width, height, ratio } = this.stage;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
  }

  // What is under the pointer or the keyboard

  point(found, x, y) {
    const before = JSON.stringify(this.hover);
    this.hover = found;
    this.stage.node.classList.toggle("over-agent", found?.agent !== undefined);
    if (!found || (found.agent ?? 0) >= this.scene.picture.agents.length) this.stage.tooltip.hide();
    else this.describe(found, x, y);
    if (JSON.stringify(found) === before) return;
    this.fresh.overlay = true;
    this.wake();
  }

  describe(found, x, y) {
    const { picture, radius } = this.scene;
    const { document, tooltip } = this.stage;
    const words = this.context.words ?? {};
    if (found.agent !== undefined) { // beside the disc: it shall not hide whom it is about
      const lines = () => agentLines(document, this.scene.picture, found.agent, words, this.stage.dark);
      return tooltip.show(`agent ${found.agent}`, lines, this.scene.x[found.agent], this.scene.y[found.agent] - radius, radius + BESIDE);
    }
    const [from, to] = [picture.source[found.tie], picture.target[found.tie]];
    tooltip.show(`tie ${found.tie}`, () => pairLines(document, this.scene.picture, from, to, this.stage.dark), x, y);
  }

  // For the rest of the view

  /** Where agents are, by id, as the option `positions` takes it. */
  positions() {
    return this.layout.placed(this.scene.picture);
  }

  picture(scale = 1) {
    this.ready();
    return pictureOf(this, scale);
  }

  svg() {
    this.ready();
    return svgOf(this);
  }

  /** Whoever wants a picture before the first frame gets it: everyone is where they would be then. */
  ready() {
    if (this.layout.warm === 0) return;
    while (this.layout.warm > 0) this.layout.tick();
    this.place();
  }

  destroy() {
    this.stage.seen = false;
    this.sleep();
    this.leave();
    this.stage.destroy();
  }
}

/**
 * Mount the drawing.
 * @param {HTMLElement} root
 * @param {object} store RoomStore
 * @param {object} context of the view
 * @returns {GraphView} with `destroy`, `picture`, `svg`, `set`, `positions`
 */
export function mount(root, store, context) {
  return new GraphView(root, store, context);
}

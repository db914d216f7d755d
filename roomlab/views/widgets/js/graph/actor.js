// What pointer and keys do to a drawing.
import { agentTowards, hit } from "./hit.js";
import { byImportance } from "./labels.js";

export class Actor {
  /** @param {import("./index.js").GraphView} view */
  constructor(view) {
    this.view = view;
  }

  find(x, y) {
    return hit(this.view.scene, x, y, this.view.painter.style.curved);
  }

  hover(found, x, y) {
    this.view.point(found, x, y);
  }

  /** An agent is chosen, or with Shift added to the chosen or taken from them; beside everything nothing is chosen. */
  click(found, adding) {
    this.view.stage.node.focus({ preventScroll: true });
    if (found?.agent !== undefined) this.select(found.agent, adding);
    else if (found === null && !adding) this.view.store.select([]);
  }

  select(number, adding) {
    const { selected } = this.view.store;
    if (!adding) return this.view.store.select(selected.size === 1 && selected.has(number) ? [] : [number]);
    const chosen = new Set(selected);
    if (!chosen.delete(number)) chosen.add(number);
    return this.view.store.select([...chosen]);
  }

  /** A double click lets a pinned agent go. */
  open(found) {
    if (found.agent !== undefined && this.view.layout.nodes[found.agent].pinned) this.unpin(found.agent);
  }

  unpin(number) {
    this.view.layout.unpin(number);
    this.view.place();
  }

  drag(number, x, y) {
    this.view.fitted = false;
    this.view.layout.pin(number, ...this.view.camera.toWorld(x, y));
    this.view.place();
  }

  pan(dx, dy) {
    this.view.fitted = false;
    this.view.camera.panBy(dx, dy);
    this.view.place();
  }

  zoom(x, y, factor) {
    if (!this.view.camera.zoomAt(x, y, factor, this.view.farthest())) return false;
    this.view.fitted = false;
    this.view.place();
    return true;
  }

  zoomMiddle(factor) {
    this.zoom(this.view.stage.width / 2, this.view.stage.height / 2, factor);
  }

  fit() {
    this.view.fitted = true;
    this.view.place();
  }

  arrange() {
    this.view.layout.arrange(this.view.store.shown);
    this.view.fitted = true;
    this.view.place();
  }

  // Keys only

  go(dx, dy) {
    const { view } = this;
    if (view.keyboard < 0 || !view.scene.shown[view.keyboard]) return this.jump("first");
    return this.focus(agentTowards(view.scene, view.keyboard, dx, dy));
  }

  jump(where) {
    const order = byImportance(this.view.scene, this.view.store.selected);
    if (order.length) this.focus(where === "first" ? order[0] : order[order.length - 1]);
  }

  focus(number) {
    const { view } = this;
    view.keyboard = number;
    const margin = view.scene.radius + 10;
    const [x, y] = [view.scene.x[number], view.scene.y[number]];
    const { width, height } = view.stage;
    if (x < margin || y < margin || x > width - margin || y > height - margin) this.pan(width / 2 - x, height / 2 - y);
    view.describe({ agent: number }, view.scene.x[number], view.scene.y[number]);
    view.fresh.overlay = true;
    view.wake();
  }

  choose(adding) {
    if (this.view.keyboard >= 0) this.select(this.view.keyboard, adding);
  }

  escape() {
    this.leaveKeyboard();
    this.view.store.select([]);
  }

  leaveKeyboard() {
    if (this.view.keyboard < 0) return;
    this.view.keyboard = -1;
    this.view.stage.tooltip.hide();
    this.view.fresh.overlay = true;
    this.view.wake();
  }

  pin() {
    const { layout, keyboard } = this.view;
    if (keyboard < 0) return;
    const node = layout.nodes[keyboard];
    if (node.pinned) return this.unpin(keyboard);
    layout.pin(keyboard, node.x, node.y);
    this.view.fresh.overlay = true;
    this.view.wake();
  }
}

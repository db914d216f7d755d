// What pointer and keys do to a matrix.

export class Actor {
  /** @param {import("../matrix.js").MatrixView} view */
  constructor(view) {
    this.view = view;
  }

  /** `{row, column}` in ranks, as far as the point is on a cell or on a name; there is nothing to drag. */
  find(x, y) {
    return this.view.frame.at(x, y);
  }

  hover(found, x, y) {
    this.view.point(found, x, y);
  }

  click(found, adding) {
    this.view.stage.node.focus({ preventScroll: true });
    if (found) this.select(found, adding);
    else if (!adding) this.view.store.select([]);
  }

  /** Both agents of a cell, or the one of a name, are chosen. */
  select(found, adding) {
    const { order, store } = this.view;
    const numbers = [found.row, found.column].filter((place) => place !== undefined).map((place) => order.agents[place]);
    const same = numbers.every((number) => store.selected.has(number));
    const chosen = new Set(adding ? store.selected : []);
    for (const number of numbers) if (!same) chosen.add(number);
    if (same && adding) numbers.forEach((number) => chosen.delete(number));
    store.select([...chosen]);
  }

  open() {}
  drag() {}

  pan(dx, dy) {
    this.view.frame.panBy(dx, dy);
    this.view.moved();
  }

  zoom(x, y, factor) {
    const { frame, stage } = this.view;
    if (!frame.zoomAt(x, y, factor, stage.width, stage.height)) return false;
    this.view.moved();
    return true;
  }

  zoomMiddle(factor) {
    const { left, top, width, height } = this.view.frame.plot;
    this.zoom(left + width / 2, top + height / 2, factor);
  }

  fit() {
    this.view.frame.fit();
    this.view.resize();
  }

  arrange() {
    this.view.arrange();
  }

  // Keys only

  go(dx, dy) {
    const last = this.view.order.agents.length - 1;
    if (last < 0) return;
    const within = (place) => Math.max(0, Math.min(last, place));
    const { keyboard } = this.view;
    this.focus(keyboard ? { row: within(keyboard.row + dy), column: within(keyboard.column + dx) } : { row: 0, column: 0 });
  }

  jump(where) {
    const place = where === "first" ? 0 : this.view.order.agents.length - 1;
    if (place >= 0) this.focus({ row: place, column: place });
  }

  focus(cell) {
    const { view } = this;
    view.keyboard = cell;
    view.frame.reveal(cell.row, cell.column);
    const { left, top, cell: side } = view.frame;
    view.describe(cell, left + (cell.column + 1) * side, top + (cell.row + 1) * side);
    view.moved();
  }

  choose(adding) {
    if (this.view.keyboard) this.select(this.view.keyboard, adding);
  }

  escape() {
    this.leaveKeyboard();
    this.view.store.select([]);
  }

  leaveKeyboard() {
    if (!this.view.keyboard) return;
    this.view.keyboard = null;
    this.view.stage.tooltip.hide();
    this.view.wake("marks");
  }

  pin() {}
}

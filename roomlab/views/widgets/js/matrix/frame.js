// Where a matrix stands in its view: the square of cells, the room for names, and what is at a point. Pure.

const NAMES = 128; // CSS pixels at most for names on the left and above
const BARE = 18; // CSS pixels where no names fit
const EDGE = 14;
export const NAMED = 9; // CSS pixels of a cell from which on names are written

export class Frame {
  constructor() {
    this.size = 0; // agents on each side
    this.cell = 1; // CSS pixels
    this.left = this.top = 0; // of the first cell, CSS pixels
    this.plot = { left: 0, top: 0, width: 1, height: 1 }; // where cells are seen, CSS pixels
    this.type = 1; // size of letters, more on a projector
    this.zoom = 1; // times the size at which all fits
    this.middle = [0.5, 0.5]; // what is in the middle of the plot, as a share of the whole
  }

  /**
   * @param {number} size agents on each side
   * @param {number} width CSS pixels of the view
   * @param {number} height
   */
  place(size, width, height) {
    this.size = size;
    const inside = (room) => Math.max(20, Math.min(width, height) - room - EDGE);
    const names = Math.min(NAMES * this.type, Math.min(width, height) / 3.6);
    const named = (inside(names) * this.zoom) / Math.max(1, size) >= NAMED * this.type;
    const room = named ? names : BARE;
    const side = inside(room);
    const across = Math.max(side, Math.min(width - room - EDGE, side * this.zoom)); // zoomed in, the whole width is used
    this.plot = { left: Math.max(room, (width - across + room - EDGE) / 2), top: room, width: across, height: side };
    this.named = named;
    this.names = room;
    this.cell = (side * this.zoom) / Math.max(1, size);
    this.bound();
  }

  /** Keep the matrix in the plot: no edge is pulled inside while the rest is outside. */
  bound() {
    const whole = this.cell * this.size;
    const { left, top, width, height } = this.plot;
    const start = (share, length) => {
      if (whole <= length) return (length - whole) / 2;
      return Math.min(0, Math.max(length - whole, length / 2 - share * whole));
    };
    this.left = left + start(this.middle[0], width);
    this.top = top + start(this.middle[1], height);
    if (whole > width) this.middle[0] = (left + width / 2 - this.left) / whole;
    if (whole > height) this.middle[1] = (top + height / 2 - this.top) / whole;
  }

  /** What is at a point: `{row, column}` of a cell, `{row}` or `{column}` of a name, or null. */
  at(x, y) {
    const { left, top, width, height } = this.plot;
    const [column, row] = [Math.floor((x - this.left) / this.cell), Math.floor((y - this.top) / this.cell)];
    const across = x >= left && x < left + width && column >= 0 && column < this.size;
    const down = y >= top && y < top + height && row >= 0 && row < this.size;
    if (across && down) return { row, column };
    if (down && x < left && x > left - this.names) return { row };
    if (across && y < top) return { column };
    return null;
  }

  panBy(dx, dy) {
    const whole = Math.max(1, this.cell * this.size);
    this.middle = [this.middle[0] - dx / whole, this.middle[1] - dy / whole];
    this.bound();
  }

  /** Zoom so that the cell at (x, y) stays there; returns whether it could. */
  zoomAt(x, y, factor, width, height) {
    const whole = this.cell * this.size || 1;
    const share = [(x - this.left) / whole, (y - this.top) / whole];
    const most = Math.max(1, (40 * this.size) / this.plot.height); // cells of 40 CSS pixels
    const zoom = Math.min(most, Math.max(1, this.zoom * factor));
    if (zoom === this.zoom) return false;
    this.zoom = zoom;
    this.place(this.size, width, height);
    const now = this.cell * this.size || 1;
    const { left, top } = this.plot;
    this.middle = [
      share[0] - (x - left - this.plot.width / 2) / now,
      share[1] - (y - top - this.plot.height / 2) / now,
    ];
    this.bound();
    return true;
  }

  /** Bring a cell into the plot. */
  reveal(row, column) {
    const { left, top, width, height } = this.plot;
    const [x, y] = [this.left + (column + 0.5) * this.cell, this.top + (row + 0.5) * this.cell];
    if (x < left || x > left + width || y < top || y > top + height) {
      this.middle = [(column + 0.5) / this.size, (row + 0.5) / this.size];
      this.bound();
    }
  }

  fit() {
    this.zoom = 1;
    this.middle = [0.5, 0.5];
  }
}

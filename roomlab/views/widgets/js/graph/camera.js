// Where the viewer stands: world units to CSS pixels and back. Pure, no DOM.

const NEAREST = 8;
const FARTHEST = 0.02;
const FIT_NEAREST = 1.6; // a room of two is not blown up to fill the screen

export class Camera {
  constructor(width = 1, height = 1) {
    this.width = width; // CSS pixels
    this.height = height;
    this.scale = 1; // CSS pixels per world unit
    this.x = width / 2; // where the world's origin is, in CSS pixels
    this.y = height / 2;
  }

  toScreen(x, y) {
    return [x * this.scale + this.x, y * this.scale + this.y];
  }

  toWorld(x, y) {
    return [(x - this.x) / this.scale, (y - this.y) / this.scale];
  }

  panBy(dx, dy) {
    this.x += dx;
    this.y += dy;
  }

  /**
   * Zoom so that what is at (x, y), in CSS pixels, stays there.
   * @param {number} farthest the scale below which it does not zoom out any more
   * @returns {boolean} whether it could
   */
  zoomAt(x, y, factor, farthest = FARTHEST) {
    const scale = Math.min(NEAREST, Math.max(Math.min(farthest, this.scale), this.scale * factor));
    if (scale === this.scale) return false;
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    return true;
  }

  /** Keep the world's middle of the view in the middle while the view gets another size. */
  resize(width, height) {
    this.panBy((width - this.width) / 2, (height - this.height) / 2);
    this.width = width;
    this.height = height;
  }

  /**
   * The scale at which all of a rectangle of the world is seen.
   * @param {{left: number, top: number, right: number, bottom: number}} bounds
   * @param {{across: number, down: number}} margin CSS pixels on the left and on the right, above and below
   * @param {number} aside CSS pixels that are kept free on the right as well
   */
  scaleFor(bounds, margin, aside = 0) {
    const inside = (size, free) => Math.max(20, size - 2 * free);
    const [width, height] = [Math.max(1e-6, bounds.right - bounds.left), Math.max(1e-6, bounds.bottom - bounds.top)];
    const scale = Math.min(FIT_NEAREST, inside(this.width - aside, margin.across) / width, inside(this.height, margin.down) / height);
    return Math.max(FARTHEST, scale);
  }

  /** Show all of a rectangle of the world; takes what `scaleFor` takes. */
  fit(bounds, margin, aside = 0) {
    this.scale = this.scaleFor(bounds, margin, aside);
    this.x = (this.width - aside) / 2 - ((bounds.left + bounds.right) / 2) * this.scale;
    this.y = this.height / 2 - ((bounds.top + bounds.bottom) / 2) * this.scale;
  }
}

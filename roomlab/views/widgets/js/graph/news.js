// Which changes of sympathy draw the eye: those that are large enough, unless so many come at once that none would.

const NOTABLE = 0.02;
const STORM = 20; // ties that change at once

export class News {
  constructor() {
    this.forget();
  }

  /** Another moment is shown: nothing in it is news. */
  forget() {
    this.values = new Float32Array(0); // sympathies as they were last seen, by tie number
  }

  /** How many ties were there. */
  get size() {
    return this.values.length;
  }

  /**
   * Make room for new ties, which are news when they are taken: they are seen to come. What is there at first is none.
   * @param {{sympathy: ArrayLike<number>, size: number}} picture
   */
  keep({ sympathy, size }) {
    if (this.size === 0) {
      this.values = Float32Array.from({ length: size }, (_, tie) => sympathy[tie]);
      return;
    }
    const longer = new Float32Array(Math.max(size, this.size));
    longer.set(this.values);
    this.values = longer;
  }

  /** Whether some of these ties have come or gone: then there is more or less to see, and not only something else. */
  cameOrWent(ties, sympathy) {
    return ties.some((tie) => Number.isNaN(this.values[tie]) !== Number.isNaN(sympathy[tie]));
  }

  /**
   * Take in the sympathies of some ties.
   * @param {number[]} ties by their numbers
   * @param {ArrayLike<number>} sympathy by tie number
   * @returns {Set<number>} those that draw the eye
   */
  take(ties, sympathy) {
    const notable = new Set();
    for (const tie of ties) {
      const before = this.values[tie] || 0; // a tie that was not there grew from nothing
      if (ties.length <= STORM && Math.abs(sympathy[tie] - before) > NOTABLE) notable.add(tie);
      this.values[tie] = sympathy[tie];
    }
    return notable;
  }
}

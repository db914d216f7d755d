// How much to paint in a frame, learned from the gaps between frames. Time spent in JavaScript would mislead: painting
// is only recorded there and costs later, when the browser turns it into pixels.

const LATE = 23; // ms between frames that mean the last one was too heavy
const FRAME = 16.7;
const REST_AT_MOST = 5; // frames

export class Pace {
  /**
   * @param {{start: number, least: number, most: number}} limits of the amount per frame, in whatever is painted
   */
  constructor({ start, least, most }) {
    this.amount = start;
    this.least = least;
    this.most = most;
    this.rest = 0; // frames in which nothing more should be painted
  }

  /**
   * Learn from the frame that follows a painted one.
   * @param {number} gap ms since the frame in which it was painted
   */
  learn(gap) {
    if (gap > LATE) {
      this.amount = Math.max(this.least, Math.floor(this.amount * 0.7));
      this.rest = Math.min(REST_AT_MOST, Math.ceil(gap / FRAME) - 2);
    } else {
      this.amount = Math.min(this.most, Math.ceil(this.amount * 1.04));
    }
  }

  /** Whether this frame should be left alone, so that the browser catches up. */
  resting() {
    if (this.rest <= 0) return false;
    this.rest -= 1;
    return true;
  }
}

// The lines that the chat knows, and which of them it shows. No DOM in here.

const MOST_LINES = 20_000; // older ones are let go, and can be asked for again
const LET_GO = 2_000;

export class Talk {
  constructor() {
    this.all = [];
    this.shown = this.all; // those that the filter lets through; the same array without a filter
    this.filter = null;
  }

  /** Begin anew with these lines. */
  replace(lines) {
    this.all = [...lines];
    this.#sift();
  }

  /** Show only lines that `filter` lets through; null for all. */
  choose(filter) {
    this.filter = filter;
    this.#sift();
  }

  /** Whether there may be lines between those that are known and these. */
  misses(lines) {
    return this.all.length > 0 && lines.length > 0 && lines[0].seq > this.all[this.all.length - 1].seq;
  }

  /**
   * Take lines that are new at either end; lines are in the order of their numbers.
   * @param {object[]} lines
   * @returns {{before: number, after: number}} how many more are shown at the start and at the end
   */
  merge(lines) {
    if (this.all.length === 0) {
      this.replace(lines);
      return { before: 0, after: this.shown.length };
    }
    const [first, last] = [this.all[0].seq, this.all[this.all.length - 1].seq];
    let end = lines.length;
    while (end > 0 && lines[end - 1].seq > last) end--;
    let beginning = 0;
    while (beginning < end && lines[beginning].seq < first) beginning++;
    return { before: this.#prepend(lines.slice(0, beginning)), after: this.#append(lines.slice(end)) };
  }

  /**
   * Let the oldest lines go if there are very many.
   * @returns {number} how many fewer are shown
   */
  trim() {
    if (this.all.length <= MOST_LINES) return 0;
    const before = this.shown.length;
    this.all = this.all.slice(LET_GO);
    this.#sift();
    return before - this.shown.length;
  }

  #prepend(lines) {
    if (lines.length === 0) return 0;
    const more = this.#through(lines);
    this.all = lines.concat(this.all);
    this.shown = this.filter ? more.concat(this.shown) : this.all;
    return more.length;
  }

  #append(lines) {
    const more = this.#through(lines);
    this.all.push(...lines);
    if (this.filter) this.shown.push(...more);
    return more.length;
  }

  #sift() {
    this.shown = this.filter ? this.all.filter(this.filter) : this.all;
  }

  #through(lines) {
    return this.filter ? lines.filter(this.filter) : lines;
  }
}

// What of a room is drawn: which ties and agents, in which order, and where they are on the screen. No canvas in here.

const STRENGTHS = 64;
const LEAST = 2.2; // CSS pixels of a radius, unless there are so many that
const INKED = 0.05; // more than this share of the view would be discs, and hide the ties;
const TINIEST = 1.1; // and smaller than this nothing is seen
export const FEW_TIES = 800; // up to so many, everything can be painted anew in each frame

/** @typedef {{threshold: number, signs: "all"|"positive"|"negative", ego: boolean|string}} Filter */

export class Scene {
  constructor() {
    this.picture = { agents: [], source: [], target: [], sympathy: [], size: 0 };
    this.filter = { threshold: 0, signs: "all", ego: false };
    this.centre = null; // agents whose ego network is shown; null shows everyone
    this.x = new Float32Array(0); // CSS pixels, by agent number
    this.y = new Float32Array(0);
    this.shown = new Uint8Array(0); // by agent number
    this.degree = new Float32Array(0); // sum of |sympathy| of the shown ties, by agent number
    this.count = 0; // shown ties
    this.radius = 10; // of an agent, CSS pixels
    this.type = 1; // size of letters, more on a projector
  }

  /**
   * Look at a room anew: after its agents, ties or the filter changed.
   * @param {object} picture of the store
   * @param {Filter} filter
   * @param {Set<number>} selected
   */
  read(picture, filter, selected) {
    this.picture = picture;
    this.filter = { threshold: 0, signs: "all", ego: false, ...filter };
    this.centre = this.centreOf(selected);
    const size = picture.agents.length;
    if (this.x.length < size) {
      this.x = grown(this.x, size);
      this.y = grown(this.y, size);
    }
    this.near = this.centre && this.neighbourhood();
    const tied = picture.agents.some((agent) => agent.here === false) ? this.withTies() : null;
    this.shown = Uint8Array.from(picture.agents, (agent, number) => {
      if (this.near && !this.near.has(number)) return 0;
      return Number(agent.here !== false || tied.has(number)); // who left stays while there is a tie to show
    });
    this.weigh();
  }

  centreOf(selected) {
    const { ego } = this.filter;
    if (!ego) return null;
    if (ego === true) return selected.size ? new Set(selected) : null;
    const ids = new Set([ego].flat().map(String));
    const numbers = this.picture.agents.flatMap((agent, number) => (ids.has(agent.id) ? [number] : []));
    return numbers.length ? new Set(numbers) : null;
  }

  neighbourhood() {
    const near = new Set(this.centre);
    const { source, target, size } = this.picture;
    for (let tie = 0; tie < size; tie++) {
      if (!this.passes(tie)) continue;
      if (this.centre.has(source[tie])) near.add(target[tie]);
      if (this.centre.has(target[tie])) near.add(source[tie]);
    }
    return near;
  }

  withTies() {
    const { source, target, sympathy, size } = this.picture;
    const tied = new Set();
    for (let tie = 0; tie < size; tie++) if (!Number.isNaN(sympathy[tie])) tied.add(source[tie]).add(target[tie]);
    return tied;
  }

  weigh() {
    const { source, target, sympathy, size, agents } = this.picture;
    this.degree = new Float32Array(agents.length);
    this.count = 0;
    for (let tie = 0; tie < size; tie++) {
      if (!this.accepts(tie)) continue;
      this.count += 1;
      this.degree[source[tie]] += Math.abs(sympathy[tie]);
      this.degree[target[tie]] += Math.abs(sympathy[tie]);
    }
  }

  /** Whether a tie is there and strong enough and of the sign that is asked for. */
  passes(tie) {
    const value = this.picture.sympathy[tie];
    const { threshold, signs } = this.filter;
    if (!(Math.abs(value) >= threshold)) return false;
    return signs === "all" || (signs === "positive" ? value > 0 : value < 0);
  }

  /** Whether a tie is drawn. */
  accepts(tie) {
    const { source, target } = this.picture;
    return this.shown[source[tie]] === 1 && this.shown[target[tie]] === 1 && this.passes(tie);
  }

  get crowded() {
    return this.count > FEW_TIES;
  }

  /** The ties that are drawn, the weakest first. Sorted by counting: 30,000 take less than a millisecond. */
  byStrength() {
    const { sympathy, size } = this.picture;
    const starts = new Int32Array(STRENGTHS + 2);
    const place = (tie) => Math.min(STRENGTHS, Math.floor(Math.abs(sympathy[tie]) * STRENGTHS));
    const seen = [];
    for (let tie = 0; tie < size; tie++) {
      if (!this.accepts(tie)) continue;
      seen.push(tie);
      starts[place(tie) + 1] += 1;
    }
    for (let step = 1; step < starts.length; step++) starts[step] += starts[step - 1];
    const order = new Int32Array(seen.length);
    for (const tie of seen) order[starts[place(tie)]++] = tie;
    return order;
  }

  /** Put every agent where a camera sees it. */
  project(nodes, camera, radius) {
    const most = Math.max(4, Math.min(camera.width, camera.height) / 9);
    const share = Math.sqrt((INKED * camera.width * camera.height) / (Math.PI * Math.max(1, nodes.length)));
    const least = Math.min(LEAST, Math.max(TINIEST, share));
    this.radius = Math.min(most, 38 * this.type, Math.max(least, radius * camera.scale));
    for (const { number, x, y } of nodes) {
      this.x[number] = x * camera.scale + camera.x;
      this.y[number] = y * camera.scale + camera.y;
    }
  }

  /** Whether a tie begins or ends at one of some agents. */
  touches(tie, numbers) {
    return numbers.has(this.picture.source[tie]) || numbers.has(this.picture.target[tie]);
  }

  /** The ties of some agents that are drawn. */
  tiesOf(numbers) {
    const found = [];
    for (let tie = 0; tie < this.picture.size; tie++) {
      if (this.touches(tie, numbers) && this.accepts(tie)) found.push(tie);
    }
    return found;
  }
}

function grown(array, size) {
  const larger = new Float32Array(Math.max(16, size * 2));
  larger.set(array);
  return larger;
}

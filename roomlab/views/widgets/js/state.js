// Agents, ties and values at one moment, and how messages of the kernel change them. Pure: no DOM, no transport.

/** Agents and ties are numbered for life; a tie that is not there has NaN. */
export class Picture {
  constructor() {
    /** @type {{id: string, name: string, mood: ?string, level: ?number, avatar: ?string, here: boolean}[]} */
    this.agents = [];
    this.source = new Int32Array(0); // agent number, by tie number
    this.target = new Int32Array(0);
    this.sympathy = new Float64Array(0); // [-1, 1] or NaN, by tie number
    this.size = 0; // how many tie numbers there are; the arrays may be longer
  }

  /** @returns {Picture} the same at this moment, which goes its own way from now on. */
  copy() {
    const other = new Picture();
    other.agents = this.agents.slice();
    other.source = this.source.slice(0, this.size);
    other.target = this.target.slice(0, this.size);
    other.sympathy = this.sympathy.slice(0, this.size);
    other.size = this.size;
    return other;
  }
}

/** @returns {number} the value of a sympathy as JSON has it: null stands where there is no tie. */
const value = (sympathy) => (sympathy === null || sympathy === undefined ? NaN : sympathy);

/** @returns {Picture} what the fields `agents` and `ties` of a snapshot say. */
export function pictureOf({ agents, ties }) {
  const picture = new Picture();
  picture.agents = agents.slice();
  addTies(picture, ties);
  return picture;
}

/** Add ties to the end of a picture; their numbers go on from the last. @returns {number} how many. */
export function addTies(picture, { source, target, sympathy }) {
  const added = source.length;
  reserve(picture, picture.size + added);
  picture.source.set(source, picture.size);
  picture.target.set(target, picture.size);
  for (let place = 0; place < added; place++) picture.sympathy[picture.size + place] = value(sympathy[place]);
  picture.size += added;
  return added;
}

/** Apply what a delta says of agents and ties. @returns {{agents: number[], added: number, ties: number[]}} */
export function applyDelta(picture, delta) {
  const agents = [];
  for (const [number, agent] of delta.agents ?? []) {
    picture.agents[number] = agent;
    agents.push(number);
  }
  const added = delta.new_ties ? addTies(picture, delta.new_ties) : 0;
  const ties = delta.ties?.tie ?? [];
  ties.forEach((tie, place) => {
    picture.sympathy[tie] = value(delta.ties.sympathy[place]);
  });
  return { agents, added, ties };
}

/** @returns {Picture} the room at an earlier moment: the ties of `live` with other values, and other agents. */
export function pictureAt(live, { agents, sympathy }) {
  const picture = live.copy();
  picture.agents = live.agents.map((agent, number) => agents[number] ?? { ...agent, here: false });
  for (let tie = 0; tie < picture.size; tie++) picture.sympathy[tie] = value(sympathy[tie]);
  return picture;
}

/** @returns {number[]} the numbers of some agents, in the order of their ids; those that have not come are left out. */
export function numbersOf(agents, ids) {
  const wanted = new Set(ids);
  const found = new Map();
  agents.forEach(({ id }, number) => wanted.has(id) && found.set(id, number));
  return [...wanted].filter((id) => found.has(id)).map((id) => found.get(id));
}

/** @returns {object[]} lines, and after them newer ones; what both have is there once. */
export function joinLines(lines, newer) {
  if (!newer.length) return lines;
  const start = newer[0].seq;
  const known = lines.length ? lines[lines.length - 1].seq : -Infinity;
  // Lines in between would be missing: better to begin with what is certain.
  if (known < start) return newer.slice();
  return [...lines.filter((line) => line.seq < start), ...newer];
}

function reserve(picture, size) {
  if (size <= picture.sympathy.length) return;
  const room = Math.max(size, 2 * picture.sympathy.length, 64);
  for (const [name, Kind] of [["source", Int32Array], ["target", Int32Array], ["sympathy", Float64Array]]) {
    const longer = new Kind(room);
    longer.set(picture[name].subarray(0, picture.size));
    picture[name] = longer;
  }
}

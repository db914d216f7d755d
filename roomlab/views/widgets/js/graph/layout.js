// Where agents are, in world units: force-directed, seeded, and calm.
//
// A changed sympathy moves nothing. A new agent finds its place near its friends while all others are held. Only when a
// room has become another one (it has twice the ties), or when the user asks, is everything arranged anew, from where it is.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { factionsOf } from "./faction.js";
import { seeded } from "./random.js";

export const RADIUS = 20; // of an agent, world units
export const UNIT = 300; // world units per unit of positions that a user gives
const BIG = 1500; // agents; more are put into patches by faction and keep still: forces would take seconds
const GROWN = 2; // times the ties, or in a large room the agents, of the last arrangement
const WARM_WORK = 30_000; // agents times ticks that are worked off before anything is shown
const STILL = 0.02;
const STRAY_SHARE = 0.004; // of all agents: a faction with fewer has no patch of its own
const SPACE = 2.1 * RADIUS; // from one agent of a patch to the next
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const NEWCOMER_TICKS = 60;

/** @typedef {{number: number, x: number, y: number, fx: ?number, fy: ?number, pinned: boolean, lonely: boolean}} Node */

export class Layout {
  /**
   * @param {{seed?: number, positions?: Object<string, [number, number]>}} options positions by agent id, in about [-1, 1]
   *   and y upwards, as networkx gives them; who has one is pinned there
   */
  constructor({ seed = 1, positions = {} } = {}) {
    /** @type {Node[]} by agent number */
    this.nodes = [];
    this.positions = positions;
    this.links = [];
    this.known = 0; // ties that have been looked at
    this.arranged = 0; // ties at the last arrangement,
    this.settled = 0; // and agents
    this.warm = 0; // ticks to be worked off before the first picture
    this.newcomers = 0; // ticks left in which only newcomers move
    this.random = seeded(seed);
    this.simulation = forceSimulation([]).randomSource(this.random).stop();
  }

  /**
   * Take up agents and ties that are new.
   * @param {object} picture of the store
   */
  sync(picture) {
    const before = this.nodes.length;
    const first = before === 0 && picture.agents.length > 0;
    for (let number = before; number < picture.agents.length; number++) this.nodes.push(newNode(number));
    const befriended = this.takeTies(picture);
    if (first) return this.begin(picture);
    if (this.nodes.length > before) this.welcome(picture, before);
    else if (befriended.size) this.moveOnly(befriended);
    const grown = this.big && this.nodes.length >= GROWN * this.settled; // no force would drive so many newcomers apart
    if (grown || this.links.length >= GROWN * Math.max(this.arranged, this.nodes.length)) this.arrange(picture);
  }

  /** @returns {Set<number>} agents that had nobody and now have a friend */
  takeTies({ source, target, sympathy, size }) {
    const befriended = new Set();
    for (let tie = this.known; tie < size; tie++) {
      if (source[tie] === target[tie]) continue;
      this.links.push(linkOf(source[tie], target[tie], sympathy[tie]));
      for (const number of [source[tie], target[tie]]) if (sympathy[tie] > 0 && this.nodes[number].lonely) befriended.add(number);
    }
    this.known = Math.max(this.known, size); // a picture of the past has fewer
    for (const number of befriended) this.nodes[number].lonely = false;
    return befriended;
  }

  get big() {
    return this.nodes.length > BIG;
  }

  begin(picture) {
    [this.arranged, this.settled] = [this.links.length, this.nodes.length];
    this.startByFaction(picture);
    if (this.big) return;
    this.setForces();
    this.simulation.alpha(1);
    this.warm = Math.max(12, Math.min(240, Math.round(WARM_WORK / this.nodes.length)));
  }

  startByFaction(picture) {
    const { order, sizes } = factionsOf(this.nodes.length, picture);
    startByFaction(this.nodes, order, sizes, this.random);
    this.takePositions(picture);
  }

  takePositions({ agents }) {
    for (const node of this.nodes) {
      const place = Object.hasOwn(this.positions, agents[node.number].id) ? this.positions[agents[node.number].id] : null;
      if (Array.isArray(place) && place.length >= 2 && place.every(Number.isFinite)) {
        this.pin(node.number, place[0] * UNIT, -place[1] * UNIT);
      }
    }
  }

  /** Arrange everything anew, from where it is, by the sympathies of now. What is pinned stays. */
  arrange(picture) {
    this.links = [];
    this.known = 0;
    this.takeTies(picture);
    [this.arranged, this.settled] = [this.links.length, this.nodes.length];
    this.release();
    if (this.big) return this.startByFaction(picture);
    this.setForces();
    this.simulation.alpha(0.7);
  }

  /** Place newcomers near their friends and let them alone find their way. */
  welcome(picture, from) {
    const friends = friendsOf(picture, from);
    for (let number = from; number < this.nodes.length; number++) {
      const node = this.nodes[number];
      const angle = this.random() * 2 * Math.PI;
      const near = (friends.get(number) ?? []).filter((other) => other < number).map((other) => this.nodes[other]);
      node.lonely = near.length === 0;
      const [x, y, away] = near.length ? [...middle(near), 2.4 * RADIUS] : [0, 0, this.reach() + 3 * RADIUS];
      node.x = x + away * Math.cos(angle);
      node.y = y + away * Math.sin(angle);
    }
    this.takePositions(picture);
    this.moveOnly(new Set(this.nodes.slice(from).map((node) => node.number)));
  }

  /** Let some agents find their way while all others are held; but an arrangement that is under way goes on with them. */
  moveOnly(numbers) {
    if (!this.big && this.newcomers === 0 && this.simulation.alpha() > STILL) return this.setForces();
    for (const node of this.nodes) {
      if (!numbers.has(node.number)) [node.fx, node.fy] = [node.x, node.y];
      else if (!node.pinned) node.fx = node.fy = null;
    }
    if (this.big) return;
    this.newcomers = NEWCOMER_TICKS;
    this.setForces();
    this.simulation.alpha(0.4);
  }

  release() {
    this.newcomers = 0;
    for (const node of this.nodes) if (!node.pinned) node.fx = node.fy = null;
  }

  setForces() {
    const degree = new Float32Array(this.nodes.length);
    for (const { from, to } of this.links) {
      degree[from] += 1;
      degree[to] += 1;
    }
    const links = this.links.map((link) => ({ ...link, source: link.from, target: link.to }));
    const strength = ({ from, to, pull }) => pull / Math.min(degree[from], degree[to]);
    this.simulation
      .nodes(this.nodes)
      .alphaDecay(0.03)
      .velocityDecay(0.45)
      .force("ties", forceLink(links).distance((link) => link.length).strength(strength))
      .force("apart", forceManyBody().strength(-520).distanceMax(1400))
      .force("x", forceX().strength(0.035))
      .force("y", forceY().strength(0.055)) // screens are wider than high
      .force("room", forceCollide(RADIUS * 1.55).strength(0.8));
  }

  get moving() {
    return this.warm > 0 || this.newcomers > 0 || (this.simulation.alpha() > STILL && this.nodes.length > 0 && !this.big);
  }

  /**
   * Move on by one tick.
   * @returns {boolean} whether anything may have moved
   */
  tick() {
    if (!this.moving) return false;
    this.simulation.tick();
    if (this.warm > 0) this.warm -= 1;
    if (this.newcomers > 0) {
      this.newcomers -= 1;
      if (this.newcomers === 0) {
        this.release();
        this.simulation.alpha(0);
      }
    }
    return true;
  }

  pin(number, x, y) {
    const node = this.nodes[number];
    [node.x, node.y, node.fx, node.fy, node.pinned] = [x, y, x, y, true];
  }

  /** Let a pinned agent go; it finds its way, the others are held. */
  unpin(number) {
    this.nodes[number].pinned = false;
    this.moveOnly(new Set([number]));
  }

  /** The rectangle of some agents, with their discs; null for nobody. */
  bounds(shown = null) {
    const seen = this.nodes.filter((node) => !shown || shown[node.number]);
    if (seen.length === 0) return null;
    const rectangle = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const { x, y } of seen) {
      rectangle.left = Math.min(rectangle.left, x - RADIUS);
      rectangle.top = Math.min(rectangle.top, y - RADIUS);
      rectangle.right = Math.max(rectangle.right, x + RADIUS);
      rectangle.bottom = Math.max(rectangle.bottom, y + RADIUS);
    }
    return rectangle;
  }

  reach() {
    return this.nodes.reduce((most, { x, y }) => (Number.isFinite(x) ? Math.max(most, Math.hypot(x, y)) : most), 0);
  }

  /** Where everyone is, as `positions` takes it. */
  placed({ agents }) {
    return Object.fromEntries(this.nodes.slice(0, agents.length).map(({ number, x, y }) => [agents[number].id, [x / UNIT, -y / UNIT]]));
  }
}

const newNode = (number) => ({ number, x: NaN, y: NaN, vx: 0, vy: 0, fx: null, fy: null, pinned: false, lonely: false });

/** Friends pull together; enemies keep a distance; both less so the weaker the tie is. */
function linkOf(from, to, sympathy) {
  const value = Number.isNaN(sympathy) ? 0 : sympathy;
  return value >= 0
    ? { from, to, pull: 0.2 + 0.8 * value, length: 120 - 30 * value }
    : { from, to, pull: 0.15, length: 220 - 100 * value };
}

/**
 * Each faction in a patch of its own, the patches side by side around the middle, strays of a large room in a ring around all:
 * most of the way is made at once.
 */
function startByFaction(nodes, order, sizes, random) {
  const few = STRAY_SHARE * nodes.length;
  const patches = sizes.filter((size) => size >= few).map((size) => ({ size, radius: SPACE * Math.sqrt(size) }));
  const total = patches.reduce((sum, { radius }) => sum + radius, 0);
  const apart = patches.length > 1 ? (patches[0].radius + patches[1].radius) / 2 : 0;
  const around = patches.length > 1 ? 1.1 * Math.max(total / Math.PI, apart) : 0; // so far that no two overlap
  const put = (place, x, y) => {
    const node = nodes[order[place]];
    if (!node.pinned) [node.x, node.y] = [x + random(), y + random()];
  };
  let [place, passed] = [0, 0];
  for (const { size, radius } of patches) {
    const angle = (2 * Math.PI * (passed + (radius - patches[0].radius) / 2)) / total; // two stand side by side: screens are wide
    passed += radius;
    for (let k = 0; k < size; k++) {
      const [turn, away] = [k * GOLDEN_ANGLE, radius * Math.sqrt((k + 0.5) / size)];
      put(place++, around * 1.3 * Math.cos(angle) + away * Math.cos(turn), around * Math.sin(angle) + away * Math.sin(turn));
    }
  }
  const ring = around + (patches[0]?.radius ?? 0) + 4 * RADIUS;
  for (let k = 0; place < order.length; k++) {
    const [angle, away] = [k * GOLDEN_ANGLE, Math.sqrt((patches.length ? ring ** 2 : 0) + k * SPACE ** 2)]; // as dense as the patches
    put(place++, away * 1.3 * Math.cos(angle), away * Math.sin(angle));
  }
}

function friendsOf({ source, target, sympathy, size }, from) {
  const friends = new Map();
  const add = (newcomer, other) => (friends.get(newcomer) ?? friends.set(newcomer, []).get(newcomer)).push(other);
  for (let tie = 0; tie < size; tie++) {
    if (!(sympathy[tie] > 0)) continue;
    if (source[tie] >= from) add(source[tie], target[tie]);
    if (target[tie] >= from) add(target[tie], source[tie]);
  }
  return friends;
}

function middle(nodes) {
  const sum = nodes.reduce(([x, y], node) => [x + node.x, y + node.y], [0, 0]);
  return sum.map((value) => value / nodes.length);
}

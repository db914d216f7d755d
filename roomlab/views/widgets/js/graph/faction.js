// Who belongs together: agents put into factions so that friends are inside and enemies between.
//
// The measure is that of Doreian & Mrvar (1996), A partitioning approach to structural balance, Social Networks 18:
// as much sympathy as can be within factions, as little as can be between them; directed ties count in both directions.
// The search is greedy and goes in levels, as Blondel et al. (2008), Fast unfolding of communities in large networks, do for
// another measure: each agent in turn goes where it is liked most, then whole factions do. No randomness: the same ties give
// the same factions in the same order.

const ROUNDS = 8;
const SWEEPS = 12;
const TINY = 1e-9; // a gain smaller than this is none

/**
 * @typedef {object} Factions
 * @property {Int32Array} order agent numbers, faction by faction, the largest faction first
 * @property {Int32Array} faction number of the faction by agent number, 0 is the largest
 * @property {number[]} sizes of the factions
 */

/**
 * Put agents into factions.
 * @param {number} size how many agents there are
 * @param {{source: ArrayLike<number>, target: ArrayLike<number>, sympathy: ArrayLike<number>, size: number}} ties NaN is no tie
 * @returns {Factions}
 */
export function factionsOf(size, ties) {
  const near = neighbours(size, ties);
  let faction = Int32Array.from({ length: size }, (_, agent) => agent);
  for (let round = 0; round < ROUNDS; round++) {
    const moved = settle(near, faction);
    if (!moved && round > 0) break;
    faction = joined(near, faction);
  }
  return ordered(near, faction);
}

/**
 * Whom each agent has to do with, as lists in one: those of agent `a` stand from `start[a]` to before `start[a + 1]`, the same
 * one twice if there are ties in both directions. No objects: 5,000 agents with 30,000 ties are looked through many times.
 * @typedef {{size: number, start: Int32Array, other: Int32Array, value: Float64Array}} Near
 */

/** @returns {Near} */
function neighbours(size, { source, target, sympathy, size: count }) {
  const [from, to, value] = [[], [], []];
  for (let tie = 0; tie < count; tie++) {
    if (Number.isNaN(sympathy[tie]) || source[tie] === target[tie]) continue;
    from.push(source[tie], target[tie]);
    to.push(target[tie], source[tie]);
    value.push(sympathy[tie], sympathy[tie]);
  }
  return grouped(size, from, to, value);
}

/** @returns {Near} ties by the agent they come from, each agent's in the order they had */
function grouped(size, from, to, value) {
  const start = new Int32Array(size + 2);
  for (const agent of from) start[agent + 2] += 1;
  for (let agent = 2; agent < size + 2; agent++) start[agent] += start[agent - 1];
  const near = { size, start: start.subarray(0, size + 1), other: new Int32Array(from.length), value: new Float64Array(from.length) };
  from.forEach((agent, tie) => {
    const place = start[agent + 1]++;
    near.other[place] = to[tie];
    near.value[place] = value[tie];
  });
  return near;
}

/** Move agents one by one until nobody wants to. @returns {boolean} whether anybody did */
function settle(near, faction) {
  let any = false;
  // Numbers of factions that nobody is in. Those that empty later are not missed: an agent can be alone in any of these.
  const free = { next: 1 + faction.reduce((most, number) => Math.max(most, number), -1) };
  const sums = new Float64Array(free.next + SWEEPS * near.size); // by number of a faction; what is not used now is 0
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = false;
    for (let agent = 0; agent < near.size; agent++) moved = moveOne(agent, near, faction, free, sums) || moved;
    if (!moved) break;
    any = true;
  }
  return any;
}

function moveOne(agent, { start, other, value }, faction, free, sums) {
  const [first, end] = [start[agent], start[agent + 1]];
  if (first === end) return false;
  for (let place = first; place < end; place++) sums[faction[other[place]]] += value[place];
  const here = sums[faction[agent]];
  let [best, most] = [-1, here + TINY];
  for (let place = first; place < end; place++) {
    const where = faction[other[place]];
    if (sums[where] > most || (sums[where] === most && where < best)) [best, most] = [where, sums[where]];
  }
  for (let place = first; place < end; place++) sums[faction[other[place]]] = 0;
  if (best < 0 && here >= -TINY) return false;
  faction[agent] = best >= 0 && most > 0 ? best : free.next++; // better alone than among enemies
  return true;
}

/** Let whole factions join each other, level by level. */
function joined(near, faction) {
  let result = faction;
  for (;;) {
    const numbers = new Map();
    const compact = result.map((number) => numbers.get(number) ?? (numbers.set(number, numbers.size), numbers.size - 1));
    const level = Int32Array.from({ length: numbers.size }, (_, number) => number);
    if (!settle(between(near, compact, numbers.size), level)) return compact;
    result = compact.map((number) => level[number]);
  }
}

/** @returns {Near} what factions have to do with each other */
function between({ size, start, other, value }, faction, count) {
  const [from, to, felt] = [[], [], []];
  for (let agent = 0; agent < size; agent++) {
    for (let place = start[agent]; place < start[agent + 1]; place++) {
      if (faction[other[place]] === faction[agent]) continue;
      from.push(faction[agent]);
      to.push(faction[other[place]]);
      felt.push(value[place]);
    }
  }
  return grouped(count, from, to, felt);
}

/** Number factions by size, put agents within each by how much they are at home there. */
function ordered({ start, other, value }, faction) {
  const members = new Map();
  faction.forEach((where, agent) => (members.get(where) ?? members.set(where, []).get(where)).push(agent));
  const groups = [...members.values()].sort((p, q) => q.length - p.length || p[0] - q[0]);
  const home = Float64Array.from(faction, (where, agent) => {
    let sum = 0;
    for (let place = start[agent]; place < start[agent + 1]; place++) if (faction[other[place]] === where) sum += value[place];
    return sum;
  });
  const renumbered = new Int32Array(faction.length);
  groups.forEach((group, number) => group.forEach((agent) => (renumbered[agent] = number)));
  for (const group of groups) group.sort((p, q) => home[q] - home[p] || p - q);
  return { order: Int32Array.from(groups.flat()), faction: renumbered, sizes: groups.map((group) => group.length) };
}

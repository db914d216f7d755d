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

/** Move agents one by one until nobody wants to. @returns {boolean} whether anybody did */
function settle(near, faction) {
  let any = false;
  const free = freeNumbers(faction);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = false;
    for (let agent = 0; agent < near.length; agent++) moved = moveOne(agent, near, faction, free) || moved;
    if (!moved) break;
    any = true;
  }
  return any;
}

function moveOne(agent, near, faction, free) {
  if (near[agent].size === 0) return false;
  const at = sums(agent, near, faction);
  const here = at.get(faction[agent]) ?? 0;
  let [best, most] = [-1, here + TINY];
  for (const [where, sum] of at) {
    if (sum > most || (sum === most && where < best)) [best, most] = [where, sum];
  }
  if (best < 0 && here >= -TINY) return false;
  faction[agent] = best >= 0 && most > 0 ? best : free.pop(); // better alone than among enemies
  return true;
}

/** Numbers of factions that nobody is in. Those that empty later are not missed: an agent can be alone in any of these. */
function freeNumbers(faction) {
  const most = faction.reduce((found, number) => Math.max(found, number), -1);
  return Array.from({ length: SWEEPS * faction.length + 1 }, (_, k) => most + 1 + SWEEPS * faction.length - k);
}

/** Let whole factions join each other, level by level. */
function joined(near, faction) {
  let result = faction;
  for (;;) {
    const numbers = new Map();
    const compact = result.map((number) => numbers.get(number) ?? (numbers.set(number, numbers.size), numbers.size - 1));
    const between = Array.from({ length: numbers.size }, () => new Map());
    near.forEach((others, agent) => {
      for (const [other, value] of others) if (compact[other] !== compact[agent]) add(between[compact[agent]], compact[other], value);
    });
    const level = Int32Array.from({ length: numbers.size }, (_, number) => number);
    if (!settle(between, level)) return compact;
    result = compact.map((number) => level[number]);
  }
}

/**
 * Whom each agent has to do with: the sums of sympathy in both directions.
 * @returns {Map<number, number>[]} by agent: other agent to sum
 */
function neighbours(size, { source, target, sympathy, size: count }) {
  const near = Array.from({ length: size }, () => new Map());
  for (let tie = 0; tie < count; tie++) {
    const value = sympathy[tie];
    if (Number.isNaN(value) || source[tie] === target[tie]) continue;
    add(near[source[tie]], target[tie], value);
    add(near[target[tie]], source[tie], value);
  }
  return near;
}

function add(map, key, value) {
  map.set(key, (map.get(key) ?? 0) + value);
}

function sums(agent, near, faction) {
  const result = new Map();
  for (const [other, value] of near[agent]) add(result, faction[other], value);
  return result;
}

/** Number factions by size, put agents within each by how much they are at home there. */
function ordered(near, faction) {
  const members = new Map();
  faction.forEach((where, agent) => (members.get(where) ?? members.set(where, []).get(where)).push(agent));
  const groups = [...members.values()].sort((p, q) => q.length - p.length || p[0] - q[0]);
  const home = near.map((others, agent) => {
    let sum = 0;
    for (const [other, value] of others) if (faction[other] === faction[agent]) sum += value;
    return sum;
  });
  const renumbered = new Int32Array(faction.length);
  groups.forEach((group, number) => group.forEach((agent) => (renumbered[agent] = number)));
  for (const group of groups) group.sort((p, q) => home[q] - home[p] || p - q);
  return { order: Int32Array.from(groups.flat()), faction: renumbered, sizes: groups.map((group) => group.length) };
}

// Who belongs together: agents put into factions so that friends are inside and enemies between.
//
// The measure is that of Doreian & Mrvar (1996), A partitioning approach to structural balance, Social Networks 18:
// as much sympathy as can be within factions, as little as can be between them; directed ties count in both directions.
// The search is greedy: each agent in turn goes where it is liked most, then factions that like each other become one.
// No randomness: the same ties give the same factions in the same order.

const SWEEPS = 20;

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
  const faction = Int32Array.from({ length: size }, (_, agent) => agent);
  let moved = true;
  for (let sweep = 0; moved && sweep < SWEEPS; sweep++) {
    moved = sweepOnce(near, faction);
    if (!moved) moved = mergeOnce(near, faction);
  }
  return ordered(near, faction);
}

/** The faction in which an agent has the most friends; -1 where it has none. */
export function bestFaction(agent, near, faction) {
  let best = -1;
  let most = 1e-9;
  for (const [where, sum] of [...sums(agent, near, faction)].sort((a, b) => a[0] - b[0])) {
    if (sum > most) [best, most] = [where, sum];
  }
  return best;
}

/**
 * Whom each agent has to do with: the sums of sympathy in both directions.
 * @returns {Map<number, number>[]} by agent: other agent to sum
 */
export function neighbours(size, { source, target, sympathy, size: count }) {
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

function sweepOnce(near, faction) {
  let moved = false;
  for (let agent = 0; agent < near.length; agent++) {
    const at = sums(agent, near, faction);
    const here = at.get(faction[agent]) ?? 0;
    const best = bestFaction(agent, near, faction);
    if (best >= 0 && best !== faction[agent] && at.get(best) > here + 1e-9) {
      faction[agent] = best;
      moved = true;
    } else if (here < -1e-9) {
      faction[agent] = emptyFaction(faction); // better alone than among enemies
      moved = true;
    }
  }
  return moved;
}

function emptyFaction(faction) {
  const used = new Set(faction);
  let free = 0;
  while (used.has(free)) free += 1;
  return free;
}

/** Join the two factions of each pair that like each other, the fondest pair first, each faction once. */
function mergeOnce(near, faction) {
  const between = new Map();
  near.forEach((others, agent) => {
    for (const [other, value] of others) {
      const [a, b] = [faction[agent], faction[other]];
      if (a < b) add(between, a * near.length + b, value);
    }
  });
  const fond = [...between].filter(([, sum]) => sum > 1e-9).sort((p, q) => q[1] - p[1] || p[0] - q[0]);
  const into = new Map();
  for (const [pair] of fond) {
    const [a, b] = [Math.floor(pair / near.length), pair % near.length];
    if (into.has(a) || into.has(b)) continue;
    into.set(a, a).set(b, a);
  }
  for (let agent = 0; agent < faction.length; agent++) faction[agent] = into.get(faction[agent]) ?? faction[agent];
  return into.size > 0;
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

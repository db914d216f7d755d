import { describe, expect, test } from "vitest";
import { factionsOf } from "../../graph/faction.js";
import { seeded } from "../../graph/random.js";
import { SyntheticRoom } from "../synthetic_room.js";

function tiesOf(list) {
  return { source: list.map(([a]) => a), target: list.map(([, b]) => b), sympathy: list.map(([, , s]) => s), size: list.length };
}

const within = ({ source, target, sympathy, size }, faction) => {
  let sum = 0;
  for (let tie = 0; tie < size; tie++) if (faction[source[tie]] === faction[target[tie]]) sum += sympathy[tie];
  return sum;
};

test("two camps that dislike each other are two factions, the larger first", () => {
  const ties = tiesOf([[0, 1, 0.8], [2, 3, 0.7], [3, 4, 0.9], [2, 4, 0.5], [0, 2, -0.6], [4, 1, -0.9]]);
  const { order, faction, sizes } = factionsOf(5, ties);
  expect(sizes).toEqual([3, 2]);
  expect([...faction]).toEqual([1, 1, 0, 0, 0]);
  expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(order.slice(0, 3))).toEqual(new Set([2, 3, 4]));
});

test("planted factions are found, whatever the order of the ties", () => {
  const room = new SyntheticRoom({ agents: 60, ties: 900, factions: 3 });
  const { faction, sizes } = factionsOf(60, room.shown);
  expect(sizes).toEqual([20, 20, 20]);
  for (let agent = 3; agent < 60; agent++) expect(faction[agent]).toBe(faction[agent % 3]);
});

test("the same ties give the same order", () => {
  const room = new SyntheticRoom({ agents: 80, ties: 600 });
  expect(factionsOf(80, room.shown).order).toEqual(factionsOf(80, room.shown).order);
});

describe("on ties of chance", () => {
  test.each([1, 2, 3, 4, 5])("everyone stands once, and no single move would be better (seed %d)", (seed) => {
    const random = seeded(seed);
    const pick = () => Math.floor(random() * 25);
    const ties = tiesOf(Array.from({ length: 150 }, () => [pick(), pick(), random() * 2 - 1]).filter(([a, b]) => a !== b));
    const { order, faction, sizes } = factionsOf(25, ties);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, agent) => agent));
    expect(sizes.reduce((sum, size) => sum + size)).toBe(25);
    const reached = within(ties, faction);
    for (let agent = 0; agent < 25; agent++) {
      for (let where = 0; where <= sizes.length; where++) {
        const other = Int32Array.from(faction);
        other[agent] = where;
        expect(within(ties, other)).toBeLessThanOrEqual(reached + 1e-6);
      }
    }
  });
});

test("without ties everyone is alone, in their own order; without agents nobody is there", () => {
  expect([...factionsOf(3, tiesOf([])).order]).toEqual([0, 1, 2]);
  expect(factionsOf(0, tiesOf([])).sizes).toEqual([]);
  expect(factionsOf(2, tiesOf([[0, 1, NaN]])).sizes).toEqual([1, 1]);
});

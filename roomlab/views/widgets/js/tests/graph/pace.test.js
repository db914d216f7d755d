import { expect, test } from "vitest";
import { Pace } from "../../graph/pace.js";

const pace = () => new Pace({ start: 100, least: 20, most: 500 });

test("frames in time let it paint more, up to its limit", () => {
  const steady = pace();
  for (let frame = 0; frame < 200; frame++) steady.learn(16.7);
  expect(steady.amount).toBe(500);
});

test("a late frame makes it paint less, down to its limit", () => {
  const late = pace();
  late.learn(34);
  expect(late.amount).toBe(70);
  for (let frame = 0; frame < 50; frame++) late.learn(90);
  expect(late.amount).toBe(20);
});

test("after a very late frame it rests for a bounded while, after one in time it does not", () => {
  const late = pace();
  late.learn(1000);
  let rests = 0;
  while (late.resting()) rests += 1;
  expect(rests).toBe(5);
  late.learn(16.7);
  expect(late.resting()).toBe(false);
});

test("it finds the amount that a frame can take", () => {
  const finding = pace();
  const seen = [];
  for (let frame = 0; frame < 2000; frame++) {
    finding.learn(finding.amount <= 240 ? 16.7 : 33.4); // what a frame can take, in this world
    if (frame > 200) seen.push(finding.amount);
  }
  expect(Math.min(...seen)).toBeGreaterThan(150);
  expect(Math.max(...seen)).toBeLessThan(260);
});

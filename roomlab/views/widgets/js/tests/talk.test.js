import { expect, test } from "vitest";
import { Talk } from "../talk.js";

const lines = (from, to) => Array.from({ length: to - from }, (_, at) => ({ seq: from + at, agent: (from + at) % 3 }));

test("lines come in at either end, once", () => {
  const talk = new Talk();
  expect(talk.merge(lines(10, 20))).toEqual({ before: 0, after: 10 });
  expect(talk.merge(lines(5, 25))).toEqual({ before: 5, after: 5 });
  expect(talk.merge(lines(5, 25))).toEqual({ before: 0, after: 0 });
  expect(talk.all.map((line) => line.seq)).toEqual(lines(5, 25).map((line) => line.seq));
});

test("a filter holds for what is there and for what comes", () => {
  const talk = new Talk();
  talk.merge(lines(30, 60));
  talk.choose((line) => line.agent === 0);
  expect(talk.shown).toHaveLength(10);
  expect(talk.merge(lines(0, 90))).toEqual({ before: 10, after: 10 });
  expect(talk.shown.map((line) => line.seq)).toEqual(lines(0, 90).filter((line) => line.agent === 0).map((line) => line.seq));
  talk.choose(null);
  expect(talk.shown).toHaveLength(90);
});

test("the oldest lines are let go when there are very many", () => {
  const talk = new Talk();
  talk.merge(lines(0, 20_500));
  expect(talk.trim()).toBe(2000);
  expect(talk.all[0].seq).toBe(2000);
  expect(talk.trim()).toBe(0);
});

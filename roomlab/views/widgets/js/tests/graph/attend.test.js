import { expect, test } from "vitest";
import { emptinessOf } from "../../graph/attend.js";
import { News } from "../../graph/news.js";
import { Scene } from "../../graph/scene.js";
import { LANGUAGES } from "../../words.js";

const people = (count) => Array.from({ length: count }, (_, number) => ({ id: String(number), name: "", here: true }));

function emptiness(agents, ties, { filter = {}, store = {} } = {}) {
  const scene = new Scene();
  const [source, target, sympathy] = [0, 1, 2].map((place) => ties.map((tie) => tie[place]));
  scene.read({ agents: people(agents), source, target, sympathy, size: ties.length }, filter, new Set());
  return emptinessOf(scene, { moment: null, timeline: null, ...store }, LANGUAGES.en);
}

test("a drawing says why there is nothing to see", () => {
  expect(emptiness(0, [])).toBe("No agents yet");
  expect(emptiness(2, [])).toBe("No ties");
  expect(emptiness(2, [[0, 1, 0.3]])).toBe("");
  expect(emptiness(2, [[0, 1, 0.3]], { filter: { threshold: 0.5 } })).toBe("No ties pass what is chosen above");
  expect(emptiness(2, [[0, 1, 0.3]], { filter: { signs: "negative" } })).toBe("No ties pass what is chosen above");
});

test("a moment before the ties were read is not taken for a room without ties", () => {
  const store = { moment: { seq: 1, time: 60e6 }, timeline: { known: 3661e6 } };
  expect(emptiness(2, [], { store })).toBe("The ties were first read at 01:01:01 UTC; how they were before is not known");
  expect(emptiness(2, [], { store: { ...store, moment: { seq: 1, time: 3662e6 } } })).toBe("No ties");
  expect(emptiness(2, [], { store: { ...store, moment: null } })).toBe("No ties");
});

test("news are changes that are large enough and not too many; what is there at first is none", () => {
  const news = new News();
  const sympathy = Float64Array.from({ length: 60 }, () => 0.5);
  news.keep({ sympathy, size: 30 });
  expect(news.take([1, 2], sympathy).size).toBe(0);
  [sympathy[1], sympathy[2]] = [0.51, -0.5];
  expect(news.take([1, 2], sympathy)).toEqual(new Set([2]));
  news.keep({ sympathy, size: 31 });
  expect(news.take([30], sympathy)).toEqual(new Set([30]));
  sympathy.fill(-0.9);
  expect(news.take(Array.from({ length: 21 }, (_, tie) => tie), sympathy).size).toBe(0);
  expect(news.take([3], sympathy).size).toBe(0); // it was seen in the storm
  news.forget();
  news.keep({ sympathy, size: 31 });
  expect(news.take([4], sympathy).size).toBe(0);
});

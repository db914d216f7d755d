import { describe, expect, test } from "vitest";
import { Layout, RADIUS, UNIT } from "../../graph/layout.js";
import { SyntheticRoom } from "../synthetic_room.js";

const places = (layout) => layout.nodes.map(({ x, y }) => [x, y]);
const distance = ([ax, ay], [bx, by]) => Math.hypot(ax - bx, ay - by);

function settled(room, options = {}) {
  const layout = new Layout(options);
  layout.sync(room.shown);
  while (layout.moving) layout.tick();
  return layout;
}

test("the same seed gives the same places, another seed others", () => {
  const room = new SyntheticRoom({ agents: 30, ties: 150 });
  expect(places(settled(room, { seed: 3 }))).toEqual(places(settled(room, { seed: 3 })));
  expect(places(settled(room, { seed: 3 }))).not.toEqual(places(settled(room, { seed: 4 })));
});

test("a changed sympathy moves nothing", () => {
  const room = new SyntheticRoom({ agents: 30, ties: 150 });
  const layout = settled(room);
  const before = places(layout);
  room.shown.sympathy.fill(-1, 0, room.shown.size);
  layout.sync(room.shown);
  expect(layout.moving).toBe(false);
  expect(places(layout)).toEqual(before);
});

test("a new agent finds a place near its friends while nobody else moves", () => {
  const room = new SyntheticRoom({ agents: 40, ties: 200, factions: 2 });
  const layout = settled(room);
  const before = places(layout);
  const number = room.join([0, 2, 4]);
  const friends = [0, 2, 4].filter((friend) => friend % 2 === number % 2);
  layout.sync(room.shown);
  while (layout.moving) layout.tick();
  places(layout).slice(0, number).forEach((place, other) => expect(distance(place, before[other])).toBeLessThan(1e-9));
  const far = Math.max(...before.map((place) => distance(place, before[0])));
  const own = places(layout)[number];
  expect(own.every(Number.isFinite)).toBe(true);
  for (const friend of friends) expect(distance(own, before[friend])).toBeLessThan(0.75 * far);
  expect(Math.min(...before.map((place) => distance(place, own)))).toBeGreaterThan(RADIUS);
});

test.each(["first", "later"])("a new agent does not stop the %s arrangement while it is under way", (which) => {
  const room = new SyntheticRoom({ agents: 40, ties: which === "first" ? 300 : 60, factions: 2 });
  const [calm, busy] = [new Layout(), new Layout()];
  if (which === "later") {
    for (const layout of [calm, busy]) {
      layout.sync(room.shown);
      while (layout.moving) layout.tick();
    }
    while (room.shown.size < 300) room.tie(room.pick(), room.pick());
  }
  calm.sync(room.shown);
  while (calm.moving) calm.tick();
  busy.sync(room.shown);
  for (let tick = 0; tick < 5; tick++) busy.tick();
  const number = room.join([0, 2, 4]);
  busy.sync(room.shown);
  while (busy.moving) busy.tick();
  const astray = places(busy).slice(0, number).map((place, other) => distance(place, places(calm)[other]));
  expect(astray.reduce((sum, each) => sum + each, 0) / number).toBeLessThan(3 * RADIUS); // held where they were: 4 and 5.6
});

test("an agent that comes without a friend is moved to the first one it finds", () => {
  const room = new SyntheticRoom({ agents: 40, ties: 200, factions: 2 });
  const layout = settled(room);
  const number = room.join([]);
  layout.sync(room.shown);
  while (layout.moving) layout.tick();
  const before = places(layout);
  room.tie(number, 0);
  layout.sync(room.shown);
  while (layout.moving) layout.tick();
  expect(distance(places(layout)[number], before[0])).toBeLessThan(distance(before[number], before[0]));
  expect(places(layout).slice(0, number)).toEqual(before.slice(0, number));
});

test("a few new ties move nothing; a room with twice the ties is arranged anew", () => {
  const room = new SyntheticRoom({ agents: 30, ties: 60 });
  const layout = settled(room);
  for (let k = 0; k < 20; k++) room.tie(room.pick(), room.pick());
  layout.sync(room.shown);
  expect(layout.moving).toBe(false);
  while (room.shown.size < 130) room.tie(room.pick(), room.pick());
  layout.sync(room.shown);
  expect(layout.moving).toBe(true);
});

test("friends end nearer to each other than enemies", () => {
  const room = new SyntheticRoom({ agents: 45, ties: 500, factions: 3 });
  const at = places(settled(room));
  const mean = { friends: [0, 0], enemies: [0, 0] };
  for (let tie = 0; tie < room.shown.size; tie++) {
    const kind = mean[room.shown.sympathy[tie] > 0 ? "friends" : "enemies"];
    kind[0] += distance(at[room.shown.source[tie]], at[room.shown.target[tie]]);
    kind[1] += 1;
  }
  expect(mean.friends[0] / mean.friends[1]).toBeLessThan((0.7 * mean.enemies[0]) / mean.enemies[1]);
});

describe("positions", () => {
  test("that are given are kept, y upwards, through an arrangement too", () => {
    const room = new SyntheticRoom({ agents: 10, ties: 30 });
    const layout = settled(room, { positions: { 1: [0.5, 1], 3: [-1, 0] } });
    layout.arrange(room.shown);
    while (layout.moving) layout.tick();
    expect(places(layout)[0]).toEqual([0.5 * UNIT, -UNIT]);
    expect(layout.placed(room.shown)["3"]).toEqual([-1, 0]);
  });
  test("that make no sense are passed over", () => {
    const room = new SyntheticRoom({ agents: 5, ties: 8 });
    const layout = settled(room, { positions: { 1: "left", 2: [NaN, 0], 3: [1], 4: null, __proto__: { 5: [0, 0] } } });
    expect(layout.nodes.some((node) => node.pinned)).toBe(false);
    expect(places(layout).flat().every(Number.isFinite)).toBe(true);
  });
});

test("an agent that was pinned stays; let go, it alone moves", () => {
  const room = new SyntheticRoom({ agents: 12, ties: 40 });
  const layout = settled(room);
  layout.pin(3, 900, 900);
  layout.arrange(room.shown);
  while (layout.moving) layout.tick();
  expect(places(layout)[3]).toEqual([900, 900]);
  const before = places(layout);
  layout.unpin(3);
  while (layout.moving) layout.tick();
  expect(places(layout)[3]).not.toEqual([900, 900]);
  expect(places(layout).filter((_, number) => number !== 3)).toEqual(before.filter((_, number) => number !== 3));
});

test("a big room has its places at once, and keeps them when someone joins", () => {
  const room = new SyntheticRoom({ agents: 2000, ties: 3000 });
  const layout = new Layout();
  layout.sync(room.shown);
  expect(layout.moving).toBe(false);
  const before = places(layout);
  expect(before.flat().every(Number.isFinite)).toBe(true);
  room.join([5, 8]);
  layout.sync(room.shown);
  expect(places(layout).slice(0, 2000)).toEqual(before);
  expect(places(layout)[2000].every(Number.isFinite)).toBe(true);
});

test("a large room that comes in two pieces is not put on one ring", () => {
  const room = new SyntheticRoom({ agents: 2000, ties: 0 });
  const everyone = room.shown.agents;
  const layout = new Layout();
  room.shown.agents = everyone.slice(0, 1);
  layout.sync(room.shown);
  while (layout.moving) layout.tick();
  room.shown.agents = everyone;
  layout.sync(room.shown);
  const away = places(layout).map(([x, y]) => Math.round(Math.hypot(x, y)));
  expect(new Set(away).size).toBeGreaterThan(100);
});

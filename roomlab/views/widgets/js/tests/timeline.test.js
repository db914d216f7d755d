import { afterEach, beforeEach, expect, test } from "vitest";
import { mount } from "../timeline.js";
import { mounted, settled, sized } from "./helpers.js";

let room;
beforeEach(async () => {
  room = await mounted(mount, { lines: 200 });
  const track = room.find(".rl-track");
  sized(track, { clientWidth: 1000, clientHeight: 100 });
  track.getBoundingClientRect = () => ({ left: 0, width: 1000 });
  room.kernel.step();
  await settled();
});
afterEach(() => room.end());

const thumb = () => room.find("[role=slider]");
const seeks = () => room.kernel.sent.filter((message) => message.type === "seek");
const buttons = () => room.all(".rl-transport button");

function press(key) {
  thumb().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}
function point(type, x) {
  room.find(".rl-track").dispatchEvent(new PointerEvent(type, { clientX: x, button: 0, pointerId: 1, bubbles: true, cancelable: true }));
}

test("it draws sympathy, activity, gaps and rounds", async () => {
  room.kernel.gaps.push([room.kernel.start + 60e6, room.kernel.start + 90e6]);
  room.kernel.step();
  await settled();
  for (const name of ["mean", "messages", "changes", "gaps", "rounds", "ticks"]) {
    expect(room.find(`.rl-plot-${name}`).getAttribute("d"), name).toMatch(/^M/);
  }
  expect(room.all(".rl-plot path").map((path) => path.getAttribute("d")).join()).not.toContain("NaN");
});

test("dragging shows the room as it was; one request is under way and the latest wins", async () => {
  room.kernel.answering = false;
  point("pointerdown", 100);
  for (let x = 150; x <= 500; x += 50) point("pointermove", x);
  point("pointerup", 500);
  await settled();
  expect(seeks()).toHaveLength(1);
  room.kernel.answering = true;
  room.kernel.answer(seeks()[0]);
  await settled();
  expect(seeks()).toHaveLength(2);
  const { start, end } = room.store.timeline;
  expect(seeks()[1].time).toBe(Math.round(start + (end - start) / 2));
  expect(room.store.moment.time).toBeLessThanOrEqual(seeks()[1].time);
  expect(thumb().style.left).toBe("50.000%");
  expect(thumb().getAttribute("aria-valuetext")).toMatch(/^the room at \d\d:\d\d:\d\d UTC$/);
});

test("dragging to the end, or pressing Live, follows again", async () => {
  press("Home");
  await settled();
  expect(room.store.moment).not.toBe(null);
  buttons()[0].click();
  await settled();
  expect(room.store.moment).toBe(null);
  expect(buttons()[0].getAttribute("aria-pressed")).toBe("true");
  expect(thumb().getAttribute("aria-valuetext")).toBe("now");
  point("pointerdown", 300);
  await settled();
  expect(room.store.moment).not.toBe(null);
  point("pointermove", 1200);
  point("pointerup", 1200);
  await settled();
  expect(room.store.moment).toBe(null);
});

test("keys go step by step, also where nothing happened in between", async () => {
  press("Home");
  await settled();
  expect(thumb().getAttribute("aria-valuenow")).toBe("0");
  for (let at = 1; at <= 5; at++) {
    press("ArrowRight");
    await settled();
    expect(thumb().getAttribute("aria-valuenow")).toBe(String(at));
  }
  press("PageUp");
  await settled();
  expect(thumb().getAttribute("aria-valuenow")).toBe("15");
  press("ArrowLeft");
  await settled();
  expect(thumb().getAttribute("aria-valuenow")).toBe("14");
  press("End");
  await settled();
  expect(room.store.moment).toBe(null);
});

test("a moment that comes from elsewhere moves the scrubber", async () => {
  room.store.seek({ time: room.store.timeline.start + 1 });
  await settled();
  expect(Number(thumb().getAttribute("aria-valuenow"))).toBeLessThan(3);
});

test("pause freezes the picture and counts what waits", async () => {
  buttons()[1].click();
  await settled();
  const before = room.store.shown.sympathy.slice();
  room.kernel.step();
  room.kernel.step();
  await settled();
  expect(room.store.shown.sympathy).toEqual(before);
  expect(room.find(".rl-waits").textContent).toBe("14 changes wait");
  expect(buttons()[1].textContent).toBe("Go on");
  buttons()[1].click();
  await settled();
  expect(room.find(".rl-waits").textContent).toBe("");
  expect(room.store.shown).toBe(room.store.live);
});

test("a pause stays where it began while the room goes on", async () => {
  buttons()[1].click();
  const stood = room.store.timeline.end;
  for (let at = 0; at < 40; at++) room.kernel.step();
  await settled();
  const { start, end } = room.store.timeline;
  expect(end).toBeGreaterThan(stood);
  expect(parseFloat(thumb().style.left)).toBeCloseTo((100 * (stood - start)) / (end - start), 2);
  buttons()[1].click();
  await settled();
  expect(thumb().style.left).toBe("100.000%");
});

test("what was before the ties were read is set off", async () => {
  expect(room.find(".rl-plot-unknown").getAttribute("d")).toBe("");
  room.store.timeline = { ...room.store.timeline, known: room.store.timeline.start + 60e6 };
  room.store._tell({ timeline: true });
  await settled();
  expect(room.find(".rl-plot-unknown").getAttribute("d")).toMatch(/^M0 0H[1-9]/);
});

test("before anything is known it says nothing", async () => {
  const empty = room.find(".rl-empty");
  room.store.timeline = null;
  for (const [link, hidden] of [["waiting", true], ["busy", true], ["ready", false], ["gone", false]]) {
    room.store.link = link;
    room.store._tell({ timeline: true });
    await settled();
    expect(empty.hidden, link).toBe(hidden);
  }
});

test("a kernel that goes takes no scrubber with it", async () => {
  room.kernel.answering = false;
  press("Home");
  await settled();
  expect(thumb().style.left).toBe("0.000%");
  room.store.setKernel(false);
  await settled();
  expect(thumb().style.left).toBe("100.000%");
  press("Home");
  await settled();
  expect(thumb().style.left).toBe("100.000%");
  expect(room.find(".rl-in-past")).toBe(null);
});

test("without data it says so and cannot be moved", async () => {
  room.store.timeline = null;
  room.store._tell({ timeline: true });
  await settled();
  expect(thumb().hidden).toBe(true);
  press("Home");
  point("pointerdown", 10);
  expect(seeks()).toHaveLength(0);
});

import { expect, test } from "vitest";
import { Camera } from "../../graph/camera.js";

test("world and screen lead back to each other", () => {
  const camera = new Camera(800, 600);
  camera.zoomAt(100, 50, 2.5);
  camera.panBy(13, -7);
  const [x, y] = camera.toWorld(...camera.toScreen(12, -34));
  expect(x).toBeCloseTo(12);
  expect(y).toBeCloseTo(-34);
});

test("what is under the pointer stays there while zooming", () => {
  const camera = new Camera(800, 600);
  const before = camera.toWorld(200, 120);
  camera.zoomAt(200, 120, 3);
  expect(camera.toWorld(200, 120)[0]).toBeCloseTo(before[0]);
  expect(camera.toWorld(200, 120)[1]).toBeCloseTo(before[1]);
  expect(camera.scale).toBe(3);
});

test("zoom has ends, and what is under the pointer stays there at them", () => {
  const camera = new Camera(800, 600);
  for (const factor of [1e9, 1e-9]) {
    camera.zoomAt(10, 10, factor);
    expect(camera.scale).toBeGreaterThan(0.01);
    expect(camera.scale).toBeLessThan(20);
  }
});

test.each([[800, 560], [200, 900], [30, 20]])("a fit into %d x %d shows everything, in the middle", (width, height) => {
  const camera = new Camera(width, height);
  camera.fit({ left: -500, top: -100, right: 300, bottom: 400 }, { across: 10, down: 10 });
  const [left, top] = camera.toScreen(-500, -100);
  const [right, bottom] = camera.toScreen(300, 400);
  expect(left + right).toBeCloseTo(width);
  expect(top + bottom).toBeCloseTo(height);
  expect(right - left).toBeLessThanOrEqual(Math.max(20, width - 20) + 1e-6);
  expect(bottom - top).toBeLessThanOrEqual(Math.max(20, height - 20) + 1e-6);
});

test("a single agent is fitted without being blown up", () => {
  const camera = new Camera(800, 600);
  camera.fit({ left: 5, top: 5, right: 5, bottom: 5 }, { across: 10, down: 10 });
  expect(camera.toScreen(5, 5)).toEqual([400, 300]);
  expect(camera.scale).toBeLessThan(2);
});

test("a view that changes size keeps its middle", () => {
  const camera = new Camera(800, 600);
  const middle = camera.toWorld(400, 300);
  camera.resize(400, 900);
  expect(camera.toWorld(200, 450)).toEqual(middle);
});

test("what is kept free on the right is left alone", () => {
  const camera = new Camera(400, 300);
  camera.fit({ left: -500, top: -100, right: 300, bottom: 100 }, { across: 10, down: 10 }, 50);
  const [[left], [right]] = [camera.toScreen(-500, 0), camera.toScreen(300, 0)];
  expect([left, right]).toEqual([expect.closeTo(10), expect.closeTo(340)]);
});

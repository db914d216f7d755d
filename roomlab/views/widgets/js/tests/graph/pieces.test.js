import { describe, expect, test } from "vitest";
import { signed } from "../../figures.js";
import { agentAt, agentTowards, tieAt } from "../../graph/hit.js";
import { placeLabels } from "../../graph/labels.js";
import { shortName } from "../../graph/names.js";
import { Scene } from "../../graph/scene.js";
import { distanceTo, newShape, shapeOf } from "../../graph/shapes.js";
import { SvgContext } from "../../graph/svg.js";

/** Agents at points, with ties between. */
function scene(points, ties = []) {
  const made = new Scene();
  const agents = points.map((_, number) => ({ id: String(number), name: `A${number}`, here: true }));
  const [source, target, sympathy] = [0, 1, 2].map((column) => ties.map((tie) => tie[column]));
  made.read({ agents, source, target, sympathy, size: ties.length }, {}, new Set());
  points.forEach(([x, y], number) => ([made.x[number], made.y[number]] = [x, y]));
  made.radius = 10;
  return made;
}

describe("what is under the pointer", () => {
  const pair = scene([[0, 0], [200, 0]], [[0, 1, 0.5], [1, 0, -0.5]]);
  test("agents are found on their disc and a little beside it", () => {
    expect(agentAt(pair, 3, 4)).toBe(0);
    expect(agentAt(pair, 200, 13)).toBe(1);
    expect(agentAt(pair, 100, 0)).toBe(-1);
  });
  test.each([true, false])("both ties of a pair are found, each on its side (curved: %s)", (curved) => {
    const middle = (tie) => {
      const shape = shapeOf(newShape(), pair, tie, curved);
      return curved ? (shape.ay + shape.by) / 4 + shape.my / 2 : shape.ay;
    };
    expect(Math.sign(middle(0))).toBe(-Math.sign(middle(1)));
    expect(tieAt(pair, 100, middle(0), curved)).toBe(0);
    expect(tieAt(pair, 100, middle(1), curved)).toBe(1);
    expect(tieAt(pair, 100, 60, curved)).toBe(-1);
  });
  test("a tie ends at the rims of its agents", () => {
    for (const curved of [true, false]) {
      const shape = shapeOf(newShape(), pair, 0, curved);
      expect(Math.hypot(shape.bx - 200, shape.by)).toBeGreaterThan(9);
      expect(Math.hypot(shape.bx - 200, shape.by)).toBeLessThan(16);
      expect(Math.hypot(shape.ux, shape.uy)).toBeCloseTo(1);
      expect(distanceTo(shape, shape.bx, shape.by)).toBeCloseTo(0);
    }
  });
  test("agents on top of each other have no line between them", () => {
    expect(shapeOf(newShape(), scene([[5, 5], [5, 5]], [[0, 1, 1]]), 0, true).visible).toBe(false);
  });
  test("the arrow keys go to the nearest in their direction, or stay", () => {
    const cross = scene([[0, 0], [50, 5], [120, 0], [0, -40], [-500, 0]]);
    expect(agentTowards(cross, 0, 1, 0)).toBe(1);
    expect(agentTowards(cross, 0, 0, -1)).toBe(3);
    expect(agentTowards(cross, 0, -1, 0)).toBe(4);
    expect(agentTowards(cross, 0, 0, 1)).toBe(0);
  });
});

test("ties come the weakest first", () => {
  const values = [0.9, -0.1, 0.4, NaN, -1, 0.02, 1];
  const made = scene([[0, 0], [1, 1]], values.map((value) => [0, 1, value]));
  const strengths = [...made.byStrength()].map((tie) => Math.abs(values[tie]));
  expect(strengths).toEqual([0.02, 0.1, 0.4, 0.9, 1, 1]);
});

describe("names on the drawing", () => {
  test("do not lie over each other, and the important ones are there", () => {
    const points = Array.from({ length: 80 }, (_, k) => [(k % 10) * 30 + 40, Math.floor(k / 10) * 25 + 40]);
    const placed = placeLabels(scene(points), points.map((_, k) => k), () => ({ width: 50, height: 14 }), { width: 400, height: 300 });
    expect(placed.length).toBeGreaterThan(5);
    expect(placed.length).toBeLessThan(80);
    expect(placed[0].number).toBe(0);
    for (const a of placed) {
      for (const b of placed) {
        if (a !== b) expect(Math.abs(a.x - b.x) >= 50 || Math.abs(a.y - b.y) >= 14).toBe(true);
      }
    }
  });
  test.each([
    ["Ada", "Ada"],
    ["two\nlines\tof it", "two lines of it"],
    ["\u202eevil\u202c", "evil"],
    ["a\u200bb\ufeffc", "abc"],
    ["\ud800x", "\ufffdx"],
    ["👩‍🚀", "👩‍🚀"],
  ])("%j is written as %j", (name, text) => expect(shortName(name)).toBe(text));
  test("are short whatever they are, and cut between signs", () => {
    expect(shortName("x".repeat(70_000))).toBe(`${"x".repeat(23)}…`);
    expect([...new Intl.Segmenter().segment(shortName("👩‍🚀".repeat(40)))]).toHaveLength(24);
    expect(shortName(`z${"\u0335".repeat(300)}`).length).toBeLessThan(5);
    expect(shortName("\u200b\u200b")).not.toBe("");
  });
});

test("values are written with their sign", () => {
  expect([0.5, -0.25, 0, -0, 0.001, -0.001, NaN, null].map(signed)).toEqual(["+0.50", "−0.25", "0.00", "0.00", "0.00", "0.00", "–", "–"]);
});

test("a whole circle and a part of one are arcs in SVG", () => {
  const svg = new SvgContext(10, 10, null);
  svg.beginPath();
  svg.arc(5, 5, 3, 0, 2 * Math.PI);
  svg.fill();
  svg.beginPath();
  svg.arc(5, 5, 3, 0, 1);
  svg.stroke();
  expect(svg.toString("<a>")).toContain("<title>&lt;a&gt;</title>");
  expect(svg.toString().match(/A3 3/g)).toHaveLength(3);
});

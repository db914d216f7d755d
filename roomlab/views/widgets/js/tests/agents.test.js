import { expect, test } from "vitest";
import { initials, tint } from "../agents.js";

test("initials are the first signs of the first and the last word", () => {
  expect(initials("Anna")).toBe("A");
  expect(initials("anna maria  petrova")).toBe("AP");
  expect(initials("🎭 Рассказчик Нарратор")).toBe("🎭Н");
  expect(initials("«Борис»")).toBe("Б");
  expect(initials("Agent_7")).toBe("A7");
});

test("a number that ends a name is read whole", () => {
  expect(["Agent 12", "Agent 17", "Agent 231", "12", "Agent 2026"].map(initials)).toEqual(["A12", "A17", "231", "12", "A2"]);
});

test("a name without letters still gives something to see", () => {
  expect(initials("")).toBe("?");
  expect(initials("!!!")).toBe("?");
  expect(initials("\u200b")).toBe("U");
  expect(initials("x".repeat(65536))).toBe("X");
});

function luminance(colour) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r, g, b] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test.each([false, true])("the tints of 500 agents carry their letters (dark: %s)", (dark) => {
  for (let number = 0; number < 500; number++) {
    const { fill, ink } = tint(number, dark);
    const [low, high] = [luminance(fill), luminance(ink)].sort((a, b) => a - b);
    expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(4.5);
  }
  expect(tint(3, dark)).toEqual(tint(3, dark));
  expect(new Set(Array.from({ length: 30 }, (_, n) => tint(n, dark).fill)).size).toBe(30);
});

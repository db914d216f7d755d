import { describe, expect, test } from "vitest";
import { channels, colourOf, dashOf, fadedTies, isDashed, LEVELS, levelOf, mix, palette, widthOf } from "../colours.js";

const STRENGTHS = [0.25, 0.5, 0.75, 1];
const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const times = (matrix, [r, g, b]) => matrix.map((row) => row[0] * r + row[1] * g + row[2] * b);

// Machado, Oliveira & Fernandes (2009), A physiologically-based model for simulation of color vision deficiency, severity 1.
const SEEN_WITH = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
};
const TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];

function lab(light) {
  const [x, y, z] = times(TO_XYZ, light).map((value, i) => {
    const t = value / [0.9505, 1, 1.089][i];
    return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const light = (colour) => channels(colour).map(linear);
const lightness = (colour) => lab(light(colour))[0];
const luminance = (colour) => times(TO_XYZ, light(colour))[1];
const distance = (a, b) => Math.hypot(...a.map((value, i) => value - b[i]));
const contrast = (a, b) => {
  const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (high + 0.05) / (low + 0.05);
};

describe.each([["light", false], ["dark", true]])("on %s paper", (_, dark) => {
  test.each(STRENGTHS)("dislike and liking of %d differ in lightness, seen in grey", (strength) => {
    const [negative, positive] = [colourOf(-strength, dark), colourOf(strength, dark)].map(lightness);
    expect(dark ? positive - negative : negative - positive).toBeGreaterThan(strength < 0.5 ? 4 : 10);
  });
  test.each(Object.entries(SEEN_WITH))("dislike and liking are far apart under %s", (_, matrix) => {
    for (const strength of STRENGTHS) {
      const [negative, positive] = [-strength, strength].map((s) => lab(times(matrix, light(colourOf(s, dark)))));
      expect(distance(negative, positive)).toBeGreaterThan(strength < 0.5 ? 15 : 35);
    }
  });
  test("strong ties, ink and accent stand out from the paper", () => {
    const { paper, ink, muted, accent } = palette(dark);
    for (const colour of [colourOf(-1, dark), colourOf(1, dark), muted, accent]) {
      expect(contrast(colour, paper)).toBeGreaterThan(4.5);
    }
    expect(contrast(ink, paper)).toBeGreaterThan(12);
  });
  test("faded colours come closer to the paper the weaker they are, and the strongest stay", () => {
    const faded = fadedTies(dark, 0.8);
    expect(faded[0]).toBe(palette(dark).ties[0]);
    expect(faded[LEVELS - 1]).toBe(palette(dark).ties[LEVELS - 1]);
    expect(contrast(faded[LEVELS >> 1], palette(dark).paper)).toBeLessThan(1.5);
  });
});

test("levels reach from -1 to 1 and hold what lies beyond", () => {
  expect([-1, 0, 1, -7, 7].map(levelOf)).toEqual([0, LEVELS >> 1, LEVELS - 1, 0, LEVELS - 1]);
  expect(levelOf(NaN)).toBe(-1);
});

test("every negative colour is dashed and no other", () => {
  expect([-1, -0.5, -0.05].map(isDashed)).toEqual([true, true, true]);
  expect([0, 0.05, 1, NaN].map(isDashed)).toEqual([false, false, false, false]);
  expect(dashOf(1, 2)).toEqual([]);
  expect(dashOf(-1, 2)).toHaveLength(2);
});

test("width grows with strength, whatever the sign", () => {
  expect(widthOf(-0.5)).toBe(widthOf(0.5));
  expect(widthOf(1)).toBeGreaterThan(widthOf(0.5));
  expect(widthOf(NaN)).toBe(0);
});

test("colours mix in proportion", () => {
  expect(mix("#000000", "#ffffff", 0.5)).toBe("#808080");
  expect(mix("#102030", "#ffffff", 0)).toBe("#102030");
});

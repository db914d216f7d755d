// The style stays below its class, fetches nothing, and can be read in both themes.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { channels, palette } from "../colours.js";

const css = readFileSync(path.join(import.meta.dirname, "../style.css"), "utf8").replace(/\/\*[^]*?\*\//g, "");

/** The selectors that stand at the top of the file, or right within an @-rule there. */
function topSelectors() {
  const found = [];
  let depth = 0;
  let base = 0;
  let text = "";
  for (const sign of css) {
    if (sign === "{") {
      if (depth === base) {
        if (text.trim().startsWith("@")) base++;
        else found.push(text.trim());
      }
      depth++;
      text = "";
    } else if (sign === "}") {
      depth--;
      if (depth < base) base = depth;
      text = "";
    } else text = sign === ";" ? "" : text + sign;
  }
  return found;
}

test("every rule is below the class of the view, or beside what has one of ours", () => {
  const selectors = topSelectors();
  expect(selectors.length).toBeGreaterThan(3);
  for (const selector of selectors) expect(selector).toMatch(/^\.roomlab-view(\[|\s|$)|:has\(\.roomlab-/);
  expect(css.split("{").length).toBe(css.split("}").length);
});

test("nothing is fetched", () => {
  expect(css).not.toMatch(/url\(|@import|@font-face|image-set/i);
});

function variables(theme) {
  const block = theme === "dark" ? /data-theme="dark"\]\s*\{([^}]*)\}/ : /\.roomlab-view\s*\{([^}]*)\}/;
  return Object.fromEntries([...block.exec(css)[1].matchAll(/--rl-([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, colour]) => [name, colour]));
}

function contrast(one, other) {
  const [low, high] = [one, other].map(luminance).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
function luminance(colour) {
  const [r, g, b] = channels(colour).map((value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test.each(["light", "dark"])("text has the contrast of WCAG AA (%s)", (theme) => {
  const colours = variables(theme);
  for (const ink of ["ink", "muted", "accent", "live"]) {
    for (const ground of ["paper", "raised"]) expect(contrast(colours[ink], colours[ground]), `${ink} on ${ground}`).toBeGreaterThan(4.5);
  }
  for (const ground of ["soft", "accent-soft"]) expect(contrast(colours.ink, colours[ground])).toBeGreaterThan(4.5);
  expect(contrast(colours.accent, colours["accent-soft"])).toBeGreaterThan(3); // a border
});

test.each([false, true])("the style and the drawing agree on colours (dark: %s)", (dark) => {
  const own = variables(dark ? "dark" : "light");
  const { paper, ink, muted, line, accent } = palette(dark);
  expect(own).toMatchObject({ paper, ink, muted, line, accent });
});

// How crowded a drawing is decides how it is painted: the more ties, the thinner all and the fainter the weak ones.
import { fadedTies, palette } from "../colours.js";

/**
 * The style of a scene's ties.
 * @param {import("./scene.js").Scene} scene
 * @param {boolean} dark
 * @returns {import("./shapes.js").Style}
 */
export function styleOf(scene, dark) {
  const crowd = Math.log10(Math.max(20, scene.count) / 20); // 0 at 20 ties, 1 at 200, 2.2 at 3,000, 3.2 at 30,000
  const large = Math.min(1.6, Math.max(0.75, scene.radius / 13));
  const thickness = Math.min(1.5, Math.max(0.3, (1.05 - 0.22 * crowd) * large));
  return {
    colours: fadedTies(dark, Math.min(0.97, 0.25 + 0.31 * crowd)),
    glow: palette(dark).accent,
    thickness,
    head: scene.radius < 3.5 ? 0 : Math.min(8, Math.max(3, scene.radius * 0.42)),
    curved: !scene.crowded,
  };
}

/** Colours at full strength, and somewhat wider: for the ties of whom the user chose. */
export function focusStyleOf(style, dark) {
  return { ...style, colours: fadedTies(dark, 0.15), thickness: Math.max(0.8, style.thickness), head: Math.max(4, style.head) };
}

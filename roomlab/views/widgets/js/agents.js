// How an agent looks wherever it is named: its badge and its colour. Avatars are addresses and pictures of other people:
// they are neither loaded nor drawn.
import { readable } from "./dom.js";

const GOLDEN_ANGLE = 137.508; // degrees: neighbours in number are far apart in hue, however many there are
const FIRST_HUE = 155;
const MOST_DIGITS_BESIDE = 2;
const NUMBER = /^\p{Nd}{1,3}$/u;
const LETTER = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/**
 * The one or two letters of an agent's badge, or a letter and a number.
 * @param {string} name
 * @returns {string}
 */
export function initials(name) {
  const words = readable(name.slice(0, 200)).split(/[\s_\-.·]+/u).filter(firstSign);
  if (words.length === 0) return "?";
  const last = words[words.length - 1];
  const end = NUMBER.test(last) ? last : firstSign(last); // "Agent 12" and "Agent 17" are two
  const alone = words.length === 1 || end.length > MOST_DIGITS_BESIDE; // more signs than three are no badge
  const signs = alone ? [end] : [firstSign(words[0]), end];
  return signs.join("").toLocaleUpperCase().normalize("NFC");
}

function firstSign(word) {
  for (const point of word) if (LETTER.test(point)) return point;
  return "";
}

/**
 * The tint of an agent, quiet beside the colours of sympathy; the same number has the same tint in every part.
 * @param {number} number of the agent
 * @param {boolean} dark
 * @returns {{fill: string, ink: string}} hexadecimal colours whose contrast is at least 4.5
 */
export function tint(number, dark) {
  const hue = (FIRST_HUE + number * GOLDEN_ANGLE) % 360;
  return dark ? { fill: hex(hue, 0.22, 0.28), ink: "#f2f4f7" } : { fill: hex(hue, 0.4, 0.86), ink: "#1c2430" };
}

/** A colour from hue in degrees, saturation and lightness in [0, 1]. */
function hex(hue, saturation, lightness) {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset) => {
    const place = (offset + hue / 30) % 12;
    const value = lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1));
    return Math.round(value * 255).toString(16).padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

// Names as they are painted: other people's text, which must not spill over the picture, hide, or turn what is beside it.
import { readable, start } from "../dom.js";

const MOST_SIGNS = 24;
const MOST_READ = 400; // UTF-16 units looked at, however long a name is
const MARKS_EACH = 2;

// What turns the direction of text, or has no width and no meaning here. Joiners stay: emoji and Persian need them.
const TURNING = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const STACKED = new RegExp(`(\\p{M}{${MARKS_EACH}})\\p{M}+`, "gu");
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const SEGMENTER = new Intl.Segmenter(undefined, { granularity: "grapheme" }); // to make one takes longer than to use it
const ISOLATE = "\u2068";
const END = "\u2069";

/**
 * A name short enough for a label: one line, at most 24 signs.
 * @param {string} name
 * @param {number} most signs
 * @returns {string}
 */
export function shortName(name, most = MOST_SIGNS) {
  const line = cleaned(start(String(name), MOST_READ));
  const signs = signsOf(line, most + 1);
  return signs.length > most ? `${signs.slice(0, most - 1).join("").trimEnd()}…` : line;
}

/** The same text wrapped so that its direction ends with it. */
export function isolated(text) {
  return `${ISOLATE}${text}${END}`;
}

function cleaned(text) {
  const line = text.replace(LONE, "\ufffd").replace(TURNING, "").replace(/\s+/g, " ").trim();
  return readable(line === "" ? text.replace(LONE, "\ufffd") : line).replace(TURNING, "").replace(STACKED, "$1");
}

/** The first signs that a reader would count as one each. */
function signsOf(text, most) {
  const signs = [];
  for (const { segment } of SEGMENTER.segment(text)) {
    signs.push(segment);
    if (signs.length >= most) break;
  }
  return signs;
}

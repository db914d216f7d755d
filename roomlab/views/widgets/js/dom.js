// Elements from text, never from markup. Names of tags, classes and attributes are ours; what others wrote becomes text.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with children; a string becomes text, whatever it holds.
 * @param {Document} document
 * @param {string} tag
 * @param {Object<string, string|number|boolean|null>} attributes never from a room; true stands for "", false and null leave it out
 * @param {...(Node|string|null)} children
 * @returns {HTMLElement}
 */
export function element(document, tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** As `element`, for a drawing. */
export function drawn(document, tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false && value !== undefined) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/**
 * Write text only where it differs: a node that stays as it is costs no layout and is not read out again.
 * @param {Node} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Text of the room in an element of its own, which keeps its direction and hides no emptiness. */
export function roomText(document, tag, className, text) {
  const node = element(document, tag, { class: className, dir: "auto" });
  node.textContent = readable(text);
  return node;
}

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const INVISIBLE = /[\p{C}\p{Z}\p{M}\s\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu;
const MOST_NAMED = 4;

/**
 * The same text, but what would show nothing shows what it is: control characters as their pictures, and a text with
 * nothing to see as the numbers of its characters.
 * @param {string} text
 * @returns {string}
 */
export function readable(text) {
  const shown = text.replace(/\r\n?/g, "\n").replace(CONTROL, picture);
  return isBlank(shown) ? blankName(text) : shown;
}

/** Whether a text has nothing to see. Looks at its start first: almost every text has something there. */
function isBlank(text) {
  return [text.slice(0, 64), text].every((part) => part.replace(INVISIBLE, "") === "");
}

function picture(control) {
  const code = control.charCodeAt(0);
  return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
}

function blankName(text) {
  const points = [...text.slice(0, 2 * MOST_NAMED + 2)];
  if (points.length === 0) return "∅";
  const named = points.slice(0, MOST_NAMED).map((point) => `U+${point.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
  return `⟨${named.join(" ")}${points.length > MOST_NAMED ? " …" : ""}⟩`;
}

/** The start of a text, at most `limit` UTF-16 units long, that cuts no character in two. */
export function start(text, limit) {
  if (text.length <= limit) return text;
  const code = text.charCodeAt(limit - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit);
}

// A button that opens a small panel: closes with Escape, with a press elsewhere, and when the focus leaves.
import { element } from "./dom.js";

/**
 * @param {Document} document
 * @param {Node[]} face what the button shows
 * @param {string} label what it is called
 * @param {...Node} children of the panel
 * @returns {{element: HTMLDetailsElement, close: function()}}
 */
export function menu(document, face, label, ...children) {
  const button = element(document, "summary", { class: "rl-button", role: "button", "aria-label": label, title: label, "aria-expanded": "false" }, ...face);
  const panel = element(document, "div", { class: "rl-sheet" }, ...children);
  const details = element(document, "details", { class: "rl-menu" }, button, panel);
  const close = () => {
    details.open = false;
  };
  const elsewhere = (event) => !details.contains(event.target) && close();
  details.addEventListener("toggle", () => {
    button.setAttribute("aria-expanded", details.open);
    if (details.open) document.addEventListener("pointerdown", elsewhere, true);
    else document.removeEventListener("pointerdown", elsewhere, true);
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    close();
    button.focus();
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) close();
  });
  return { element: details, close };
}

/**
 * Buttons of which one is pressed.
 * @param {Document} document
 * @param {string} label of the group
 * @param {[string, string][]} choices value and text
 * @param {string} chosen
 * @param {function(string)} tell
 * @returns {{element: HTMLElement, show: function(string)}}
 */
export function segments(document, label, choices, chosen, tell) {
  const buttons = new Map();
  for (const [value, text] of choices) {
    const button = element(document, "button", { class: "rl-segment", type: "button" }, text);
    button.addEventListener("click", () => tell(value));
    buttons.set(value, button);
  }
  const show = (value) => {
    for (const [each, button] of buttons) button.setAttribute("aria-pressed", each === value);
  };
  show(chosen);
  return { element: element(document, "div", { class: "rl-segments", role: "group", "aria-label": label }, ...buttons.values()), show };
}

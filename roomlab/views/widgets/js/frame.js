// What every part stands in: an element with the style, the theme, the words and the options of this view.
import { element } from "./dom.js";
import style from "./style.css";
import { createTheme } from "./theme.js";
import { wordsFor } from "./words.js";

/** What a view shows when nobody has asked for anything else. */
export const DEFAULTS = {
  drawing: "graph", // or "matrix": what the dashboard shows
  threshold: 0, // |sympathy| below this is left out
  signs: "all", // or "positive", "negative"
  ego: false, // only the ties of the selected agents
  language: "auto", // or "en", "ru"
  theme: "auto", // or "light", "dark"
  size: "auto", // or "projector"
  height: 640, // CSS pixels
};

const LEAST_HEIGHT = 80; // as the kernel checks it

/**
 * Put a root into an element, with everything a part needs.
 * @param {HTMLElement} place
 * @param {object} options of this view, over `DEFAULTS`
 * @returns {{root: HTMLElement, context: object, destroy: function()}} the context holds `options` (read them when
 *   they are used, keep no copy), `change(some)`, `watch(callback)`, `words` (one object for life, its contents change
 *   with the language), `theme` and `document`
 */
export function frame(place, options = {}) {
  const document = place.ownerDocument;
  // Keys pressed in here are not commands of the notebook around it: "x" must not cut a cell.
  const root = element(document, "div", { class: "roomlab-view", "data-lm-suppress-shortcuts": "true" });
  root.append(element(document, "style", {}, style));
  const current = { ...DEFAULTS, ...options };
  const theme = createTheme(root, current.theme);
  const words = { ...wordsFor(current.language, document) };
  const watchers = new Set();
  const asked = { ...options }; // without the defaults
  dress();

  function given(name) {
    return (asked[name] ?? null) !== null;
  }

  function dress() {
    root.lang = words.language;
    root.toggleAttribute("data-sized", given("height")); // else a part may know a better height
    root.dataset.type = current.size === "projector" ? "large" : "normal";
    root.style.setProperty("--rl-height", `${Math.max(LEAST_HEIGHT, Number(current.height) || DEFAULTS.height)}px`);
  }
  function change(some) {
    const changed = Object.keys(some).filter((name) => current[name] !== some[name]);
    if (changed.length === 0) return;
    Object.assign(current, some);
    Object.assign(asked, some);
    if (changed.includes("theme")) theme.choose(current.theme);
    if (changed.includes("language")) Object.assign(words, wordsFor(current.language, document));
    dress();
    for (const tell of [...watchers]) tell(changed);
  }
  function watch(tell) {
    watchers.add(tell);
    return () => watchers.delete(tell);
  }
  function destroy() {
    theme.destroy();
    watchers.clear();
    root.remove();
  }
  place.append(root);
  return { root, context: { options: current, change, watch, words, theme, document }, destroy };
}

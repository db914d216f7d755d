// The few signs on buttons, drawn here: no font and no file is loaded.
import { drawn } from "./dom.js";

const PATHS = {
  pause: "M5 3h2.2v10H5zM8.8 3H11v10H8.8z",
  play: "M5 3l8 5-8 5z",
  live: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  close: "M4 4l8 8M12 4l-8 8",
  download: "M8 2.5v7.2M5 7l3 3 3-3M3 12.5h10",
  sliders: "M3 5h5m3 0h2M3 11h2m3 0h5M9.5 3.5v3M6.5 9.5v3",
  fullscreen: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
  search: "M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.2 3.2",
  ego: "M8 6.4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zM6.6 7.2L3 4.4M9.4 7.2L13 4.4M8 9.6V14",
};
const FILLED = new Set(["pause", "play", "live"]);

/** @param {keyof typeof PATHS} name */
export function icon(document, name) {
  const kind = FILLED.has(name) ? "rl-icon rl-filled" : "rl-icon";
  return drawn(document, "svg", { class: kind, viewBox: "0 0 16 16", "aria-hidden": "true" }, drawn(document, "path", { d: PATHS[name] }));
}

// What the colours, the dashes and the widths mean. The scale is fixed: it never depends on the room.
import { colourOf, dashOf, widthOf } from "./colours.js";
import { drawn, element, write } from "./dom.js";

const STEPS = 20; // samples of the scale
const LENGTH = 200;
const HEIGHT = 14;

/** See docs/live_view.md for `store` and `context`. */
export function mount(root, _store, context) {
  const { document, words, theme, options, watch } = context;
  const scale = drawn(document, "svg", { class: "rl-scale", viewBox: `0 0 ${LENGTH} ${HEIGHT}`, "aria-hidden": "true" });
  const end = (text, figure) => element(document, "span", { class: "rl-scale-end" }, element(document, "b", {}, figure), ` ${text}`);
  const label = element(document, "span", { class: "rl-name" }, words.sympathy);
  const ends = [end(words.dislike, "−1"), scale, end(words.like, "+1")];
  const note = element(document, "span", { class: "rl-note" });
  const legend = element(document, "div", { class: "rl-legend", role: "note", "aria-label": words.legend }, label, ...ends, note);

  function draw() {
    scale.replaceChildren(...ties(document, theme.dark));
  }
  function explain() {
    const drawing = options.drawing === "matrix" ? [words.rowsFeel, words.hatched] : [words.antipathy, words.strength, words.rim];
    write(note, drawing.join(" · "));
  }
  const stops = [theme.watch(draw), watch((changed) => changed.includes("drawing") && explain())];
  draw();
  explain();
  root.append(legend);
  return {
    destroy() {
      for (const stop of stops) stop();
      legend.remove();
    },
  };
}

/** A tie from -1 to 1, as it is drawn in the room: its colour, its width, and dashes where it is negative. */
function ties(document, dark) {
  const step = LENGTH / STEPS;
  return Array.from({ length: STEPS }, (_, at) => {
    const sympathy = ((at + 0.5) / STEPS) * 2 - 1;
    const width = widthOf(sympathy) * 1.5;
    const dash = dashOf(sympathy, width).length ? step * 0.62 : step + 0.3;
    const line = { x1: at * step, x2: at * step + dash, y1: HEIGHT / 2, y2: HEIGHT / 2, "stroke-width": width };
    return drawn(document, "line", { ...line, stroke: colourOf(sympathy, dark) });
  });
}

// The diagram of the timeline: mean sympathy above, messages and changes below, gaps and rounds behind them.
import { drawn, write } from "./dom.js";
import { clock, day, sameDay } from "./figures.js";
import { areaPath, barsPath, linePath } from "./plot_paths.js";

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000, 31536000];
const TICK_PIXELS = 90;
const AXIS = 1.5; // em
const SYMPATHY_SHARE = 0.52; // of the height above the axis

/**
 * @param {Document} document
 * @returns {{element: SVGElement, draw: function(object, number, number, number)}} `draw(timeline, width, height, em)` in CSS pixels
 */
export function timelineDrawing(document) {
  const path = (name) => drawn(document, "path", { class: `rl-plot-${name}` });
  const parts = Object.fromEntries(["unknown", "gaps", "rounds", "zero", "warm", "cold", "mean", "messages", "changes", "base", "ticks"].map((name) => [name, path(name)]));
  const labels = drawn(document, "g", { class: "rl-plot-labels" });
  const element = drawn(document, "svg", { class: "rl-plot", "aria-hidden": "true" }, ...Object.values(parts), labels);

  function draw(timeline, width, height, em) {
    element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const floor = height - AXIS * em;
    const places = layout(timeline, width, floor);
    for (const [name, d] of Object.entries(places)) parts[name].setAttribute("d", d);
    const { d, texts } = ticks(timeline, width, floor, em);
    parts.ticks.setAttribute("d", d);
    label(document, labels, texts, floor + 1.15 * em);
  }
  return { element, draw };
}

function layout({ start, end, known, bins, gaps, rounds }, width, floor) {
  const count = Math.max(1, bins.sympathy.length);
  const span = Math.max(1, end - start);
  const place = (time) => (Math.min(Math.max(time - start, 0), span) / span) * width;
  const binWidth = width / count;
  const middle = (at) => (at + 0.5) * binWidth;
  const upper = floor * SYMPATHY_SHARE;
  const sympathy = (value) => 3 + ((1 - value) / 2) * (upper - 6);
  const base = upper + (floor - upper) * 0.55;
  const bars = (values, reach) => {
    const most = Math.max(1, ...values);
    return barsPath(values, (at) => at * binWidth + 0.5, (value) => base - Math.sqrt(value / most) * reach, Math.max(1, binWidth - 1));
  };
  return {
    unknown: known > start ? `M0 0H${place(known)}V${upper}H0Z` : "",
    gaps: gaps.map(([from, to]) => `M${place(from)} 0H${Math.max(place(to ?? end), place(from) + 2)}V${floor}H${place(from)}Z`).join(""),
    rounds: rounds.map((time) => `M${place(time)} 0V${floor}`).join(""),
    zero: `M0 ${sympathy(0)}H${width}`,
    warm: areaPath(bins.sympathy, middle, sympathy, (value) => Math.max(value, 0)),
    cold: areaPath(bins.sympathy, middle, sympathy, (value) => Math.min(value, 0)),
    mean: linePath(bins.sympathy, middle, sympathy),
    messages: bars(bins.messages, base - upper - 4),
    changes: bars(bins.changes, -(floor - base - 4)),
    base: `M0 ${base}H${width}`,
  };
}

function ticks({ start, end }, width, floor, em) {
  const seconds = Math.max(1e-6, (end - start) / 1e6);
  const wanted = seconds / Math.max(1, width / (TICK_PIXELS * (em / 13)));
  const step = STEPS.find((each) => each >= wanted) ?? Math.ceil(wanted / 31536000) * 31536000;
  const texts = [];
  let d = `M0 ${floor}H${width}`;
  for (let at = Math.ceil(start / 1e6 / step) * step; at * 1e6 <= end && texts.length < 40; at += step) {
    const x = ((at * 1e6 - start) / (end - start || 1)) * width;
    d += `M${x} ${floor}v4`;
    const text = step >= 86400 ? day(at * 1e6) : clock(at * 1e6, step < 60);
    if (x > 2.2 * em && x < width - 2.2 * em) texts.push({ x, text });
  }
  return { d, texts };
}

function label(document, group, texts, y) {
  while (group.childNodes.length > texts.length) group.lastChild.remove();
  while (group.childNodes.length < texts.length) group.append(drawn(document, "text", { "text-anchor": "middle" }));
  texts.forEach(({ x, text }, at) => {
    const node = group.childNodes[at];
    node.setAttribute("x", x);
    node.setAttribute("y", y);
    write(node, text);
  });
}

/** What a reader hears and reads of a time: with its date only when the room has more than one. */
export function spoken(time, { start, end }) {
  return sameDay(start, end) ? clock(time, true) : `${day(time)} ${clock(time, true)}`;
}

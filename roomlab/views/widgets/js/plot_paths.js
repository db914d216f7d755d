// Lines, areas and bars of small diagrams as the `d` of SVG paths. Pure.

const round = (value) => Math.round(value * 10) / 10;

/**
 * A line that is interrupted where values are missing; a value alone is a short dash.
 * @param {(number|null)[]} values
 * @param {function(number): number} x pixels by place
 * @param {function(number): number} y pixels by value
 * @returns {string}
 */
export function linePath(values, x, y) {
  return runs(values)
    .map(({ from, to }) => {
      const points = [];
      for (let at = from; at < to; at++) points.push(`${round(x(at))} ${round(y(values[at]))}`);
      return points.length > 1 ? `M${points.join("L")}` : `M${points[0]}h1`;
    })
    .join("");
}

/** The area between a line and a base; with `clamp`, only what it lets through, as `(value) => Math.max(value, 0)`. */
export function areaPath(values, x, y, clamp) {
  const base = round(y(0));
  return runs(values)
    .filter(({ from, to }) => to - from > 1)
    .map(({ from, to }) => {
      const points = [];
      for (let at = from; at < to; at++) points.push(`L${round(x(at))} ${round(y(clamp(values[at])))}`);
      return `M${round(x(from))} ${base}${points.join("")}L${round(x(to - 1))} ${base}Z`;
    })
    .join("");
}

/** Bars from a base; those of nothing are left out. */
export function barsPath(values, x, y, width) {
  const base = y(0);
  let path = "";
  values.forEach((value, at) => {
    if (value > 0) path += `M${round(x(at))} ${round(base)}V${round(y(value))}h${round(width)}V${round(base)}Z`;
  });
  return path;
}

function runs(values) {
  const found = [];
  let from = -1;
  for (let at = 0; at <= values.length; at++) {
    const there = at < values.length && values[at] !== null && !Number.isNaN(values[at]);
    if (there && from < 0) from = at;
    if (!there && from >= 0) {
      found.push({ from, to: at });
      from = -1;
    }
  }
  return found;
}

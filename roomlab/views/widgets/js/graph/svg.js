// A stand-in for a canvas context that writes SVG: what paints the screen paints the file, so both look the same.
// It knows what our painting uses and no more; only text is ever moved or turned.

/** What XML 1.0 may not hold, and halves of characters. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** Text as it may stand in XML, in an attribute too. */
export function escaped(text) {
  return String(text).replace(FORBIDDEN, "\ufffd").replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
}

const short = (number) => String(Math.round(number * 100) / 100);

export class SvgContext {
  /**
   * @param {number} width CSS pixels
   * @param {number} height
   * @param {CanvasRenderingContext2D} measuring measures text, which only a real context can
   */
  constructor(width, height, measuring) {
    this.width = width;
    this.height = height;
    this.measuring = measuring;
    this.parts = [];
    this.path = [];
    this.saved = [];
    Object.assign(this, START);
  }

  measureText(text) {
    this.measuring.font = this.font;
    return this.measuring.measureText(text);
  }

  setTransform() {}
  translate(x, y) {
    [this.shiftX, this.shiftY] = [this.shiftX + x, this.shiftY + y];
  }
  rotate(angle) {
    this.turn = angle;
  }
  setLineDash(dashes) {
    this.dashes = dashes;
  }
  beginPath() {
    this.path = [];
  }
  closePath() {
    this.path.push("Z");
  }
  moveTo(x, y) {
    this.path.push(`M${short(x)} ${short(y)}`);
  }
  lineTo(x, y) {
    this.path.push(`L${short(x)} ${short(y)}`);
  }
  quadraticCurveTo(mx, my, x, y) {
    this.path.push(`Q${short(mx)} ${short(my)} ${short(x)} ${short(y)}`);
  }

  arc(x, y, radius, from, to) {
    const at = (angle) => `${short(x + radius * Math.cos(angle))} ${short(y + radius * Math.sin(angle))}`;
    const curve = (end, large) => `A${short(radius)} ${short(radius)} 0 ${large} 1 ${at(end)}`;
    this.path.push(`M${at(from)}`);
    if (to - from >= 2 * Math.PI - 1e-6) this.path.push(curve(from + Math.PI, 1), curve(from, 1), "Z");
    else if (to > from) this.path.push(curve(to, to - from > Math.PI ? 1 : 0));
  }

  stroke() {
    this.write("path", { d: this.path.join(""), fill: "none", ...this.line() });
  }
  fill() {
    this.write("path", { d: this.path.join(""), fill: this.fillStyle });
  }
  fillRect(x, y, width, height) {
    this.write("rect", { x: short(x), y: short(y), width: short(width), height: short(height), fill: this.fillStyle });
  }
  strokeRect(x, y, width, height) {
    const frame = { x: short(x), y: short(y), width: short(width), height: short(height) };
    this.write("rect", { ...frame, fill: "none", ...this.line() });
  }
  fillText(text, x, y) {
    this.text(text, x, y, { fill: this.fillStyle });
  }
  strokeText(text, x, y) {
    this.text(text, x, y, { fill: "none", ...this.line() });
  }

  text(text, x, y, look) {
    const [, weight, size, family] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font);
    const at = { x: short(x + this.shiftX) };
    const [px, py] = [short(this.shiftX), short(this.shiftY)];
    const turn = this.turn ? { transform: `rotate(${short((this.turn * 180) / Math.PI)} ${px} ${py})` } : {};
    // The middle of a line of text is a little above a third of its size over the base line.
    const base = this.textBaseline === "middle" ? y + 0.35 * size : y;
    at.y = short(base + this.shiftY);
    const anchor = { center: "middle", right: "end", end: "end" }[this.textAlign] ?? "start";
    const font = { "font-family": family, "font-size": size, "font-weight": weight ?? 400, "text-anchor": anchor };
    this.write("text", { ...at, ...font, ...turn, ...look }, escaped(text));
  }

  drawImage(image, ...places) {
    const [x, y, width, height] = places.slice(-4);
    const href = image.toDataURL("image/png");
    const frame = { x: short(x), y: short(y), width: short(width), height: short(height) };
    this.write("image", { href, ...frame, preserveAspectRatio: "xMidYMid slice" });
  }

  save() {
    this.saved.push(Object.fromEntries(Object.keys(START).map((name) => [name, this[name]])));
  }
  restore() {
    Object.assign(this, this.saved.pop());
  }

  line() {
    const dashes = this.dashes.length ? { "stroke-dasharray": this.dashes.map(short).join(" ") } : {};
    return {
      stroke: this.strokeStyle, "stroke-width": short(this.lineWidth), ...dashes,
      "stroke-linecap": this.lineCap, "stroke-linejoin": this.lineJoin,
    };
  }

  write(tag, attributes, content = "") {
    const all = { ...attributes, opacity: this.globalAlpha === 1 ? null : short(this.globalAlpha) };
    const text = Object.entries(all).map(([name, value]) => (value === null ? "" : ` ${name}="${escaped(value)}"`));
    this.parts.push(content ? `<${tag}${text.join("")}>${content}</${tag}>` : `<${tag}${text.join("")}/>`);
  }

  /** The whole drawing. `title` is what a reader of the picture hears. */
  toString(title = "") {
    const [width, height] = [short(this.width), short(this.height)];
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">` +
      `<title>${escaped(title)}</title>${this.parts.join("")}</svg>`
    );
  }
}

const START = {
  fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, lineCap: "butt", lineJoin: "miter", globalAlpha: 1, dashes: [],
  font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic", turn: 0, shiftX: 0, shiftY: 0,
};

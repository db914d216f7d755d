// What is shown as a file: PNG or SVG, made here and handed to the browser as a download.
import { moment as momentText } from "./figures.js";

const LATER_MS = 10_000; // until the address of a file is given back

/**
 * A name for a file, of ASCII letters, digits, "-" and "." only: nothing that others wrote goes into it.
 * @param {"graph"|"matrix"} kind
 * @param {?number} time microseconds since 1970
 * @param {"png"|"svg"} ending
 */
export function fileName(kind, time, ending) {
  const when = time === null ? "" : `-${momentText(time).replace(/\D+/g, "")}`;
  return `roomlab-${kind}${when}.${ending}`;
}

/**
 * Save a drawing.
 * @param {{picture: function(number): HTMLCanvasElement, svg: function(): string}} drawing a mounted graph or matrix
 * @param {{format: "png"|"svg", scale: number}} how
 * @param {string} name of the file
 * @param {Document} document
 */
export async function saveDrawing(drawing, { format, scale }, name, document) {
  const blob = format === "svg" ? new Blob([drawing.svg()], { type: "image/svg+xml" }) : await png(drawing.picture(scale));
  download(blob, name, document);
}

function png(canvas) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large for this browser"))), "image/png");
  });
}

function download(blob, name, document) {
  const window = document.defaultView;
  const address = window.URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => window.URL.revokeObjectURL(address), LATER_MS);
}

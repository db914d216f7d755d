// Builds the bundles that users get, so that they need no Node: `npm run build` writes them, `npm run check` compares.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "..", "static");

const bundles = [
  { entry: "loader.js", out: "loader.js", format: "esm" }, // what anywidget loads for each view
  { entry: "index.js", out: "widget.js", format: "esm" }, // what that loads once for each room
  { entry: "page.js", out: "page.js", format: "iife" }, // what a page that stands alone carries within it
];

async function bundle({ entry, out, format }) {
  const result = await build({
    entryPoints: [path.join(here, entry)],
    absWorkingDir: here,
    bundle: true,
    format,
    minify: true,
    charset: "utf8",
    target: "es2022",
    loader: { ".css": "text" },
    legalComments: "eof",
    write: false,
  });
  return { file: path.join(target, out), text: result.outputFiles[0].text };
}

/** A style as it is: a page that stands alone names its digest in its policy. */
async function style(name) {
  return { file: path.join(target, path.basename(name)), text: await readFile(path.join(here, name), "utf8") };
}

const built = await Promise.all([...bundles.map(bundle), ...["style.css", "graph/drawing.css"].map(style)]);
if (process.argv.includes("--check")) {
  const stale = [];
  for (const { file, text } of built) {
    const committed = await readFile(file, "utf8").catch(() => "");
    if (committed !== text) stale.push(path.basename(file));
  }
  if (stale.length) {
    console.error(`${stale.join(", ")} in static/ differ from what the sources give; run: npm run build`);
    process.exit(1);
  }
} else {
  await Promise.all(built.map(({ file, text }) => writeFile(file, text)));
}

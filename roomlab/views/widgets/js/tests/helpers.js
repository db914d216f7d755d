// What tests of the parts share: a room that is made up, in a frame of its own.
import { readFileSync } from "node:fs";
import path from "node:path";
import { frame } from "../frame.js";
import { RoomStore } from "../store.js";
import { SyntheticKernel } from "./synthetic.js";

/** Wait until what was asked is answered and drawn. */
export async function settled(frames = 3) {
  for (let at = 0; at < frames; at++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
}

/**
 * A part on a synthetic room.
 * @returns {Promise<{kernel, store, part, root, context, find: function(string): Element, all: function(string): Element[], end: function()}>}
 */
export async function mounted(mount, about = {}, options = {}, ...more) {
  const kernel = new SyntheticKernel(about);
  const store = new RoomStore(kernel.transport);
  await settled(1);
  const framed = frame(document.body, { language: "en", theme: "light", ...options });
  const part = mount(framed.root, store, framed.context, ...more);
  await settled();
  const find = (selector) => framed.root.querySelector(selector);
  const all = (selector) => [...framed.root.querySelectorAll(selector)];
  const end = () => {
    part.destroy();
    framed.destroy();
    store.destroy();
  };
  return { kernel, store, part, root: framed.root, context: framed.context, find, all, end };
}

/** Give an element, which has no layout here, a size and a place to scroll to. */
export function sized(node, size) {
  for (const [name, value] of Object.entries(size)) Object.defineProperty(node, name, { value, configurable: true, writable: true });
}

/** The corpus of hostile texts that the tests in a browser use too. */
export function hostileTexts() {
  const file = path.join(import.meta.dirname, "../../../../../tests/browser/hostile.json");
  return JSON.parse(readFileSync(file, "utf8")).map(({ text, unit, times }) => text ?? unit.repeat(times));
}

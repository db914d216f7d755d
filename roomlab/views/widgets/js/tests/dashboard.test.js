import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mount } from "../dashboard.js";
import { mounted, settled } from "./helpers.js";

const drawings = vi.hoisted(() => {
  const made = [];
  const make = (name) => (root) => {
    const node = root.ownerDocument.createElement("canvas");
    root.append(node);
    const drawing = { name, node, destroyed: false, picture: () => node, svg: () => "<svg/>", destroy() { node.remove(); drawing.destroyed = true; } };
    made.push(drawing);
    return drawing;
  };
  return { made, make };
});
vi.mock("../drawings.js", () => ({ DRAWINGS: { graph: drawings.make("graph"), matrix: drawings.make("matrix") } }));

let room;
let resize;
beforeEach(async () => {
  drawings.made.length = 0;
  const Observer = window.ResizeObserver;
  vi.stubGlobal("ResizeObserver", class extends Observer {
    constructor(callback) {
      super(callback);
      this.callback = callback;
    }
    observe(node) {
      if (node.className === "rl-dashboard") resize = (width) => this.callback([{ contentRect: { width, height: 600 } }]);
    }
  });
  room = await mounted(mount, { lines: 30 });
});
afterEach(() => {
  room.end();
  vi.unstubAllGlobals();
});

test("a view that is hidden for a while keeps its shape", () => {
  resize(1200);
  resize(0);
  expect(look()).toEqual(["wide", "normal"]);
});

const look = () => [room.find(".rl-dashboard").dataset.shape, room.find(".rl-dashboard").dataset.type];

test("all parts are there, in an order that makes sense to a keyboard", () => {
  const order = room.all(".rl-status, .rl-toolbar, .rl-tabs, canvas, .rl-legend, .rl-profile, .rl-chat, .rl-timeline, [aria-live=polite]");
  expect(order.map((node) => [...node.classList].filter((name) => name !== "rl-nobody").pop() ?? node.tagName)).toEqual([
    "rl-status", "rl-toolbar", "rl-tabs", "CANVAS", "rl-legend", "rl-profile", "rl-chat", "rl-timeline", "rl-heard",
  ]);
});

test("the layout follows the width of its place, and the type that was asked for", () => {
  for (const [width, size, expected] of [
    [420, "auto", ["narrow", "normal"]],
    [1000, "auto", ["wide", "normal"]],
    [1900, "auto", ["wide", "large"]],
    [1000, "projector", ["narrow", "large"]],
    [1300, "projector", ["wide", "large"]],
  ]) {
    Object.defineProperty(room.find(".rl-dashboard"), "clientWidth", { value: width, configurable: true });
    room.context.change({ size });
    resize(width);
    expect(look()).toEqual(expected);
  }
});

test("graph and matrix take each other's place", () => {
  room.context.change({ drawing: "matrix" });
  expect(drawings.made.map(({ name, destroyed }) => [name, destroyed])).toEqual([["graph", true], ["matrix", false]]);
  expect(room.all("canvas")).toHaveLength(1);
});

test("another language makes the parts anew, but leaves the drawing", async () => {
  room.store.select([0]);
  room.context.change({ language: "ru" });
  await settled();
  expect(room.find(".rl-chat h3").textContent).toBe("Чат");
  expect(room.find(".rl-profile h3").textContent).toBe("Anna");
  expect(room.all(".rl-chat, .rl-timeline, .rl-toolbar, .rl-legend")).toHaveLength(4);
  expect(drawings.made).toHaveLength(1);
});

test("tabs can be walked with arrow keys", () => {
  resize(420);
  const tabs = room.all("[role=tab]");
  tabs[0].dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
  expect(room.find(".rl-dashboard").dataset.tab).toBe("chat");
  expect(tabs.map((tab) => tab.getAttribute("aria-selected"))).toEqual(["false", "true", "false"]);
  expect(tabs.map((tab) => tab.getAttribute("tabindex"))).toEqual(["-1", "0", "-1"]);
  tabs[1].dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true, cancelable: true }));
  expect(room.find(".rl-dashboard").dataset.tab).toBe("drawing");
});

test("a selection opens the profile, and clearing it closes it", () => {
  const open = () => room.find(".rl-dashboard").classList.contains("rl-with-profile");
  expect(open()).toBe(false);
  room.store.select([1]);
  expect(open()).toBe(true);
  room.all("[role=tab]")[2].click();
  room.store.select([]);
  expect(open()).toBe(false);
  expect(room.find(".rl-dashboard").dataset.tab).toBe("drawing");
});

test("nothing is left when it is destroyed", () => {
  room.part.destroy();
  expect(room.find(".rl-dashboard")).toBe(null);
  expect(drawings.made.every((drawing) => drawing.destroyed)).toBe(true);
  expect(room.store._callbacks.size).toBe(0);
});

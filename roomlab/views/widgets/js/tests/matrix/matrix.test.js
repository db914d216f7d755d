import { beforeEach, describe, expect, test, vi } from "vitest";
import { palette } from "../../colours.js";
import { Scene } from "../../graph/scene.js";
import { mount } from "../../matrix.js";
import { inksOf, paintCells } from "../../matrix/cells.js";
import { Frame } from "../../matrix/frame.js";
import { Order } from "../../matrix/order.js";
import { fakePage } from "../fake_canvas.js";
import { SyntheticRoom } from "../synthetic_room.js";

const everyone = (room) => new Uint8Array(room.shown.agents.length).fill(1);

describe("the order", () => {
  test("has each faction in one piece, with a border between", () => {
    const room = new SyntheticRoom({ agents: 30, ties: 400, factions: 3 });
    const order = new Order();
    order.sync(room.shown);
    const { agents, rank, borders } = order.visible(everyone(room));
    expect(borders).toEqual([10, 20]);
    expect(agents.map((number) => rank[number])).toEqual(agents.map((_, place) => place));
    for (const start of [0, 10, 20]) expect(new Set(agents.slice(start, start + 10).map((number) => number % 3)).size).toBe(1);
  });
  test("stays when sympathies change, and is made anew when asked", () => {
    const room = new SyntheticRoom({ agents: 30, ties: 400, factions: 3 });
    const order = new Order();
    order.sync(room.shown);
    const before = [...order.agents];
    for (let tie = 0; tie < room.shown.size; tie++) room.shown.sympathy[tie] *= -1;
    order.sync(room.shown);
    expect(order.agents).toEqual(before);
    order.arrange(room.shown);
    expect(order.agents).not.toEqual(before);
  });
  test("takes a newcomer in beside its friends, and leaves out who is not shown", () => {
    const room = new SyntheticRoom({ agents: 30, ties: 400, factions: 3 });
    const order = new Order();
    order.sync(room.shown);
    const before = [...order.agents];
    const number = room.join([]);
    Object.assign(room.shown, { size: room.shown.size + 1 });
    [room.shown.source[400], room.shown.target[400], room.shown.sympathy[400]] = [number, before[3], 0.9];
    order.sync(room.shown);
    expect(order.agents.indexOf(number)).toBe(10);
    expect(order.agents.filter((other) => other !== number)).toEqual(before);
    const shown = everyone(room);
    shown[before[0]] = 0;
    expect(order.visible(shown).rank[before[0]]).toBe(-1);
    expect(order.visible(shown).agents[0]).toBe(before[1]);
  });
});

describe("the frame", () => {
  test.each([[800, 560, 30], [300, 900, 300], [900, 700, 5000], [60, 40, 3]])("in %d x %d holds %d agents", (width, height, size) => {
    const frame = new Frame();
    frame.place(size, width, height);
    expect(frame.cell * size).toBeLessThanOrEqual(Math.min(width, height));
    const middle = frame.at(frame.left + 1.5 * frame.cell, frame.top + 0.5 * frame.cell);
    expect(middle).toEqual({ row: 0, column: 1 });
    expect(frame.at(-5, -5)).toBeNull();
  });
  test("keeps what is under the pointer there while zooming", () => {
    const frame = new Frame();
    frame.place(300, 900, 700);
    const before = frame.at(500, 400);
    frame.zoomAt(500, 400, 4, 900, 700);
    expect(frame.at(500, 400)).toEqual(before);
    expect(frame.cell).toBeGreaterThan(5);
    frame.zoomAt(500, 400, 1e-6, 900, 700);
    expect(frame.zoomAt(500, 400, 0.5, 900, 700)).toBe(false); // all is seen: the page may scroll
    expect(frame.zoom).toBe(1);
  });
  test("cannot be pulled out of its plot, and shows any cell that is asked for", () => {
    const frame = new Frame();
    frame.place(300, 900, 700);
    frame.zoomAt(500, 400, 8, 900, 700);
    frame.panBy(1e6, 1e6);
    expect(frame.left).toBeLessThanOrEqual(frame.plot.left);
    frame.panBy(-1e6, -1e6);
    expect(frame.left + frame.cell * 300).toBeGreaterThanOrEqual(frame.plot.left + frame.plot.width - 1e-6);
    frame.reveal(2, 290);
    expect(frame.at(frame.left + 290.5 * frame.cell, frame.top + 2.5 * frame.cell)).toEqual({ row: 2, column: 290 });
  });
});

describe("cells", () => {
  /** A matrix of pixels with ties `[from, to, sympathy]`. */
  function painted(agents, ties, side) {
    const scene = new Scene();
    const people = Array.from({ length: agents }, (_, number) => ({ id: String(number), name: "", here: true }));
    const [source, target, sympathy] = [0, 1, 2].map((column) => ties.map((tie) => tie[column]));
    scene.read({ agents: people, source, target, sympathy, size: ties.length }, {}, new Set());
    const pixels = new Uint32Array(side * side);
    const grid = { width: side, height: side, left: 0, top: 0, cell: side / agents };
    paintCells(pixels, grid, scene, Int32Array.from({ length: agents }, (_, place) => place), agents, inksOf(false));
    return (x, y) => pixels[y * side + x];
  }
  const { paper, ties } = inksOf(false);

  test("stand in the row of who feels and the column of whom it is felt for", () => {
    const at = painted(4, [[1, 3, 1]], 40);
    expect(at(34, 14)).toBe(ties[40]);
    expect(at(14, 34)).toBe(paper);
  });
  test("of dislike are hatched, of liking are not", () => {
    const at = painted(2, [[0, 1, -1], [1, 0, 1]], 40);
    const seen = (x, y) => new Set(Array.from({ length: 10 }, (_, k) => at(x + k, y)));
    expect(seen(25, 5).size).toBe(2);
    expect(seen(5, 25)).toEqual(new Set([ties[40]]));
  });
  test("smaller than a pixel show the strongest tie of those that share it", () => {
    const at = painted(40, [[0, 31, 0.1], [1, 30, -1], [3, 32, 0.3]], 4);
    expect(at(3, 0)).toBe(ties[0]);
  });
  test("of one or two pixels have a texture where they are of dislike, and never where they are of liking", () => {
    for (const side of [40, 80]) {
      const block = (sympathy) => {
        const at = painted(40, Array.from({ length: 100 }, (_, k) => [k % 10, 20 + Math.floor(k / 10), sympathy]), side);
        const scale = side / 40;
        return Array.from({ length: 100 * scale ** 2 }, (_, k) => at(20 * scale + (k % (10 * scale)), Math.floor(k / (10 * scale))));
      };
      const [dislike, liking] = [block(-1), block(1)];
      expect(new Set(liking)).toEqual(new Set([ties[40]]));
      expect(dislike.filter((ink) => ink === ties[0])).toHaveLength(dislike.length / 2);
      expect(new Set(dislike)).toEqual(new Set([ties[0], inksOf(false).speckle[0]]));
    }
  });
  test("that lie outside of the plot paint nothing elsewhere", () => {
    const scene = new Scene();
    const people = [0, 1].map((number) => ({ id: String(number), name: "", here: true }));
    scene.read({ agents: people, source: [0], target: [1], sympathy: [1], size: 1 }, {}, new Set());
    const pixels = new Uint32Array(100);
    paintCells(pixels, { width: 10, height: 10, left: -200, top: -50, cell: 20 }, scene, Int32Array.of(0, 1), 2, inksOf(false));
    expect(new Set(pixels)).toEqual(new Set([paper]));
  });
});

describe("in a page", () => {
  let page;
  beforeEach(() => {
    document.body.replaceChildren();
    page = fakePage();
  });
  function shown(size, options = {}) {
    const room = new SyntheticRoom(size);
    const view = mount(document.body, room, { options, words: { agents: (n) => `${n} agents`, ties: (n) => `${n} ties` }, document });
    page.settle();
    const contexts = view.stage.layers.map(page.contextOf);
    contexts.forEach((context) => context.forget());
    return { room, view, cells: contexts[0], notes: contexts[1], marks: contexts[2] };
  }
  const key = (view, name, more = {}) => view.stage.node.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));

  test("a change repaints cells and no names, and then nothing", () => {
    const { room, cells, notes } = shown({ agents: 20, ties: 100 });
    expect(page.frames.size).toBe(0);
    room.change(5);
    page.settle();
    expect(cells.count("putImageData")).toBe(1);
    expect(notes.calls).toEqual([]);
    expect(page.frames.size).toBe(0);
  });
  test("a change glows in its cell for a moment; in a storm none does, and nothing moves for whoever wants less motion", () => {
    const { room, view, marks } = shown({ agents: 20, ties: 100 });
    const turn = (ties) => {
      for (const tie of ties) room.shown.sympathy[tie] = room.shown.sympathy[tie] > 0 ? -0.9 : 0.9;
      room.tell({ ties });
      page.frame();
    };
    turn([3]);
    const ring = marks.calls.find((call) => call.name === "strokeRect");
    const [x, y, width, height] = ring.parameters;
    const { source, target } = room.shown;
    expect(view.frame.at(x + width / 2, y + height / 2)).toEqual({ row: view.order.rank[source[3]], column: view.order.rank[target[3]] });
    expect(ring.stroke).toBe(palette(false).accent);
    page.settle();
    marks.forget();
    view.wake("marks");
    page.settle();
    expect(marks.count("strokeRect")).toBe(0);
    turn(Array.from({ length: 50 }, (_, tie) => tie));
    page.settle();
    expect(marks.count("strokeRect")).toBe(0);
    page = fakePage({ calm: true });
    turn([5]);
    page.settle();
    expect(marks.count("strokeRect")).toBe(0);
  });
  test("a new tie glows too, and a picture of another moment does not", () => {
    const { room, marks } = shown({ agents: 20, ties: 100 });
    room.join([2, 5]);
    page.frame();
    expect(marks.count("strokeRect")).toBe(2);
    page.settle();
    marks.forget();
    room.shown.sympathy.forEach((value, tie) => (room.shown.sympathy[tie] = -value));
    room.tell({ all: true, moment: true });
    page.settle();
    expect(marks.count("strokeRect")).toBe(0);
  });
  test("names are written where cells are large enough", () => {
    const { view, notes } = shown({ agents: 20, ties: 100 });
    view.moved();
    page.settle();
    expect(notes.count("fillText")).toBe(40);
    const { view: crowded, notes: bare } = shown({ agents: 300, ties: 3000 });
    crowded.moved();
    page.settle();
    expect(bare.count("fillText")).toBe(0);
  });
  test("who looks at a cell goes on looking at the same two, whoever comes or changes", () => {
    const { room, view } = shown({ agents: 20, ties: 100 });
    key(view, "End");
    key(view, "ArrowLeft");
    const looked = () => [view.order.agents[view.keyboard.row], view.order.agents[view.keyboard.column]];
    const before = looked();
    room.shown.agents[2] = { ...room.shown.agents[2], mood: "glad" };
    room.tell({ agents: [2] });
    expect(looked()).toEqual(before);
    const place = view.keyboard.row;
    const { shown: picture } = room;
    const newcomer = picture.agents.push(room.agent(20)) - 1;
    [picture.source[100], picture.target[100], picture.sympathy[100]] = [newcomer, view.order.agents[0], 0.9];
    picture.size = 101;
    room.tell({ agents: [newcomer], added: 1 });
    expect(looked()).toEqual(before);
    expect(view.keyboard.row).toBe(place + 1); // the newcomer stands above
    expect(view.stage.tooltip.node.hidden).toBe(false);
    room.shown.agents[before[0]] = { ...room.shown.agents[before[0]], here: false };
    room.shown.sympathy.fill(NaN);
    room.tell({ all: true });
    expect(view.keyboard).toBe(null);
    expect(view.stage.tooltip.node.hidden).toBe(true);
  });
  test("what is told of a cell follows the room", () => {
    const { room, view } = shown({ agents: 20, ties: 100 });
    const [row, column] = [room.shown.source[7], room.shown.target[7]].map((number) => view.order.rank[number]);
    view.actor.focus({ row, column });
    room.shown.sympathy[7] = -0.77;
    room.tell({ ties: [7] });
    expect(view.stage.tooltip.node.textContent).toContain("−0.77");
  });
  test("a name of wide letters is written as far as there is room for it", () => {
    const { room, view, notes } = shown({ agents: 12, ties: 40 });
    room.shown.agents[3].name = "Ж".repeat(30);
    notes.measureText = (text) => ({ width: 12 * text.length });
    view.moved();
    page.settle();
    const widths = notes.texts().map((text) => 12 * text.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(view.frame.names - 14);
    expect(notes.texts().some((text) => /Ж{4}…/.test(text))).toBe(true);
  });
  test("of many names only those in sight are made", () => {
    const { view, notes } = shown({ agents: 2000, ties: 3000 });
    view.actor.zoom(400, 300, 1e6);
    page.settle();
    expect(notes.count("fillText")).toBeGreaterThan(10);
    let made = 0;
    Object.defineProperty(notes, "font", { set: () => (made += 1) });
    view.moved();
    page.settle();
    expect(made).toBeLessThan(100);
  });
  test("another size is painted before the empty canvas is seen", () => {
    const { view, cells, notes } = shown({ agents: 20, ties: 100 });
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(500);
    view.stage.look();
    expect(cells.count("putImageData")).toBe(1);
    expect(notes.count("fillText")).toBeGreaterThan(0);
  });
  test("keys go from cell to cell, choose both agents, and clear", () => {
    const { room, view } = shown({ agents: 20, ties: 100 });
    key(view, "ArrowRight");
    key(view, "ArrowRight");
    key(view, "ArrowDown");
    key(view, "ArrowRight");
    expect(view.keyboard).toEqual({ row: 1, column: 2 });
    key(view, "Enter");
    expect(room.selected).toEqual(new Set([view.order.agents[1], view.order.agents[2]]));
    expect(view.stage.tooltip.node.textContent).toContain("→");
    key(view, "Escape");
    expect(room.selected.size).toBe(0);
    expect(view.keyboard).toBeNull();
  });
  test("the ego network is a smaller matrix", () => {
    const { room, view } = shown({ agents: 20, ties: 60 }, { ego: true });
    room.select([3]);
    expect(view.order.agents.length).toBeLessThan(20);
    expect(view.order.agents).toContain(3);
  });
  test("off screen nothing is painted", () => {
    const { room, cells } = shown({ agents: 20, ties: 100 });
    page.see(false);
    room.change(5);
    expect(page.settle()).toBe(0);
    page.see(true);
    page.settle();
    expect(cells.count("putImageData")).toBe(1);
  });
  test("the SVG is well-formed whatever names are", () => {
    const { room, view } = shown({ agents: 4, ties: 8 });
    HTMLCanvasElement.prototype.toDataURL ??= () => "";
    ["a\u0000b", "\ud800", "</text><script>", "\u202e&"].forEach((name, number) => (room.shown.agents[number].name = name));
    room.tell({ agents: [0] });
    const parsed = new DOMParser().parseFromString(view.svg(), "application/xml");
    expect(parsed.querySelector("parsererror")).toBeNull();
    expect(parsed.querySelectorAll("text").length).toBe(8);
    expect(parsed.querySelector("script")).toBeNull();
    expect(view.picture(2).width).toBe(1600);
  });
  test("destroyed it leaves nothing behind", () => {
    const { room, view } = shown({ agents: 20, ties: 100 });
    view.destroy();
    room.change(3);
    expect([room.callbacks.size, page.frames.size, page.observers.size, document.body.childElementCount]).toEqual([0, 0, 0, 0]);
  });
});

test("paper and cells are of the theme", () => {
  expect(inksOf(true).paper).not.toBe(inksOf(false).paper);
  expect(palette(true).paper).toBe("#15181d");
});

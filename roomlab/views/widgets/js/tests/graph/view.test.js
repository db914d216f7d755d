import { beforeEach, describe, expect, test, vi } from "vitest";
import { mount } from "../../graph/index.js";
import { fakePage } from "../fake_canvas.js";
import { SyntheticRoom } from "../synthetic_room.js";

const words = { likes: "Feels for others", likedBy: "Others feel", agents: (count) => `${count} agents`, ties: (count) => `${count} ties` };
let page;

beforeEach(() => {
  document.body.replaceChildren();
  page = fakePage();
});

function shown(size, options = {}) {
  const room = new SyntheticRoom(size);
  const view = mount(document.body, room, { options, words, document });
  page.settle();
  const [ties, agents, overlay] = view.stage.layers.map(page.contextOf);
  for (const context of [ties, agents, overlay]) context.forget();
  return { room, view, ties, agents, overlay };
}

const strokes = (context) => context.count("stroke");
const key = (view, name, more = {}) => view.stage.node.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));

describe("painting", () => {
  test("comes to rest: without a change no frame is asked for", () => {
    const { ties } = shown({ agents: 30, ties: 200 });
    expect(page.frames.size).toBe(0);
    expect(page.settle()).toBe(0);
    expect(ties.calls).toEqual([]);
  });

  test("few ties are all painted when one changes, and glow for a while", () => {
    const { room, ties } = shown({ agents: 12, ties: 40 });
    room.shown.sympathy[3] = room.shown.sympathy[3] > 0 ? -0.9 : 0.9;
    room.tell({ ties: [3] });
    page.frame();
    expect(strokes(ties)).toBe(41); // one of them is the glow
    page.settle();
    ties.forget();
    room.tell({ ties: [3] }); // told again, nothing is new
    page.settle();
    expect(strokes(ties)).toBe(40);
  });

  test("in a storm of changes none glows", () => {
    const { room, ties } = shown({ agents: 12, ties: 40 });
    room.change(400);
    page.frame();
    expect(strokes(ties)).toBe(40);
  });

  test("among many ties the changed one is painted at once, then a whole picture comes in slices", () => {
    const { room, view, ties } = shown({ agents: 100, ties: 1500 });
    page.now += 1000;
    room.shown.sympathy[7] = -room.shown.sympathy[7];
    room.tell({ ties: [7] });
    page.frame();
    expect(strokes(ties)).toBe(2); // its glow and itself
    expect(view.painter.cursor).toBeGreaterThan(0);
    expect(view.painter.cursor).toBeLessThan(1500);
    page.settle();
    expect(ties.count("drawImage")).toBe(1);
    expect(strokes(page.contextOf(view.painter.back.canvas))).toBeGreaterThanOrEqual(1500);
  });

  test("a change while the picture is being built is not lost in the swap", () => {
    const { room, view, ties } = shown({ agents: 100, ties: 1500 });
    page.now += 1000;
    room.change(1);
    page.frame();
    const late = view.painter.order[0]; // in the back already, with its old value
    room.shown.sympathy[late] = 0.77;
    room.tell({ ties: [late] });
    while (view.painter.cursor >= 0) page.frame();
    const swap = ties.calls.findLastIndex((call) => call.name === "drawImage");
    expect(ties.calls.slice(swap).some((call) => call.name === "stroke")).toBe(true);
  });

  test("someone who wants less motion gets neither glow nor moving agents", () => {
    page = fakePage({ calm: true });
    const room = new SyntheticRoom({ agents: 12, ties: 40 });
    const view = mount(document.body, room, { words, document });
    const ties = page.contextOf(view.stage.layers[0]);
    page.settle();
    ties.forget();
    room.change(5);
    page.settle();
    expect(strokes(ties)).toBe(40);
    view.actor.arrange();
    const places = new Set();
    while (page.frame()) places.add(view.scene.x[0]);
    expect(places.size).toBeLessThanOrEqual(2);
  });

  test("off screen nothing is painted, back on screen everything is", () => {
    const { room, ties, agents } = shown({ agents: 30, ties: 200 });
    page.see(false);
    room.change(20);
    room.join([1, 2]);
    expect(page.settle()).toBe(0);
    expect(ties.calls).toEqual([]);
    page.see(true);
    page.settle();
    expect(strokes(ties)).toBeGreaterThan(199);
    expect(agents.count("arc")).toBeGreaterThan(30);
  });

  test("who scrolls away and back finds the picture as it was, and the theme that was chosen meanwhile", () => {
    const { view, ties, agents } = shown({ agents: 30, ties: 200 });
    page.see(false);
    page.see(true);
    page.settle();
    expect([...ties.calls, ...agents.calls]).toEqual([]);
    page.see(false);
    view.stage.tell();
    page.see(true);
    expect(strokes(ties)).toBeGreaterThanOrEqual(200);
  });

  test("another size is painted before the empty canvas is seen; no size at all changes nothing", () => {
    const { view, ties, agents } = shown({ agents: 30, ties: 200 });
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(0);
    view.stage.look();
    expect(ties.canvas.width).toBe(800);
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(500);
    view.stage.look();
    expect(ties.canvas.width).toBe(500);
    expect(ties.calls.find((call) => call.name === "fillRect").fill).toBe("#ffffff");
    expect(strokes(ties)).toBeGreaterThanOrEqual(200);
    expect(agents.count("arc")).toBeGreaterThanOrEqual(30);
  });

  test("among many ties a whole picture comes though agents change all the time", () => {
    const { room, view, ties } = shown({ agents: 100, ties: 1500 });
    room.change(1);
    for (let turn = 0; turn < 200; turn++) {
      room.shown.agents[5] = { ...room.shown.agents[5], mood: `mood ${turn}` };
      room.tell({ agents: [5] });
      page.frame();
    }
    expect(ties.count("drawImage")).toBe(1);
    expect(view.painter.stale).toBe(false);
  });

  test("a new agent is drawn", () => {
    const { room, agents } = shown({ agents: 8, ties: 20 });
    room.join([0, 1]);
    page.settle();
    expect(agents.texts().join()).toContain(room.shown.agents[8].name);
  });
});

describe("what is drawn", () => {
  test("threshold, signs and ego are options and can be set", () => {
    const { room, view } = shown({ agents: 20, ties: 120 }, { threshold: 0.5 });
    const { sympathy, size } = room.shown;
    const values = Array.from(sympathy.subarray(0, size));
    expect(view.scene.count).toBe(values.filter((value) => Math.abs(value) >= 0.5).length);
    view.set({ threshold: 0, signs: "negative" });
    expect(view.scene.count).toBe(values.filter((value) => value < 0).length);
    view.set({ signs: "all", ego: true });
    expect(view.scene.count).toBe(size); // nobody is selected, so everyone is shown
    room.select([4]);
    const near = new Set([4, ...view.scene.tiesOf(new Set([4])).flatMap((tie) => [room.shown.source[tie], room.shown.target[tie]])]);
    expect([...view.scene.shown.keys()].filter((number) => view.scene.shown[number])).toEqual([...near].sort((a, b) => a - b));
    view.set({ ego: room.shown.agents[2].id });
    expect([...view.scene.centre]).toEqual([2]);
  });

  test("when the last tie of one that left ends, it is not drawn any more; when all end, that is said", () => {
    const { room, view } = shown({ agents: 10, ties: 30 }, { signs: "all" });
    view.context.words = { ...words, noTies: "No ties" };
    room.shown.agents[3] = { ...room.shown.agents[3], here: false };
    room.tell({ agents: [3] });
    expect(view.scene.shown[3]).toBe(1);
    const end = (ties) => {
      for (const tie of ties) room.shown.sympathy[tie] = NaN;
      room.tell({ ties });
    };
    const all = Array.from({ length: 30 }, (_, tie) => tie);
    end(all.filter((tie) => [room.shown.source[tie], room.shown.target[tie]].includes(3)));
    expect(view.scene.shown[3]).toBe(0);
    end(all);
    expect(view.stage.note.textContent).toBe("No ties");
    expect(view.stage.node.getAttribute("aria-label")).toContain("0 ties");
  });

  test("who listens hears of those who are drawn", () => {
    const { room, view } = shown({ agents: 10, ties: 30 }, { ego: true });
    const label = () => view.stage.node.getAttribute("aria-label");
    expect(label()).toContain("10 agents");
    room.select([3]);
    const near = new Set([3]);
    for (let tie = 0; tie < 30; tie++) {
      const ends = [room.shown.source[tie], room.shown.target[tie]];
      if (ends.includes(3)) ends.forEach((end) => near.add(end));
    }
    expect(near.size).toBeLessThan(10);
    expect(label()).toContain(`: ${near.size} agents`);
  });

  test("ties of nobody and agents that left are not drawn", () => {
    const { room, view } = shown({ agents: 10, ties: 30 });
    room.shown.agents[3] = { ...room.shown.agents[3], here: false };
    for (let tie = 0; tie < 30; tie++) if ([room.shown.source[tie], room.shown.target[tie]].includes(3)) room.shown.sympathy[tie] = NaN;
    room.tell({ agents: [3] });
    expect(view.scene.shown[3]).toBe(0);
    expect(view.scene.count).toBe(Array.from(room.shown.sympathy.subarray(0, 30)).filter((value) => !Number.isNaN(value)).length);
  });
});

describe("keys", () => {
  test("reach every agent, choose, add, and clear", () => {
    const { room, view, overlay } = shown({ agents: 9, ties: 30 });
    key(view, "Home");
    expect(view.keyboard).toBeGreaterThanOrEqual(0);
    page.settle();
    expect(overlay.count("arc")).toBeGreaterThan(0);
    const reached = new Set([view.keyboard]);
    const queue = [view.keyboard];
    while (queue.length) {
      const from = queue.pop();
      for (const name of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
        view.keyboard = from;
        key(view, name);
        if (!reached.has(view.keyboard)) queue.push(view.keyboard);
        reached.add(view.keyboard);
      }
    }
    expect(reached.size).toBe(9);
    view.keyboard = 2;
    key(view, "Enter");
    view.keyboard = 5;
    key(view, " ", { shiftKey: true });
    expect([...room.selected]).toEqual([2, 5]);
    key(view, "Escape");
    expect(room.selected.size).toBe(0);
    expect(view.keyboard).toBe(-1);
  });

  test("zoom, move and fit; others are left to the page", () => {
    const { view } = shown({ agents: 9, ties: 30 });
    const { scale, x } = view.camera;
    expect(key(view, "+")).toBe(false); // taken
    expect(view.camera.scale).toBeGreaterThan(scale);
    key(view, "ArrowLeft", { shiftKey: true });
    key(view, "0");
    expect(view.camera.scale).toBeCloseTo(scale);
    expect(view.camera.x).toBeCloseTo(x);
    expect(key(view, "Tab")).toBe(true);
    expect(key(view, "+", { ctrlKey: true })).toBe(true);
  });
});

describe("pointer", () => {
  const fire = (view, type, x, y, more = {}) => {
    const event = new MouseEvent(type, { clientX: x, clientY: y, bubbles: true, cancelable: true, ...more });
    Object.assign(event, { pointerId: 1 });
    view.stage.node.dispatchEvent(event);
  };
  const at = (view, number) => [view.scene.x[number], view.scene.y[number]];

  test("a click chooses, another takes back, Shift adds, beside all clears", () => {
    const { room, view } = shown({ agents: 6, ties: 15 });
    const click = (x, y, more) => ["pointerdown", "pointerup"].forEach((type) => fire(view, type, x, y, more));
    click(...at(view, 2));
    expect([...room.selected]).toEqual([2]);
    click(...at(view, 4), { shiftKey: true });
    expect([...room.selected]).toEqual([2, 4]);
    click(2, 2);
    expect(room.selected.size).toBe(0);
  });

  test("dragging an agent pins it where it is dropped and moves nobody else", () => {
    const { room, view } = shown({ agents: 6, ties: 15 });
    const others = view.layout.nodes.filter(({ number }) => number !== 1).map(({ x, y }) => [x, y]);
    const [x, y] = at(view, 1);
    fire(view, "pointerdown", x, y);
    fire(view, "pointermove", x + 60, y + 30);
    fire(view, "pointerup", x + 60, y + 30);
    page.settle();
    expect(view.scene.x[1]).toBeCloseTo(x + 60, 3);
    expect(view.layout.nodes[1].pinned).toBe(true);
    expect(room.selected.size).toBe(0);
    expect(view.layout.nodes.filter(({ number }) => number !== 1).map((node) => [node.x, node.y])).toEqual(others);
  });

  test("pins are painted on discs that can be seen beside them", () => {
    const { view, overlay } = shown({ agents: 2, ties: 1 }, { positions: { 1: [-3, 0], 2: [3, 0] } });
    view.paintOverlay();
    expect(overlay.count("fill")).toBe(2);
    overlay.forget();
    view.scene.radius = 3;
    view.paintOverlay();
    expect(overlay.count("fill")).toBe(0);
  });

  test("a wheel zooms where it is, but not while it scrolls the page past", () => {
    const { view } = shown({ agents: 6, ties: 15 });
    const turn = (at) => {
      const event = new Event("wheel", { bubbles: true, cancelable: true });
      const values = { timeStamp: at, deltaY: -100, deltaMode: 0, clientX: 100, clientY: 100, ctrlKey: false };
      for (const [name, value] of Object.entries(values)) Object.defineProperty(event, name, { value });
      view.stage.node.dispatchEvent(event);
      return event.defaultPrevented;
    };
    const before = view.camera.toWorld(100, 100);
    expect(turn(1000)).toBe(true);
    expect(view.camera.toWorld(100, 100)[0]).toBeCloseTo(before[0]);
    const scroll = new Event("scroll");
    Object.defineProperty(scroll, "timeStamp", { value: 2000 });
    document.dispatchEvent(scroll);
    const { scale } = view.camera;
    expect([turn(2100), turn(2350)]).toEqual([false, false]);
    expect(view.camera.scale).toBe(scale);
    expect(turn(2700)).toBe(true);
    expect(view.camera.scale).toBeGreaterThan(scale);
  });

  test("a wheel that goes away from the drawing scrolls the page on before the drawing is a dot", () => {
    const { view } = shown({ agents: 6, ties: 15 });
    const turn = (values) => {
      const event = new Event("wheel", { bubbles: true, cancelable: true });
      const all = { timeStamp: 1000, deltaY: 100, deltaMode: 0, clientX: 100, clientY: 100, ctrlKey: false, ...values };
      for (const [name, value] of Object.entries(all)) Object.defineProperty(event, name, { value });
      view.stage.node.dispatchEvent(event);
      return event.defaultPrevented;
    };
    const { scale } = view.camera;
    expect(turn({})).toBe(true);
    const turned = Array.from({ length: 30 }, () => turn({}));
    expect(turned.at(-1)).toBe(false);
    expect(view.camera.scale).toBeCloseTo(scale / 3);
    expect(turn({ ctrlKey: true })).toBe(true); // which would zoom the page
    expect(turn({ deltaY: -100 })).toBe(true);
    view.actor.fit();
    expect(view.camera.scale).toBeCloseTo(scale);
  });

  test("what was pressed and never lifted is not dragged on", () => {
    const { view } = shown({ agents: 6, ties: 15 });
    const { x } = view.camera;
    fire(view, "pointerdown", 5, 5);
    fire(view, "lostpointercapture", 5, 5);
    fire(view, "pointermove", 90, 90);
    expect(view.camera.x).toBe(x);
  });

  test("what is told of an agent under the pointer follows the room", () => {
    const { room, view } = shown({ agents: 6, ties: 15 });
    fire(view, "pointermove", ...at(view, 3));
    const { node } = view.stage.tooltip;
    room.shown.agents[3] = { ...room.shown.agents[3], mood: "furious" };
    room.tell({ agents: [3] });
    expect(node.textContent).toContain("furious");
    const [name] = node.children;
    room.tell({ agents: [2] });
    expect(node.children[0]).toBe(name); // the same is not said again
    room.shown.agents[3] = { ...room.shown.agents[3], here: false };
    for (let tie = 0; tie < 15; tie++) room.shown.sympathy[tie] = NaN;
    room.tell({ agents: [3] });
    expect(node.hidden).toBe(true); // it is not drawn any more
  });

  test("what is told of an agent stands beside it, on the side where there is room", () => {
    const { view } = shown({ agents: 2, ties: 1 }, { positions: { 1: [-3, 0], 2: [3, 0] } });
    const { node } = view.stage.tooltip;
    vi.spyOn(node, "offsetWidth", "get").mockReturnValue(100);
    const [left, right] = view.scene.x[0] < view.scene.x[1] ? [0, 1] : [1, 0];
    fire(view, "pointermove", ...at(view, left));
    expect(parseFloat(node.style.left)).toBeGreaterThan(view.scene.x[left] + view.scene.radius);
    fire(view, "pointermove", ...at(view, right));
    expect(parseFloat(node.style.left) + 100).toBeLessThan(view.scene.x[right] - view.scene.radius);
  });

  test("hovering tells names and values as text", () => {
    const { room, view } = shown({ agents: 6, ties: 15 });
    room.shown.agents[3].name = "<img src=x onerror=alert(1)>";
    fire(view, "pointermove", ...at(view, 3));
    const { node } = view.stage.tooltip;
    expect(node.hidden).toBe(false);
    expect(node.textContent).toContain("<img src=x onerror=alert(1)>");
    expect(node.querySelector("img")).toBeNull();
  });
});

test("a destroyed drawing leaves nothing behind", () => {
  const { room, view } = shown({ agents: 30, ties: 200 });
  room.change(3);
  const removed = vi.spyOn(view.stage.node, "remove");
  view.destroy();
  expect(room.callbacks.size).toBe(0);
  expect(page.frames.size).toBe(0);
  expect(page.observers.size).toBe(0);
  expect(removed).toHaveBeenCalled();
  room.change(3);
  page.see(true);
  expect(page.frames.size).toBe(0);
  expect(document.body.childElementCount).toBe(0);
});

test("the picture has the size that was asked for, and the SVG is whatever names are", () => {
  const { room, view } = shown({ agents: 6, ties: 15 });
  expect(view.picture(2).width).toBe(1600);
  const hostile = ["a\u0000b\u0007", "\ud800 lone", "</text><script>", "\u202eevil", "\u200b", "]]>&amp;\ufffe", "x".repeat(70_000)];
  hostile.forEach((name, number) => room.shown.agents[number] && (room.shown.agents[number].name = name));
  room.tell({ agents: [0, 1, 2, 3, 4, 5] });
  const parsed = new DOMParser().parseFromString(view.svg(), "application/xml");
  expect(parsed.querySelector("parsererror")).toBeNull();
  expect(parsed.querySelectorAll("path").length).toBeGreaterThan(15);
  expect(parsed.querySelector("script")).toBeNull();
  expect(view.svg()).not.toMatch(/[\u0000-\u0008\ufffe]/);
});

test("a change of mood repaints agents and moves nothing, a new tie is painted like a change", () => {
  const { room, view, ties, agents } = shown({ agents: 100, ties: 1500 });
  page.now += 1000;
  room.shown.agents[4] = { ...room.shown.agents[4], mood: "delight" };
  room.tell({ agents: [4] });
  page.frame();
  expect(agents.count("arc")).toBeGreaterThan(0);
  expect(view.painter.moved).toBe(false);
  page.settle();
  ties.forget();
  page.now += 1000;
  const added = room.shown.size;
  while (room.shown.size === added) room.tie(room.pick(), room.pick());
  room.tell({ added: 1 });
  page.frame();
  expect(strokes(ties)).toBe(2); // its glow and itself
});

test("the picture of another moment comes without moving anyone", () => {
  const { room, view } = shown({ agents: 100, ties: 1500 });
  const before = Array.from(view.scene.x);
  room.shown = { ...room.shown, sympathy: room.shown.sympathy.map((value) => -value) };
  room.tell({ all: true, moment: true });
  expect(view.painter.moved).toBe(false);
  page.settle();
  expect(Array.from(view.scene.x)).toEqual(before);
  expect(view.scene.picture.sympathy[0]).toBe(room.shown.sympathy[0]);
  expect(view.stage.node.dataset.state).toBe("still");
});

test("whoever asks for the picture before the first frame gets everyone in their place", () => {
  const view = mount(document.body, new SyntheticRoom({ agents: 12, ties: 40 }), { words, document });
  const early = view.svg();
  page.settle();
  expect(new Set(view.scene.x.slice(0, 12)).size).toBe(12);
  expect(early.match(/<text/g).length).toBeGreaterThan(24);
});

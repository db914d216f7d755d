import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fileName } from "../picture.js";
import { mount } from "../toolbar.js";
import { mounted, settled } from "./helpers.js";

let room;
let drawing;
beforeEach(async () => {
  drawing = { picture: vi.fn(() => ({ toBlob: (done) => done(new Blob(["p"], { type: "image/png" })) })), svg: vi.fn(() => "<svg/>") };
  room = await mounted(mount, { lines: 10 }, {}, { drawing: () => drawing, screen: document.body });
});
afterEach(() => room.end());

const button = (text) => room.all("button").find((each) => each.textContent === text);

test("the drawing, the signs and the threshold are options of the view", () => {
  button("Matrix").click();
  button("Negative").click();
  const range = room.find("input[type=range]");
  range.value = "0.35";
  range.dispatchEvent(new Event("input"));
  expect(room.context.options).toMatchObject({ drawing: "matrix", signs: "negative", threshold: 0.35 });
  expect(button("Negative").getAttribute("aria-pressed")).toBe("true");
  expect(button("All ties").getAttribute("aria-pressed")).toBe("false");
  expect(room.find("output").textContent).toBe("0.35");
});

test("it shows options that a cell has changed", () => {
  room.context.change({ threshold: 0.5, signs: "positive" });
  expect(room.find("output").textContent).toBe("0.50");
  expect(button("Positive").getAttribute("aria-pressed")).toBe("true");
});

test("only the ties of the selected can be asked for once there is a selection", () => {
  expect(button("Only selected").disabled).toBe(true);
  room.store.select([1]);
  button("Only selected").click();
  expect(room.context.options.ego).toBe(true);
  room.store.select([]);
  expect(button("Only selected").disabled).toBe(false);
});

function type(text) {
  const input = room.find("[role=combobox]");
  input.value = text;
  input.dispatchEvent(new Event("input"));
  return input;
}
const press = (node, key) => node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

test("an agent is found by a part of the name, by keyboard alone", () => {
  const input = type("а");
  expect(room.all("[role=option]").map((option) => option.textContent)).toEqual(["Екатерина"]);
  type("lara");
  press(input, "Enter");
  expect([...room.store.selected]).toEqual([2]);
  expect(room.find("[role=listbox]").hidden).toBe(true);
  type("a");
  const names = room.all("[role=option]").map((option) => option.textContent);
  expect(names[0]).toBe("Anna");
  press(input, "ArrowDown");
  press(input, "Enter");
  expect(room.store.shown.agents[[...room.store.selected][0]].name).toBe(names[1]);
});

test("a name that nobody has, and Escape", () => {
  const input = type("zzz");
  expect(room.find("[role=listbox]").textContent).toBe("No agent of that name");
  press(input, "Escape");
  expect(input.value).toBe("");
  expect(room.find("[role=listbox]").hidden).toBe(true);
});

test("accents and case do not matter", async () => {
  room.end();
  room = await mounted(mount, { names: ["Léa", "Ёлка", "STRASSE"], agents: 3 }, {}, { drawing: () => drawing, screen: document.body });
  for (const [text, name] of [["lea", "Léa"], ["елка", "Ёлка"], ["strasse", "STRASSE"]]) {
    type(text);
    expect(room.find("[role=option]").textContent).toBe(name);
  }
});

test("language, theme and type can be chosen", () => {
  button("Dark").click();
  button("Large type").click();
  button("Русский").click();
  expect(room.context.options).toMatchObject({ theme: "dark", size: "projector", language: "ru" });
  expect(room.root.dataset.theme).toBe("dark");
});

test("a picture is saved under a name that holds nothing of the room", async () => {
  const saved = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function () {
    saved.push([this.download, this.href]);
  });
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:one");
  for (const text of ["PNG", "PNG, double size", "SVG"]) {
    button(text).click();
    await settled();
  }
  expect(drawing.picture.mock.calls).toEqual([[1], [2]]);
  expect(drawing.svg).toHaveBeenCalledTimes(1);
  expect(saved.map(([name]) => name.replace(/\d{14}/, "TIME"))).toEqual(["roomlab-graph-TIME.png", "roomlab-graph-TIME.png", "roomlab-graph-TIME.svg"]);
  expect(saved[0][1]).toBe("blob:one");
  expect(room.find(".rl-heard").textContent).toBe("Saved.");
});

test("a picture that cannot be made is said, and breaks nothing", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  drawing.picture.mockReturnValue({ toBlob: (done) => done(null) });
  button("PNG").click();
  await settled();
  expect(room.find(".rl-heard").textContent).toBe("The picture could not be saved.");
});

test("names of files", () => {
  expect(fileName("graph", Date.UTC(2026, 10, 23, 14, 31, 5) * 1000, "png")).toBe("roomlab-graph-20261123143105.png");
  expect(fileName("matrix", null, "svg")).toBe("roomlab-matrix.svg");
});

test("a menu that a key has opened closes when something else is pressed, and listens no longer", async () => {
  const menu = room.find("details");
  const listening = [vi.spyOn(document, "addEventListener"), vi.spyOn(document, "removeEventListener")];
  const counts = () => listening.map((spy) => spy.mock.calls.filter(([type]) => type === "pointerdown").length);
  menu.open = true;
  menu.dispatchEvent(new Event("toggle"));
  menu.querySelector("button").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  expect(menu.open).toBe(true);
  document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  expect(menu.open).toBe(false);
  menu.dispatchEvent(new Event("toggle"));
  const [begun, ended] = counts();
  expect(ended).toBe(begun);
});

test("a menu closes with Escape and gives the focus back", () => {
  const menu = room.find("details");
  menu.open = true;
  press(menu.querySelector("button"), "Escape");
  expect(menu.open).toBe(false);
  expect(document.activeElement).toBe(menu.querySelector("summary"));
});

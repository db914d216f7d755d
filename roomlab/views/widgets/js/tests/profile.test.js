import { afterEach, beforeEach, expect, test } from "vitest";
import { mount } from "../profile.js";
import { mounted, settled } from "./helpers.js";

let room;
beforeEach(async () => {
  room = await mounted(mount, { lines: 120 });
});
afterEach(() => room.end());

const bars = (list) => [...room.all(".rl-bars")[list].children].map((item) => ({ name: item.children[0].textContent, value: item.children[2].textContent, fill: item.querySelector(".rl-fill") }));

test("without a selection it says what to do", () => {
  expect(room.find(".rl-empty").hidden).toBe(false);
  expect(room.find(".rl-scroll").hidden).toBe(true);
});

test("it shows the agent that was selected last, the strongest ties first", async () => {
  room.store.select([3, 0]);
  await settled();
  expect(room.find("h3").textContent).toBe("Anna");
  expect(room.find(".rl-mood").textContent).toMatch(/^Mood: calm \d+ %$/);
  const { source, target, sympathy, agents } = room.store.shown;
  const own = [...source.keys()].filter((tie) => source[tie] === 0 && tie < room.store.shown.size);
  own.sort((one, other) => Math.abs(sympathy[other]) - Math.abs(sympathy[one]));
  expect(bars(0).map((bar) => bar.name)).toEqual(own.slice(0, 12).map((tie) => agents[target[tie]].name));
  expect(bars(1).length).toBeGreaterThan(0);
});

test("whoever is called otherwise is called so beside its bar, too", async () => {
  room.store.select([0]);
  await settled();
  const number = room.store.shown.agents.findIndex(({ name }) => name === bars(0)[0].name);
  room.kernel.tell({ type: "delta", n: ++room.kernel.n, agents: [[number, { ...room.store.shown.agents[number], name: "Another" }]] });
  await settled();
  expect(bars(0)[0].name).toBe("Another");
});

test("a bar stands on the fixed scale: dislike to the left, hatched", async () => {
  room.store.select([0]);
  const tie = room.store.shown.source.indexOf(0);
  room.kernel.tell({ type: "delta", n: ++room.kernel.n, ties: { tie: [tie], sympathy: [-1] } });
  await settled();
  const [{ name, value, fill }] = bars(0);
  expect(name).toBe(room.store.shown.agents[room.store.shown.target[tie]].name);
  expect(value).toBe("−1.00");
  expect([fill.style.left, fill.style.width]).toEqual(["0%", "50%"]);
  expect(fill.classList.contains("rl-dashed")).toBe(true);
});

test("the history is drawn, and up to the moment that is shown", async () => {
  room.store.select([0]);
  await settled();
  const whole = room.find(".rl-plot-out").getAttribute("d");
  expect(whole).toMatch(/^M/);
  room.store.seek({ time: room.kernel.lines[40].time });
  await settled();
  expect(room.find(".rl-plot-out").getAttribute("d").length).toBeLessThan(whole.length);
});

test("an answer that comes too late is not taken for another agent's", async () => {
  room.kernel.answering = false;
  room.store.select([0]);
  room.store.select([1]);
  await settled();
  const [late, right] = room.kernel.sent.filter((message) => message.type === "profile").map((message) => message.request);
  room.kernel.tell({ type: "profile", request: right, agent: 1, history: [[1, 0, 0], [2, 1, 1]], chat: [] });
  room.kernel.tell({ type: "profile", request: late, agent: 0, history: [], chat: [] });
  await settled();
  expect(room.find(".rl-plot-out").getAttribute("d")).toMatch(/^M/);
});

test("its last lines are there, and pressing an end of a tie goes to that agent", async () => {
  room.store.select([0]);
  await settled();
  const own = room.store.chat.filter((line) => line.agent === 0 && line.kind === "message").slice(-5);
  expect(room.all(".rl-lines .rl-said").map((node) => node.textContent)).toEqual(own.map((line) => line.text));
  const other = room.find(".rl-bars button");
  other.click();
  await settled();
  expect(room.find("h3").textContent).toBe(other.textContent);
  room.find("header button").click();
  expect(room.store.selected.size).toBe(0);
});

test("a kernel that does not answer leaves the rest of the profile", async () => {
  room.kernel.answering = false;
  room.store.select([0]);
  await settled();
  room.kernel.tell({ type: "error", request: room.kernel.sent.at(-1).request, text: "no" });
  await settled();
  expect(bars(0).length).toBeGreaterThan(0);
});

import { afterEach, expect, test, vi } from "vitest";
import { mount as mountAnnouncer } from "../announcer.js";
import { mount as mountLegend } from "../legend.js";
import { mount as mountStatus } from "../status.js";
import { mounted, settled } from "./helpers.js";

let room;
afterEach(() => {
  room.end();
  vi.useRealTimers();
});

test("the status tells the connection, gaps, sizes and rates", async () => {
  room = await mounted(mountStatus);
  expect(room.find("h2").textContent).toBe("Evening by the sea");
  expect(room.find(".rl-state").textContent).toBe("Connected");
  expect(room.find(".rl-size").textContent).toMatch(/^8 agents, \d+ ties$/);
  expect(room.find(".rl-rates").textContent).toBe("Messages 0.4/s · Changes 13/s");
  expect(room.find(".rl-gaps").hidden).toBe(true);
  room.kernel.tell({ type: "delta", n: ++room.kernel.n, status: { state: "reconnecting", gaps: 2, open_gaps: 1, error: null } });
  await settled();
  expect(room.find(".rl-state").textContent).toBe("Reconnecting");
  expect(room.find(".rl-gaps").textContent).toBe("2 gaps");
  room.store.setKernel(false);
  await settled();
  expect(room.find(".rl-state").textContent).toBe("No kernel");
});

test("a room of the past is recorded and has no rates; one that failed says why", async () => {
  room = await mounted(mountStatus, {}, { language: "ru" });
  const tell = (state, error) => room.kernel.tell({ type: "delta", n: ++room.kernel.n, status: { state, gaps: 0, open_gaps: 0, error } });
  tell("complete", null);
  await settled();
  expect(room.find(".rl-state").textContent).toBe("Запись");
  expect(room.find(".rl-rates").hidden).toBe(true);
  tell("failed", "<b>no such room</b>");
  await settled();
  expect(room.find(".rl-state").textContent).toBe("Сбой: <b>no such room</b>");
  expect(room.find(".rl-rates").hidden).toBe(false);
});

test("a kernel that does not answer is said to be busy", async () => {
  room = await mounted(mountStatus);
  room.store._setLink("busy");
  await settled();
  expect(room.find(".rl-state").textContent).toBe("Kernel is busy");
  expect(room.find(".rl-state").dataset.state).toBe("busy");
});

test("a state that this version does not know is shown as it is", async () => {
  room = await mounted(mountStatus);
  room.kernel.tell({ type: "delta", n: ++room.kernel.n, status: { state: "<b>odd</b>", gaps: 0, open_gaps: 0, error: null } });
  await settled();
  expect(room.find(".rl-state").textContent).toBe("<b>odd</b>");
  expect(room.find(".rl-state").dataset.state).toBe("other");
});

test("the legend shows the scale from -1 to 1, dashes on the negative side alone, and follows the theme", async () => {
  room = await mounted(mountLegend);
  const lines = room.all("line");
  const length = (line) => Number(line.getAttribute("x2")) - Number(line.getAttribute("x1"));
  expect(lines.slice(0, 9).every((line) => length(line) < 10)).toBe(true);
  expect(lines.slice(11).every((line) => length(line) >= 10)).toBe(true);
  const before = lines[0].getAttribute("stroke");
  room.context.change({ theme: "dark" });
  expect(room.find("line").getAttribute("stroke")).not.toBe(before);
});

test("the legend tells what stands for what, in the graph and in the matrix", async () => {
  room = await mounted(mountLegend);
  const said = () => room.find(".rl-note").textContent;
  expect(said()).toBe("antipathy, dashed · wider is stronger · rim: strength of the mood");
  room.context.change({ drawing: "matrix" });
  expect(said()).toBe("a row feels, a column is felt for · antipathy, hatched");
});

test("one quiet sentence at most every ten seconds", async () => {
  room = await mounted(() => ({ destroy() {} }));
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const announcer = mountAnnouncer(room.root, room.store, room.context);
  const said = () => room.find(".rl-heard").textContent;
  const tie = 0;
  const change = (sympathy) => room.kernel.tell({ type: "delta", n: ++room.kernel.n, ties: { tie: [tie], sympathy: [sympathy] } });
  change(0.8);
  vi.advanceTimersByTime(10_000);
  room.kernel.say({ text: "one" }, { text: "two" }, { text: "three" });
  change(0.05);
  change(-0.6);
  expect(said()).not.toContain("3 new");
  vi.advanceTimersByTime(10_000);
  const [source, target] = [room.store.shown.source[tie], room.store.shown.target[tie]].map((number) => room.store.shown.agents[number].name);
  expect(said()).toBe(`3 new messages; ${source} now dislikes ${target}`);
  change(0.6);
  change(-0.6);
  vi.advanceTimersByTime(10_000);
  expect(said()).toBe(`3 new messages; ${source} now dislikes ${target}`); // back where it was: nothing to tell
  const number = room.store.shown.size;
  room.kernel.tell({ type: "delta", n: ++room.kernel.n, new_ties: { source: [1], target: [0], sympathy: [0.7] } });
  room.kernel.tell({ type: "delta", n: ++room.kernel.n, ties: { tie: [number, tie], sympathy: [-0.7, 0.5] } });
  room.kernel.tell({ type: "delta", n: ++room.kernel.n, ties: { tie: [tie], sympathy: [null] } }); // it ended: there is nothing to like
  vi.advanceTimersByTime(10_000);
  const [from, to] = [1, 0].map((agent) => room.store.shown.agents[agent].name);
  expect(said()).toBe(`${from} now dislikes ${to}`);
  room.store.pause();
  room.kernel.say({ text: "four" });
  vi.advanceTimersByTime(20_000);
  expect(said()).not.toContain("new message");
  announcer.destroy();
});

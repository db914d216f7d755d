import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Picture } from "../state.js";
import { RoomStore } from "../store.js";

const agent = (id, more = {}) => ({ id, name: `Agent ${id}`, mood: null, level: null, avatar: null, here: true, ...more });
const line = (seq, text = `line ${seq}`) => ({ seq, time: seq, kind: "message", sender: "A", agent: 0, text, agents: [] });
const totals = (changes) => ({ messages: 0, events: 0, changes, message_rate: 0, change_rate: 0 });
const status = { state: "live", gaps: 0, open_gaps: 0, error: null };

function snapshot(n = 1, more = {}) {
  return {
    type: "snapshot", n, title: "a room", status, agents: [agent("1"), agent("2"), agent("3")],
    ties: { source: [0, 1], target: [1, 2], sympathy: [0.5, null] },
    chat: [line(4), line(5)], totals: totals(2), timeline: null, ...more,
  };
}

let sent, tell, store, changes;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  const transport = {
    send: (message) => sent.push(message),
    listen: (callback) => {
      tell = callback;
      return () => (tell = null);
    },
  };
  store = new RoomStore(transport);
  changes = [];
  store.subscribe((change) => changes.push(change));
});
afterEach(() => {
  store.destroy();
  vi.useRealTimers();
});

const lastRequest = () => sent[sent.length - 1].request;

test("a picture of nothing has no agents and no ties", () => {
  const picture = new Picture();
  expect(picture.agents).toEqual([]);
  expect(picture.size).toBe(0);
});

test("it greets, and a snapshot becomes what is shown", () => {
  expect(sent).toEqual([{ type: "hello" }]);
  expect(store.link).toBe("waiting");
  tell(snapshot());
  expect(store.link).toBe("ready");
  expect(store.title).toBe("a room");
  expect(store.shown).toBe(store.live);
  expect(store.shown.size).toBe(2);
  expect([...store.shown.sympathy.subarray(0, 2)]).toEqual([0.5, NaN]);
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({ all: true, chat: true, timeline: true, status: true });
});

test("a delta changes values, adds ties and agents, and says which", () => {
  tell(snapshot());
  tell({
    type: "delta", n: 2, agents: [[3, agent("4")], [0, agent("1", { here: false })]],
    new_ties: { source: [3], target: [0], sympathy: [-1] }, ties: { tie: [0, 1], sympathy: [null, 0.25] }, chat: [line(6)],
  });
  expect([...store.live.sympathy.subarray(0, 3)]).toEqual([NaN, 0.25, -1]);
  expect(store.live.agents.map(({ id, here }) => [id, here])).toEqual([["1", false], ["2", true], ["3", true], ["4", true]]);
  expect(store.chat.map(({ seq }) => seq)).toEqual([4, 5, 6]);
  expect(changes[1]).toMatchObject({ all: false, agents: [3, 0], added: 1, ties: [0, 1], chat: true });
});

test("ten thousand ties that come one by one are all there", () => {
  tell(snapshot());
  for (let n = 0; n < 10_000; n++) {
    tell({ type: "delta", n: n + 2, new_ties: { source: [0], target: [1], sympathy: [n / 10_000] } });
  }
  expect(store.live.size).toBe(10_002);
  expect(store.live.sympathy[10_001]).toBe(0.9999);
});

test("a hole in the numbers asks for a snapshot, once, and leaves what is shown", () => {
  tell(snapshot());
  tell({ type: "delta", n: 3, ties: { tie: [0], sympathy: [1] } });
  tell({ type: "delta", n: 4, ties: { tie: [0], sympathy: [1] } });
  expect(sent.filter(({ type }) => type === "hello")).toHaveLength(2);
  expect(store.live.sympathy[0]).toBe(0.5);
  tell(snapshot(5));
  tell({ type: "delta", n: 6, ties: { tie: [0], sympathy: [0.75] } });
  expect(store.live.sympathy[0]).toBe(0.75);
});

test("what came before the snapshot is not applied again", () => {
  tell(snapshot(7));
  tell({ type: "delta", n: 7, ties: { tie: [0], sympathy: [1] } });
  expect(store.live.sympathy[0]).toBe(0.5);
  expect(sent).toHaveLength(1);
});

test("a message that cannot be read asks for a snapshot", () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  tell(snapshot());
  tell({ type: "delta", n: 2, agents: 5 });
  expect(sent[1]).toEqual({ type: "hello" });
});

test("a kernel that does not answer is said to be busy, and asked again when it speaks", () => {
  vi.advanceTimersByTime(2000);
  expect(store.link).toBe("busy");
  tell({ type: "delta", n: 12 });
  expect(sent).toEqual([{ type: "hello" }, { type: "hello" }]);
  tell(snapshot(13));
  expect(store.link).toBe("ready");
});

test("without a kernel everything stays, and its return is greeted", () => {
  tell(snapshot());
  store.setKernel(false);
  expect(store.link).toBe("gone");
  expect(store.shown.size).toBe(2);
  store.setKernel(true);
  expect(sent).toHaveLength(2);
});

test("a kernel that comes back at once is greeted again, though the first greeting got no answer", () => {
  store.setKernel(false);
  store.setKernel(true);
  expect(sent).toEqual([{ type: "hello" }, { type: "hello" }]);
  expect(store.link).toBe("waiting");
});

test("when the kernel goes nobody waits for it, and nobody begins to", async () => {
  tell(snapshot());
  const waiting = [store.profile(1), store.older(4)];
  store.seek({ time: 10 });
  store.seek({ time: 20 });
  changes.length = 0;
  store.setKernel(false);
  for (const each of waiting) await expect(each).rejects.toThrow("no kernel");
  expect(store.seeking).toBe(false);
  expect(changes).toEqual([expect.objectContaining({ status: true, moment: true })]);
  const before = sent.length;
  await expect(store.profile(1)).rejects.toThrow("no kernel");
  store.seek({ time: 30 });
  expect(sent).toHaveLength(before);
  expect(changes[1]).toMatchObject({ moment: true });
  store.setKernel(true);
  store.seek({ time: 40 });
  expect(sent.at(-1)).toMatchObject({ type: "seek", time: 40 });
});

test("a moment that cannot be shown holds up none that was asked for after it", () => {
  tell(snapshot());
  store.seek({ time: 10 });
  store.seek({ time: 20 });
  tell({ type: "error", request: lastRequest(), text: "no" });
  expect(sent.at(-1)).toMatchObject({ type: "seek", time: 20 });
  changes.length = 0;
  tell({ type: "error", request: lastRequest(), text: "no" });
  expect(store.seeking).toBe(false);
  expect(changes).toEqual([expect.objectContaining({ moment: true })]);
});

test("an answer that cannot be read does not end looking at the past", () => {
  tell(snapshot());
  const said = vi.spyOn(console, "warn").mockImplementation(() => {});
  store.seek({ time: 10 });
  tell({ type: "moment", request: lastRequest(), seq: 5, time: 5 }); // no agents, no sympathies
  expect(store.moment).toBe(null);
  store.seek({ time: 20 });
  expect(sent.filter(({ type }) => type === "seek").at(-1)).toMatchObject({ time: 20 });
  tell(null); // as the transport tells of what cannot be read at all
  expect(store.seeking).toBe(false);
  expect(said).toHaveBeenCalledTimes(2);
});

test("earlier lines of now are not joined to the lines of the past", async () => {
  tell(snapshot(1, { chat: [line(40), line(41)] }));
  const older = store.older(40);
  const asked = lastRequest();
  store.seek({ seq: 5 });
  tell({ type: "moment", request: lastRequest(), seq: 5, time: 5, agents: [], sympathy: [], chat: [line(4), line(5)], totals: totals(0) });
  tell({ type: "older", request: asked, chat: [line(38), line(39)] });
  await older;
  expect(store.chat.map(({ seq }) => seq)).toEqual([4, 5]);
});

test("the agent that was chosen last stays the last when everything is told anew", () => {
  tell(snapshot());
  store.select([2, 0]);
  tell(snapshot(2));
  expect([...store.selected]).toEqual([2, 0]);
  store.selectIds(["2", "1"]);
  expect([...store.selected]).toEqual([1, 0]);
});

test("a part that fails keeps nothing from the others", () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  const heard = vi.fn();
  store.subscribe(() => {
    throw new Error("broken");
  });
  store.subscribe(heard);
  tell(snapshot());
  expect(heard).toHaveBeenCalledTimes(1);
  expect(said).toHaveBeenCalledTimes(1);
  expect(sent).toHaveLength(1); // the message itself was well
});

test("a pause freezes what is shown while data keep arriving", () => {
  tell(snapshot());
  store.pause();
  changes.length = 0;
  tell({ type: "delta", n: 2, ties: { tie: [0], sympathy: [-0.5] }, chat: [line(6)], totals: totals(3) });
  expect(store.shown.sympathy[0]).toBe(0.5);
  expect(store.live.sympathy[0]).toBe(-0.5);
  expect(store.chat).toHaveLength(2);
  expect(changes).toEqual([expect.objectContaining({ all: false, ties: [], added: 0, chat: false, status: true })]);
  store.resume();
  expect(store.shown).toBe(store.live);
  expect(store.chat).toHaveLength(3);
  expect(changes[1]).toMatchObject({ all: true, chat: true });
});

test("the past is shown as the kernel tells it, while the room goes on", () => {
  tell(snapshot());
  store.seek({ seq: 2 });
  expect(sent[1]).toEqual({ type: "seek", request: 1, seq: 2 });
  tell({ type: "delta", n: 2, new_ties: { source: [2], target: [0], sympathy: [1] } });
  const past = { agents: [agent("1", { mood: "glad" })], sympathy: [-1, 0.5], chat: [line(1)], totals: totals(1) };
  tell({ type: "moment", request: 1, seq: 2, time: 20, ...past });
  expect(store.moment).toEqual({ seq: 2, time: 20 });
  expect([...store.shown.sympathy.subarray(0, 3)]).toEqual([-1, 0.5, NaN]);
  expect(store.shown.agents.map(({ here }) => here)).toEqual([true, false, false]);
  expect(store.shown.agents[0].mood).toBe("glad");
  expect(store.chat.map(({ seq }) => seq)).toEqual([1]);
  tell({ type: "delta", n: 3, ties: { tie: [0], sympathy: [0] } });
  expect(store.shown.sympathy[0]).toBe(-1);
  store.goLive();
  expect(store.moment).toBe(null);
  expect(store.shown.sympathy[0]).toBe(0);
  expect(store.chat).toHaveLength(2);
});

test("of many places only the last is asked for while an answer is under way", () => {
  tell(snapshot());
  for (const time of [10, 20, 30]) store.seek({ time });
  expect(sent.slice(1)).toEqual([{ type: "seek", request: 1, time: 10 }]);
  tell({ type: "moment", request: 1, seq: 1, time: 10, agents: [], sympathy: [], chat: [], totals: totals(0) });
  expect(sent.slice(2)).toEqual([{ type: "seek", request: 2, time: 30 }]);
});

test("an answer that comes after the user has gone live is not shown", () => {
  tell(snapshot());
  store.seek({ time: 10 });
  store.goLive();
  tell({ type: "moment", request: 1, seq: 1, time: 10, agents: [], sympathy: [], chat: [], totals: totals(0) });
  expect(store.moment).toBe(null);
  expect(store.shown).toBe(store.live);
});

test("a snapshot keeps the earlier lines that were read, and the selection by ids", () => {
  tell(snapshot());
  store.select([1]);
  expect(store.selectedIds).toEqual(["2"]);
  tell(snapshot(2, { chat: [line(5), line(6)], agents: [agent("2"), agent("1"), agent("3")] }));
  expect(store.chat.map(({ seq }) => seq)).toEqual([4, 5, 6]);
  expect([...store.selected]).toEqual([0]);
  tell(snapshot(3, { chat: [line(9)] }));
  expect(store.chat.map(({ seq }) => seq)).toEqual([9]);
});

test("an agent may be chosen before it comes", () => {
  tell(snapshot());
  store.selectIds(["9"]);
  expect(store.selected.size).toBe(0);
  tell({ type: "delta", n: 2, agents: [[3, agent("9")]] });
  expect([...store.selected]).toEqual([3]);
  expect(changes[changes.length - 1].selection).toBe(true);
});

test("questions are answered by their number, and may fail", async () => {
  tell(snapshot());
  const profile = store.profile(2);
  tell({ type: "profile", request: lastRequest(), agent: 2, history: [], chat: [] });
  expect((await profile).agent).toBe(2);
  const wrong = store.profile(99);
  tell({ type: "error", request: lastRequest(), text: "there is no such agent" });
  await expect(wrong).rejects.toThrow("no such agent");
  const older = store.older(4);
  tell({ type: "older", request: lastRequest(), chat: [line(2), line(3)] });
  expect((await older).map(({ seq }) => seq)).toEqual([2, 3]);
  expect(store.chat.map(({ seq }) => seq)).toEqual([2, 3, 4, 5]);
});

test("earlier lines that do not reach to what is there leave no hole in it", async () => {
  tell(snapshot());
  const older = store.older(4);
  tell({ type: "delta", n: 2, chat: [line(90)], chat_anew: true });
  tell({ type: "older", request: lastRequest(), chat: [line(2), line(3)] });
  expect((await older).map(({ seq }) => seq)).toEqual([2, 3]);
  expect(store.chat.map(({ seq }) => seq)).toEqual([90]);
});

test("a burst of which lines were left out replaces the chat", () => {
  tell(snapshot());
  tell({ type: "delta", n: 2, chat: [line(90)], chat_anew: true });
  expect(store.chat.map(({ seq }) => seq)).toEqual([90]);
});

test("the chat does not grow without end", () => {
  tell(snapshot());
  for (let n = 2; n < 30; n++) {
    tell({ type: "delta", n, chat: Array.from({ length: 100 }, (_, place) => line(n * 100 + place)) });
  }
  expect(store.chat).toHaveLength(2000);
});

test("after the end nothing is received and nobody waits", async () => {
  tell(snapshot());
  const waiting = store.profile(1);
  store.destroy();
  expect(tell).toBe(null);
  await expect(waiting).rejects.toThrow("closed");
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { dataTransport } from "../answers.js";
import { RoomStore } from "../store.js";

const agent = (id, more = {}) => ({ id, name: id, mood: null, level: null, avatar: null, here: true, ...more });
const line = (seq, more = {}) => ({ seq, time: seq * 10, kind: "message", sender: "A", agent: 0, text: `${seq}`, agents: [], ...more });

// 1: A comes, 2: B comes, 3: A→B 0.5, 4: a line, 5: A→B -1, 6: B→A 1, 7: an event, 8: A→B ends, 9: A leaves
const DATA = {
  snapshot: {
    type: "snapshot", n: 1, title: "</script><img onerror=alert(1)>",
    status: { state: "complete", gaps: 0, open_gaps: 0, error: null },
    agents: [agent("A", { here: false }), agent("B")],
    ties: { source: [0, 1], target: [1, 0], sympathy: [null, null] },
    chat: [line(4), line(7, { kind: "event", agent: null, agents: [1] })],
    totals: { messages: 1, events: 1, changes: 4, message_rate: 0, change_rate: 0 }, timeline: null,
  },
  changes: { tie: [0, 0, 1, 0], sympathy: [0.5, -1, 1, null], time: [30, 20, 10, 20], seq: [3, 2, 1, 2] },
  people: [[1, 10, 0, agent("A", { mood: "glad" })], [2, 20, 1, agent("B")], [9, 90, 0, agent("A", { here: false })]],
  lines: [line(4), line(7, { kind: "event", agent: null, agents: [1] })],
};

let store;
beforeEach(() => {
  store = new RoomStore(dataTransport(DATA));
});
afterEach(() => store.destroy());

const settled = () => new Promise((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

test("the end is shown first", async () => {
  await settled();
  expect(store.link).toBe("ready");
  expect(store.shown.agents.map(({ here }) => here)).toEqual([false, true]);
});

test.each([
  [{ seq: 3 }, [0.5, NaN], [true, true], 3, 30],
  [{ seq: 5 }, [-1, NaN], [true, true], 5, 50],
  [{ time: 65 }, [-1, 1], [true, true], 6, 65],
  [{ time: 75 }, [-1, 1], [true, true], 7, 75],
  [{ time: 5 }, [NaN, NaN], [false, false], 0, 5],
  [{ seq: 9 }, [NaN, 1], [false, true], 9, 80],
])("a moment is as it was: %j", async (where, sympathy, here, seq, time) => {
  await settled();
  store.seek(where);
  await settled();
  expect(store.moment).toEqual({ seq, time });
  expect([...store.shown.sympathy.subarray(0, 2)]).toEqual(sympathy);
  expect(store.shown.agents.map((each) => each.here)).toEqual(here);
});

test("moods and lines are those of the moment", async () => {
  await settled();
  store.seek({ seq: 5 });
  await settled();
  expect(store.shown.agents[0].mood).toBe("glad");
  expect(store.chat.map(({ seq }) => seq)).toEqual([4]);
  expect(store.totals).toMatchObject({ messages: 1, events: 0, changes: 2 });
});

test("a profile has the means of both sides, and its lines", async () => {
  await settled();
  const { history, chat } = await store.profile(0);
  expect(history).toEqual([[30, null, 0.5], [50, null, -1], [60, 1, -1], [80, 1, null]]);
  expect(chat.map(({ seq }) => seq)).toEqual([4]);
  expect((await store.older(7)).map(({ seq }) => seq)).toEqual([4]);
});

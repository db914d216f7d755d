import { expect, test, vi } from "vitest";
import { RoomStore } from "../store.js";
import { bindTraits, modelTransport } from "../transport.js";

function fakeModel(traits = {}) {
  const listeners = new Map();
  const values = { selected: [], moment: null, paused: false, ...traits };
  return {
    comm_live: true,
    sent: [],
    saved: 0,
    send(message) {
      this.sent.push(message);
    },
    on(name, callback) {
      listeners.set(name, [...(listeners.get(name) ?? []), callback]);
    },
    off(name, callback) {
      listeners.set(name, (listeners.get(name) ?? []).filter((known) => known !== callback));
    },
    emit(name, ...values) {
      for (const callback of listeners.get(name) ?? []) callback(...values);
    },
    get: (name) => values[name],
    set(name, value) {
      values[name] = value;
    },
    save_changes() {
      this.saved += 1;
    },
    listening: () => [...listeners.values()].flat().length,
  };
}

const agent = (id) => ({ id, name: id, mood: null, level: null, avatar: null, here: true });
const snapshot = {
  type: "snapshot", n: 1, title: "", status: {}, agents: [agent("1"), agent("2")],
  ties: { source: [], target: [], sympathy: [] }, chat: [], totals: {}, timeline: null,
};

const packed = (message) => new DataView(new TextEncoder().encode(JSON.stringify(message)).buffer);

test("a large message that cannot be read asks for another", () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const model = fakeModel();
  const store = new RoomStore(modelTransport(model));
  model.emit("msg:custom", snapshot);
  model.emit("msg:custom", { type: "packed" }, []);
  expect(model.sent).toEqual([{ type: "hello" }, { type: "hello" }]);
  store.destroy();
});

test("messages go both ways until it is stopped, and none to a kernel that is not there", () => {
  const model = fakeModel();
  const transport = modelTransport(model);
  const heard = vi.fn();
  const stop = transport.listen(heard);
  model.emit("msg:custom", { type: "delta" });
  model.emit("msg:custom", { type: "packed" }, [packed({ ...snapshot, agents: { id: ["1", "2"], name: ["a", "b"], mood: null, level: [0.5, 1], avatar: null, here: true } })]);
  transport.send({ type: "hello" });
  model.comm_live = false;
  transport.send({ type: "hello" });
  stop();
  model.emit("msg:custom", { type: "delta" });
  const agents = [{ id: "1", name: "a", mood: null, level: 0.5, avatar: null, here: true }, { id: "2", name: "b", mood: null, level: 1, avatar: null, here: true }];
  expect(heard.mock.calls).toEqual([[{ type: "delta" }], [{ ...snapshot, agents }]]);
  expect(model.sent).toEqual([{ type: "hello" }]);
});

test("what the user chooses reaches the traits, and what a cell sets reaches the page, without an echo", () => {
  const model = fakeModel();
  const store = new RoomStore(modelTransport(model));
  const stop = bindTraits(model, store);
  model.emit("msg:custom", snapshot);
  store.select([1]);
  store.pause();
  expect(model.get("selected")).toEqual(["2"]);
  expect(model.get("paused")).toBe(true);
  expect(model.saved).toBe(2);
  model.set("selected", ["1"]);
  model.emit("change:selected");
  model.set("paused", false);
  model.emit("change:paused");
  expect(store.selectedIds).toEqual(["1"]);
  expect(store.paused).toBe(false);
  expect(model.saved).toBe(2);
  stop();
  store.destroy();
  expect(model.listening()).toBe(0);
});

test("a moment that a cell sets is asked for, and one that is shown is said", () => {
  const model = fakeModel();
  const store = new RoomStore(modelTransport(model));
  const stop = bindTraits(model, store);
  model.emit("msg:custom", snapshot);
  model.set("moment", 12);
  model.emit("change:moment");
  expect(model.sent[1]).toEqual({ type: "seek", request: 1, seq: 12 });
  model.emit("msg:custom", { type: "moment", request: 1, seq: 12, time: 3, agents: [], sympathy: [], chat: [], totals: {} });
  expect(model.saved).toBe(0);
  store.goLive();
  expect(model.get("moment")).toBe(null);
  stop();
  store.destroy();
});

test("what a cell had chosen before the page came holds", () => {
  const model = fakeModel({ selected: ["2"], paused: true });
  const store = new RoomStore(modelTransport(model));
  bindTraits(model, store);
  model.emit("msg:custom", snapshot);
  expect([...store.selected]).toEqual([1]);
  expect(store.paused).toBe(true);
  expect(store.shown.agents).toHaveLength(2);
  expect(store.shown).not.toBe(store.live);
  store.destroy();
});

test("a kernel that goes is noticed, and greeted when it is there again", () => {
  const model = fakeModel();
  const store = new RoomStore(modelTransport(model));
  model.comm_live = false;
  model.emit("comm_live_update");
  expect(store.link).toBe("gone");
  model.comm_live = true;
  model.emit("comm_live_update");
  expect(store.link).toBe("waiting");
  expect(model.sent).toEqual([{ type: "hello" }, { type: "hello" }]);
  store.destroy();
  expect(model.listening()).toBe(0);
});

function fakeSignal() {
  const slots = new Set();
  return { connect: (slot) => slots.add(slot), disconnect: (slot) => slots.delete(slot), emit: (value) => [...slots].forEach((slot) => slot(null, value)), slots };
}

test.each([["disposed"], ["statusChanged", "terminating"], ["statusChanged", "autorestarting"], ["statusChanged", "dead"]])(
  "a kernel that is shut down (%s %s) is gone, though its comms seem to live, and is sent nothing",
  (signal, status) => {
    const kernel = { isDisposed: false, disposed: fakeSignal(), statusChanged: fakeSignal() };
    const model = Object.assign(fakeModel(), { widget_manager: { kernel } });
    const store = new RoomStore(modelTransport(model));
    const stop = bindTraits(model, store);
    model.emit("msg:custom", snapshot);
    kernel.statusChanged.emit("busy");
    expect(store.link).toBe("ready");
    kernel[signal].emit(status);
    expect(store.link).toBe("gone");
    store.select([1]);
    store.profile(1).catch(() => {});
    expect([...store.selected]).toEqual([1]);
    expect(model.saved).toBe(0);
    expect(model.sent).toHaveLength(1);
    stop();
    store.destroy();
    expect(kernel.disposed.slots.size + kernel.statusChanged.slots.size).toBe(0);
  },
);

test("a cell that looks at the past and follows again at once is believed, whatever answer comes late", () => {
  const model = fakeModel();
  const store = new RoomStore(modelTransport(model));
  const stop = bindTraits(model, store);
  model.emit("msg:custom", snapshot);
  model.set("moment", 40);
  model.emit("change:moment");
  const { request } = model.sent.at(-1);
  store.select([0]); // must not take back what the cell has set and what has not come yet
  expect(model.get("moment")).toBe(40);
  model.set("moment", null);
  model.emit("change:moment");
  model.emit("msg:custom", { type: "moment", request, seq: 40, time: 1, agents: [], sympathy: [], chat: [], totals: {} });
  expect(store.moment).toBe(null);
  expect(model.get("moment")).toBe(null);
  stop();
});

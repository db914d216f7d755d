import { expect, test, vi } from "vitest";
import bundle from "../index.js";

test("the first view of a room asks for it, another one says that the page has it, and the stage takes all along", () => {
  const listeners = new Map();
  const stage = {
    comm_live: true, sent: [], get: () => null, send(message) { this.sent.push(message); }, off: vi.fn(),
    on: (name, callback) => listeners.set(name, callback),
  };
  bundle.open(stage);
  bundle.open(stage);
  expect(stage.sent).toEqual([{ type: "hello" }, { type: "here" }]);
  listeners.get("destroy")();
  bundle.open(stage);
  expect(stage.sent.at(-1)).toEqual({ type: "hello" });
  listeners.get("destroy")();
});

import { expect, test, vi } from "vitest";
import { open } from "../page.js";

vi.mock("../parts.js", () => ({ PARTS: { dashboard: (root) => root.append("the dashboard") } })); // there is no canvas here

const DATA = {
  snapshot: {
    type: "snapshot", n: 1, title: "</script><img onerror=alert(1)>", status: {}, agents: [], chat: [], totals: {}, timeline: null,
    ties: { source: [], target: [], sympathy: [] },
  },
  changes: { tie: [], sympathy: [], time: [], seq: [] }, people: [], lines: [],
};

function put(tag, attributes, text = "") {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  document.body.append(node);
  return node;
}

test("a page that stands alone shows its room in place of the still picture", async () => {
  put("div", { id: "still" });
  const live = put("div", { id: "live", hidden: "" });
  put("script", { type: "application/json", id: "room" }, JSON.stringify(DATA).replaceAll("<", "\\u003c"));
  const store = open(document);
  await new Promise((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
  expect(document.getElementById("still")).toBe(null);
  expect(live.hidden).toBe(false);
  expect(live.querySelector(".roomlab-view").textContent).toContain("the dashboard");
  expect(live.querySelector("img")).toBe(null);
  expect(store.title).toBe(DATA.snapshot.title);
  store.destroy();
});

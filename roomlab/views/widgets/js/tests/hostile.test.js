// Whatever others write is shown as text: no element, no attribute, no id comes of it.
import { afterEach, expect, test, vi } from "vitest";
import { mount as mountAnnouncer } from "../announcer.js";
import { mount as mountChat } from "../chat.js";
import { readable } from "../dom.js";
import { mount as mountProfile } from "../profile.js";
import { mount as mountStatus } from "../status.js";
import { mount as mountTimeline } from "../timeline.js";
import { mount as mountToolbar } from "../toolbar.js";
import { hostileTexts, mounted, settled } from "./helpers.js";

const OURS = /^(class|dir|type|role|lang|title|style|hidden|value|href|disabled|open|tabindex|placeholder|autocomplete|spellcheck|maxlength|min|max|step|data-(theme|surface|state|lm-suppress-shortcuts)|aria-[a-z]+|viewBox|preserveAspectRatio|d|x|y|x1|x2|y1|y2|stroke|stroke-width|text-anchor)$/;
const TAGS = /^(A|B|BDI|BUTTON|DETAILS|DIV|G|H2|H3|H4|HEADER|INPUT|LABEL|LI|LINE|OL|OPTION|OUTPUT|P|PATH|SECTION|SELECT|SPAN|STYLE|SUMMARY|SVG|TEXT|TIME)$/i;
const texts = hostileTexts();
let room = null;
afterEach(() => {
  room?.end();
  room = null;
});

const parts = [mountStatus, mountChat, mountProfile, mountTimeline, mountAnnouncer];
function mountAll(root, store, context) {
  const screen = root;
  const made = [...parts.map((mount) => mount(root, store, context)), mountToolbar(root, store, context, { screen, drawing: () => null })];
  return { destroy: () => made.forEach((part) => part.destroy()) };
}

function check(root) {
  for (const node of root.querySelectorAll("*")) {
    expect(node.tagName).toMatch(TAGS);
    for (const name of node.getAttributeNames()) expect(name).toMatch(OURS);
    for (const name of node.getAttributeNames().filter((each) => each !== "d")) {
      expect(node.getAttribute(name), `${node.tagName} ${name}`).not.toMatch(/evil|alert|script|javascript|vscode|<|\u202e/);
    }
  }
  expect(root.querySelectorAll("[id], [name], [src], [data-commandlinker-command]")).toHaveLength(0);
}

/** A line shows its text as it is, or the start of a long one with a button that shows the rest. */
function expectLiteral(item, text) {
  const said = item.querySelector(".rl-said, .rl-round").textContent;
  const start = item.querySelector(".rl-fold") ? said.replace(/ …$/, "") : null;
  if (item.className === "rl-round") expect(said).toBe("End of round 3");
  else if (start === null) expect(said).toBe(readable(text));
  else expect(readable(text).startsWith(start)).toBe(true);
  expect(item.textContent.trim()).not.toBe("");
}

test("the corpus has what a hostile room would send", () => {
  expect(texts.length).toBeGreaterThanOrEqual(200);
  expect(texts.some((text) => text.length >= 65536)).toBe(true);
});

test("hostile names stay text in every part", async () => {
  const names = texts.filter((text) => text.length > 0);
  room = await mounted(mountAll, { agents: names.length, names, share: 0.03, lines: 40, title: texts[1] });
  for (let number = 0; number < names.length; number += 7) {
    room.store.select([number]);
    await settled(1);
  }
  const input = room.find("[role=combobox]");
  for (const text of ["<", "alert", "javascript", "\u202e"]) {
    input.value = text;
    input.dispatchEvent(new Event("input"));
    check(room.root);
  }
  expect(room.all("option")).toHaveLength(names.length + 2);
});

test("hostile messages, senders, events and moods are shown literally", async () => {
  const alarm = vi.fn();
  vi.stubGlobal("alert", alarm);
  room = await mounted(mountAll, { lines: 0, agents: 3, title: texts[2] });
  for (let from = 0; from < texts.length; from += 40) {
    const some = texts.slice(from, from + 40);
    room.kernel.say(...some.flatMap((text) => [{ text, sender: text }, { text, kind: "event" }, { text, sender: text, agent: null }]));
    await settled();
    const items = room.all(".rl-chat .rl-lines > li").slice(-3 * some.length);
    items.forEach((item, at) => expectLiteral(item, some[Math.floor(at / 3)]));
  }
  room.kernel.agents[0] = { ...room.kernel.agents[0], mood: texts[3] };
  room.kernel.tell({ type: "delta", n: ++room.kernel.n, agents: [[0, room.kernel.agents[0]]] });
  room.store.select([0]);
  await settled();
  expect(room.find(".rl-mood").textContent).toContain(texts[3]);
  check(room.root);
  expect(alarm).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});

test("nothing of the page is overwritten", () => {
  expect({}.polluted).toBe(undefined);
  expect(typeof document.getElementById).toBe("function");
});

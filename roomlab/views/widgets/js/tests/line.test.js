import { expect, test } from "vitest";
import { lineElement, voice } from "../line.js";
import { LANGUAGES } from "../words.js";

const agents = [{ name: "Anna" }, { name: "Борис" }];
const chosen = [];
const tools = () => ({ document, words: LANGUAGES.en, theme: { dark: false }, agents, choose: (number) => chosen.push(number), unfolded: new Set() });
const time = Date.UTC(2026, 10, 23, 14, 31, 5) * 1000;
const line = (some) => ({ seq: 1, time, kind: "message", sender: "Anna", agent: 0, text: "Hello", agents: [], ...some });

test("the voices of the contract are told apart, and an agent cannot take one", () => {
  expect(voice(line({}))).toBe("agent");
  expect(voice(line({ agent: null, sender: "user" }))).toBe("user");
  expect(voice(line({ agent: null, sender: "🎭 Рассказчик Нарратор" }))).toBe("narrator");
  expect(voice(line({ agent: null, sender: "📊 Сводка Суммаризатор" }))).toBe("summary");
  expect(voice(line({ agent: null, sender: "Система" }))).toBe("system");
  expect(voice(line({ agent: null, sender: "Система", text: "=== Раунд 12 завершён ===" }))).toBe("round");
  expect(voice(line({ agent: 0, sender: "Система", text: "=== Раунд 12 завершён ===" }))).toBe("agent");
  expect(voice(line({ agent: null, sender: "constructor" }))).toBe("other");
  expect(voice(line({ kind: "event" }))).toBe("event");
});

test("a message has a name, a time in UTC and its text", () => {
  const item = lineElement(line({}), null, tools());
  expect(item.querySelector(".rl-name").textContent).toBe("Anna");
  expect(item.querySelector("time").textContent).toBe("14:31:05");
  expect(item.querySelector("time").title).toBe("2026-11-23 14:31:05 UTC");
  expect(item.querySelector(".rl-said").textContent).toBe("Hello");
});

test("lines of one speaker share a heading for two minutes", () => {
  const first = line({});
  expect(lineElement(line({ time: time + 60e6 }), first, tools()).querySelector(".rl-by")).toBe(null);
  expect(lineElement(line({ time: time + 180e6 }), first, tools()).querySelector(".rl-by")).not.toBe(null);
  expect(lineElement(line({ agent: 1, sender: "Борис" }), first, tools()).querySelector(".rl-by")).not.toBe(null);
});

test("the end of a round is a divider in the language of the view", () => {
  const item = lineElement(line({ kind: "round", agent: null, text: "=== Раунд 12 завершён ===" }), null, tools());
  expect(item.className).toBe("rl-round");
  expect(item.textContent).toBe("End of round 12");
  expect(lineElement(line({ kind: "round", text: "something else" }), null, tools()).textContent).toBe("something else");
});

test("an event names whom it is about", () => {
  const item = lineElement(line({ kind: "event", text: "A quarrel", agents: [0, 1, 99] }), null, tools());
  expect([...item.querySelectorAll(".rl-about button")].map((button) => button.textContent)).toEqual(["Anna", "Борис"]);
  item.querySelector(".rl-about button").click();
  expect(chosen).toEqual([0]);
});

test("a long text is folded, and stays as the reader left it", () => {
  const text = "слово ".repeat(10_922);
  const own = tools();
  const item = lineElement(line({ text }), null, own);
  const [said, button] = [item.querySelector(".rl-said"), item.querySelector(".rl-fold")];
  expect(said.textContent.length).toBeLessThan(500);
  expect(button.textContent).toBe("Show all (66 kB)");
  expect(button.getAttribute("aria-expanded")).toBe("false");
  button.click();
  expect(said.textContent).toBe(text);
  expect(button.textContent).toBe("Show less");
  expect(lineElement(line({ text }), null, own).querySelector(".rl-said").textContent).toBe(text);
  expect(lineElement(line({ text: "x\n".repeat(40) }), null, own).querySelector(".rl-fold")).not.toBe(null);
  expect(lineElement(line({ text: "short" }), null, own).querySelector(".rl-fold")).toBe(null);
});

test("an endless name is cut", () => {
  expect(lineElement(line({ sender: "a".repeat(65536) }), null, tools()).querySelector(".rl-name").textContent).toHaveLength(81);
});

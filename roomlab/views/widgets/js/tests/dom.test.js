import { expect, test } from "vitest";
import { drawn, element, readable, roomText, start, write } from "../dom.js";

test("a string child becomes text, whatever it holds", () => {
  const node = element(document, "p", { class: "a", hidden: true, title: null }, "<b onclick=x>&amp;</b>");
  expect(node.children).toHaveLength(0);
  expect(node.textContent).toBe("<b onclick=x>&amp;</b>");
  expect(node.getAttributeNames()).toEqual(["class", "hidden"]);
});

test("a drawing is in its own namespace", () => {
  expect(drawn(document, "path", { d: "M0 0" }).namespaceURI).toBe("http://www.w3.org/2000/svg");
});

test("writing the same text touches nothing", () => {
  const node = element(document, "p", {}, "same");
  const before = node.firstChild;
  write(node, "same");
  expect(node.firstChild).toBe(before);
  write(node, "other");
  expect(node.textContent).toBe("other");
});

test("a text with nothing to see shows its characters by number", () => {
  expect(readable("\u200b\u200d")).toBe("⟨U+200B U+200D⟩");
  expect(readable("\u3164".repeat(9))).toBe("⟨U+3164 U+3164 U+3164 U+3164 …⟩");
  expect(readable("\u{e0041}")).toBe("⟨U+E0041⟩");
  expect(readable(" \u200b".repeat(5000))).toMatch(/^⟨U\+0020 U\+200B/);
  expect(readable("")).toBe("∅");
});

test("a text with something to see stays as it is", () => {
  for (const text of ["Анна", "a\u200bb", "👩\u200d🚀", "שלום", "line\nline\ttab"]) expect(readable(text)).toBe(text);
  expect(readable(`${" ".repeat(100)}x`)).toBe(`${" ".repeat(100)}x`);
});

test("control characters show as their pictures", () => {
  expect(readable("a\u0007b\u007f\u001b[31m")).toBe("a␇b␡␛[31m");
  expect(readable("a\r\nb\rc")).toBe("a\nb\nc");
});

test("room text finds its own direction", () => {
  const node = roomText(document, "span", "rl-name", "שלום");
  expect(node.getAttribute("dir")).toBe("auto");
  expect(node.textContent).toBe("שלום");
});

test("a cut never splits a character", () => {
  expect(start("abc", 3)).toBe("abc");
  expect(start("a😀b", 2)).toBe("a");
  expect(start("a😀b", 3)).toBe("a😀");
});

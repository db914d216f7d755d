import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { frame } from "../frame.js";
import { mount as mountGraph } from "../graph/index.js";
import { fakePage } from "./fake_canvas.js";
import { SyntheticRoom } from "./synthetic_room.js";
import { themeOfPage } from "../theme.js";

let made;
beforeEach(() => {
  made = [];
});
afterEach(() => {
  for (const each of made) each.destroy();
  document.body.replaceChildren();
  for (const name of document.body.getAttributeNames()) document.body.removeAttribute(name);
});

function framed(options) {
  const each = frame(document.body, options);
  made.push(each);
  return each;
}

test("a frame holds the style and keeps the notebook's shortcuts out", () => {
  const { root } = framed();
  expect(root.querySelectorAll("style")).toHaveLength(1);
  expect(root.dataset.lmSuppressShortcuts).toBe("true");
});

test("options change for all who watch, and only when they differ", () => {
  const { context } = framed({ threshold: 0.2 });
  const heard = vi.fn();
  const stop = context.watch(heard);
  context.change({ threshold: 0.2 });
  expect(heard).not.toHaveBeenCalled();
  context.change({ threshold: 0.3, signs: "all" });
  expect(heard).toHaveBeenCalledWith(["threshold"]);
  expect(context.options.threshold).toBe(0.3);
  stop();
  context.change({ threshold: 0.4 });
  expect(heard).toHaveBeenCalledTimes(1);
});

test("the words change their contents with the language", () => {
  const { root, context } = framed({ language: "en" });
  const { words } = context;
  context.change({ language: "ru" });
  expect(words.chat).toBe("Чат");
  expect(root.lang).toBe("ru");
});

test("the theme follows the page until the user chooses", async () => {
  document.body.dataset.jpThemeLight = "true";
  const { root, context } = framed();
  const heard = vi.fn();
  context.theme.watch(heard);
  expect(root.dataset.theme).toBe("light");
  document.body.dataset.jpThemeLight = "false";
  await vi.waitFor(() => expect(root.dataset.theme).toBe("dark"));
  expect([context.theme.dark, root.dataset.surface]).toEqual([true, "page"]);
  context.change({ theme: "light" });
  expect([root.dataset.theme, root.dataset.surface]).toEqual(["light", "own"]);
  expect(heard).toHaveBeenCalledTimes(2);
});

test("VS Code and Colab are known too", () => {
  document.body.dataset.vscodeThemeKind = "vscode-high-contrast";
  expect(themeOfPage(document)).toBe("dark");
  document.body.dataset.vscodeThemeKind = "vscode-high-contrast-light";
  expect(themeOfPage(document)).toBe("light");
  document.body.removeAttribute("data-vscode-theme-kind");
  expect(themeOfPage(document)).toBe(null);
  document.documentElement.setAttribute("theme", "dark");
  expect(themeOfPage(document)).toBe("dark");
  document.documentElement.removeAttribute("theme");
});

test("destroying a frame leaves nothing", () => {
  const { destroy } = frame(document.body);
  destroy();
  expect(document.body.children).toHaveLength(0);
});

test("a part can tell a height that was asked for from the default", () => {
  const framed = frame(document.body, {});
  const said = () => [framed.root.hasAttribute("data-sized"), framed.root.style.getPropertyValue("--rl-height")];
  expect(said()).toEqual([false, "640px"]);
  framed.context.change({ height: 80 });
  expect(said()).toEqual([true, "80px"]);
  framed.destroy();
});

test("a drawing that is all of a view has the height that its options say, now too", () => {
  const page = fakePage();
  const framed = frame(document.body, { height: 300 });
  const view = mountGraph(framed.root, new SyntheticRoom({ agents: 3, ties: 4 }), framed.context);
  const height = () => getComputedStyle(view.stage.node).height;
  expect(height()).toBe("300px");
  framed.context.change({ height: 450 });
  expect(height()).toBe("450px");
  view.destroy();
  framed.destroy();
  expect(page.frames.size).toBe(0);
});

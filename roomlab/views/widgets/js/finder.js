// Find an agent by name and select it.
import { element, readable, roomText, start } from "./dom.js";
import { icon } from "./icons.js";
import { agentsNamed } from "./ties.js";

const MOST = 8;
const NAME_CHARACTERS = 60;

/** @returns {{element: HTMLElement, destroy: function()}} */
export function finder(store, { document, words }) {
  const attributes = { class: "rl-input", type: "search", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list" };
  const input = element(document, "input", { ...attributes, "aria-label": words.find, placeholder: words.find, autocomplete: "off", spellcheck: "false", maxlength: "200" });
  const list = element(document, "div", { class: "rl-sheet rl-found", role: "listbox", "aria-label": words.find, hidden: true });
  const place = element(document, "div", { class: "rl-finder" }, icon(document, "search"), input, list);
  let found = [];
  let active = -1;
  input.ariaControlsElements = [list];

  function search() {
    const { agents } = store.shown;
    found = agentsNamed(agents, input.value, MOST);
    list.replaceChildren(...found.map((number) => option(agents[number].name, number)));
    if (!found.length && input.value.trim()) list.replaceChildren(element(document, "p", { class: "rl-empty" }, words.nobodyFound));
    show(Boolean(input.value.trim()));
    point(found.length ? 0 : -1);
  }
  function option(name, number) {
    const node = element(document, "div", { class: "rl-option", role: "option" }, roomText(document, "bdi", "rl-text", start(readable(name), NAME_CHARACTERS)));
    node.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      choose(number);
    });
    return node;
  }
  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", open);
  }
  function point(at) {
    active = at;
    [...list.children].forEach((node, place) => node.setAttribute("aria-selected", place === at));
    input.ariaActiveDescendantElement = list.children[at] ?? null;
  }
  function choose(number) {
    store.select([number]);
    input.value = "";
    show(false);
  }
  input.addEventListener("input", search);
  input.addEventListener("focus", () => input.value && search());
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (moves[event.key] && found.length) point((active + moves[event.key] + found.length) % found.length);
    else if (event.key === "Enter" && active >= 0 && !list.hidden) choose(found[active]);
    else if (event.key === "Escape" && input.value) input.value = "";
    else return;
    if (event.key === "Escape") show(false);
    event.preventDefault();
  });
  return { element: place, destroy: () => place.remove() };
}

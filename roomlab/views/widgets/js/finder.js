// Find an agent by name and select it.
import { element, readable, roomText, start } from "./dom.js";
import { icon } from "./icons.js";
import { agentsNamed } from "./ties.js";

const MOST = 8;
const NAME_CHARACTERS = 60;
const MOVES = { ArrowDown: 1, ArrowUp: -1 };

/** @returns {{element: HTMLElement, destroy: function()}} */
export function finder(store, context) {
  const { element: place } = new Finder(store, context);
  return { element: place, destroy: () => place.remove() };
}

class Finder {
  constructor(store, { document, words }) {
    Object.assign(this, { store, document, words, found: [], active: -1 });
    const kind = { class: "rl-input", type: "search", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list" };
    const look = { "aria-label": words.find, placeholder: words.find, autocomplete: "off", spellcheck: "false", maxlength: "200" };
    this.input = element(document, "input", { ...kind, ...look });
    this.list = element(document, "div", { class: "rl-sheet rl-found", role: "listbox", "aria-label": words.find, hidden: true });
    this.element = element(document, "div", { class: "rl-finder" }, icon(document, "search"), this.input, this.list);
    this.input.ariaControlsElements = [this.list]; // by reference: an id would have to be the only one in the page
    this.input.addEventListener("input", () => this.#search());
    this.input.addEventListener("focus", () => this.input.value && this.#search());
    this.input.addEventListener("blur", () => this.#show(false));
    this.input.addEventListener("keydown", (event) => this.#press(event));
  }

  #search() {
    const { agents } = this.store.shown;
    const wanted = this.input.value;
    this.found = agentsNamed(agents, wanted, MOST);
    const options = this.found.map((number) => this.#option(agents[number].name, number));
    const nobody = element(this.document, "p", { class: "rl-empty" }, this.words.nobodyFound);
    this.list.replaceChildren(...(options.length ? options : [nobody]));
    this.#show(Boolean(wanted.trim()));
    this.#point(options.length ? 0 : -1);
  }

  #option(name, number) {
    const text = roomText(this.document, "bdi", "rl-text", start(readable(name), NAME_CHARACTERS));
    const node = element(this.document, "div", { class: "rl-option", role: "option" }, text);
    node.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#choose(number);
    });
    return node;
  }

  #show(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", open);
  }

  #point(at) {
    this.active = at;
    [...this.list.children].forEach((node, place) => node.setAttribute("aria-selected", place === at));
    this.input.ariaActiveDescendantElement = this.list.children[at] ?? null;
  }

  #choose(number) {
    this.store.select([number]);
    this.input.value = "";
    this.#show(false);
  }

  #press(event) {
    const { key } = event;
    const count = this.found.length;
    if (MOVES[key] && count && !this.list.hidden) this.#point((this.active + MOVES[key] + count) % count);
    else if (key === "Enter" && this.active >= 0 && !this.list.hidden) this.#choose(this.found[this.active]);
    else if (key === "Escape" && this.input.value) this.#clear();
    else return;
    event.preventDefault();
  }

  #clear() {
    this.input.value = "";
    this.#show(false);
  }
}

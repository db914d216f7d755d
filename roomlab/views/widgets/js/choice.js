// Whose lines the chat shows: everyone's, those of the selection, or of one agent.
import { element, readable, start } from "./dom.js";

const NAME_CHARACTERS = 40;

/**
 * @param {object} store
 * @param {object} context
 * @param {function()} tell called when another choice, or another selection, asks for other lines
 * @returns {{element: HTMLElement, filter: function(): ?function(object): boolean, destroy: function()}}
 */
export function choiceOfAgents(store, context, tell) {
  const { document, words } = context;
  const select = element(document, "select", { class: "rl-select", "aria-label": words.showLinesOf });
  const fixed = [option("all", words.everyone), option("selection", words.theSelection)];
  const known = []; // names, by agent number: only what differs is written, for a room that fills tells of each who comes

  function option(value, text) {
    const node = element(document, "option", { value });
    node.textContent = text;
    return node;
  }
  function list() {
    const { agents } = store.shown;
    agents.forEach(({ name }, number) => {
      if (name === known[number]) return;
      const text = readable(start(name, NAME_CHARACTERS));
      if (number < known.length) select.options[fixed.length + number].textContent = text;
      else select.append(option(String(number), text));
      known[number] = name;
    });
    for (; known.length > agents.length; known.pop()) select.lastChild.remove();
  }
  function wanted() {
    if (select.value === "all" || select.value === "") return null;
    return select.value === "selection" ? store.selected : new Set([Number(select.value)]);
  }
  function filter() {
    const agents = wanted();
    if (!agents || agents.size === 0) return null; // nobody selected: nothing to choose by
    const chosen = new Set(agents);
    return (line) => (line.kind === "event" ? (line.agents ?? []).some((number) => chosen.has(number)) : chosen.has(line.agent));
  }
  select.append(...fixed);
  select.addEventListener("change", tell);
  const stop = store.subscribe((change) => {
    if (change.all || change.agents?.length) list();
    if (change.selection && select.value === "selection") tell();
  });
  list();
  return { element: select, filter, destroy: stop };
}

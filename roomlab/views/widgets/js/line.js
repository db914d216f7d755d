// One line of the talk as an element: a message, an event, or the end of a round.
import { initials, tint } from "./agents.js";
import { element, readable, roomText, start } from "./dom.js";
import { clock, moment } from "./figures.js";

const FOLD_CHARACTERS = 700;
const FOLD_LINES = 16;
const KEPT_CHARACTERS = 420; // of a folded text
const KEPT_LINES = 8;
const NAME_CHARACTERS = 80;
const JOIN_SECONDS = 120; // lines of one speaker within this time share a heading
const ROUND = /^=+\s*Раунд\s+(\d{1,9})\s+заверш[её]н\s*=+$/u;
const VOICES = { user: "user", Система: "system", "🎭 Рассказчик Нарратор": "narrator", "📊 Сводка Суммаризатор": "summary" };

/**
 * What a line is: "agent", "user", "narrator", "summary", "system", "other", "event" or "round".
 * Only a line that no agent said may be more than an agent's.
 */
export function voice(line) {
  if (line.kind !== "message") return line.kind;
  if (line.agent !== null && line.agent !== undefined) return "agent";
  if (line.sender === "Система" && ROUND.test(line.text.slice(0, 200).trim())) return "round";
  return Object.hasOwn(VOICES, line.sender) ? VOICES[line.sender] : "other";
}

/**
 * @param {object} line of the store
 * @param {?object} previous the line above it, to share a heading with
 * @param {{document: Document, words: object, theme: {dark: boolean}, agents: object[], choose: function(number), unfolded: Set<number>, tabStop?: boolean}} tools
 *   `choose` is called when the reader presses an agent's name; `unfolded` holds the numbers of the texts shown whole
 * @returns {HTMLLIElement}
 */
export function lineElement(line, previous, tools) {
  const kind = voice(line);
  if (kind === "round") return roundElement(line, tools);
  if (kind === "event") return eventElement(line, tools);
  const joined = kind === "agent" || kind === "user" || kind === "other" ? joins(line, previous) : false;
  const { document } = tools;
  const item = element(document, "li", { class: `rl-line rl-by-${kind}${joined ? " rl-joined" : ""}` });
  item.append(badge(line, kind, tools));
  const body = element(document, "div", { class: "rl-body" });
  if (!joined) body.append(heading(line, kind, tools));
  body.append(...saying(line, tools));
  item.append(body);
  return item;
}

function joins(line, previous) {
  if (!previous || previous.kind !== "message" || voice(previous) === "round") return false;
  return previous.agent === line.agent && previous.sender === line.sender && line.time - previous.time < JOIN_SECONDS * 1e6;
}

function badge(line, kind, { document, theme }) {
  const signs = { narrator: "❧", summary: "Σ", system: "⚙" };
  const node = element(document, "span", { class: "rl-badge", "aria-hidden": "true" }, signs[kind] ?? initials(line.sender ?? ""));
  if (kind === "agent") colour(node, line.agent, theme.dark);
  return node;
}

/** Give a badge the tint of an agent. */
export function colour(node, number, dark) {
  const { fill, ink } = tint(number, dark);
  node.style.setProperty("background", fill);
  node.style.setProperty("color", ink);
}

function heading(line, kind, tools) {
  const { document, words } = tools;
  const ours = { user: words.user, narrator: words.narrator, summary: words.summary, system: words.system };
  const name = ours[kind] ? element(document, "span", { class: "rl-name" }, ours[kind]) : nameOf(line.sender ?? "", line.agent, tools);
  return element(document, "div", { class: "rl-by" }, name, timeOf(line, document));
}

function timeOf(line, document) {
  return element(document, "time", { class: "rl-time", title: moment(line.time) }, clock(line.time, true));
}

/** A name; that of an agent can be pressed, where `choose` says what for. With `tabStop` false the Tab key passes it by, as where there are hundreds. */
export function nameOf(name, agent, { document, choose, tabStop = true }) {
  const short = start(name, NAME_CHARACTERS);
  const text = short.length < name.length ? `${short}…` : short;
  if (agent === null || agent === undefined || !choose) return roomText(document, "bdi", "rl-name", text);
  const button = element(document, "button", { class: "rl-name", type: "button", tabindex: tabStop ? null : "-1" }, roomText(document, "bdi", "rl-text", text));
  button.addEventListener("click", () => choose(agent));
  return button;
}

/** The text of a line; a long one folded, with a button that shows it whole. */
function saying(line, tools) {
  const { document, words, unfolded } = tools;
  const text = readable(line.text ?? "");
  const node = roomText(document, "div", "rl-said", text);
  const lines = text.length > FOLD_CHARACTERS ? FOLD_LINES + 1 : text.split("\n", FOLD_LINES + 1).length;
  if (lines <= FOLD_LINES) return [node];
  const button = element(document, "button", { class: "rl-fold", type: "button" });
  const show = (whole) => {
    node.textContent = whole ? text : `${folded(text)} …`;
    button.textContent = whole ? words.showLess : words.showAll(words.kilobytes(Math.max(1, Math.round(text.length / 1000))));
    button.setAttribute("aria-expanded", whole);
  };
  button.addEventListener("click", () => {
    if (!unfolded.delete(line.seq)) unfolded.add(line.seq);
    show(unfolded.has(line.seq));
  });
  show(unfolded.has(line.seq));
  return [node, button];
}

function folded(text) {
  return start(text, KEPT_CHARACTERS).split("\n", KEPT_LINES).join("\n").trimEnd();
}

function roundElement(line, { document, words }) {
  const number = ROUND.exec((line.text ?? "").slice(0, 200).trim())?.[1];
  const item = element(document, "li", { class: "rl-round" });
  item.append(number ? element(document, "span", {}, words.roundEnded(number)) : roomText(document, "span", "rl-text", start(line.text ?? "", 200)));
  return item;
}

function eventElement(line, tools) {
  const { document, words, agents } = tools;
  const item = element(document, "li", { class: "rl-event" });
  item.append(element(document, "div", { class: "rl-by" }, element(document, "span", { class: "rl-kind" }, words.event), timeOf(line, document)));
  item.append(...saying(line, tools));
  const present = (line.agents ?? []).filter((number) => agents[number]);
  if (present.length) {
    const names = present.slice(0, 12).map((number) => nameOf(agents[number].name, number, tools));
    item.append(element(document, "div", { class: "rl-about" }, ...names, present.length > 12 ? "…" : null));
  }
  return item;
}

// The note beside the pointer, or beside the agent that the keyboard is on: names and values, as text.
import { colourOf } from "../colours.js";
import { element, roomText, start } from "../dom.js";
import { signed } from "../figures.js";

const LONGEST = 120; // UTF-16 units of a name
const AWAY = 14; // CSS pixels from the pointer

export class Tooltip {
  /**
   * @param {HTMLElement} stage what it stands in
   * @param {Document} document
   */
  constructor(stage, document) {
    this.document = document;
    this.stage = stage;
    this.node = element(document, "div", { class: "roomlab-tip", role: "status", hidden: true });
    stage.append(this.node);
    this.shown = null; // what it was made from, so that it is not made again for every move
    this.make = null;
  }

  hide() {
    this.shown = this.make = null;
    this.node.hidden = true;
  }

  /** The room has changed: say of the same what holds now. What says the same stays, and is not read out again. */
  renew() {
    if (!this.make) return;
    const lines = this.make();
    if (lines.map((line) => line.textContent).join() !== [...this.node.children].map((line) => line.textContent).join()) {
      this.node.replaceChildren(...lines);
    }
  }

  /**
   * @param {string} key the same while the text is the same
   * @param {function(): HTMLElement[]} make its lines, by what the room is when it is called
   * @param {number} x what it is about, CSS pixels
   * @param {number} y
   * @param {number} away how far from there it stands
   */
  show(key, make, x, y, away = AWAY) {
    if (this.shown !== key) {
      [this.shown, this.make] = [key, make];
      this.node.replaceChildren(...make());
    }
    this.node.hidden = false;
    const [width, height] = [this.stage.clientWidth, this.stage.clientHeight];
    const right = x + away + this.node.offsetWidth > width;
    const below = y + AWAY + this.node.offsetHeight > height;
    this.node.style.left = `${Math.max(2, right ? x - away - this.node.offsetWidth : x + away)}px`;
    this.node.style.top = `${Math.max(2, below ? y - AWAY - this.node.offsetHeight : y + AWAY)}px`;
  }
}

/** The lines about an agent: name, mood, how many ties and of which mean, both ways. */
export function agentLines(document, picture, number, words, dark) {
  const agent = picture.agents[number];
  const lines = [roomText(document, "div", "roomlab-tip-name", start(agent.name, LONGEST))];
  if (agent.mood) lines.push(roomText(document, "div", "roomlab-tip-quiet", start(agent.mood, LONGEST)));
  if (agent.here === false) lines.push(element(document, "div", { class: "roomlab-tip-quiet" }, words.hasLeft));
  for (const [title, ends] of [[words.likes, picture.source], [words.likedBy, picture.target]]) {
    const { mean, count } = meanOf(picture, ends, number);
    if (count) lines.push(valueLine(document, [`${title} (${count})`], mean, dark));
  }
  return lines;
}

function meanOf({ sympathy, size }, ends, number) {
  let [sum, count] = [0, 0];
  for (let tie = 0; tie < size; tie++) {
    if (ends[tie] !== number || Number.isNaN(sympathy[tie])) continue;
    sum += sympathy[tie];
    count += 1;
  }
  return { mean: sum / count, count };
}

/** The lines about a pair: there and back, as far as there are ties. */
export function pairLines(document, picture, from, to, dark) {
  const line = (source, target, value) => {
    const names = [source, target].map((number) => roomText(document, "bdi", "", start(picture.agents[number].name, LONGEST)));
    return valueLine(document, [names[0], " → ", names[1]], value, dark);
  };
  const lines = [line(from, to, sympathyOf(picture, from, to))];
  const back = sympathyOf(picture, to, from);
  if (from !== to && !Number.isNaN(back)) lines.push(line(to, from, back));
  return lines;
}

/** The sympathy of one agent for another; NaN without a tie. */
export function sympathyOf({ source, target, sympathy, size }, from, to) {
  for (let tie = 0; tie < size; tie++) if (source[tie] === from && target[tie] === to) return sympathy[tie];
  return NaN;
}

function valueLine(document, title, value, dark) {
  const figures = element(document, "b", { class: "roomlab-tip-value" }, signed(value));
  const sample = element(document, "i", { class: "roomlab-tip-sample" });
  sample.style.background = colourOf(value, !dark); // a note is dark on light paper, and light on dark
  return element(document, "div", { class: "roomlab-tip-line" }, sample, element(document, "span", {}, ...title), figures);
}

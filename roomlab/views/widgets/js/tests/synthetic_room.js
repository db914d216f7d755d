// A room made of numbers, behind the face of the store: for the tests, and for measuring what drawing costs.
import { seeded } from "../graph/random.js";

const NAMES = ["Ada", "Boris", "Chloé", "Дмитрий", "Eun-ji", "Farid", "Grace", "Hiroshi", "Ирина", "João", "Kwame", "Lena", "Mei", "Nadia", "Omar", "Priya", "Quentin", "Rosa", "Светлана", "Tomás"];
const MOODS = ["joy", "calm", "anger", "neutral", "curious", "sadness"];

export class SyntheticRoom {
  /**
   * @param {{agents: number, ties: number, factions?: number, seed?: number}} size
   */
  constructor({ agents, ties, factions = 3, seed = 7 }) {
    this.random = seeded(seed);
    this.factions = factions;
    this.selected = new Set();
    this.callbacks = new Set();
    this.shown = {
      agents: Array.from({ length: agents }, (_, number) => this.agent(number)),
      source: new Int32Array(ties + 4096), target: new Int32Array(ties + 4096), sympathy: new Float64Array(ties + 4096), size: 0,
    };
    this.live = this.shown;
    this.pairs = new Set();
    while (this.shown.size < ties) this.tie(this.pick(), this.pick());
  }

  agent(number) {
    const name = NAMES[number % NAMES.length] + (number >= NAMES.length ? ` ${Math.floor(number / NAMES.length) + 1}` : "");
    return { id: String(number + 1), name, mood: MOODS[Math.floor(this.random() * MOODS.length)], level: this.random(), avatar: null, here: true };
  }

  pick() {
    return Math.floor(this.random() * this.shown.agents.length);
  }

  tie(source, target) {
    const key = `${source}>${target}`;
    const friends = source % this.factions === target % this.factions;
    if (source === target || this.pairs.has(key) || (!friends && this.random() < 0.55)) return;
    this.pairs.add(key);
    const { shown } = this;
    const value = (friends ? 0.55 : -0.4) + (this.random() + this.random() - 1) * 0.6;
    [shown.source[shown.size], shown.target[shown.size], shown.sympathy[shown.size]] = [source, target, Math.max(-1, Math.min(1, value))];
    shown.size += 1;
  }

  subscribe(callback) {
    this.callbacks.add(callback);
    return () => this.callbacks.delete(callback);
  }

  tell(change) {
    const nothing = { all: false, agents: [], added: 0, ties: [], chat: false, timeline: false, status: false, selection: false, moment: false };
    for (const callback of [...this.callbacks]) callback({ ...nothing, ...change });
  }

  select(numbers) {
    this.selected = new Set(numbers);
    this.tell({ selection: true });
  }

  /** Change the sympathy of some ties, chosen by chance. */
  change(count) {
    const ties = new Set();
    for (let k = 0; k < count; k++) {
      const tie = Math.floor(this.random() * this.shown.size);
      this.shown.sympathy[tie] = Math.max(-1, Math.min(1, this.shown.sympathy[tie] + (this.random() - 0.5) * 0.5));
      ties.add(tie);
    }
    this.tell({ ties: [...ties] });
  }

  /** One more agent, with ties to some. */
  join(friends) {
    const number = this.shown.agents.push(this.agent(this.shown.agents.length)) - 1;
    const before = this.shown.size;
    for (const friend of friends) this.tie(number, friend);
    this.tell({ agents: [number], added: this.shown.size - before });
    return number;
  }
}

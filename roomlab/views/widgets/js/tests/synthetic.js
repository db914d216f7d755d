// A kernel that is not there: it answers as docs/live_view.md says, about a room made up from a seed.

const NAMES = ["Anna", "Борис", "Clara Weiss", "Dmitri", "Екатерина", "Farid", "Grace", "Hugo", "Ирина", "Jonas", "Kofi", "Léa"];
const MOODS = ["calm", "cheerful", "irritated", "curious", "tired"];
const SAYINGS = [
  "I would not say so. The sea was there before us, and it will be there when we have long forgotten what we argued about.",
  "Согласен с тобой полностью.",
  "And yet you laughed.",
  "Хорошо, но почему ты тогда молчала вчера, когда мы говорили о том же самом?",
  "Let us ask the others before we decide anything.",
  "No.",
  "That is the kindest thing anyone has said to me today, and it is only nine o'clock in the morning.",
];

/** A seeded generator of numbers in [0, 1). */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export class SyntheticKernel {
  /** @param {{agents?: number, lines?: number, seed?: number, title?: string, names?: string[], share?: number}} about */
  constructor({ agents = 8, lines = 60, seed = 1, title = "Evening by the sea", names = NAMES, share = 0.7 } = {}) {
    this.random = seeded(seed);
    this.title = title;
    this.start = Date.UTC(2026, 10, 23, 14, 20) * 1000;
    this.now = this.start;
    this.seq = 0;
    this.n = 0;
    this.listeners = new Set();
    this.sent = [];
    this.lines = [];
    this.states = []; // [time, seq, sympathies] after each step
    this.bins = [];
    this.gaps = [];
    this.rounds = [];
    this.changes = 0;
    this.answering = true;
    this.agents = Array.from({ length: agents }, (_, number) => this.#agent(number, names));
    this.#tie(agents, share);
    for (let at = 0; at < lines; at++) this.#live(6);
    this.transport = { send: (message) => this.#take(message), listen: (callback) => this.#listen(callback) };
  }

  #agent(number, names) {
    const name = names[number] ?? `Agent ${number + 1}`;
    return { id: String(number + 1), name, mood: MOODS[number % MOODS.length], level: 0.3 + 0.6 * this.random(), avatar: null, here: true };
  }

  #tie(agents, share) {
    this.ties = { source: [], target: [], sympathy: [] };
    this.camp = Array.from({ length: agents }, () => (this.random() < 0.5 ? 1 : -1));
    for (let source = 0; source < agents; source++) {
      for (let target = 0; target < agents; target++) {
        if (source === target || this.random() > share) continue;
        this.ties.source.push(source);
        this.ties.target.push(target);
        this.ties.sympathy.push((this.random() - 0.5) * 0.6);
      }
    }
  }

  /** One more line and some changes; returns what a delta says of them. */
  #live(changes) {
    this.now += 6e6 + Math.floor(this.random() * 6e6);
    const line = this.#say();
    const tie = [];
    const sympathy = [];
    for (let at = 0; at < changes && this.ties.source.length; at++) {
      const number = Math.floor(this.random() * this.ties.source.length);
      const pull = 0.9 * this.camp[this.ties.source[number]] * this.camp[this.ties.target[number]];
      const value = this.ties.sympathy[number] + (pull - this.ties.sympathy[number]) * 0.25 + (this.random() - 0.5) * 0.2;
      this.ties.sympathy[number] = Math.max(-1, Math.min(1, value));
      tie.push(number);
      sympathy.push(this.ties.sympathy[number]);
      this.seq++;
      this.changes++;
    }
    this.states.push([this.now, this.seq, [...this.ties.sympathy]]);
    return { chat: [line], ties: { tie, sympathy } };
  }

  #say() {
    const count = this.lines.length + 1;
    const line = { seq: ++this.seq, time: this.now, kind: "message", sender: "", agent: null, text: "", agents: [] };
    const sayer = Math.floor(this.random() * this.agents.length);
    if (count % 20 === 0) {
      Object.assign(line, { kind: "round", sender: "Система", text: `=== Раунд ${count / 20} завершён ===` });
      this.rounds.push(this.now);
    } else if (count % 20 === 19) Object.assign(line, { sender: "📊 Сводка Суммаризатор", text: "The two camps have moved apart; Anna listens to nobody." });
    else if (count % 17 === 3) Object.assign(line, { kind: "event", sender: "", text: "The lights go out for a moment", agents: [0, 1] });
    else if (count % 23 === 1) Object.assign(line, { sender: "🎭 Рассказчик Нарратор", text: "Night falls over the harbour, and nobody thinks of leaving." });
    else if (count % 29 === 2) Object.assign(line, { sender: "user", text: "Good evening! What shall we talk about?" });
    else Object.assign(line, { sender: this.agents[sayer].name, agent: sayer, text: SAYINGS[Math.floor(this.random() * SAYINGS.length)] });
    this.lines.push(line);
    return line;
  }

  /** Let the room live on and tell the page. */
  step(changes = 6) {
    const delta = this.#live(changes);
    this.tell({ type: "delta", n: ++this.n, ...delta, totals: this.totals(), timeline: this.timeline() });
  }

  /** Send lines as they are. */
  say(...lines) {
    const chat = lines.map((line) => ({ time: this.now, kind: "message", sender: "Anna", agent: 0, agents: [], text: "", ...line, seq: ++this.seq }));
    this.lines.push(...chat);
    this.tell({ type: "delta", n: ++this.n, chat, totals: this.totals() });
  }

  tell(message) {
    for (const callback of [...this.listeners]) callback(message);
  }

  totals() {
    const events = this.lines.filter((line) => line.kind === "event").length;
    return { messages: this.lines.length - events, events, changes: this.changes, message_rate: 0.4, change_rate: 12.6 };
  }

  timeline() {
    const count = Math.min(240, Math.max(1, this.states.length));
    const width = Math.max(1, this.now - this.start) / count;
    const bins = { messages: Array(count).fill(0), changes: Array(count).fill(0), sympathy: Array(count).fill(null) };
    const place = (time) => Math.min(count - 1, Math.floor((time - this.start) / width));
    for (const line of this.lines) bins.messages[place(line.time)]++;
    for (const [time, , values] of this.states) {
      bins.changes[place(time)] += 6;
      bins.sympathy[place(time)] = values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
    }
    for (let at = 1; at < count; at++) bins.sympathy[at] ??= bins.sympathy[at - 1];
    return { start: this.start, end: this.now, last_seq: this.seq, bins, gaps: this.gaps, rounds: this.rounds };
  }

  #listen(callback) {
    this.listeners.add(callback);
    return () => this.listeners.delete(callback);
  }

  #take(message) {
    this.sent.push(message);
    if (this.answering) this.answer(message);
  }

  /** Answer one question of the page. */
  answer(message) {
    const answers = { hello: () => this.#snapshot(), seek: () => this.#moment(message), older: () => this.#older(message), profile: () => this.#profile(message) };
    const found = answers[message.type]();
    queueMicrotask(() => this.tell({ request: message.request, ...found }));
  }

  #snapshot() {
    const { title, agents, ties } = this;
    const status = { state: "live", gaps: this.gaps.length, open_gaps: 0, error: null };
    return { type: "snapshot", n: this.n, title, status, agents, ties: structuredClone(ties), chat: this.lines.slice(-300), totals: this.totals(), timeline: this.timeline() };
  }

  #moment({ time = Infinity, seq = Infinity }) {
    const at = this.states.filter((state) => state[0] <= time && state[1] <= seq).pop() ?? [this.start, 0, this.ties.sympathy.map(() => null)];
    const chat = this.lines.filter((line) => line.time <= at[0]).slice(-300);
    return { type: "moment", seq: at[1], time: at[0], agents: this.agents, sympathy: at[2], chat, totals: this.totals() };
  }

  #older({ before, limit }) {
    return { type: "older", chat: this.lines.filter((line) => line.seq < before).slice(-limit) };
  }

  #profile({ agent }) {
    const mean = (values, ends) => {
      const own = values.filter((_, tie) => ends[tie] === agent);
      return own.length ? own.reduce((sum, value) => sum + value, 0) / own.length : null;
    };
    const history = this.states.map(([time, , values]) => [time, mean(values, this.ties.target), mean(values, this.ties.source)]);
    const chat = this.lines.filter((line) => line.agent === agent).slice(-10);
    return { type: "profile", agent, history, chat };
  }
}

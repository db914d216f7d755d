// A room that is over, as a transport: what a kernel would answer, from data in the page.
//
// `data` is `{snapshot, changes: {tie, sympathy, time, seq}, people: [[seq, time, number, Agent]], lines: Line[]}`. Times
// and numbers of changes are told as steps from the one before; all are in the order of the log.

const LINES = 300;
const POINTS = 120;

/** @returns {{send: function(object), listen: function(function): function}} as in transport.js. */
export function dataTransport(data) {
  const listeners = new Set();
  const past = new Past(data);
  return {
    send(message) {
      const answer = past.answer(message);
      // As from a kernel: later, never while the question is being asked.
      queueMicrotask(() => listeners.forEach((listener) => listener(answer)));
    },
    listen(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
  };
}

class Past {
  constructor({ snapshot, changes, people, lines }) {
    this.snapshot = snapshot;
    this.tie = changes.tie;
    this.sympathy = changes.sympathy;
    this.time = summed(changes.time);
    this.seq = summed(changes.seq);
    this.people = people;
    this.lines = lines;
  }

  answer(message) {
    const { request } = message;
    switch (message.type) {
      case "hello":
        return this.snapshot;
      case "seek":
        return { type: "moment", request, ...this.moment(message) };
      case "profile":
        return { type: "profile", request, ...this.profile(message.agent) };
      case "older":
        return { type: "older", request, chat: this.older(message) };
      default:
        return { type: "error", request, text: `this page knows no ${message.type}` };
    }
  }

  moment({ seq, time }) {
    const before = seq === undefined ? (_, when) => when <= time : (number) => number <= seq;
    const sympathy = new Array(this.snapshot.ties.source.length).fill(null);
    let last = { seq: 0, time: 0 };
    let changes = 0;
    this.tie.forEach((tie, row) => {
      if (!before(this.seq[row], this.time[row])) return;
      sympathy[tie] = this.sympathy[row];
      last = { seq: this.seq[row], time: this.time[row] };
      changes += 1;
    });
    const agents = this.snapshot.agents.map((agent) => ({ ...agent, here: false }));
    for (const [number, when, agent, described] of this.people) if (before(number, when)) agents[agent] = described;
    const lines = this.lines.filter((line) => before(line.seq, line.time));
    const newest = lines[lines.length - 1];
    if (newest && newest.seq > last.seq) last = newest;
    const events = lines.filter((line) => line.kind === "event").length;
    const totals = { messages: lines.length - events, events, changes, message_rate: 0, change_rate: 0 };
    return { seq: seq ?? last.seq, time: time ?? last.time, agents, sympathy, chat: lines.slice(-LINES), totals };
  }

  profile(agent) {
    const { source, target } = this.snapshot.ties;
    const sides = [mean(), mean()]; // what others feel towards it, what it feels
    const history = [];
    this.tie.forEach((tie, row) => {
      const side = target[tie] === agent ? 0 : source[tie] === agent ? 1 : -1;
      if (side < 0) return;
      sides[side].set(tie, this.sympathy[row]);
      history.push([this.time[row], sides[0].value(), sides[1].value()]);
    });
    const step = Math.max(1, (history.length - 1) / (POINTS - 1));
    const chosen = Array.from({ length: Math.min(POINTS, history.length) }, (_, place) => history[Math.round(place * step)]);
    const own = this.lines.filter((line) => line.agent === agent || line.agents.includes(agent));
    return { agent, history: chosen, chat: own.slice(-10) };
  }

  older({ before, limit = LINES }) {
    return this.lines.filter((line) => line.seq < before).slice(-Math.min(limit, LINES));
  }
}

/** The mean of values that come and go, without adding them all up each time. */
function mean() {
  const values = new Map();
  let sum = 0;
  return {
    set(key, value) {
      sum -= values.get(key) ?? 0;
      values.delete(key);
      if (value !== null) values.set(key, value);
      sum += value ?? 0;
    },
    value: () => (values.size ? sum / values.size : null),
  };
}

function summed(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

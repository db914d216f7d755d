// A page around the built bundle for the benchmarks: a kernel that only exists in the page, and the time between frames.
(() => {
  const AGENT = { mood: "calm", level: 0.5, avatar: null, here: true };
  const MESSAGES = 30; // a second, as the kernel sends them
  const bench = (window.bench = {});

  // The same numbers each time, and factions, so that the picture is one that a room could have.
  let state = 12345;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;

  function room(agents, ties) {
    const source = [], target = [], sympathy = [], seen = new Set();
    while (source.length < ties) {
      const [a, b] = [Math.floor(random() * agents), Math.floor(random() * agents)];
      const friends = a % 4 === b % 4;
      if (a === b || seen.has(a * agents + b) || (!friends && random() < 0.5)) continue;
      seen.add(a * agents + b);
      source.push(a);
      target.push(b);
      sympathy.push(Math.max(-1, Math.min(1, (friends ? 0.5 : -0.4) + (random() - 0.5))));
    }
    return { agents: Array.from({ length: agents }, (_, k) => ({ id: String(k), name: `Agent ${k}`, ...AGENT })), ties: { source, target, sympathy } };
  }

  /** What stands for the kernel's side: a widget model that answers the first hello with a snapshot. */
  function stageOf(snapshot) {
    const listeners = new Map();
    const traits = { selected: [], paused: false, moment: null };
    const stage = {
      comm_live: true,
      get: (name) => traits[name],
      set: (name, value) => (traits[name] = value),
      save_changes() {},
      on: (name, callback) => listeners.set(name, [...(listeners.get(name) ?? []), callback]),
      off: (name, callback) => listeners.set(name, (listeners.get(name) ?? []).filter((other) => other !== callback)),
      tell: (message) => (listeners.get("msg:custom") ?? []).forEach((callback) => callback(message)),
      send: (message) => message.type === "hello" && Promise.resolve().then(() => stage.tell(snapshot)),
    };
    return stage;
  }

  bench.load = async (text) => {
    bench.bundle = (await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })))).default;
  };

  /** Show a room. @returns ms until it is there in full */
  bench.show = async (agents, ties, kind) => {
    state = 12345;
    const { agents: people, ties: all } = room(agents, ties);
    bench.ties = ties;
    bench.number = 1;
    bench.stage = stageOf({
      type: "snapshot", n: 1, title: "", status: { state: "live", gaps: 0, open_gaps: 0, error: null }, agents: people, ties: all, chat: [],
      totals: { messages: 0, events: 0, changes: 0, message_rate: 0, change_rate: 0 }, timeline: null,
    });
    const place = document.body.appendChild(document.createElement("div"));
    place.style.width = "800px";
    const options = { height: 560, theme: "light", language: "en" };
    const model = { get: (name) => ({ kind, options })[name], on() {}, off() {} };
    const start = performance.now();
    const close = bench.bundle.render({ model, el: place }, bench.stage);
    bench.close = () => {
      close();
      place.remove();
    };
    bench.node = place.querySelector(".roomlab-stage");
    await bench.still();
    return performance.now() - start;
  };

  const frame = () => new Promise((done) => requestAnimationFrame(done));
  /** Wait until nothing moves and all is painted. */
  bench.still = async () => {
    await frame();
    await frame(); // the first frame has been painted by now; a matrix is complete with it and tells no state
    while ((bench.node.dataset.state ?? "still") !== "still") await frame();
  };

  function change(count) {
    const tie = [], sympathy = [];
    for (let k = 0; k < count; k++) {
      tie.push(Math.floor(random() * bench.ties));
      sympathy.push(random() * 2 - 1);
    }
    bench.stage.tell({ type: "delta", n: ++bench.number, ties: { tie, sympathy } });
  }

  /** Change ties at a rate. @returns {{rate: frames a second, late: ms that 95 % of the gaps stay below}} */
  bench.frames = async (seconds, rate) => {
    const start = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const due = Math.floor(((performance.now() - start) / 1000) * rate) - sent;
      if (due > 0) change(due);
      sent += Math.max(0, due);
    }, 1000 / MESSAGES);
    const times = [];
    while (performance.now() - start < seconds * 1000) times.push(await frame());
    clearInterval(timer);
    return bench.gaps(times);
  };

  bench.gaps = (times) => {
    const gaps = times.slice(1).map((time, k) => time - times[k]).sort((a, b) => a - b);
    return { rate: (1000 * gaps.length) / (times.at(-1) - times[0]), late: gaps[Math.floor(0.95 * (gaps.length - 1))] };
  };

  /** @returns the same of a page in which others make the changes */
  bench.count = async (seconds) => {
    const times = [], start = performance.now();
    while (performance.now() - start < seconds * 1000) times.push(await frame());
    return bench.gaps(times);
  };

  /** Run a cell of JupyterLab. @returns ms until the graph that it shows is there in full */
  bench.run = async (number) => {
    const start = performance.now();
    jupyterapp.shell.currentWidget.content.activeCellIndex = number;
    jupyterapp.commands.execute("notebook:run-cell");
    const store = () => document.querySelector(".roomlab-view")?.[Symbol.for("roomlab.store")];
    while (!store()?.shown.size) await frame(); // before the kernel has told of a room, an empty one is shown in full
    bench.node = document.querySelector(".roomlab-stage");
    await bench.still();
    return performance.now() - start;
  };

  /** Let lines be said in the room. Each is told of `count` at a time. */
  bench.say = (count) => {
    const chat = Array.from({ length: count }, () => {
      const seq = (bench.said = (bench.said ?? 0) + 1);
      const agent = seq % 7;
      const text = "What do you say to that? ".repeat(1 + (seq % 5));
      return { seq, time: 1.7e15 + seq * 1e4, kind: "message", sender: `Agent ${agent}`, agent, text: `${seq} ${text}`, agents: [] };
    });
    bench.stage.tell({ type: "delta", n: ++bench.number, chat });
  };

  /** Have `held` lines in the chat, then `rate` more a second. @returns as `frames` */
  bench.talking = async (held, seconds, rate) => {
    for (let said = 0; said < held; said += 100) bench.say(100);
    await bench.still();
    const start = performance.now();
    let said = 0;
    const timer = setInterval(() => {
      const due = Math.floor(((performance.now() - start) / 1000) * rate) - said;
      if (due > 0) bench.say(due);
      said += Math.max(0, due);
    }, 1000 / MESSAGES);
    const seen = await bench.count(seconds);
    clearInterval(timer);
    return { ...seen, lines: document.querySelectorAll(".rl-lines > *").length };
  };

  /** Have everyone find a new place. @returns frames while they move, and ms from the end of moving to full quality */
  bench.moving = async () => {
    bench.node.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
    const times = [];
    do times.push(await frame());
    while (bench.node.dataset.state === "moving" || times.length < 3);
    const end = performance.now();
    await bench.still();
    return { ...bench.gaps(times), seconds: (times.at(-1) - times[0]) / 1000, quality: performance.now() - end };
  };
})();

// What a page knows of a room: the one place where messages of the kernel become state. No DOM in here.
//
// Two layers: `live` follows the room; `shown` is what every part draws, and is the same object as `live` unless the
// user looks at the past or has paused. Parts subscribe to what is shown and never hear of anything else.

import { Questions } from "./questions.js";
import { Picture, applyDelta, joinLines, numbersOf, pictureAt, pictureOf } from "./state.js";

const LINES = 2000; // of the chat that are kept, beside those that the user asked for
const PATIENCE_MS = 2000; // how long a kernel may take to answer before the page says that it is busy
const NOTHING = {
  all: false, agents: [], added: 0, ties: [], chat: false,
  timeline: false, status: false, selection: false, moment: false,
};

/** The state of a room in a page. `transport` is `{send(message), listen(callback) → stop, watch(callback) → stop}`; see transport.js. */
export class RoomStore {
  constructor(transport) {
    this.live = new Picture();
    this.shown = this.live;
    this.chat = [];
    this.title = "";
    this.status = { state: "connecting", gaps: 0, open_gaps: 0, error: null };
    /** How it stands with the kernel: "waiting" for the first answer, "busy", "ready", or "gone". */
    this.link = "waiting";
    this.totals = { messages: 0, events: 0, changes: 0, message_rate: 0, change_rate: 0 };
    this.timeline = null;
    this.moment = null;
    this.paused = false;
    this.selected = new Set();
    this._liveChat = this.chat;
    this._liveTotals = this.totals;
    this._chatLimit = LINES;
    this._selectedIds = [];
    this._number = null; // of the last message that was applied
    this._asked = false; // whether a snapshot is on its way
    this._wanted = null; // where the user wants to look, once the answer before it has come
    this._seeking = null; // the request that is under way
    this._callbacks = new Set();
    this._transport = transport;
    this._questions = new Questions((message) => transport.send(message));
    this._stops = [transport.listen((message) => this._receive(message))];
    this._hello();
    if (transport.watch) this._stops.push(transport.watch((there) => this.setKernel(there)));
  }

  /** Hear of each change of what is shown. @returns {function(): void} ends it. */
  subscribe(callback) {
    this._callbacks.add(callback);
    return () => this._callbacks.delete(callback);
  }

  /** End all that goes on: nothing is received any more. */
  destroy() {
    clearTimeout(this._patience);
    for (const stop of this._stops.splice(0)) stop();
    this._callbacks.clear();
    this._questions.abandon("the view was closed");
  }

  // -- what the user does

  /** Look at the past: `{time}` in microseconds since 1970, or `{seq}`. Of many in a row only the last must come. */
  seek(where) {
    if (this.link === "gone") return this._tell({ moment: true }); // nobody knows: whoever asked stays where it was
    this._wanted = { ...where };
    if (this._seeking === null) this._seekNow();
  }

  /** @returns {boolean} whether the answer about a moment is still on its way. */
  get seeking() { return this._seeking !== null || this._wanted !== null; }

  /** Follow the room again. */
  goLive() {
    this._wanted = this._seeking = null;
    if (this.moment === null && !this.paused) return;
    this.moment = null;
    this.paused = false;
    this._showLive();
  }

  /** Freeze what is shown; data keep arriving. */
  pause() {
    if (this.paused) return;
    this.paused = true;
    if (this.moment === null) this._freeze();
    this._tell({ moment: true });
  }

  /** End a pause: follow the room, or go on looking at the past. */
  resume() {
    if (!this.paused) return;
    this.paused = false;
    if (this.moment === null) this._showLive();
    else this._tell({ moment: true });
  }

  /** Choose agents by their numbers. */
  select(numbers) {
    this.selected = new Set(numbers);
    this._selectedIds = [...this.selected].map((number) => this.live.agents[number]?.id).filter((id) => id !== undefined);
    this._tell({ selection: true });
  }

  /** Choose agents by their ids; those that have not come yet are chosen when they do. */
  selectIds(ids) {
    this._selectedIds = [...ids];
    this._resolveSelection();
    this._tell({ selection: true });
  }

  /** @returns {string[]} the ids of the agents that are chosen. */
  get selectedIds() { return this._selectedIds.slice(); }

  /** @returns {Promise<object>} `{agent, history: [[time, in mean, out mean]], chat: Line[]}` of an agent. */
  profile(agent) { return this._ask({ type: "profile", agent }); }

  /** @returns {Promise<object[]>} the lines before an entry; they stand in `chat` from then on, if they reach to what is there. */
  async older(before, limit = 300) {
    const { moment } = this;
    const { chat } = await this._ask({ type: "older", before, limit });
    if (this.moment !== moment) return chat; // they were asked for another moment, after which this one may be
    if (before < (this.chat[0]?.seq ?? before)) return chat; // others are between
    this._chatLimit += chat.length;
    const shared = this.chat === this._liveChat;
    this.chat = [...chat, ...this.chat.filter((line) => !chat.length || line.seq > chat[chat.length - 1].seq)];
    if (shared) this._liveChat = this.chat;
    this._tell({ chat: true });
    return chat;
  }

  /** Another view has come, and what it shows is here: the kernel need not tell it. */
  stay() { this._transport.send({ type: "here" }); }

  /** The kernel has gone, or is there again: what is shown stays. */
  setKernel(there) {
    if (there && this.link === "gone") this._hello();
    if (there) return;
    this._asked = false;
    this._seeking = this._wanted = null;
    this._questions.abandon("there is no kernel");
    this._setLink("gone", { moment: true });
  }

  // -- messages

  _receive(message) {
    try {
      this._take(message);
    } catch (error) {
      console.warn("roomlab: a message could not be read", error);
      this._hello();
      if (!this.seeking) return;
      this._seeking = this._wanted = null; // it may have been the answer: all stays where it was
      this._tell({ moment: true });
    }
  }

  _take(message) {
    switch (message.type) {
      case "snapshot":
        return this._takeSnapshot(message);
      case "delta":
        return this._takeDelta(message);
      case "moment":
        return this._takeMoment(message);
      case "profile":
      case "older":
        return this._questions.answer(message);
      case "error":
        return this._takeError(message);
    }
  }

  _takeSnapshot(message) {
    const picture = pictureOf(message);
    const following = this.shown === this.live;
    this.live = picture;
    if (following) this.shown = picture;
    this.title = message.title;
    this.status = message.status;
    this.timeline = message.timeline;
    this._number = message.n;
    this._asked = false;
    this._keepTotals(message.totals);
    this._keepLines(joinLines(this._liveChat, message.chat));
    const first = this.paused && this.moment === null && !this.shown.agents.length;
    if (first) this._freeze(); // a page that comes while the room is paused has nothing yet to stand still
    this._resolveSelection();
    this.link = "ready";
    this._tell(
      following || first
        ? { all: true, chat: true, timeline: true, status: true, selection: true }
        : { timeline: true, status: true, selection: true },
    );
  }

  _takeDelta(message) {
    if (this._number !== null && message.n <= this._number) return;
    if (message.n !== this._number + 1) return this._hello(); // something was missed, or the beginning
    const change = applyDelta(this.live, message);
    this._number = message.n;
    if (message.status) this.status = message.status;
    if (message.timeline) this.timeline = message.timeline;
    if (message.totals) this._keepTotals(message.totals);
    const chat = Boolean(message.chat?.length);
    if (chat) this._keepLines(message.chat_anew ? message.chat.slice() : [...this._liveChat, ...message.chat]);
    const selection = change.agents.length > 0 && this._resolveSelection();
    const told = { timeline: Boolean(message.timeline), status: Boolean(message.status ?? message.totals), selection };
    this._tell(this.shown === this.live ? { ...told, ...change, chat } : told);
  }

  _takeMoment(message) {
    if (message.request !== this._seeking) return; // the user has moved on
    const shown = pictureAt(this.live, message); // before anything is changed: it may not be possible
    Object.assign(this, { _seeking: null, moment: { seq: message.seq, time: message.time }, shown, chat: message.chat, totals: message.totals });
    this._tell({ all: true, chat: true, status: true, moment: true });
    if (this._wanted !== null) this._seekNow();
  }

  _takeError(message) {
    this._questions.answer(message);
    if (message.request !== this._seeking) return;
    this._seeking = null;
    if (this._wanted !== null) this._seekNow();
    else this._tell({ moment: true }); // all stays where it was
  }

  _hello() {
    if (this._asked) return;
    this._asked = true;
    this._transport.send({ type: "hello" });
    if (this.link === "gone") this._setLink("waiting");
    clearTimeout(this._patience);
    this._patience = setTimeout(() => {
      if (!this._asked) return;
      this._asked = false; // the next message, or the next look, may ask again
      if (this.link !== "gone") this._setLink("busy");
    }, PATIENCE_MS);
  }

  _seekNow() {
    this._seeking = this._questions.number();
    const where = this._wanted;
    this._wanted = null;
    this._transport.send({ type: "seek", request: this._seeking, ...where });
  }

  _ask(message) {
    return this.link === "gone" ? Promise.reject(new Error("there is no kernel")) : this._questions.ask(message);
  }

  // -- state

  _freeze() {
    this.shown = this.live.copy();
    this.chat = this._liveChat.slice();
  }

  _showLive() {
    this.shown = this.live;
    this.chat = this._liveChat;
    this.totals = this._liveTotals;
    this._tell({ all: true, chat: true, timeline: true, status: true, moment: true });
  }

  _keepTotals(totals) {
    this._liveTotals = totals;
    if (this.moment === null) this.totals = totals; // rates go on while the picture is frozen
  }

  _keepLines(lines) {
    this._liveChat = lines.length > this._chatLimit ? lines.slice(lines.length - this._chatLimit) : lines;
    if (this.shown === this.live) this.chat = this._liveChat;
  }

  /** @returns {boolean} whether others are chosen than before. */
  _resolveSelection() {
    const before = [...this.selected].join();
    this.selected = new Set(numbersOf(this.live.agents, this._selectedIds));
    return before !== [...this.selected].join();
  }

  _setLink(link, more = {}) {
    if (this.link === link) return;
    this.link = link;
    this._tell({ ...more, status: true });
  }

  _tell(change) {
    const whole = { ...NOTHING, ...change };
    for (const callback of [...this._callbacks]) {
      try {
        callback(whole);
      } catch (error) {
        console.error("roomlab: a part of the view failed", error); // the others must hear of it all the same
      }
    }
  }
}

// How the room went: mean sympathy and activity over time, with a scrubber that shows the room as it was.
import { element, write } from "./dom.js";
import { icon } from "./icons.js";
import { painter, watchSize } from "./painter.js";
import { spoken, timelineDrawing } from "./timeline_drawing.js";

const STEPS = 240; // of the scrubber, from the start to now
const PAGE = 10;
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -PAGE, PageUp: PAGE };
const NOW = 0.995; // beyond this share of the span the scrubber stands at now
const OWN_MS = 3000; // a moment that comes within this time answers what was asked here

/** See docs/live_view.md for `store` and `context`. */
export function mount(root, store, context) {
  const timeline = new Timeline(root, store, context);
  return { destroy: () => timeline.destroy() };
}

class Timeline {
  constructor(root, store, context) {
    Object.assign(this, { store, context, wanted: null, dragging: false, pausedAt: null, stoodAt: store.paused ? (store.timeline?.end ?? null) : null });
    this.#build(root);
    this.painter = painter(this.panel, () => this.#paint());
    this.stops = [
      store.subscribe((change) => this.#hear(change)),
      context.theme.watch(() => this.painter.request()),
      watchSize(this.track, () => this.painter.request()),
      () => this.painter.destroy(),
      () => this.panel.remove(),
    ];
    this.painter.request();
  }

  destroy() {
    for (const stop of this.stops.splice(0)) stop();
  }

  #build(root) {
    const { document, words } = this.context;
    this.live = element(document, "button", { class: "rl-button rl-live", type: "button" }, icon(document, "live"), element(document, "span", {}, words.live));
    this.pauseLabel = element(document, "span", {}, words.pause);
    this.pauseIcons = [icon(document, "pause"), icon(document, "play")];
    this.pause = element(document, "button", { class: "rl-button", type: "button" }, ...this.pauseIcons, this.pauseLabel);
    this.time = element(document, "output", { class: "rl-moment", "aria-live": "off" });
    this.waits = element(document, "span", { class: "rl-waits" });
    this.drawing = timelineDrawing(document);
    this.thumb = element(document, "div", { class: "rl-thumb", role: "slider", tabindex: "0", "aria-label": words.moment, "aria-valuemin": "0", "aria-valuemax": String(STEPS) });
    this.empty = element(document, "p", { class: "rl-empty", hidden: true }, words.noData);
    this.track = element(document, "div", { class: "rl-track" }, this.drawing.element, this.empty, this.thumb);
    const transport = element(document, "div", { class: "rl-transport" }, this.live, this.pause, this.time, this.waits);
    this.panel = element(document, "section", { class: "rl-panel rl-timeline", "aria-label": words.timeline }, transport, this.#names(), this.track);
    this.#listen();
    root.append(this.panel);
  }

  #names() {
    const { document, words } = this.context;
    const name = (kind, text) => element(document, "span", { class: `rl-lane rl-lane-${kind}` }, text);
    const lanes = [name("sympathy", words.meanSympathy), name("messages", words.messages), name("changes", words.changes)];
    return element(document, "div", { class: "rl-lanes", "aria-hidden": "true" }, ...lanes);
  }

  #listen() {
    this.live.addEventListener("click", () => this.#toNow());
    this.pause.addEventListener("click", () => (this.store.paused ? this.store.resume() : this.store.pause()));
    this.thumb.addEventListener("keydown", (event) => this.#press(event));
    this.track.addEventListener("pointerdown", (event) => this.#grab(event));
    this.track.addEventListener("pointermove", (event) => this.dragging && this.#drag(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) this.track.addEventListener(end, () => this.#drop());
  }

  #hear(change) {
    if (change.moment) {
      const { moment, paused } = this.store;
      this.pausedAt = paused ? (this.pausedAt ?? this.#count()) : null;
      this.stoodAt = paused ? (this.stoodAt ?? this.store.timeline?.end ?? null) : null;
      // The scrubber stays where it was put, though the last entry may be a little earlier: else a key could not move it on.
      const own = moment && moment.time <= this.wanted && this.#now() - this.askedAt < OWN_MS;
      if (!this.dragging && !own) this.wanted = null;
    }
    if (change.timeline || change.moment || change.status || change.all) this.painter.request();
  }

  #now() {
    return this.context.document.defaultView.performance.now();
  }

  /** How much the room has had, to tell what waits behind a pause. */
  #count() {
    const { messages, events, changes } = this.store.totals;
    return messages + events + changes;
  }

  #grab(event) {
    if (event.button !== 0 || !this.#span()) return;
    event.preventDefault();
    this.thumb.focus({ preventScroll: true });
    this.track.setPointerCapture?.(event.pointerId);
    this.span = this.#span(); // the axis stands still while it is held
    this.dragging = true;
    this.#drag(event);
  }

  #drag(event) {
    const { left, width } = this.track.getBoundingClientRect();
    this.#go(Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width))));
  }

  #drop() {
    if (!this.dragging) return;
    this.dragging = false;
    this.span = null;
    this.painter.request();
  }

  #press(event) {
    const step = KEYS[event.key];
    if (step === undefined && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    if (!this.#span()) return;
    if (event.key === "Home") this.#go(0);
    else if (event.key === "End") this.#go(1);
    else this.#go(Math.min(1, Math.max(0, this.#share() + step / STEPS)));
  }

  /** Show the room as it was at a share of the whole span; the store asks for one moment at a time, the latest. */
  #go(share) {
    const span = this.#span();
    if (share >= NOW) return this.#toNow();
    this.wanted = Math.round(span.start + share * (span.end - span.start));
    this.askedAt = this.#now();
    this.store.seek({ time: this.wanted });
    this.painter.request();
  }

  #toNow() {
    this.wanted = null;
    this.store.goLive();
    this.painter.request();
  }

  #span() {
    const timeline = this.span ?? this.store.timeline;
    return timeline && timeline.end > timeline.start ? timeline : null;
  }

  /** Where the scrubber stands, from 0 at the start to 1 at now. */
  #share() {
    const span = this.#span();
    const time = this.wanted ?? this.store.moment?.time ?? this.stoodAt;
    if (time === null || !span) return 1;
    return Math.min(1, Math.max(0, (time - span.start) / (span.end - span.start)));
  }

  #paint() {
    const span = this.#span();
    const { clientWidth: width, clientHeight: height } = this.track;
    this.empty.hidden = Boolean(span) || this.store.link === "waiting" || this.store.link === "busy"; // nothing is known yet
    this.thumb.hidden = !span;
    if (span && width > 0 && height > 0) {
      const em = parseFloat(this.context.document.defaultView.getComputedStyle(this.track).fontSize) || 13;
      this.drawing.draw(span, width, height, em);
    }
    this.#place(span);
    this.#tellState();
  }

  #place(span) {
    const share = this.#share();
    this.thumb.style.setProperty("left", `${(share * 100).toFixed(3)}%`);
    this.thumb.setAttribute("aria-valuenow", String(Math.round(share * STEPS)));
    const { words } = this.context;
    const time = span ? spoken(span.start + share * (span.end - span.start), span) : "";
    const past = share < 1;
    this.thumb.setAttribute("aria-valuetext", past ? words.atMoment(`${time} UTC`) : words.now);
    write(this.time, span ? `${time} UTC` : "");
  }

  #tellState() {
    const { words } = this.context;
    const { moment, paused } = this.store;
    const following = !moment && !paused;
    this.live.setAttribute("aria-pressed", following);
    this.panel.classList.toggle("rl-in-past", Boolean(moment) || this.wanted !== null);
    this.panel.classList.toggle("rl-paused", paused);
    this.pauseIcons[0].classList.toggle("rl-gone", paused);
    this.pauseIcons[1].classList.toggle("rl-gone", !paused);
    write(this.pauseLabel, paused ? words.resume : words.pause);
    const waiting = this.pausedAt === null ? 0 : this.#count() - this.pausedAt;
    write(this.waits, paused ? (waiting > 0 ? words.waiting(waiting) : words.paused) : moment ? words.past : "");
  }
}

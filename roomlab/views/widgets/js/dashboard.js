// All parts of the view in one layout, by the width of its place: side by side, or by tabs; with large type for a projector.
import { mount as mountAnnouncer } from "./announcer.js";
import { mount as mountChat } from "./chat.js";
import { element } from "./dom.js";
import { DRAWINGS } from "./drawings.js";
import { mount as mountLegend } from "./legend.js";
import { watchSize } from "./painter.js";
import { mount as mountProfile } from "./profile.js";
import { mount as mountStatus } from "./status.js";
import { mount as mountTimeline } from "./timeline.js";
import { mount as mountToolbar } from "./toolbar.js";

// CSS pixels of width
const PROJECTOR = 1600; // from here on type is large
const NARROW = { normal: 720, large: 1050 }; // below this parts share one place, by tabs

/** See docs/live_view.md for `store` and `context`. */
export function mount(root, store, context) {
  const dashboard = new Dashboard(root, store, context);
  return { destroy: () => dashboard.destroy() };
}

class Dashboard {
  constructor(root, store, context) {
    Object.assign(this, { store, context, tab: "drawing", panels: [], drawing: null });
    this.#build(root);
    this.stops = [
      watchSize(this.screen, (width) => width > 0 && this.#fit(width)), // in a tab that is hidden it has no width, and keeps its shape
      context.watch((changed) => this.#change(changed)),
      store.subscribe((change) => change.selection && this.#select()),
      () => this.#clear(),
      () => this.drawing?.destroy(),
      () => this.screen.remove(),
    ];
    this.#furnish();
    this.#draw();
    this.#select();
    this.#fit(this.screen.clientWidth || root.clientWidth || NARROW.normal);
  }

  destroy() {
    for (const stop of this.stops.splice(0)) stop();
  }

  #build(root) {
    const { document, words } = this.context;
    const place = (name, ...children) => element(document, "div", { class: `rl-${name}` }, ...children);
    this.places = { head: place("top"), tabs: place("tabs"), drawing: place("drawing"), legend: place("under"), side: place("side"), profile: place("place"), chat: place("place"), timeline: place("bottom") };
    const { head, tabs, drawing, legend, side, profile, chat, timeline } = this.places;
    side.append(profile, chat);
    const main = element(document, "div", { class: "rl-main" }, tabs, place("stage", drawing, legend), side);
    this.screen = element(document, "div", { class: "rl-dashboard", role: "region", "aria-label": words.room }, head, main, timeline);
    root.append(this.screen);
  }

  /** Make all parts but the drawing, which keeps its places when the language changes. */
  #furnish() {
    const { store, context, places } = this;
    this.#clear();
    const tools = { drawing: () => this.drawing, screen: this.screen };
    this.panels = [
      mountStatus(places.head, store, context),
      mountToolbar(places.head, store, context, tools),
      mountLegend(places.legend, store, context),
      mountProfile(places.profile, store, context),
      mountChat(places.chat, store, context),
      mountTimeline(places.timeline, store, context),
      mountAnnouncer(this.screen, store, context),
    ];
    this.#makeTabs();
  }

  #clear() {
    for (const panel of this.panels.splice(0)) panel.destroy();
  }

  #makeTabs() {
    const { document, words } = this.context;
    const names = { drawing: words.drawing, chat: words.chat, profile: words.profile };
    this.tabs = Object.entries(names).map(([name, text]) => {
      const tab = element(document, "button", { class: "rl-tab", type: "button", role: "tab", "data-name": name }, text);
      tab.addEventListener("click", () => this.#open(name));
      tab.addEventListener("keydown", (event) => this.#moveTab(event));
      return [name, tab];
    });
    this.places.tabs.setAttribute("role", "tablist");
    this.places.tabs.setAttribute("aria-label", words.room);
    this.places.tabs.replaceChildren(...this.tabs.map(([, tab]) => tab));
    this.#open(this.tab);
  }

  #moveTab(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = this.tabs.findIndex(([name]) => name === this.tab);
    const [name, tab] = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    this.#open(name);
    tab.focus();
  }

  #open(name) {
    this.tab = name;
    this.screen.dataset.tab = name;
    for (const [each, tab] of this.tabs) {
      tab.setAttribute("aria-selected", each === name);
      tab.setAttribute("tabindex", each === name ? "0" : "-1");
    }
  }

  #draw() {
    this.drawing?.destroy();
    const make = DRAWINGS[this.context.options.drawing] ?? DRAWINGS.graph;
    this.drawing = make(this.places.drawing, this.store, this.context);
  }

  #change(changed) {
    if (changed.includes("drawing")) this.#draw();
    if (changed.includes("language")) {
      this.screen.setAttribute("aria-label", this.context.words.room);
      this.#furnish();
    }
    if (changed.includes("size")) this.#fit(this.screen.clientWidth);
  }

  #select() {
    const chosen = this.store.selected.size > 0;
    this.screen.classList.toggle("rl-with-profile", chosen);
    if (!chosen && this.tab === "profile") this.#open("drawing");
  }

  #fit(width) {
    const type = this.context.options.size === "projector" || width >= PROJECTOR ? "large" : "normal";
    this.screen.dataset.type = type;
    this.screen.dataset.shape = width < NARROW[type] ? "narrow" : "wide";
  }
}

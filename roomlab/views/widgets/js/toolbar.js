// What the user may ask of the view: whom to look at, which ties to see, how, and to keep a picture of it.
import { element, write } from "./dom.js";
import { decimal } from "./figures.js";
import { finder } from "./finder.js";
import { icon } from "./icons.js";
import { menu, segments } from "./menu.js";
import { fileName, saveDrawing } from "./picture.js";

const THRESHOLD_STEP = 0.05;

/**
 * See docs/live_view.md for `store` and `context`.
 * @param {{drawing: function(): ?object, screen: HTMLElement, drawings: boolean}} dashboard `drawing` gives the mounted graph
 *   or matrix that is shown, `screen` is what fills the screen
 */
export function mount(root, store, context, dashboard) {
  const toolbar = new Toolbar(root, store, context, dashboard);
  return { destroy: () => toolbar.destroy() };
}

class Toolbar {
  constructor(root, store, context, dashboard) {
    Object.assign(this, { store, context, dashboard });
    this.#build(root);
    this.stops = [
      context.watch(() => this.#show()),
      store.subscribe((change) => change.selection && this.#show()),
      () => this.finder.destroy(),
      () => this.bar.remove(),
    ];
    const { document } = context;
    const filled = () => this.#showScreen();
    document.addEventListener("fullscreenchange", filled);
    this.stops.push(() => document.removeEventListener("fullscreenchange", filled));
    this.#show();
    this.#showScreen();
  }

  destroy() {
    for (const stop of this.stops.splice(0)) stop();
  }

  #build(root) {
    const { document, words, options, change } = this.context;
    this.finder = finder(this.store, this.context);
    const drawings = [["graph", words.graph], ["matrix", words.matrix]];
    this.drawing = segments(document, words.drawing, drawings, options.drawing, (drawing) => change({ drawing }));
    const signs = [["all", words.allSigns], ["positive", words.positive], ["negative", words.negative]];
    this.signs = segments(document, words.signs, signs, options.signs, (value) => change({ signs: value }));
    this.ego = element(document, "button", { class: "rl-button", type: "button" }, icon(document, "ego"), element(document, "span", {}, words.ego));
    this.ego.addEventListener("click", () => change({ ego: !options.ego }));
    this.said = element(document, "span", { class: "rl-heard", role: "status" });
    const end = element(document, "div", { class: "rl-end-tools" }, this.#saving(), this.#settings(), this.#screen(), this.said);
    const tools = [this.finder.element, this.drawing.element, this.signs.element, this.#threshold(), this.ego, end];
    this.bar = element(document, "div", { class: "rl-toolbar", role: "group", "aria-label": words.tools }, ...tools);
    root.append(this.bar);
  }

  #threshold() {
    const { document, words, change } = this.context;
    this.range = element(document, "input", { class: "rl-range", type: "range", min: "0", max: "1", step: String(THRESHOLD_STEP), "aria-label": words.threshold });
    this.figure = element(document, "output", { class: "rl-value", "aria-hidden": "true" });
    this.range.addEventListener("input", () => change({ threshold: Number(this.range.value) }));
    return element(document, "label", { class: "rl-threshold" }, element(document, "span", {}, words.threshold), this.range, this.figure);
  }

  #saving() {
    const { document, words } = this.context;
    const kinds = [[words.savePng, "png", 1], [words.savePngTwice, "png", 2], [words.saveSvg, "svg", 1]];
    const buttons = kinds.map(([text, format, scale]) => {
      const button = element(document, "button", { class: "rl-item", type: "button" }, text);
      button.addEventListener("click", () => this.#save({ format, scale }));
      return button;
    });
    this.saver = menu(document, [icon(document, "download")], words.save, ...buttons);
    return this.saver.element;
  }

  #settings() {
    const { document, words, options, change } = this.context;
    const row = (text, node) => element(document, "div", { class: "rl-setting" }, element(document, "span", {}, text), node);
    const languages = [["en", "English"], ["ru", "Русский"]];
    const themes = [["auto", words.auto], ["light", words.light], ["dark", words.dark]];
    this.language = segments(document, words.languageLabel, languages, words.language, (language) => change({ language }));
    this.theme = segments(document, words.themeLabel, themes, options.theme, (theme) => change({ theme }));
    this.large = element(document, "button", { class: "rl-segment rl-alone", type: "button" }, words.projector);
    this.large.addEventListener("click", () => change({ size: options.size === "projector" ? "auto" : "projector" }));
    const rows = [row(words.languageLabel, this.language.element), row(words.themeLabel, this.theme.element), this.large];
    return menu(document, [icon(document, "sliders")], words.settings, ...rows).element;
  }

  #screen() {
    const { document } = this.context;
    const { screen } = this.dashboard;
    this.full = element(document, "button", { class: "rl-button", type: "button", hidden: !document.fullscreenEnabled }, icon(document, "fullscreen"));
    this.full.addEventListener("click", () => {
      const done = document.fullscreenElement === screen ? document.exitFullscreen() : screen.requestFullscreen();
      done.catch(() => {}); // the page around may forbid it: the view stays as it is
    });
    return this.full;
  }

  #showScreen() {
    const { document, words } = this.context;
    const filled = document.fullscreenElement === this.dashboard.screen;
    const label = filled ? words.leaveFullscreen : words.fullscreen;
    this.full.setAttribute("aria-label", label);
    this.full.setAttribute("title", label);
    this.full.setAttribute("aria-pressed", filled);
  }

  #show() {
    const { options } = this.context;
    this.drawing.show(options.drawing);
    this.signs.show(options.signs);
    this.theme.show(options.theme);
    this.range.value = String(options.threshold);
    write(this.figure, decimal(options.threshold, this.context.words.language));
    this.ego.setAttribute("aria-pressed", options.ego === true);
    this.ego.disabled = this.store.selected.size === 0 && !options.ego;
    this.large.setAttribute("aria-pressed", options.size === "projector");
  }

  async #save(how) {
    const { document, words, options } = this.context;
    this.saver.close();
    const time = this.store.moment?.time ?? this.store.timeline?.end ?? null;
    try {
      await saveDrawing(this.dashboard.drawing(), how, fileName(options.drawing, time, how.format), document);
      write(this.said, words.saved);
    } catch (error) {
      console.warn("roomlab: the picture could not be saved", error);
      write(this.said, words.notSaved);
    }
  }
}

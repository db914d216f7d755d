// The element a drawing lives in: canvases over each other, buttons, a note, and when it can be seen. Graph and matrix share it.
import { element, write } from "../dom.js";
import { palette } from "../colours.js";
import css from "./drawing.css";
import { speechFor } from "./speech.js";
import { Tooltip } from "./tooltip.js";

const NORMAL_TYPE = 13; // CSS pixels, as in style.css
const SHARPEST = 2; // device pixels for each CSS pixel; more costs time and shows nothing

export class Stage {
  /**
   * @param {HTMLElement} root
   * @param {{document?: Document, words?: object, theme?: object}} context of the view
   * @param {{layers: string[], label: string, buttons: [string, string, function()][], changed: function(), slept: function(),
   *   woken: function()}} parts layers of canvas from the lowest up; name in the speech; buttons as sign, name in the speech
   *   and act; what to do when size, sharpness or theme changed, when it cannot be seen any more, and when it can again
   */
  constructor(root, context, { layers, label, buttons, changed, slept, woken }) {
    this.document = context.document ?? root.ownerDocument;
    this.window = this.document.defaultView;
    this.context = context;
    this.label = label;
    Object.assign(this, { changed, slept, woken });
    this.seen = true;
    this.outdated = false; // whether something changed while it could not be seen
    this.width = this.height = this.ratio = 1;
    this.type = 1; // size of letters: more on a projector
    this.node = element(this.document, "div", { class: "roomlab-stage", tabindex: 0, role: "application" });
    this.layers = layers.map((name) => element(this.document, "canvas", { class: `roomlab-${name}`, "aria-hidden": true }));
    this.buttons = buttons.map(([sign, name, act]) => this.button(sign, name, act));
    const controls = element(this.document, "div", { class: "roomlab-controls" }, ...this.buttons.map(([node]) => node));
    this.node.append(element(this.document, "style", {}, css), ...this.layers, controls);
    this.note = element(this.document, "p", { class: "roomlab-note", role: "status" });
    this.node.append(this.note);
    this.tooltip = new Tooltip(this.node, this.document);
    // Where the drawing is all of a view, it has the height that the user asked for; else its place in the view decides.
    if (root.classList?.contains("roomlab-view") && context.options?.height) this.node.style.height = "var(--rl-height)";
    root.append(this.node);
    this.speak();
    this.dress();
    this.watch();
  }

  button(sign, name, act) {
    const node = element(this.document, "button", { type: "button" }, sign);
    node.addEventListener("click", act);
    return [node, name];
  }

  get dark() {
    const { theme } = this.context;
    return theme === "dark" || theme?.dark === true;
  }

  get speech() {
    return speechFor(this.context.words);
  }

  /** Whether the user asked the system for less motion. */
  get calm() {
    return this.window?.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
  }

  /** Write labels in the language of now, and why there is nothing to see, if there is not. */
  speak(summary = "", emptiness = "") {
    const { speech } = this;
    this.node.setAttribute("aria-label", summary ? `${speech[this.label]}: ${summary}` : speech[this.label]);
    this.node.setAttribute("aria-description", speech.keys);
    write(this.note, emptiness);
    for (const [node, name] of this.buttons) {
      node.title = speech[name];
      node.setAttribute("aria-label", speech[name]);
    }
  }

  /** Put the colours of the theme on what is not painted. */
  dress() {
    const colours = palette(this.dark);
    for (const name of ["paper", "ink", "muted", "line", "accent"]) this.node.style.setProperty(`--drawing-${name}`, colours[name]);
  }

  watch() {
    const { ResizeObserver, IntersectionObserver } = this.window;
    this.measure();
    this.resizing = ResizeObserver && new ResizeObserver(() => this.look());
    this.resizing?.observe(this.node);
    this.seeing = IntersectionObserver && new IntersectionObserver((entries) => this.see(entries.at(-1).isIntersecting));
    this.seeing?.observe(this.node);
    this.sharpness();
    this.unwatchSize = this.context.watch?.((names) => names.includes("size") && this.look());
    this.unwatchTheme = this.context.theme?.watch?.(() => {
      this.dress();
      this.tell();
    });
  }

  /** Measure again, and tell if anything is other than it was. */
  look() {
    if (this.measure()) this.tell();
  }

  /** Tell the drawing, at once or as soon as it can be seen. */
  tell() {
    this.outdated = !this.seen;
    if (this.seen) this.changed();
  }

  see(seen) {
    if (seen === this.seen) return;
    this.seen = seen;
    if (!seen) this.slept();
    else if (this.measure() || this.outdated) this.tell();
    else this.woken();
  }

  /** Follow the window to a screen of another sharpness, or the page's zoom. */
  sharpness() {
    const query = this.window.matchMedia?.(`(resolution: ${this.window.devicePixelRatio || 1}dppx)`);
    this.unsharpen?.();
    const again = () => {
      this.sharpness();
      this.look();
    };
    query?.addEventListener?.("change", again, { once: true });
    this.unsharpen = () => query?.removeEventListener?.("change", again);
  }

  /** @returns {boolean} whether size, sharpness or letters are others than before; without a place it keeps what it has */
  measure() {
    const { clientWidth: width, clientHeight: height } = this.node;
    if (!width || !height) return false;
    const ratio = Math.min(SHARPEST, this.window.devicePixelRatio || 1);
    const type = Math.max(1, (parseFloat(this.window.getComputedStyle(this.node).fontSize) || NORMAL_TYPE) / NORMAL_TYPE);
    const same = width === this.width && height === this.height && ratio === this.ratio && type === this.type;
    [this.width, this.height, this.ratio, this.type] = [width, height, ratio, type];
    return !same;
  }

  get paper() {
    return palette(this.dark).paper;
  }

  destroy() {
    this.resizing?.disconnect();
    this.seeing?.disconnect();
    this.unsharpen?.();
    this.unwatchTheme?.();
    this.unwatchSize?.();
    this.node.remove();
  }
}

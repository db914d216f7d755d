// A canvas for tests: keeps what it was told to paint, and lets the test turn the frames by hand.
import { vi } from "vitest";

const METHODS = ["arc", "beginPath", "clearRect", "closePath", "drawImage", "fill", "fillRect", "fillText", "lineTo", "moveTo",
  "putImageData", "quadraticCurveTo", "restore", "rotate", "save", "setLineDash", "setTransform", "stroke", "strokeRect", "strokeText", "translate"];

class FakeContext {
  constructor(canvas) {
    this.canvas = canvas;
    this.calls = [];
    for (const name of METHODS) {
      this[name] = (...parameters) => this.calls.push({ name, parameters, stroke: this.strokeStyle, fill: this.fillStyle });
    }
  }

  measureText(text) {
    return { width: 6 * text.length };
  }
  createImageData(width, height) {
    return { width, height, data: new Uint8ClampedArray(4 * width * height) };
  }

  count(name) {
    return this.calls.filter((call) => call.name === name).length;
  }
  texts() {
    return this.calls.filter((call) => call.name === "fillText").map((call) => call.parameters[0]);
  }
  forget() {
    this.calls = [];
  }
}

/** Put fakes in the place of canvas, observers and frames, until the test ends. */
export function fakePage({ width = 800, height = 600, calm = false } = {}) {
  const contexts = new WeakMap();
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function () {
    if (!contexts.has(this)) contexts.set(this, new FakeContext(this));
    return contexts.get(this);
  });
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(height);
  const page = { now: 1000, frames: new Map(), observers: new Set(), contextOf: (canvas) => canvas.getContext("2d") };
  let last = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (page.now += 0.01));
  vi.spyOn(window, "requestAnimationFrame").mockImplementation((act) => {
    page.frames.set(++last, act);
    return last;
  });
  vi.spyOn(window, "cancelAnimationFrame").mockImplementation((id) => page.frames.delete(id));
  vi.spyOn(window, "matchMedia").mockImplementation((query) => ({
    matches: calm && query.includes("reduced-motion"), addEventListener() {}, removeEventListener() {},
  }));
  window.IntersectionObserver = class {
    constructor(tell) {
      this.tell = (seen) => tell([{ isIntersecting: seen }]);
      page.observers.add(this);
    }
    observe() {}
    disconnect() {
      page.observers.delete(this);
    }
  };
  /** Run one frame. @returns {boolean} whether there was one to run */
  page.frame = (gap = 16.7) => {
    const acts = [...page.frames.values()];
    page.frames.clear();
    page.now += gap;
    for (const act of acts) act(page.now);
    return acts.length > 0;
  };
  /** Run frames until nothing asks for another. @returns {number} how many */
  page.settle = (most = 3000) => {
    let frames = 0;
    while (frames < most && page.frame()) frames += 1;
    return frames;
  };
  page.see = (seen) => page.observers.forEach((observer) => observer.tell(seen));
  return page;
}

// When a marked change was painted: each has a sympathy that no other change has, and so a width of line of its own.
(() => {
  const [LEAST, STRENGTH] = [0.8, 3.4]; // of a line's width, see colours.js
  const STEPS = 1e4; // of sympathy
  const GLOW = 7; // CSS pixels: what is as wide is the light around a tie
  const marks = (window.marks = { thickness: 0, widest: 0, seen: {}, count: 0 });
  const now = () => performance.timeOrigin + performance.now();

  /** The frame after the next begins when the one that was painted is on the screen for certain. */
  const shown = (tell) => requestAnimationFrame(() => requestAnimationFrame(() => tell(now())));

  marks.now = now;
  marks.watch = () => {
    const context = document.querySelector(".roomlab-ties").getContext("2d");
    context.stroke = function (...parameters) {
      const width = this.lineWidth;
      if (width < GLOW) note(width);
      return CanvasRenderingContext2D.prototype.stroke.apply(this, parameters);
    };
  };
  function note(width) {
    marks.widest = Math.max(marks.widest, width);
    if (!marks.thickness) return;
    const step = Math.round(((width / marks.thickness - LEAST) / STRENGTH) * STEPS);
    if (step < 0.9 * STEPS || step in marks.seen) return;
    marks.seen[step] = 0; // painted, and not yet shown
    shown((time) => {
      marks.seen[step] = time;
      marks.count += 1;
    });
  }
  /** Paint all ties anew, from where everyone is. @returns {Promise<number>} how many pixels differ from before */
  marks.repaint = async () => {
    const stage = document.querySelector(".roomlab-stage");
    const before = pixels();
    stage.querySelectorAll(".roomlab-controls button")[2].click(); // "fit": everyone is in sight already
    do await new Promise(requestAnimationFrame);
    while (stage.dataset.state !== "still");
    return pixels().reduce((count, pixel, place) => count + (pixel !== before[place]), 0);
  };
  function pixels() {
    const canvas = document.querySelector(".roomlab-ties");
    const copy = document.createElement("canvas"); // reading the canvas itself would make it another kind of canvas
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const context = copy.getContext("2d");
    context.drawImage(canvas, 0, 0);
    return new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer);
  }
  /** Learn from a tie of sympathy 1, the widest there is. */
  marks.learn = () => (marks.thickness = marks.widest / (LEAST + STRENGTH));
})();

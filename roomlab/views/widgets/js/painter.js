// When a part draws: once a frame at most, and never while nobody can see it.

const AHEAD = "400px"; // so near to what is in sight a part is drawn already, and is there when it is scrolled to

/**
 * @param {Element} root what must be in sight
 * @param {function()} paint brings the part up to date
 * @returns {{request: function(), destroy: function()}}
 */
export function painter(root, paint) {
  const window = root.ownerDocument.defaultView;
  let frame = 0;
  let wanted = false;
  let inSight = true; // until an observer says otherwise

  function request() {
    wanted = true;
    if (inSight && !frame) frame = window.requestAnimationFrame(run);
  }
  function run() {
    frame = 0;
    if (!wanted || !inSight) return;
    wanted = false;
    paint();
  }
  const observer = new window.IntersectionObserver((entries) => {
    inSight = entries[entries.length - 1].isIntersecting;
    if (wanted) request();
  }, { rootMargin: AHEAD, scrollMargin: AHEAD });
  observer.observe(root);
  return {
    request,
    destroy() {
      window.cancelAnimationFrame(frame);
      observer.disconnect();
      inSight = false;
    },
  };
}

/** Call `tell(width, height)` in CSS pixels whenever the size of an element changes; returns what stops it. */
export function watchSize(node, tell) {
  const observer = new node.ownerDocument.defaultView.ResizeObserver((entries) => {
    const { width, height } = entries[entries.length - 1].contentRect;
    tell(width, height);
  });
  observer.observe(node);
  return () => observer.disconnect();
}

// Sympathy to colour, width and dash: the same scale everywhere, fixed from -1 to 1, whatever a room holds.
//
// Sign must be readable without seeing hue. So negative is dashed, and at equal strength negative and positive differ in
// lightness: on light paper blue is the darker one, on dark paper the lighter one. tests/colours.test.js holds that
// under simulated deuteranopia and protanopia, and in grey.

/** How many steps of colour there are from -1 to 1; odd, so that 0 has one of its own. */
export const LEVELS = 41;

const MIDDLE = (LEVELS - 1) / 2;

const LIGHT = {
  dark: false,
  paper: "#ffffff",
  ink: "#1c2430",
  muted: "#5c6675",
  line: "#c9ced6",
  accent: "#b45309", // of selection and focus: neither red nor blue nor grey, and dark enough on white
  stops: ["#cf2f2a", "#e5877d", "#a9aeb6", "#5b86c0", "#17479e"],
};
const DARK = {
  dark: true,
  paper: "#15181d",
  ink: "#e9edf3",
  muted: "#a3adba",
  line: "#3b424d",
  accent: "#fbbf24",
  stops: ["#f0564f", "#a8484a", "#5d6470", "#5590d0", "#8ecbff"],
};

/**
 * The colours of a theme.
 * @param {boolean} dark
 * @returns {{dark: boolean, paper: string, ink: string, muted: string, line: string, accent: string, ties: string[]}}
 *   `ties` by level: from dislike to liking
 */
export function palette(dark) {
  return dark ? DARK_PALETTE : LIGHT_PALETTE;
}

/**
 * The step of colour of a sympathy.
 * @param {number} sympathy what lies outside [-1, 1] counts as the end it is beyond
 * @returns {number} 0 to LEVELS - 1; -1 for NaN, which is no tie
 */
export function levelOf(sympathy) {
  if (Number.isNaN(sympathy)) return -1;
  return Math.max(0, Math.min(LEVELS - 1, Math.round(sympathy * MIDDLE) + MIDDLE));
}

/** The colour of a sympathy, as CSS; that of 0 where there is no tie. */
export function colourOf(sympathy, dark) {
  const level = levelOf(sympathy);
  return palette(dark).ties[level < 0 ? MIDDLE : level];
}

/** The width of a tie in CSS pixels, before a crowded drawing makes all thinner. */
export function widthOf(sympathy) {
  return Number.isNaN(sympathy) ? 0 : 0.8 + 3.4 * Math.min(1, Math.abs(sympathy));
}

/** Whether a tie is dashed: every one whose colour is on the side of dislike. */
export function isDashed(sympathy) {
  return levelOf(sympathy) >= 0 && levelOf(sympathy) < MIDDLE;
}

/**
 * The dashes of a tie in CSS pixels; none for a positive one.
 * @param {number} sympathy
 * @param {number} width of the line
 * @returns {number[]}
 */
export function dashOf(sympathy, width) {
  return isDashed(sympathy) ? [3 + 1.4 * width, 2.5 + width] : [];
}

/**
 * The colours by level, the weak ones closer to the paper. Mixed ahead: a see-through line costs more to paint.
 * @param {boolean} dark
 * @param {number} faintness 0 leaves all as they are, 1 lets the weakest vanish
 * @returns {string[]}
 */
export function fadedTies(dark, faintness) {
  const { paper, ties } = palette(dark);
  return ties.map((colour, level) => {
    const strength = Math.abs(level - MIDDLE) / MIDDLE;
    return mix(colour, paper, faintness * (1 - strength) ** (1.5 - faintness));
  });
}

/**
 * A colour on its way to another.
 * @param {string} from as #rrggbb
 * @param {string} to as #rrggbb
 * @param {number} share of the way, in [0, 1]
 * @returns {string} #rrggbb
 */
export function mix(from, to, share) {
  const [a, b] = [channels(from), channels(to)];
  return `#${a.map((value, i) => Math.round(value + (b[i] - value) * share).toString(16).padStart(2, "0")).join("")}`;
}

/** Red, green and blue of #rrggbb, each 0 to 255. */
export function channels(colour) {
  const number = parseInt(colour.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

function withTies({ stops, ...rest }) {
  const ties = Array.from({ length: LEVELS }, (_, level) => {
    const place = (level / (LEVELS - 1)) * (stops.length - 1);
    const before = Math.min(stops.length - 2, Math.floor(place));
    return mix(stops[before], stops[before + 1], place - before);
  });
  return Object.freeze({ ...rest, ties: Object.freeze(ties) });
}

const LIGHT_PALETTE = withTies(LIGHT);
const DARK_PALETTE = withTies(DARK);

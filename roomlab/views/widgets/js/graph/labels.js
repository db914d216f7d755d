// Which names are written and where: none over another, the important first.

const CELL = 48; // CSS pixels of the grid that finds what is near
const AREA_EACH = 11_000; // square CSS pixels for each name, so that the ties between can be seen
const WITH_DISCS = 700; // agents up to which names keep clear of discs

/** Rectangles that are taken, found by a grid. */
export class Taken {
  constructor() {
    this.cells = new Map();
  }

  add(box) {
    for (const key of keysOf(box)) (this.cells.get(key) ?? this.cells.set(key, []).get(key)).push(box);
  }

  /** Whether a box meets one that was added, other than those of `owner`. */
  meets(box, owner) {
    for (const key of keysOf(box)) {
      for (const other of this.cells.get(key) ?? []) {
        if (other.owner !== owner && box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top) {
          return true;
        }
      }
    }
    return false;
  }
}

function* keysOf({ left, top, right, bottom }) {
  for (let column = Math.floor(left / CELL); column <= Math.floor(right / CELL); column++) {
    for (let row = Math.floor(top / CELL); row <= Math.floor(bottom / CELL); row++) yield `${column},${row}`;
  }
}

/**
 * Agents by how much their name matters: the chosen, then those with the most sympathy and antipathy around them.
 * @param {import("./scene.js").Scene} scene
 * @param {Set<number>} chosen
 * @returns {number[]}
 */
export function byImportance(scene, chosen) {
  const numbers = [...scene.shown.keys()].filter((number) => scene.shown[number]);
  return numbers.sort((a, b) => chosen.has(b) - chosen.has(a) || scene.degree[b] - scene.degree[a] || a - b);
}

/**
 * Find a place for names.
 * @param {import("./scene.js").Scene} scene
 * @param {number[]} order the important first
 * @param {function(number): {width: number, height: number}} sizeOf of a name, CSS pixels
 * @param {{width: number, height: number}} view
 * @returns {{number: number, x: number, y: number}[]} the middle of each written name
 */
export function placeLabels(scene, order, sizeOf, { width, height }) {
  const taken = new Taken();
  if (order.length <= WITH_DISCS) order.forEach((number) => taken.add(discOf(scene, number)));
  const most = Math.max(40, (width * height) / (AREA_EACH * scene.type ** 2));
  const placed = [];
  for (const number of order) {
    if (placed.length >= most) break;
    const [x, y] = [scene.x[number], scene.y[number]];
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const size = sizeOf(number);
    const found = placesFor(x, y, scene.radius, size).find((place) => {
      const box = boxOf(place, size, number);
      return box.left >= 2 && box.right <= width - 2 && box.top >= 0 && box.bottom <= height && !taken.meets(box, number);
    });
    if (!found) continue;
    taken.add(boxOf(found, size, number));
    placed.push({ number, ...found });
  }
  return placed;
}

function placesFor(x, y, radius, { width, height }) {
  const away = radius + 3;
  return [
    { x, y: y + away + height / 2 },
    { x, y: y - away - height / 2 },
    { x: x + away + width / 2 + 1, y },
    { x: x - away - width / 2 - 1, y },
  ];
}

const boxOf = ({ x, y }, { width, height }, owner) => ({
  left: x - width / 2 - 2, right: x + width / 2 + 2, top: y - height / 2, bottom: y + height / 2, owner,
});

const discOf = ({ x, y, radius }, owner) => ({
  left: x[owner] - radius, right: x[owner] + radius, top: y[owner] - radius, bottom: y[owner] + radius, owner,
});

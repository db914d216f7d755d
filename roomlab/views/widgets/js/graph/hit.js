// What is under the pointer, and which agent is next in a direction.
import { distanceTo, newShape, shapeOf } from "./shapes.js";

const REACH_AGENT = 5; // CSS pixels beyond its rim
const REACH_TIE = 5;
const shape = newShape();

/**
 * @param {import("./scene.js").Scene} scene
 * @returns {{agent: number}|{tie: number}|null} agents lie above ties
 */
export function hit(scene, x, y, curved) {
  const agent = agentAt(scene, x, y);
  if (agent >= 0) return { agent };
  const tie = tieAt(scene, x, y, curved);
  return tie >= 0 ? { tie } : null;
}

/** The agent at a point; -1 where there is none. */
export function agentAt(scene, x, y) {
  let found = -1;
  let nearest = scene.radius + REACH_AGENT;
  scene.picture.agents.forEach((_, number) => {
    const distance = Math.hypot(scene.x[number] - x, scene.y[number] - y);
    if (scene.shown[number] && distance <= nearest) [found, nearest] = [number, distance];
  });
  return found;
}

/** The tie at a point, the stronger of two that are as near; -1 where there is none. */
export function tieAt(scene, x, y, curved) {
  let found = -1;
  let nearest = REACH_TIE;
  for (let tie = 0; tie < scene.picture.size; tie++) {
    if (!scene.accepts(tie) || !shapeOf(shape, scene, tie, curved).visible) continue;
    const distance = distanceTo(shape, x, y) - 2 * Math.abs(scene.picture.sympathy[tie]);
    if (distance < nearest) [found, nearest] = [tie, distance];
  }
  return found;
}

/**
 * The nearest agent in a direction, for the arrow keys.
 * @param {number} from agent number
 * @param {number} dx -1, 0 or 1
 * @param {number} dy
 * @returns {number} `from` itself where there is nobody that way
 */
export function agentTowards(scene, from, dx, dy) {
  let found = from;
  let best = Infinity;
  scene.picture.agents.forEach((_, number) => {
    if (number === from || !scene.shown[number]) return;
    const [x, y] = [scene.x[number] - scene.x[from], scene.y[number] - scene.y[from]];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (along <= 0 || aside > along * 1.5) return; // a cone, a little wider than a quarter of all ways
    const cost = along + 2 * aside;
    if (cost < best) [found, best] = [number, cost];
  });
  return found;
}

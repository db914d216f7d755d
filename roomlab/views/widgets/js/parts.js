// The parts by the names that a view's `kind` has: each a function `mount(root, store, context) → {destroy()}`.
import { mount as chat } from "./chat.js";
import { mount as graph } from "./graph/index.js";
import { mount as plain } from "./plain.js";
import { mount as timeline } from "./timeline.js";

export const PARTS = { dashboard: plain, graph, matrix: plain, chat, timeline };

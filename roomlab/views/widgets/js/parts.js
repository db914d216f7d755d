// The parts by the names that a view's `kind` has: each a function `mount(root, store, context) → {destroy()}`.
import { mount as chat } from "./chat.js";
import { mount as dashboard } from "./dashboard.js";
import { DRAWINGS } from "./drawings.js";
import { mount as timeline } from "./timeline.js";

export const PARTS = { dashboard, ...DRAWINGS, chat, timeline };

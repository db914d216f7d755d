// The two drawings of a room by their names: who feels what towards whom, as a graph or as a matrix.
import { mount as graph } from "./graph/index.js";
import { mount as matrix } from "./matrix.js";

export const DRAWINGS = { graph, matrix };

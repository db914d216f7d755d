// What a page knows of a room: the one place where messages of the kernel become state. No DOM in here.
//
// Two layers: `live` follows the room; `shown` is what every part draws, and is the same object as `live` unless the
// user looks at the past or has paused. Parts subscribe to what is shown and never hear of anything else.

/** Agents, ties and values at one moment. Agents and ties are numbered for life; a tie that is not there has NaN. */
export class Picture {
  constructor() {
    /** @type {{id: string, name: string, mood: ?string, level: ?number, avatar: ?string, here: boolean}[]} */
    this.agents = [];
    this.source = new Int32Array(0); // agent number, by tie number
    this.target = new Int32Array(0);
    this.sympathy = new Float64Array(0); // [-1, 1] or NaN, by tie number
    this.size = 0; // how many tie numbers there are; the arrays may be longer
  }
}

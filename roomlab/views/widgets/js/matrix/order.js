// In which order the agents of a matrix stand: faction by faction, and calm. A changed sympathy moves nobody.
import { factionsOf } from "../graph/faction.js";

const GROWN = 2; // times the ties of the last ordering

export class Order {
  constructor() {
    /** @type {number[]} agent numbers from the top */
    this.agents = [];
    /** @type {number[]} faction by agent number */
    this.faction = [];
    this.ties = 0; // at the last ordering
  }

  /**
   * Take up agents that are new: each stands at the end of the faction that likes it most. A room that has twice the
   * ties is another room and ordered anew.
   * @param {object} picture of the store
   */
  sync(picture) {
    const first = this.agents.length === 0;
    if (first || picture.size >= GROWN * Math.max(this.ties, picture.agents.length)) return this.arrange(picture);
    for (let number = this.faction.length; number < picture.agents.length; number++) this.welcome(picture, number);
  }

  /** Order everyone anew, by the sympathies of now. */
  arrange(picture) {
    const { order, faction } = factionsOf(picture.agents.length, picture);
    this.agents = [...order];
    this.faction = [...faction];
    this.ties = picture.size;
  }

  welcome(picture, number) {
    const sums = new Map();
    const add = (other, value) => {
      const where = this.faction[other];
      if (where !== undefined && !Number.isNaN(value)) sums.set(where, (sums.get(where) ?? 0) + value);
    };
    for (let tie = 0; tie < picture.size; tie++) {
      if (picture.source[tie] === number) add(picture.target[tie], picture.sympathy[tie]);
      if (picture.target[tie] === number) add(picture.source[tie], picture.sympathy[tie]);
    }
    const [best, sum] = [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [-1, 0];
    const last = sum > 0 ? this.agents.findLastIndex((other) => this.faction[other] === best) : -1;
    this.agents.splice(last < 0 ? this.agents.length : last + 1, 0, number);
    this.faction[number] = last < 0 ? Math.max(-1, ...this.faction) + 1 : best;
  }

  /**
   * Those of the order who are shown.
   * @param {Uint8Array} shown by agent number
   * @returns {{agents: number[], rank: Int32Array, borders: number[]}} `rank` by agent number, -1 for who is not shown;
   *   `borders` are the ranks at which another faction begins
   */
  visible(shown) {
    const agents = this.agents.filter((number) => shown[number]);
    const rank = new Int32Array(shown.length).fill(-1);
    const borders = [];
    agents.forEach((number, place) => {
      rank[number] = place;
      if (place > 0 && this.faction[number] !== this.faction[agents[place - 1]]) borders.push(place);
    });
    return { agents, rank, borders };
  }
}

// Questions about a picture of the room: who feels what for whom. Pure.

/**
 * The ties of one agent, the strongest first.
 * @param {{agents: object[], source: Int32Array, target: Int32Array, sympathy: Float64Array, size: number}} picture
 * @param {number} number of the agent
 * @returns {{out: {agent: number, sympathy: number}[], in: {agent: number, sympathy: number}[]}}
 */
export function tiesOf({ source, target, sympathy, size }, number) {
  const found = { out: [], in: [] };
  for (let tie = 0; tie < size; tie++) {
    if (Number.isNaN(sympathy[tie])) continue;
    if (source[tie] === number) found.out.push({ agent: target[tie], sympathy: sympathy[tie] });
    if (target[tie] === number) found.in.push({ agent: source[tie], sympathy: sympathy[tie] });
  }
  const strongest = (one, other) => Math.abs(other.sympathy) - Math.abs(one.sympathy) || one.agent - other.agent;
  found.out.sort(strongest);
  found.in.sort(strongest);
  return found;
}

/** How many agents are in the room, and how many ties there are between any two. */
export function sizeOf({ agents, sympathy, size }) {
  let ties = 0;
  for (let tie = 0; tie < size; tie++) if (!Number.isNaN(sympathy[tie])) ties++;
  return { agents: agents.reduce((count, agent) => count + (agent && agent.here !== false ? 1 : 0), 0), ties };
}

/** The mean of some sympathies; null of none. */
export function mean(ties) {
  return ties.length ? ties.reduce((sum, { sympathy }) => sum + sympathy, 0) / ties.length : null;
}

/**
 * The numbers of the agents whose name holds a text, those that begin with it first.
 * @param {object[]} agents
 * @param {string} text
 * @param {number} most
 */
export function agentsNamed(agents, text, most) {
  const wanted = plain(text);
  if (!wanted) return [];
  const found = [];
  agents.forEach((agent, number) => {
    const at = plain(agent.name.slice(0, 400)).indexOf(wanted);
    if (at >= 0) found.push({ number, rank: at === 0 ? 0 : 1 });
  });
  found.sort((one, other) => one.rank - other.rank || one.number - other.number);
  return found.slice(0, most).map(({ number }) => number);
}

/** Without case and accents. */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}

// A room in one line of text: what is shown until the real part of that name is there.
import { element, write } from "./dom.js";

export function mount(root, store, context) {
  const line = element(context.document, "p", { role: "status" });
  root.append(line);
  const draw = () => {
    const here = store.shown.agents.filter((agent) => agent.here).length;
    let ties = 0;
    for (let tie = 0; tie < store.shown.size; tie++) if (!Number.isNaN(store.shown.sympathy[tie])) ties += 1;
    const last = store.chat.length ? store.chat[store.chat.length - 1].text : "";
    write(line, `${store.title} | ${store.link} | ${store.status.state} | ${here} agents, ${ties} ties | ${last}`);
  };
  const stop = store.subscribe(draw);
  draw();
  return {
    destroy() {
      stop();
      line.remove();
    },
  };
}

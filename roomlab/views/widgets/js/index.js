// The face of the bundle in a notebook: one store for each room, and the part that a view asks for.
import { frame } from "./frame.js";
import { PARTS } from "./parts.js";
import { RoomStore } from "./store.js";
import { bindTraits, modelTransport } from "./transport.js";

const KEY = Symbol.for("roomlab.store");

/** A view of the room has come, which is not drawn yet. */
function open(stage) {
  if (stage[KEY]) stage[KEY].stay();
  else storeOf(stage);
}

/** @returns {RoomStore} the one of this room in this page; it lives as long as the stage. */
function storeOf(stage) {
  if (!stage[KEY]) {
    const store = new RoomStore(modelTransport(stage));
    const unbind = bindTraits(stage, store);
    stage[KEY] = store;
    stage.on("destroy", () => {
      unbind();
      store.destroy();
      delete stage[KEY];
    });
  }
  return stage[KEY];
}

/** Draw a view. @returns {function(): void} takes it away. */
function render({ model, el }, stage) {
  const { root, context, destroy } = frame(el, model.get("options"));
  root.classList.toggle("roomlab-pictured", Boolean(model.get("pictured"))); // see style.css
  const store = storeOf(stage);
  root[KEY] = store; // for whoever looks at the page from outside: a test, the console
  const part = PARTS[model.get("kind")](root, store, context);
  const retune = () => context.change(model.get("options"));
  model.on("change:options", retune);
  return () => {
    model.off("change:options", retune);
    part.destroy();
    destroy();
  };
}

export default { open, render };

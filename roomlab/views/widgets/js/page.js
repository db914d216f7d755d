// The face of the bundle in a page that stands alone: the room is in the page, and nothing is asked of anybody.
import { dataTransport } from "./answers.js";
import { frame } from "./frame.js";
import { PARTS } from "./parts.js";
import { RoomStore } from "./store.js";

/** Put the room of `<script type="application/json" id="room">` into the element `#live`, in place of `#still`. */
export function open(document) {
  const data = JSON.parse(document.getElementById("room").textContent);
  const place = document.getElementById("live");
  const { root, context } = frame(place, data.options ?? {});
  const store = new RoomStore(dataTransport(data));
  PARTS.dashboard(root, store, context);
  place.hidden = false;
  document.getElementById("still")?.remove();
  return store;
}

if (globalThis.document?.getElementById("room")) open(globalThis.document);

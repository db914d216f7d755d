// The only code that knows comms: a widget model of the notebook as a transport of messages, and its traits.

/** What a kernel is doing when the other side of this model is no longer in it. */
const OVER = new Set(["restarting", "autorestarting", "terminating", "dead"]);

/**
 * @param model the stage's model.
 * @returns {{send: function(object), listen: function(function(object)): function(), watch: function(function(boolean)): function()}}
 *   `listen` hears messages, `watch` is told whether there is a kernel, now and whenever that changes; both return what ends it
 */
export function modelTransport(model) {
  // A kernel that is shut down leaves its comms as if they were alive; where the application shows the kernel, it is asked.
  const kernel = model.widget_manager?.kernel;
  let over = false;
  const there = () => !over && model.comm_live !== false;
  return {
    send(message) {
      if (there()) model.send(message); // else nobody would answer
    },
    listen(callback) {
      const read = (message, buffers) => callback(message.type === "packed" ? unpacked(buffers) : message);
      model.on("msg:custom", read);
      return () => model.off("msg:custom", read);
    },
    watch(tell) {
      const end = () => {
        over = true;
        tell(false);
      };
      const look = (_, status) => OVER.has(status) && end();
      const renew = () => {
        if (model.comm_live) over = false; // taken up again, by another connection
        tell(there());
      };
      model.on("comm_live_update", renew);
      kernel?.disposed?.connect(end);
      kernel?.statusChanged?.connect(look);
      if (kernel?.isDisposed) end();
      else tell(there());
      return () => {
        model.off("comm_live_update", renew);
        kernel?.disposed?.disconnect(end);
        kernel?.statusChanged?.disconnect(look);
      };
    },
  };
}

/**
 * A message as large as the room: JSON as bytes, in which agents are columns, and a column that is the same for all is one value.
 * @returns {?object} null when it cannot be read, as any message that makes no sense
 */
function unpacked(buffers) {
  try {
    const message = JSON.parse(new TextDecoder().decode(buffers[0]));
    const { id, name, mood, level, avatar, here } = message.agents;
    const of = (column, number) => (Array.isArray(column) ? column[number] : column);
    const agents = id.map((own, at) => ({
      id: own, name: of(name, at), mood: of(mood, at), level: of(level, at), avatar: of(avatar, at), here: of(here, at),
    }));
    return { ...message, agents };
  } catch {
    return null;
  }
}

/**
 * Keep what all views of a room share (selected, moment, paused) the same in the page's store and the stage's traits.
 *
 * @param model the stage's model.
 * @param {import("./store.js").RoomStore} store
 * @returns {function(): void} ends it.
 */
export function bindTraits(model, store) {
  const fromKernel = {
    "change:selected": () => {
      const ids = model.get("selected") ?? [];
      if (!sameItems(ids, store.selectedIds)) store.selectIds(ids);
    },
    "change:paused": () => {
      const paused = Boolean(model.get("paused"));
      if (paused !== store.paused) (paused ? store.pause() : store.resume());
    },
    "change:moment": () => {
      const seq = model.get("moment") ?? null;
      if (seq === (store.moment?.seq ?? null) && !store.seeking) return;
      if (seq === null) store.goLive(); // also when the answer about an earlier moment is still on its way
      else store.seek({ seq });
    },
  };
  for (const [name, callback] of Object.entries(fromKernel)) model.on(name, callback);
  for (const callback of Object.values(fromKernel)) callback(); // what the kernel had said before this page came
  const stop = store.subscribe((change) => {
    if (store.link === "gone" || (!change.selection && !change.moment)) return;
    // Only what has changed: a moment that the kernel wants and that has not come yet must not be written over.
    const selected = change.selection ? { selected: store.selectedIds } : {};
    const shown = change.moment ? { paused: store.paused, moment: store.moment?.seq ?? null } : {};
    const other = Object.entries({ ...selected, ...shown }).filter(([name, value]) => !sameItems([model.get(name)].flat(), [value].flat()));
    if (!other.length) return;
    for (const [name, value] of other) model.set(name, value);
    model.save_changes();
  });
  return () => {
    stop();
    for (const [name, callback] of Object.entries(fromKernel)) model.off(name, callback);
  };
}

function sameItems(first, second) {
  return first.length === second.length && first.every((item, place) => (item ?? null) === (second[place] ?? null));
}

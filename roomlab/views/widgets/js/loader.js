// What each view carries: it finds the room's stage and, there, the bundle. So a notebook with twenty views holds the
// code once, and all views of a room share one instance of it.

const KEY = Symbol.for("roomlab.bundle");

/** Our own code, which came with the view from the kernel: exactly what anywidget does with this file. */
function bundleOf(stage) {
  stage[KEY] ??= load(stage.get("bundle"));
  return stage[KEY];
}

async function load(code) {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return await import(address); // eslint-disable-line no-unsanitized/method
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function stageOf(model) {
  return model.widget_manager.get_model(model.get("stage").replace("IPY_MODEL_", ""));
}

export default {
  async initialize({ model }) {
    const stage = await stageOf(model);
    (await bundleOf(stage)).default.open(stage); // listens before the first view is drawn, so that nothing is missed
  },
  async render(context) {
    const stage = await stageOf(context.model);
    return (await bundleOf(stage)).default.render(context, stage);
  },
};

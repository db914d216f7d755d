// The face of the bundle in a notebook: what anywidget calls for each model and each view.
export default { render() {} };

// Light or dark: as the user chose, else as the application around the view, else as the system.

const WATCHED = ["class", "data-jp-theme-light", "data-vscode-theme-kind", "theme", "data-theme"];

/** "light" or "dark" as JupyterLab, VS Code or Colab say it of their page; null elsewhere. */
export function themeOfPage(document) {
  const { body, documentElement } = document;
  if (body?.dataset.jpThemeLight) return body.dataset.jpThemeLight === "true" ? "light" : "dark";
  const kind = body?.dataset.vscodeThemeKind;
  if (kind) return kind.includes("light") ? "light" : "dark";
  const own = documentElement.getAttribute("theme") ?? documentElement.dataset.theme;
  return own === "light" || own === "dark" ? own : null;
}

/**
 * Keeps `data-theme` of an element right.
 * @param {HTMLElement} root
 * @param {"auto"|"light"|"dark"} choice
 * @returns {{dark: boolean, choice: string, choose: function(string), watch: function(function()): function(), destroy: function()}}
 */
export function createTheme(root, choice = "auto") {
  const { ownerDocument: document } = root;
  const window = document.defaultView;
  const system = window?.matchMedia?.("(prefers-color-scheme: dark)");
  const watchers = new Set();
  const theme = { dark: null, choice, choose, watch, destroy };

  function update() {
    const page = theme.choice === "auto" ? themeOfPage(document) : null;
    const name = page ?? (theme.choice === "auto" ? (system?.matches ? "dark" : "light") : theme.choice);
    root.dataset.theme = name;
    root.dataset.surface = page ? "page" : "own"; // whether the page's own colours of paper and ink fit
    if (theme.dark === (name === "dark")) return;
    theme.dark = name === "dark";
    for (const tell of [...watchers]) tell();
  }
  function choose(next) {
    theme.choice = next;
    update();
  }
  function watch(tell) {
    watchers.add(tell);
    return () => watchers.delete(tell);
  }
  const observer = new window.MutationObserver(update);
  for (const node of [document.documentElement, document.body]) {
    if (node) observer.observe(node, { attributes: true, attributeFilter: WATCHED });
  }
  system?.addEventListener?.("change", update);
  function destroy() {
    observer.disconnect();
    system?.removeEventListener?.("change", update);
    watchers.clear();
  }
  update();
  return theme;
}

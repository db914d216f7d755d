var ti="http://www.w3.org/2000/svg";function y(s,t,e={},...i){return Me(s.createElement(t),e,i)}function q(s,t,e={},...i){return Me(s.createElementNS(ti,t),e,i)}function Me(s,t,e){for(let[i,n]of Object.entries(t))n!==null&&n!==!1&&n!==void 0&&s.setAttribute(i,n===!0?"":n);return s.append(...e.filter(i=>i!==null)),s}function I(s,t){s.textContent!==t&&(s.textContent=t)}function P(s,t,e,i){let n=y(s,t,{class:e,dir:"auto"});return n.textContent=j(i),n}var ei=/[\u0000-\u0008\u000b-\u001f\u007f]/g,si=/[\p{C}\p{Z}\p{M}\s\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu,Ut=4;function j(s){let t=s.replace(/\r\n?/g,`
`).replace(ei,ni);return ii(t)?ri(s):t}function ii(s){return[s.slice(0,64),s].every(t=>t.replace(si,"")==="")}function ni(s){let t=s.charCodeAt(0);return String.fromCharCode(t===127?9249:9216+t)}function ri(s){let t=[...s.slice(0,2*Ut+2)];return t.length===0?"∅":`⟨${t.slice(0,Ut).map(i=>`U+${i.codePointAt(0).toString(16).toUpperCase().padStart(4,"0")}`).join(" ")}${t.length>Ut?" …":""}⟩`}function $(s,t){if(s.length<=t)return s;let e=s.charCodeAt(t-1);return s.slice(0,e>=55296&&e<=56319?t-1:t)}var _e=`/* All of the live view, below one class: nothing leaks into the page around it. Colours agree with colours.js. */

.roomlab-view {
  --rl-paper: #ffffff;
  --rl-raised: #f6f7f9;
  --rl-soft: #eaedf1;
  --rl-line: #c9ced6;
  --rl-ink: #1c2430;
  --rl-muted: #5c6675;
  --rl-accent: #b45309;
  --rl-accent-soft: #fcefdc;
  --rl-live: #0f6e62;
  --rl-warm: #17479e;
  --rl-cold: #cf2f2a;
  --rl-hatch: rgb(255 255 255 / 62%);
  --rl-shadow: 0 4px 18px rgb(20 28 40 / 14%);
  --rl-radius: 0.5em;
  all: initial;
  color-scheme: light;
  display: block;
  box-sizing: border-box;
  position: relative;
  width: 100%;
  color: var(--rl-ink);
  background: var(--rl-paper);
  font: 13px/1.45 var(--jp-ui-font-family, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif);
  font-variant-numeric: tabular-nums;
  text-align: start;
  -webkit-font-smoothing: antialiased;
}

.roomlab-view[data-theme="dark"] {
  --rl-paper: #15181d;
  --rl-raised: #1b1f26;
  --rl-soft: #282e37;
  --rl-line: #3b424d;
  --rl-ink: #e9edf3;
  --rl-muted: #a3adba;
  --rl-accent: #fbbf24;
  --rl-accent-soft: #3a2f14;
  --rl-live: #5fd3c2;
  --rl-warm: #8ecbff;
  --rl-cold: #f0564f;
  --rl-hatch: rgb(21 24 29 / 62%);
  --rl-shadow: 0 4px 18px rgb(0 0 0 / 50%);
  color-scheme: dark;
}

.roomlab-view {
  /* What the page around does to plain elements stops here. */
  :where(h2, h3, h4, p, ol, li, div, span, section, header, button, input, select, option, label, output, time, bdi, b, details, summary) {
    all: revert;
    box-sizing: border-box;
    font: inherit;
    color: inherit;
    letter-spacing: normal;
    text-transform: none;
  }
  :where(h2, h3, h4, p, ol) {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  :where(button, summary) {
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
    text-align: inherit;
  }
  :where(summary) {
    list-style: none;
  }
  :where(summary)::-webkit-details-marker {
    display: none;
  }
  [hidden],
  .rl-gone {
    display: none !important;
  }
  :focus-visible {
    outline: 2px solid var(--rl-accent);
    outline-offset: 2px;
    border-radius: 3px;
  }
  .rl-heard {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .rl-empty {
    padding: 0.8em;
    color: var(--rl-muted);
  }
  .rl-value {
    color: var(--rl-muted);
    font-variant-numeric: tabular-nums;
  }

  /* ---- controls ---- */
  .rl-icon {
    width: 1.2em;
    height: 1.2em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .rl-filled {
    fill: currentColor;
    stroke: none;
  }
  .rl-button,
  .rl-segment,
  .rl-select,
  .rl-input {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    height: 2.15em;
    padding: 0 0.65em;
    border: 1px solid var(--rl-line);
    border-radius: var(--rl-radius);
    background: var(--rl-paper);
    white-space: nowrap;
  }
  .rl-button:hover:not(:disabled),
  .rl-segment:hover:not([aria-pressed="true"]),
  .rl-item:hover,
  .rl-option:hover {
    background: var(--rl-soft);
  }
  .rl-button[aria-pressed="true"],
  .rl-segment[aria-pressed="true"] {
    border-color: var(--rl-accent);
    background: var(--rl-accent-soft);
  }
  .rl-button:disabled {
    color: var(--rl-muted);
    cursor: default;
    border-style: dashed;
  }
  .rl-quiet {
    border-color: transparent;
    padding: 0 0.4em;
  }
  .rl-segments {
    display: inline-flex;
  }
  .rl-segments .rl-segment {
    border-radius: 0;
    margin-left: -1px;
    position: relative;
  }
  .rl-segments .rl-segment:first-child {
    border-radius: var(--rl-radius) 0 0 var(--rl-radius);
    margin-left: 0;
  }
  .rl-segments .rl-segment:last-child {
    border-radius: 0 var(--rl-radius) var(--rl-radius) 0;
  }
  .rl-segments .rl-segment[aria-pressed="true"],
  .rl-segments .rl-segment:focus-visible {
    z-index: 1;
  }
  .rl-range {
    width: 7em;
    height: 1.6em;
    margin: 0;
    accent-color: var(--rl-accent);
  }
  .rl-threshold {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    white-space: nowrap;
  }
  .rl-menu {
    position: relative;
    display: inline-block;
  }
  .rl-sheet {
    position: absolute;
    z-index: 5;
    top: calc(100% + 0.35em);
    right: 0;
    min-width: 12em;
    padding: 0.35em;
    border: 1px solid var(--rl-line);
    border-radius: var(--rl-radius);
    background: var(--rl-paper);
    box-shadow: var(--rl-shadow);
  }
  .rl-item,
  .rl-option {
    display: block;
    width: 100%;
    padding: 0.4em 0.6em;
    border-radius: 0.35em;
    text-align: start;
    cursor: pointer;
  }
  .rl-setting {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1.2em;
    padding: 0.35em 0.4em;
    white-space: nowrap;
  }
  .rl-alone {
    margin: 0.35em 0.4em;
  }
  .rl-finder {
    position: relative;
    display: inline-flex;
    align-items: center;
  }
  .rl-finder .rl-icon {
    position: absolute;
    left: 0.6em;
    color: var(--rl-muted);
    pointer-events: none;
  }
  .rl-input {
    width: 13em;
    padding-left: 2.1em;
    cursor: text;
  }
  .rl-input::placeholder {
    color: var(--rl-muted);
    opacity: 1;
  }
  .rl-found {
    left: 0;
    right: auto;
    width: 18em;
    max-width: 80vw;
  }
  .rl-option {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .rl-option[aria-selected="true"] {
    background: var(--rl-accent-soft);
  }

  /* ---- a panel ---- */
  .rl-panel {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    height: 100%;
    background: var(--rl-paper);
  }
  .rl-head {
    display: flex;
    align-items: center;
    gap: 0.7em;
    flex: none;
    min-height: 2.9em;
    padding: 0.3em 0.8em;
    border-bottom: 1px solid var(--rl-soft);
  }
  .rl-head h3 {
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .rl-head .rl-select {
    margin-left: auto;
    max-width: 60%;
    height: 2em;
    padding: 0 0.4em;
    cursor: pointer;
  }
  .rl-scroll {
    flex: 1;
    min-height: 0;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--rl-line) transparent;
  }
  .rl-scroll:focus-visible {
    outline-offset: -2px;
  }
  .rl-badge {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    flex: none;
    width: 2.3em;
    height: 2.3em;
    border-radius: 50%;
    overflow: hidden;
    background: var(--rl-soft);
    font-size: 0.85em;
    font-weight: 600;
    line-height: 1;
    white-space: nowrap;
    user-select: none;
  }

  /* ---- chat ---- */
  .rl-talk {
    position: relative;
    display: flex;
    flex: 1;
    min-height: 0;
  }
  .rl-lines {
    padding: 0.2em 0 0.6em;
  }
  .rl-line {
    display: flex;
    gap: 0.65em;
    padding: 0.5em 0.8em 0.1em;
    contain: content;
  }
  .rl-joined {
    padding-top: 0.1em;
  }
  .rl-joined .rl-badge {
    visibility: hidden;
    height: 0;
  }
  .rl-body {
    flex: 1;
    min-width: 0;
  }
  .rl-by {
    display: flex;
    align-items: baseline;
    gap: 0.6em;
    min-width: 0;
  }
  .rl-name {
    min-width: 0;
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 600;
  }
  button.rl-name:hover {
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .rl-time {
    flex: none;
    color: var(--rl-muted);
    font-size: 0.85em;
  }
  .rl-said,
  .rl-round .rl-text {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: isolate;
  }
  .rl-said {
    overflow: hidden;
  }
  .rl-fold,
  .rl-older {
    color: var(--rl-accent);
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .rl-older {
    display: block;
    width: 100%;
    min-height: 2.4em;
    padding: 0.4em;
    text-align: center;
  }
  .rl-older:disabled {
    color: var(--rl-muted);
    text-decoration: none;
    cursor: default;
  }
  .rl-by-narrator .rl-said,
  .rl-by-summary .rl-said {
    padding: 0.35em 0.7em;
    border-left: 3px solid var(--rl-line);
    background: var(--rl-raised);
    border-radius: 0 0.35em 0.35em 0;
  }
  .rl-by-narrator .rl-said {
    font-style: italic;
  }
  .rl-by-system .rl-said {
    color: var(--rl-muted);
  }
  .rl-event {
    margin: 0.6em 0.8em 0.3em;
    padding: 0.45em 0.7em;
    border: 1px solid var(--rl-soft);
    border-left: 3px solid var(--rl-accent);
    border-radius: 0.35em;
    background: var(--rl-raised);
    contain: content;
  }
  .rl-kind {
    color: var(--rl-accent);
    font-weight: 600;
  }
  .rl-about {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 0.9em;
    margin-top: 0.15em;
  }
  .rl-about .rl-name {
    font-weight: 500;
    color: var(--rl-muted);
  }
  .rl-round {
    display: flex;
    align-items: center;
    gap: 0.8em;
    padding: 0.9em 0.8em 0.4em;
    color: var(--rl-muted);
    font-size: 0.92em;
  }
  .rl-round::before,
  .rl-round::after {
    content: "";
    flex: 1;
    border-top: 1px solid var(--rl-line);
  }
  .rl-news {
    position: absolute;
    bottom: 0.8em;
    left: 50%;
    transform: translateX(-50%);
    padding: 0.35em 1em;
    border-radius: 2em;
    background: var(--rl-ink);
    color: var(--rl-paper);
    box-shadow: var(--rl-shadow);
    white-space: nowrap;
  }

  /* ---- profile ---- */
  .rl-who {
    flex: 1;
    min-width: 0;
  }
  .rl-mood {
    overflow: hidden;
    color: var(--rl-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .rl-nobody .rl-badge {
    display: none;
  }
  .rl-columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(13em, 1fr));
  }
  .rl-block {
    min-width: 0;
    padding: 0.6em 0.8em 0.2em;
  }
  .rl-block h4 {
    display: flex;
    justify-content: space-between;
    gap: 0.6em;
    margin-bottom: 0.25em;
    color: var(--rl-muted);
    font-size: 0.92em;
    font-weight: 600;
  }
  .rl-bars > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(3.6em, 1fr) 2.7em;
    align-items: center;
    gap: 0.45em;
    height: 1.75em;
  }
  .rl-bars .rl-end {
    display: flex;
    min-width: 0;
  }
  .rl-bars .rl-name {
    font-weight: 400;
  }
  .rl-bars .rl-value {
    text-align: end;
  }
  .rl-bar {
    position: relative;
    height: 0.75em;
    border-radius: 2px;
    background: linear-gradient(var(--rl-line), var(--rl-line)) 50% 0 / 1px 100% no-repeat var(--rl-soft);
    overflow: hidden;
  }
  .rl-fill {
    position: absolute;
    top: 0;
    bottom: 0;
    forced-color-adjust: none;
  }
  .rl-dashed {
    background-image: repeating-linear-gradient(90deg, transparent 0 4px, var(--rl-hatch) 4px 6px);
  }
  .rl-rest {
    min-height: 1.5em;
    color: var(--rl-muted);
    font-size: 0.92em;
  }
  .rl-spark {
    display: block;
    width: 100%;
    height: 3.4em;
  }
  .rl-spark path {
    fill: none;
    vector-effect: non-scaling-stroke;
  }
  .rl-plot-out {
    stroke: var(--rl-ink);
    stroke-width: 1.6;
  }
  .rl-plot-in {
    stroke: var(--rl-accent);
    stroke-width: 1.6;
    stroke-dasharray: 5 3;
  }
  .rl-keys {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.2em;
    color: var(--rl-muted);
    font-size: 0.92em;
  }
  .rl-key::before {
    content: "";
    display: inline-block;
    width: 1.6em;
    margin-right: 0.4em;
    vertical-align: 0.25em;
    border-top: 2px solid var(--rl-ink);
  }
  .rl-key-in::before {
    border-top: 2px dashed var(--rl-accent);
  }
  .rl-profile .rl-line {
    padding-left: 0;
    padding-right: 0;
  }
  .rl-profile .rl-lines .rl-empty {
    padding-left: 0;
  }

  /* ---- timeline ---- */
  .rl-timeline {
    display: grid;
    grid-template-columns: auto auto minmax(0, 1fr);
    gap: 0 0.9em;
    height: 8.6em;
    padding: 0.6em 1.3em 0.4em 0.9em;
    border-radius: inherit;
  }
  .rl-transport {
    display: grid;
    grid-template-columns: auto auto;
    align-content: start;
    gap: 0.45em;
    width: 15.5em;
  }
  .rl-transport .rl-button {
    justify-content: center;
  }
  .rl-live[aria-pressed="true"] .rl-icon {
    color: var(--rl-live);
  }
  .rl-live[aria-pressed="true"] {
    border-color: var(--rl-live);
    background: transparent;
  }
  .rl-moment,
  .rl-waits {
    grid-column: 1 / -1;
    height: 1.5em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .rl-moment {
    font-weight: 600;
  }
  .rl-waits {
    color: var(--rl-muted);
  }
  .rl-in-past .rl-moment,
  .rl-in-past .rl-waits,
  .rl-paused .rl-waits {
    color: var(--rl-accent);
  }
  .rl-lanes {
    position: relative;
    width: 7.5em;
    color: var(--rl-muted);
    font-size: 0.85em;
    text-align: end;
    line-height: 1.2;
  }
  .rl-lane {
    position: absolute;
    right: 0;
    transform: translateY(-50%);
  }
  .rl-lane-sympathy {
    top: 21%;
  }
  .rl-lane-messages {
    top: 52%;
  }
  .rl-lane-changes {
    top: 72%;
  }
  .rl-track {
    position: relative;
    min-width: 0;
    min-height: 0;
    cursor: pointer;
    touch-action: none;
    user-select: none;
  }
  .rl-track .rl-empty {
    position: absolute;
    inset: 0;
    text-align: center;
  }
  .rl-plot {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    overflow: visible;
    forced-color-adjust: none;
  }
  .rl-plot path {
    fill: none;
  }
  .rl-plot .rl-plot-gaps {
    fill: var(--rl-accent);
    opacity: 0.22;
  }
  .rl-plot-rounds {
    stroke: var(--rl-line);
    stroke-dasharray: 2 3;
  }
  .rl-plot-zero,
  .rl-plot-base,
  .rl-plot-ticks {
    stroke: var(--rl-line);
  }
  .rl-plot .rl-plot-warm {
    fill: var(--rl-warm);
    opacity: 0.2;
  }
  .rl-plot .rl-plot-cold {
    fill: var(--rl-cold);
    opacity: 0.22;
  }
  .rl-plot-mean {
    stroke: var(--rl-ink);
    stroke-width: 1.6;
    stroke-linejoin: round;
  }
  .rl-plot .rl-plot-messages {
    fill: var(--rl-muted);
  }
  .rl-plot .rl-plot-changes {
    fill: var(--rl-line);
  }
  .rl-plot-labels text {
    fill: var(--rl-muted);
    font-size: 0.85em;
  }
  .rl-thumb {
    position: absolute;
    top: -0.15em;
    bottom: 1.45em;
    width: 1.2em;
    margin-left: -0.6em;
    cursor: grab;
  }
  .rl-thumb:active {
    cursor: grabbing;
  }
  .rl-thumb::before {
    content: "";
    position: absolute;
    left: calc(50% - 1px);
    top: 0;
    bottom: 0;
    width: 2px;
    background: var(--rl-ink);
  }
  .rl-thumb::after {
    content: "";
    position: absolute;
    left: calc(50% - 0.42em);
    bottom: -0.42em;
    width: 0.84em;
    height: 0.84em;
    border: 2px solid var(--rl-paper);
    border-radius: 50%;
    background: var(--rl-ink);
  }
  .rl-in-past .rl-thumb::before,
  .rl-in-past .rl-thumb::after {
    background: var(--rl-accent);
  }

  /* ---- legend and status ---- */
  .rl-legend {
    display: flex;
    align-items: center;
    gap: 0.8em;
    height: 2.3em;
    padding: 0 0.9em;
    overflow: hidden;
    color: var(--rl-muted);
    font-size: 0.92em;
    white-space: nowrap;
  }
  .rl-legend .rl-name {
    flex: none;
    color: var(--rl-ink);
  }
  .rl-scale {
    flex: none;
    width: 15em;
    height: 1.05em;
    forced-color-adjust: none;
  }
  .rl-scale-end b {
    color: var(--rl-ink);
    font-weight: 600;
  }
  .rl-note {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .rl-status {
    display: flex;
    align-items: baseline;
    gap: 1.2em;
    min-width: 0;
  }
  .rl-title {
    min-width: 0;
    overflow: hidden;
    font-size: 1.2em;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .rl-facts {
    display: flex;
    flex: 1;
    gap: 1.2em;
    min-width: 0;
    overflow: hidden;
    color: var(--rl-muted);
    white-space: nowrap;
  }
  .rl-facts > span {
    flex: none;
  }
  .rl-state::before {
    content: "";
    display: inline-block;
    width: 0.62em;
    height: 0.62em;
    margin-right: 0.45em;
    border-radius: 50%;
    border: 2px solid currentColor;
  }
  .rl-state[data-state="live"] {
    color: var(--rl-live);
  }
  .rl-state[data-state="live"]::before {
    background: currentColor;
  }
  .rl-state[data-state="reconnecting"],
  .rl-state[data-state="gone"],
  .rl-open {
    color: var(--rl-accent);
    font-weight: 600;
  }

  /* ---- the whole ---- */
  .rl-dashboard {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    height: var(--rl-height, 640px);
    border: 1px solid var(--rl-line);
    border-radius: var(--rl-radius);
    background: var(--rl-paper);
    overflow: clip;
    overflow-clip-margin: 12em;
  }
  .rl-dashboard[data-shape="projector"] {
    font-size: 19px;
  }
  .rl-dashboard:fullscreen {
    width: 100vw;
    height: 100vh;
    border: 0;
    border-radius: 0;
  }
  .rl-top {
    display: grid;
    gap: 0.55em;
    padding: 0.6em 0.9em;
    border-bottom: 1px solid var(--rl-line);
  }
  .rl-toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em 0.7em;
  }
  .rl-end-tools {
    display: flex;
    gap: 0.4em;
    margin-left: auto;
  }
  .rl-main {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(19em, 30%);
    grid-template-rows: minmax(0, 1fr);
    min-height: 0;
  }
  .rl-tabs {
    display: none;
  }
  .rl-stage {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    min-width: 0;
    min-height: 0;
  }
  .rl-drawing {
    position: relative;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
  }
  .rl-side {
    display: grid;
    grid-template-rows: 0 minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    border-left: 1px solid var(--rl-line);
  }
  .rl-place {
    min-width: 0;
    min-height: 0;
    overflow: hidden;
  }
  .rl-with-profile .rl-side {
    grid-template-rows: minmax(0, 55fr) minmax(0, 45fr);
  }
  .rl-with-profile .rl-side .rl-place + .rl-place {
    border-top: 1px solid var(--rl-line);
  }
  .rl-bottom {
    border-top: 1px solid var(--rl-line);
    border-radius: 0 0 var(--rl-radius) var(--rl-radius);
  }

  /* ---- narrow: one thing at a time ---- */
  .rl-dashboard[data-shape="narrow"] {
    .rl-status {
      display: grid;
      gap: 0.15em;
    }
    .rl-rates,
    .rl-legend .rl-name,
    .rl-note {
      display: none;
    }
    .rl-toolbar {
      gap: 0.45em;
    }
    .rl-finder,
    .rl-finder .rl-input {
      width: 100%;
    }
    .rl-finder {
      flex: 1;
      min-width: 9em;
    }
    .rl-threshold span {
      display: none;
    }
    .rl-main {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto minmax(0, 1fr);
    }
    .rl-tabs {
      display: flex;
      border-bottom: 1px solid var(--rl-line);
    }
    .rl-tab {
      flex: 1;
      padding: 0.55em;
      border-bottom: 2px solid transparent;
      color: var(--rl-muted);
      text-align: center;
    }
    .rl-tab[aria-selected="true"] {
      border-color: var(--rl-accent);
      color: var(--rl-ink);
      font-weight: 600;
    }
    .rl-tab:focus-visible {
      outline-offset: -2px;
    }
    .rl-side {
      display: contents;
    }
    .rl-stage,
    .rl-place {
      grid-row: 2;
      grid-column: 1;
      visibility: hidden;
      border: 0;
    }
    .rl-timeline {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto minmax(0, 1fr);
      gap: 0.5em;
      height: 9.6em;
    }
    .rl-transport {
      display: flex;
      align-items: center;
      width: auto;
    }
    .rl-waits {
      flex: 1;
      text-align: end;
    }
    .rl-lanes {
      display: none;
    }
  }
  .rl-dashboard[data-shape="narrow"][data-tab="drawing"] .rl-stage,
  .rl-dashboard[data-shape="narrow"][data-tab="profile"] .rl-side .rl-place:first-child,
  .rl-dashboard[data-shape="narrow"][data-tab="chat"] .rl-side .rl-place:last-child {
    visibility: visible;
  }

  /* ---- parts that stand alone ---- */
  > .rl-chat {
    height: var(--rl-height, 480px);
    border: 1px solid var(--rl-line);
    border-radius: var(--rl-radius);
  }
  > .rl-timeline {
    border: 1px solid var(--rl-line);
    border-radius: var(--rl-radius);
  }

  @media (prefers-reduced-motion: no-preference) {
    .rl-button,
    .rl-segment,
    .rl-item {
      transition: background-color 120ms;
    }
  }
}

@media (forced-colors: active) {
  .roomlab-view {
    .rl-button[aria-pressed="true"],
    .rl-segment[aria-pressed="true"],
    .rl-option[aria-selected="true"],
    .rl-tab[aria-selected="true"] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .rl-thumb::before,
    .rl-thumb::after {
      background: CanvasText;
      forced-color-adjust: none;
    }
    .rl-badge,
    .rl-bar,
    .rl-news {
      border: 1px solid CanvasText;
    }
  }
}
`;var ai=["class","data-jp-theme-light","data-vscode-theme-kind","theme","data-theme"];function li(s){let{body:t,documentElement:e}=s;if(t?.dataset.jpThemeLight)return t.dataset.jpThemeLight==="true"?"light":"dark";let i=t?.dataset.vscodeThemeKind;if(i)return i.includes("light")?"light":"dark";let n=e.getAttribute("theme")??e.dataset.theme;return n==="light"||n==="dark"?n:null}function Se(s,t="auto"){let{ownerDocument:e}=s,i=e.defaultView,n=i?.matchMedia?.("(prefers-color-scheme: dark)"),r=new Set,o={dark:null,choice:t,choose:l,watch:h,destroy:p};function a(){let d=o.choice==="auto"?li(e):null,u=d??(o.choice==="auto"?n?.matches?"dark":"light":o.choice);if(s.dataset.theme=u,s.dataset.surface=d?"page":"own",o.dark!==(u==="dark")){o.dark=u==="dark";for(let g of[...r])g()}}function l(d){o.choice=d,a()}function h(d){return r.add(d),()=>r.delete(d)}let c=new i.MutationObserver(a);for(let d of[e.documentElement,e.body])d&&c.observe(d,{attributes:!0,attributeFilter:ai});n?.addEventListener?.("change",a);function p(){c.disconnect(),n?.removeEventListener?.("change",a),r.clear()}return a(),o}var Ee=(s,t)=>{let e=new Intl.PluralRules(s),i=new Intl.NumberFormat(s);return n=>t[e.select(n)].replace("#",i.format(n))},G=(s,t)=>Ee("en",{one:s,other:t}),K=(s,t,e)=>Ee("ru",{one:s,few:t,many:e,other:t}),hi={language:"en",room:"Room",graph:"Graph",matrix:"Matrix",chat:"Chat",profile:"Profile",timeline:"Timeline",legend:"Legend",tools:"Tools",drawing:"Drawing",find:"Find an agent",nobodyFound:"No agent of that name",threshold:"Strength from",signs:"Ties",allSigns:"All ties",positive:"Positive",negative:"Negative",ego:"Only the selected",live:"Live",pause:"Pause",resume:"Go on",past:"Past",paused:"Paused",waiting:G("# change waits","# changes wait"),save:"Save picture",savePng:"PNG",savePngTwice:"PNG, double size",saveSvg:"SVG",saved:"Saved.",notSaved:"The picture could not be saved.",settings:"Settings",languageLabel:"Language",themeLabel:"Colours",auto:"Automatic",light:"Light",dark:"Dark",projector:"Large type",fullscreen:"Full screen",leaveFullscreen:"Leave full screen",everyone:"Everyone",theSelection:"The selected",showLinesOf:"Lines of",newMessages:G("# new line","# new lines"),noLines:"Nothing has been said yet.",noLinesOf:"No lines of whom you chose.",earlier:"Earlier lines",loadingOlder:"Loading earlier lines …",theBeginning:"The beginning",olderFailed:"Earlier lines could not be loaded.",showAll:s=>`Show all (${s})`,showLess:"Show less",kilobytes:s=>`${s} kB`,event:"Event",roundEnded:s=>`End of round ${s}`,user:"User",narrator:"Narrator",summary:"Summary",system:"System",moment:"Moment shown",atMoment:s=>`the room at ${s}`,now:"now",sympathy:"Sympathy",meanSympathy:"Mean sympathy",messages:"Messages",changes:"Changes",perSecond:"/s",gaps:G("# gap","# gaps"),noData:"No data yet",likes:"Feels",likedBy:"Is felt for",mood:"Mood",mean:"mean",lastLines:"Last lines",history:"Mean sympathy over time",noTies:"No ties",andMore:G("and # more","and # more"),hasLeft:"has left",close:"Close",chooseAgent:"Choose an agent in the drawing or by name.",dislike:"dislikes",like:"likes",strength:"wider is stronger",antipathy:"antipathy, dashed",agents:G("# agent","# agents"),ties:G("# tie","# ties"),kernelGone:"No kernel",states:{connecting:"Connecting",live:"Live",reconnecting:"Reconnecting",closed:"Closed",paused:"Paused"},saidNew:G("# new message","# new messages"),nowLikes:(s,t)=>`${s} now likes ${t}`,nowDislikes:(s,t)=>`${s} now dislikes ${t}`},ci={language:"ru",room:"Комната",graph:"Граф",matrix:"Матрица",chat:"Чат",profile:"Профиль",timeline:"Ход времени",legend:"Обозначения",tools:"Инструменты",drawing:"Вид",find:"Найти агента",nobodyFound:"Нет агента с таким именем",threshold:"Сила от",signs:"Связи",allSigns:"Все связи",positive:"Симпатии",negative:"Антипатии",ego:"Только выбранные",live:"Сейчас",pause:"Пауза",resume:"Дальше",past:"Прошлое",paused:"Пауза",waiting:K("ждёт # изменение","ждут # изменения","ждут # изменений"),save:"Сохранить рисунок",savePng:"PNG",savePngTwice:"PNG, двойной размер",saveSvg:"SVG",saved:"Сохранено.",notSaved:"Не удалось сохранить рисунок.",settings:"Настройки",languageLabel:"Язык",themeLabel:"Цвета",auto:"Авто",light:"Светлые",dark:"Тёмные",projector:"Крупный шрифт",fullscreen:"Во весь экран",leaveFullscreen:"Выйти из полного экрана",everyone:"Все",theSelection:"Выбранные",showLinesOf:"Реплики",newMessages:K("# новая строка","# новые строки","# новых строк"),noLines:"Пока никто ничего не сказал.",noLinesOf:"Нет строк тех, кого вы выбрали.",earlier:"Более ранние строки",loadingOlder:"Загружаются более ранние строки…",theBeginning:"Начало",olderFailed:"Не удалось загрузить более ранние строки.",showAll:s=>`Показать всё (${s})`,showLess:"Свернуть",kilobytes:s=>`${s} кБ`,event:"Событие",roundEnded:s=>`Конец раунда ${s}`,user:"Пользователь",narrator:"Рассказчик",summary:"Сводка",system:"Система",moment:"Показанный момент",atMoment:s=>`комната в ${s}`,now:"сейчас",sympathy:"Симпатия",meanSympathy:"Средняя симпатия",messages:"Сообщения",changes:"Изменения",perSecond:"/с",gaps:K("# пропуск","# пропуска","# пропусков"),noData:"Данных пока нет",likes:"К другим",likedBy:"Других к нему",mood:"Настроение",mean:"в среднем",lastLines:"Последние реплики",history:"Средняя симпатия во времени",noTies:"Связей нет",andMore:K("и ещё #","и ещё #","и ещё #"),hasLeft:"вне комнаты",close:"Закрыть",chooseAgent:"Выберите агента на рисунке или по имени.",dislike:"антипатия",like:"симпатия",strength:"шире — сильнее",antipathy:"антипатия, пунктир",agents:K("# агент","# агента","# агентов"),ties:K("# связь","# связи","# связей"),kernelGone:"Нет ядра",states:{connecting:"Подключение",live:"На связи",reconnecting:"Переподключение",closed:"Закрыто",paused:"Пауза"},saidNew:K("# новое сообщение","# новых сообщения","# новых сообщений"),nowLikes:(s,t)=>`${s} → ${t}: теперь симпатия`,nowDislikes:(s,t)=>`${s} → ${t}: теперь антипатия`};function Vt(s,t){return(s==="auto"?t?.defaultView?.navigator.language??"en":s).toLowerCase().startsWith("ru")?ci:hi}var ui={drawing:"graph",threshold:0,signs:"all",ego:!1,language:"auto",theme:"auto",size:"auto",height:640};function Ae(s,t={}){let e=s.ownerDocument,i=y(e,"div",{class:"roomlab-view","data-lm-suppress-shortcuts":"true"});i.append(y(e,"style",{},_e));let n={...ui,...t},r=Se(i,n.theme),o={...Vt(n.language,e)},a=new Set;i.lang=o.language;function l(p){let d=Object.keys(p).filter(u=>n[u]!==p[u]);if(d.length!==0){Object.assign(n,p),d.includes("theme")&&r.choose(n.theme),d.includes("language")&&Object.assign(o,Vt(n.language,e)),i.lang=o.language;for(let u of[...a])u(d)}}function h(p){return a.add(p),()=>a.delete(p)}function c(){r.destroy(),a.clear(),i.remove()}return s.append(i),{root:i,context:{options:n,change:l,watch:h,words:o,theme:r,document:e},destroy:c}}var fi=137.508,di=155,pi=/[\p{L}\p{N}\p{Extended_Pictographic}]/u;function ut(s){let t=j(s.slice(0,200)).split(/[\s_\-.·]+/u).map(mi).filter(Boolean);return t.length===0?"?":(t.length===1?t:[t[0],t[t.length-1]]).join("").toLocaleUpperCase().normalize("NFC")}function mi(s){for(let t of s)if(pi.test(t))return t;return""}function ft(s,t){let e=(di+s*fi)%360;return t?{fill:Te(e,.22,.28),ink:"#f2f4f7"}:{fill:Te(e,.4,.86),ink:"#1c2430"}}function Te(s,t,e){let i=t*Math.min(e,1-e),n=r=>{let o=(r+s/30)%12,a=e-i*Math.max(-1,Math.min(o-3,9-o,1));return Math.round(a*255).toString(16).padStart(2,"0")};return`#${n(0)}${n(8)}${n(4)}`}function U(s,t=!1){return new Date(s/1e3).toISOString().slice(11,t?19:16)}function dt(s){return new Date(s/1e3).toISOString().slice(0,10)}function Le(s){return`${dt(s)} ${U(s,!0)} UTC`}function Ne(s,t){return Math.floor(s/864e8)===Math.floor(t/864e8)}var gi=700,Yt=16,wi=420,vi=8,yi=80,bi=120,Ie=/^=+\s*Раунд\s+(\d{1,9})\s+заверш[её]н\s*=+$/u,Oe={user:"user",Система:"system","🎭 Рассказчик Нарратор":"narrator","📊 Сводка Суммаризатор":"summary"};function $e(s){return s.kind!=="message"?s.kind:s.agent!==null&&s.agent!==void 0?"agent":s.sender==="Система"&&Ie.test(s.text.slice(0,200).trim())?"round":Object.hasOwn(Oe,s.sender)?Oe[s.sender]:"other"}function pt(s,t,e){let i=$e(s);if(i==="round")return Ei(s,e);if(i==="event")return Ai(s,e);let n=i==="agent"||i==="user"||i==="other"?xi(s,t):!1,{document:r}=e,o=y(r,"li",{class:`rl-line rl-by-${i}${n?" rl-joined":""}`});o.append(ki(s,i,e));let a=y(r,"div",{class:"rl-body"});return n||a.append(_i(s,i,e)),a.append(...De(s,e)),o.append(a),o}function xi(s,t){return!t||t.kind!=="message"||$e(t)==="round"?!1:t.agent===s.agent&&t.sender===s.sender&&s.time-t.time<bi*1e6}function ki(s,t,{document:e,theme:i}){let r=y(e,"span",{class:"rl-badge","aria-hidden":"true"},{narrator:"❧",summary:"Σ",system:"⚙"}[t]??ut(s.sender??""));return t==="agent"&&Mi(r,s.agent,i.dark),r}function Mi(s,t,e){let{fill:i,ink:n}=ft(t,e);s.style.setProperty("background",i),s.style.setProperty("color",n)}function _i(s,t,e){let{document:i,words:n}=e,r={user:n.user,narrator:n.narrator,summary:n.summary,system:n.system},o=r[t]?y(i,"span",{class:"rl-name"},r[t]):Ce(s.sender??"",s.agent,e);return y(i,"div",{class:"rl-by"},o,ze(s,i))}function ze(s,t){return y(t,"time",{class:"rl-time",title:Le(s.time)},U(s.time))}function Ce(s,t,{document:e,choose:i}){let n=$(s,yi),r=n.length<s.length?`${n}…`:n;if(t==null)return P(e,"bdi","rl-name",r);let o=y(e,"button",{class:"rl-name",type:"button"},P(e,"bdi","rl-text",r));return o.addEventListener("click",()=>i(t)),o}function De(s,t){let{document:e,words:i,unfolded:n}=t,r=j(s.text??""),o=P(e,"div","rl-said",r);if((r.length>gi?Yt+1:r.split(`
`,Yt+1).length)<=Yt)return[o];let l=y(e,"button",{class:"rl-fold",type:"button"}),h=c=>{o.textContent=c?r:`${Si(r)} …`,l.textContent=c?i.showLess:i.showAll(i.kilobytes(Math.max(1,Math.round(r.length/1e3)))),l.setAttribute("aria-expanded",c)};return l.addEventListener("click",()=>{n.delete(s.seq)||n.add(s.seq),h(n.has(s.seq))}),h(n.has(s.seq)),[o,l]}function Si(s){return $(s,wi).split(`
`,vi).join(`
`).trimEnd()}function Ei(s,{document:t,words:e}){let i=Ie.exec((s.text??"").slice(0,200).trim())?.[1],n=y(t,"li",{class:"rl-round"});return n.append(i?y(t,"span",{},e.roundEnded(i)):P(t,"span","rl-text",$(s.text??"",200))),n}function Ai(s,t){let{document:e,words:i,agents:n}=t,r=y(e,"li",{class:"rl-event"});r.append(y(e,"div",{class:"rl-by"},y(e,"span",{class:"rl-kind"},i.event),ze(s,e))),r.append(...De(s,t));let o=(s.agents??[]).filter(a=>n[a]);if(o.length){let a=o.slice(0,12).map(l=>Ce(n[l].name,l,t));r.append(y(e,"div",{class:"rl-about"},...a,o.length>12?"…":null))}return r}function mt(s,t){let e=s.ownerDocument.defaultView,i=0,n=!1,r=!0;function o(){n=!0,r&&!i&&(i=e.requestAnimationFrame(a))}function a(){i=0,!(!n||!r)&&(n=!1,t())}let l=new e.IntersectionObserver(h=>{r=h[h.length-1].isIntersecting,n&&o()});return l.observe(s),{request:o,destroy(){e.cancelAnimationFrame(i),l.disconnect(),r=!1}}}function gt(s,t){let e=new s.ownerDocument.defaultView.ResizeObserver(i=>{let{width:n,height:r}=i[i.length-1].contentRect;t(n,r)});return e.observe(s),()=>e.disconnect()}var wt=class{constructor(){this.all=[],this.shown=this.all,this.filter=null}replace(t){this.all=[...t],this.#i()}choose(t){this.filter=t,this.#i()}merge(t){if(this.all.length===0)return this.replace(t),{before:0,after:this.shown.length};let[e,i]=[this.all[0].seq,this.all[this.all.length-1].seq],n=t.length;for(;n>0&&t[n-1].seq>i;)n--;let r=0;for(;r<n&&t[r].seq<e;)r++;return{before:this.#a(t.slice(0,r)),after:this.#s(t.slice(n))}}trim(){if(this.all.length<=2e4)return 0;let t=this.shown.length;return this.all=this.all.slice(2e3),this.#i(),t-this.shown.length}#a(t){if(t.length===0)return 0;let e=this.#n(t);return this.all=t.concat(this.all),this.shown=this.filter?e.concat(this.shown):this.all,e.length}#s(t){let e=this.#n(t);return this.all.push(...t),this.filter&&this.shown.push(...e),e.length}#i(){this.shown=this.filter?this.all.filter(this.filter):this.all}#n(t){return this.filter?t.filter(this.filter):t}};var Ti=40;function Re(s,t,e){let{document:i,words:n}=t,r=y(i,"select",{class:"rl-select","aria-label":n.showLinesOf}),o=[l("all",n.everyone),l("selection",n.theSelection)],a=null;function l(u,g){let m=y(i,"option",{value:u});return m.textContent=g,m}function h(){let u=s.shown.agents.map(f=>f.name);if(a?.length===u.length&&u.every((f,w)=>f===a[w]))return;a=u;let g=r.value,m=u.map((f,w)=>l(String(w),j($(f,Ti))));r.replaceChildren(...o,...m),r.value=g&&Number(g)>=u.length?"all":g||"all"}function c(){return r.value==="all"||r.value===""?null:r.value==="selection"?s.selected:new Set([Number(r.value)])}function p(){let u=c();if(!u||u.size===0)return null;let g=new Set(u);return m=>m.kind==="event"?(m.agents??[]).some(f=>g.has(f)):g.has(m.agent)}r.addEventListener("change",e);let d=s.subscribe(u=>{(u.all||u.agents?.length)&&h(),u.selection&&r.value==="selection"&&e()});return h(),{element:r,filter:p,destroy:d}}var Li=160,Pe=80,je=400,Zt=240,Ni=24,Oi=300,Ii=20;function Fe(s,t,e){let i=new Xt(s,t,e);return{destroy:()=>i.destroy()}}var Xt=class{constructor(t,e,i){Object.assign(this,{store:e,context:i,talk:new wt,unfolded:new Set}),this.first=this.last=0,this.following=!0,this.stale=!0,this.loading=this.beginning=!1,this.#a(t),this.painter=mt(this.panel,()=>this.#d()),this.stops=[e.subscribe(n=>this.#i(n)),i.theme.watch(()=>this.#o()),gt(this.scroller,()=>this.following&&this.#t()),()=>this.painter.destroy(),()=>this.choice.destroy(),()=>this.panel.remove()],this.#n()}destroy(){for(let t of this.stops.splice(0))t()}#a(t){let{document:e,words:i}=this.context;this.choice=Re(this.store,this.context,()=>this.#h()),this.top=y(e,"button",{class:"rl-older",type:"button"}),this.list=y(e,"ol",{class:"rl-lines"}),this.empty=y(e,"p",{class:"rl-empty",hidden:!0});let n={class:"rl-scroll",role:"log","aria-live":"off","aria-label":i.chat,tabindex:"0"};this.scroller=y(e,"div",n,this.top,this.empty,this.list),this.news=y(e,"button",{class:"rl-news",type:"button",hidden:!0});let r=y(e,"header",{class:"rl-head"},y(e,"h3",{},i.chat),this.choice.element),o=y(e,"div",{class:"rl-talk"},this.scroller,this.news);this.panel=y(e,"section",{class:"rl-panel rl-chat","aria-label":i.chat},r,o),this.top.addEventListener("click",()=>this.#f()),this.news.addEventListener("click",()=>this.#u()),this.scroller.addEventListener("scroll",()=>this.#m(),{passive:!0}),t.append(this.panel)}#s(){let{document:t,words:e,theme:i}=this.context;return{document:t,words:e,theme:i,choose:r=>this.store.select([r]),agents:this.store.shown.agents,unfolded:this.unfolded}}#i(t){if(t.all||t.moment)return this.#n();if(t.chat){let{before:e}=this.talk.merge(this.store.chat);this.first+=e,this.last+=e,this.following&&(this.last-=this.talk.trim()),this.painter.request()}}#n(){this.talk.replace(this.store.chat),this.beginning=!1,this.unfolded.clear(),this.#o(!0)}#h(){this.talk.choose(this.choice.filter()),this.#o(!0)}#o(t=!1){this.stale=!0,t&&(this.following=!0),this.painter.request()}#d(){let{shown:t}=this.talk;if(this.following){let e=Math.max(0,t.length-Li);this.stale||e>=this.last||this.first>e?this.#l(e,t.length):this.#c(e,t.length),this.#t()}else if(this.stale){let e=this.scroller.scrollTop;this.#l(Math.min(this.first,t.length),Math.min(this.last,t.length)),this.scroller.scrollTop=e}this.#r()}#l(t,e){Object.assign(this,{first:t,last:e,stale:!1}),this.list.replaceChildren(...this.#e(t,e))}#c(t,e){this.list.append(...this.#e(this.last,e)),this.last=e,this.#p(t-this.first)}#p(t){if(!(t<=0)){for(let e=0;e<t;e++)this.list.firstChild.remove();this.first+=t,this.list.firstChild?.replaceWith(pt(this.talk.shown[this.first],null,this.#s()))}}#e(t,e){let i=this.#s(),{shown:n}=this.talk;return n.slice(t,e).map((r,o)=>pt(r,o+t>this.first?n[o+t-1]:null,i))}#r(){let{words:t}=this.context,{shown:e,all:i}=this.talk,n=e.length-this.last;this.news.hidden=this.following||n===0,this.news.hidden||I(this.news,`↓ ${t.newMessages(n)}`),this.empty.hidden=e.length>0,this.empty.hidden||I(this.empty,i.length?t.noLinesOf:t.noLines);let r=this.beginning&&this.first===0;this.top.disabled=this.loading||r||i.length===0,this.top.hidden=i.length===0,I(this.top,this.loading?t.loadingOlder:r?t.theBeginning:t.earlier)}#t(){this.scroller.scrollTop=this.scroller.scrollHeight}#u(){this.following=!0,this.painter.request()}#m(){let{scrollTop:t,scrollHeight:e,clientHeight:i}=this.scroller;if(i===0)return;let n=e-t-i;n<Zt&&this.last<this.talk.shown.length&&!this.following&&this.#g();let r=n<Ni&&this.last===this.talk.shown.length;r!==this.following&&(this.following=r,this.painter.request()),t<Zt&&!r&&this.#f()}#g(){let t=Math.min(this.talk.shown.length,this.last+Pe),e=this.#v(()=>this.#c(Math.max(this.first,t-je),t),this.list.lastChild);this.scroller.scrollTop+=e,this.#r()}async#f(){if(this.first>0)return this.#w();if(!(this.loading||this.beginning||this.talk.all.length===0)){this.loading=!0,this.#r();try{await this.#y()}catch{I(this.top,this.context.words.olderFailed),this.loading=!1,this.top.disabled=!1;return}this.loading=!1,this.#w()}}async#y(){let{talk:t}=this;for(let e=0;e<Ii&&!this.beginning;e++){let i=t.all[0]?.seq;if(i===void 0)return;let n=await this.store.older(i,Oi);if(t.all[0]?.seq!==i&&!n.some(o=>o.seq<i))return;n.length===0&&(this.beginning=!0);let r=t.merge(n).before;if(this.first+=r,this.last+=r,this.first>0)return}}#w(){let t=Math.max(0,this.first-Pe),e=this.list.firstChild,i=this.#v(()=>{let n=this.first;for(this.first=t,this.list.prepend(...this.#e(t,n)),e&&n>t&&e.replaceWith(pt(this.talk.shown[n],this.talk.shown[n-1],this.#s()));this.last-this.first>je;)this.list.lastChild.remove(),this.last--},this.list.children[1]??null);(!this.following||this.scroller.scrollTop<Zt)&&(this.scroller.scrollTop+=i),this.#r()}#v(t,e){let i=e?.offsetTop??0;return t(),e?.isConnected?e.offsetTop-i:0}};var $i={graphLabel:"Drawing of who likes whom",matrixLabel:"Matrix of who likes whom",keys:"Arrow keys go from agent to agent, Enter chooses, Shift adds, Escape clears. Plus and minus zoom, Shift and arrows move, 0 shows all, P pins, A arranges anew.",zoomIn:"Zoom in",zoomOut:"Zoom out",fit:"Show all",arrange:"Arrange anew",unknown:"no tie"},zi={graphLabel:"Рисунок: кто к кому как относится",matrixLabel:"Матрица: кто к кому как относится",keys:"Стрелки переходят от агента к агенту, Enter выбирает, с Shift добавляет, Escape снимает выбор. Плюс и минус меняют масштаб, Shift со стрелками двигает, 0 показывает всё, P закрепляет, A располагает заново.",zoomIn:"Ближе",zoomOut:"Дальше",fit:"Показать всё",arrange:"Расположить заново",unknown:"нет связи"},He=s=>s?.language==="ru"?zi:$i;function vt(s){if(Number.isNaN(s))return"–";let t=Math.abs(s).toFixed(2);return s<0&&t!=="0.00"?`−${t}`:`+${t}`}var Ci={dark:!1,paper:"#ffffff",ink:"#1c2430",muted:"#5c6675",line:"#c9ced6",accent:"#b45309",stops:["#cf2f2a","#e5877d","#a9aeb6","#5b86c0","#17479e"]},Di={dark:!0,paper:"#15181d",ink:"#e9edf3",muted:"#a3adba",line:"#3b424d",accent:"#fbbf24",stops:["#f0564f","#a8484a","#5d6470","#5590d0","#8ecbff"]};function E(s){return s?ji:Pi}function Z(s){return Number.isNaN(s)?-1:Math.max(0,Math.min(40,Math.round(s*20)+20))}function We(s,t){let e=Z(s);return E(t).ties[e<0?20:e]}function Jt(s){return Number.isNaN(s)?0:.8+3.4*Math.min(1,Math.abs(s))}function Ri(s){return Z(s)>=0&&Z(s)<20}function Be(s,t){return Ri(s)?[3+1.4*t,2.5+t]:[]}function Qt(s,t){let{paper:e,ties:i}=E(s);return i.map((n,r)=>{let o=Math.abs(r-20)/20;return et(n,e,t*(1-o)**1.5)})}function et(s,t,e){let[i,n]=[qe(s),qe(t)];return`#${i.map((r,o)=>Math.round(r+(n[o]-r)*e).toString(16).padStart(2,"0")).join("")}`}function qe(s){let t=parseInt(s.slice(1),16);return[t>>16,t>>8&255,t&255]}function Ge({stops:s,...t}){let e=Array.from({length:41},(i,n)=>{let r=n/40*(s.length-1),o=Math.min(s.length-2,Math.floor(r));return et(s[o],s[o+1],r-o)});return Object.freeze({...t,ties:Object.freeze(e)})}var Pi=Ge(Ci),ji=Ge(Di);var Fi=.11,Hi=26,V=()=>({ax:0,ay:0,mx:0,my:0,bx:0,by:0,ux:1,uy:0,curved:!1,visible:!1});function W(s,t,e,i){let{x:n,y:r,radius:o,picture:a}=t,[l,h]=[a.source[e],a.target[e]],[c,p]=[n[h]-n[l],r[h]-r[l]],d=Math.hypot(c,p);if(s.visible=d>o*1.5,!s.visible)return s;c/=d,p/=d;let u=i?Math.min(Hi,d*Fi):0,g=i?Math.min(3,o*.2):Math.min(3.5,.7+o*.2),[m,f]=[-p*g,c*g];s.curved=i,s.mx=(n[l]+n[h])/2-p*(2*u+g),s.my=(r[l]+r[h])/2+c*(2*u+g);let w=Math.hypot(d/2,2*u),[v,x]=[d/2/w,2*u/w];s.ux=c*v+p*x,s.uy=p*v-c*x;let b=o+1.5;return s.ax=n[l]+m+(c*v-p*x)*b,s.ay=r[l]+f+(p*v+c*x)*b,s.bx=n[h]+m-s.ux*b,s.by=r[h]+f-s.uy*b,s}function X(s,t,e){if(!s.visible)return!1;let{ax:i,ay:n,mx:r,my:o,bx:a,by:l}=s;return Math.max(i,r,a)>=0&&Math.max(n,o,l)>=0&&Math.min(i,r,a)<=t&&Math.min(n,o,l)<=e}function st(s,t,e,i){let n=Math.max(.5,Jt(e)*i.thickness),r=i.colours[Z(e)],o=i.head&&Math.min(i.head+2*n,i.head*2.6),a=Be(e,n);s.strokeStyle=r,s.lineWidth=n,a.length&&s.setLineDash(a),Ve(s,t,o*.8),s.stroke(),a.length&&s.setLineDash([]),o&&qi(s,t,o,r)}function Ue(s,t,e,i){s.strokeStyle=i.colours[Z(e)],s.beginPath(),s.moveTo(t.ax,t.ay),s.lineTo(t.bx,t.by),s.stroke()}function it(s,t,e,i,n){s.globalAlpha=n,s.strokeStyle=i.glow,s.lineWidth=Jt(e)*i.thickness+7,s.lineCap="round",Ve(s,t,0),s.stroke(),s.lineCap="butt",s.globalAlpha=1}function Ve(s,{ax:t,ay:e,mx:i,my:n,bx:r,by:o,ux:a,uy:l,curved:h},c){s.beginPath(),s.moveTo(t,e),h?s.quadraticCurveTo(i,n,r-a*c,o-l*c):s.lineTo(r-a*c,o-l*c)}function qi(s,{bx:t,by:e,ux:i,uy:n},r,o){let a=r*.42;s.fillStyle=o,s.beginPath(),s.moveTo(t,e),s.lineTo(t-i*r-n*a,e-n*r+i*a),s.lineTo(t-i*r+n*a,e-n*r-i*a),s.closePath(),s.fill()}function Ye(s,t,e){let{ax:i,ay:n,mx:r,my:o,bx:a,by:l,curved:h}=s;if(!h)return Ke(t,e,i,n,a,l);let c=1/0,[p,d]=[i,n];for(let u=1;u<=8;u++){let g=u/8,m=(1-g)**2*i+2*g*(1-g)*r+g*g*a,f=(1-g)**2*n+2*g*(1-g)*o+g*g*l;c=Math.min(c,Ke(t,e,p,d,m,f)),[p,d]=[m,f]}return c}function Ke(s,t,e,i,n,r){let[o,a]=[n-e,r-i],l=((s-e)*o+(t-i)*a)/(o*o+a*a||1),h=Math.max(0,Math.min(1,l));return Math.hypot(s-e-h*o,t-i-h*a)}var Wi=5,Bi=5,Ze=V();function Xe(s,t,e,i){let n=Gi(s,t,e);if(n>=0)return{agent:n};let r=Ki(s,t,e,i);return r>=0?{tie:r}:null}function Gi(s,t,e){let i=-1,n=s.radius+Wi;return s.picture.agents.forEach((r,o)=>{let a=Math.hypot(s.x[o]-t,s.y[o]-e);s.shown[o]&&a<=n&&([i,n]=[o,a])}),i}function Ki(s,t,e,i){let n=-1,r=Bi;for(let o=0;o<s.picture.size;o++){if(!s.accepts(o)||!W(Ze,s,o,i).visible)continue;let a=Ye(Ze,t,e)-2*Math.abs(s.picture.sympathy[o]);a<r&&([n,r]=[o,a])}return n}function Je(s,t,e,i){let n=t,r=1/0;return s.picture.agents.forEach((o,a)=>{if(a===t||!s.shown[a])return;let[l,h]=[s.x[a]-s.x[t],s.y[a]-s.y[t]],c=l*e+h*i,p=Math.abs(l*i-h*e);if(c<=0||p>c*1.5)return;let d=c+2*p;d<r&&([n,r]=[a,d])}),n}var te=class{constructor(){this.cells=new Map}add(t){for(let e of Qe(t))(this.cells.get(e)??this.cells.set(e,[]).get(e)).push(t)}meets(t,e){for(let i of Qe(t))for(let n of this.cells.get(i)??[])if(n.owner!==e&&t.left<n.right&&t.right>n.left&&t.top<n.bottom&&t.bottom>n.top)return!0;return!1}};function*Qe({left:s,top:t,right:e,bottom:i}){for(let n=Math.floor(s/48);n<=Math.floor(e/48);n++)for(let r=Math.floor(t/48);r<=Math.floor(i/48);r++)yield`${n},${r}`}function yt(s,t){return[...s.shown.keys()].filter(i=>s.shown[i]).sort((i,n)=>t.has(n)-t.has(i)||s.degree[n]-s.degree[i]||i-n)}function bt(s,t,e,{width:i,height:n}){let r=new te;t.length<=700&&t.forEach(l=>r.add(Vi(s,l)));let o=Math.max(40,i*n/11e3),a=[];for(let l of t){if(a.length>=o)break;let[h,c]=[s.x[l],s.y[l]];if(h<0||c<0||h>i||c>n)continue;let p=e(l),d=Ui(h,c,s.radius,p).find(u=>{let g=ts(u,p,l);return g.left>=2&&g.right<=i-2&&g.top>=0&&g.bottom<=n&&!r.meets(g,l)});d&&(r.add(ts(d,p,l)),a.push({number:l,...d}))}return a}function Ui(s,t,e,{width:i,height:n}){let r=e+3;return[{x:s,y:t+r+n/2},{x:s,y:t-r-n/2},{x:s+r+i/2+1,y:t},{x:s-r-i/2-1,y:t}]}var ts=({x:s,y:t},{width:e,height:i},n)=>({left:s-e/2-2,right:s+e/2+2,top:t-i/2,bottom:t+i/2,owner:n}),Vi=({x:s,y:t,radius:e},i)=>({left:s[i]-e,right:s[i]+e,top:t[i]-e,bottom:t[i]+e,owner:i});var xt=class{constructor(t){this.view=t}find(t,e){return Xe(this.view.scene,t,e,this.view.painter.style.curved)}hover(t,e,i){this.view.point(t,e,i)}click(t,e){this.view.stage.node.focus({preventScroll:!0}),t?.agent!==void 0?this.select(t.agent,e):t===null&&!e&&this.view.store.select([])}select(t,e){let{selected:i}=this.view.store;if(!e)return this.view.store.select(i.size===1&&i.has(t)?[]:[t]);let n=new Set(i);return n.delete(t)||n.add(t),this.view.store.select([...n])}open(t){t.agent!==void 0&&this.view.layout.nodes[t.agent].pinned&&this.unpin(t.agent)}unpin(t){this.view.layout.unpin(t),this.view.place()}drag(t,e,i){this.view.fitted=!1,this.view.layout.pin(t,...this.view.camera.toWorld(e,i)),this.view.place()}pan(t,e){this.view.fitted=!1,this.view.camera.panBy(t,e),this.view.place()}zoom(t,e,i){this.view.fitted=!1,this.view.camera.zoomAt(t,e,i),this.view.place()}zoomMiddle(t){this.zoom(this.view.stage.width/2,this.view.stage.height/2,t)}fit(){this.view.fitted=!0,this.view.place()}arrange(){this.view.layout.arrange(this.view.store.shown),this.view.fitted=!0,this.view.place()}go(t,e){let{view:i}=this;return i.keyboard<0||!i.scene.shown[i.keyboard]?this.jump("first"):this.focus(Je(i.scene,i.keyboard,t,e))}jump(t){let e=yt(this.view.scene,this.view.store.selected);e.length&&this.focus(t==="first"?e[0]:e[e.length-1])}focus(t){let{view:e}=this;e.keyboard=t;let i=e.scene.radius+10,[n,r]=[e.scene.x[t],e.scene.y[t]],{width:o,height:a}=e.stage;(n<i||r<i||n>o-i||r>a-i)&&this.pan(o/2-n,a/2-r),e.describe({agent:t},e.scene.x[t],e.scene.y[t]),e.fresh.overlay=!0,e.wake()}choose(t){this.view.keyboard>=0&&this.select(this.view.keyboard,t)}escape(){this.leaveKeyboard(),this.view.store.select([])}leaveKeyboard(){this.view.keyboard<0||(this.view.keyboard=-1,this.view.stage.tooltip.hide(),this.view.fresh.overlay=!0,this.view.wake())}pin(){let{layout:t,keyboard:e}=this.view;if(e<0)return;let i=t.nodes[e];if(i.pinned)return this.unpin(e);t.pin(e,i.x,i.y),this.view.fresh.overlay=!0,this.view.wake()}};var Yi=24,Zi=400,Xi=2,es=/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,Ji=new RegExp(`(\\p{M}{${Xi}})\\p{M}+`,"gu"),ss=/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,Qi="⁨",tn="⁩";function ee(s,t=Yi){let e=en($(String(s),Zi)),i=sn(e,t+1);return i.length>t?`${i.slice(0,t-1).join("").trimEnd()}…`:e}function kt(s){return`${Qi}${s}${tn}`}function en(s){let t=s.replace(ss,"�").replace(es,"").replace(/\s+/g," ").trim();return j(t===""?s.replace(ss,"�"):t).replace(es,"").replace(Ji,"$1")}function sn(s,t){let e=[];for(let{segment:i}of new Intl.Segmenter(void 0,{granularity:"grapheme"}).segment(s))if(e.push(i),e.length>=t)break;return e}var se='system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',is=40,nn=5,rn=.4,Mt=2*Math.PI;function _t(s,t,e,i){let n=yt(t,i.chosen);for(let r=n.length-1;r>=0;r--)on(t,n[r],i)&&ne(s,t,n[r],e,i);(!i.quick||n.length<=is)&&fn(s,t,n,e,i)}function on({x:s,y:t,radius:e},i,{width:n,height:r}){return s[i]>-e&&t[i]>-e&&s[i]<n+e&&t[i]<r+e}function ne(s,t,e,i,{quick:n=!1}={}){let r=t.picture.agents[e],[o,a,l]=[t.x[e],t.y[e],t.radius],{fill:h,ink:c}=ft(e,i.dark),{paper:p,muted:d}=E(i.dark);r.here===!1&&(s.globalAlpha=rn);let u=l>=6&&!n?i.avatars?.of(r):null,g=l<nn;an(s,o,a,l,g?et(d,h,.35):h),u?un(s,u,o,a,l):l>=8.5&&cn(s,r.name,o,a,l,c),s.strokeStyle=g?p:et(d,h,.35),s.lineWidth=g?.7:1.2,ln(s,o,a,l),l>=11&&r.level!==null&&Number.isFinite(r.level)&&hn(s,r.level,o,a,l,i.dark),s.globalAlpha=1}function an(s,t,e,i,n){s.fillStyle=n,s.beginPath(),s.arc(t,e,i,0,Mt),s.fill()}function ln(s,t,e,i){s.beginPath(),s.arc(t,e,i,0,Mt),s.stroke()}function hn(s,t,e,i,n,r){let o=Math.max(0,Math.min(1,t));s.strokeStyle=E(r).ink,s.lineWidth=Math.max(2,n*.13),s.beginPath(),s.arc(e,i,n,-Math.PI/2,-Math.PI/2+o*Mt),s.stroke()}function cn(s,t,e,i,n,r){s.fillStyle=r,s.font=`600 ${Math.round(n*.78)}px ${se}`,s.textAlign="center",s.textBaseline="middle",s.fillText(kt(ut(t)),e,i+n*.05)}function un(s,t,e,i,n){let r=Math.min(t.naturalWidth,t.naturalHeight),[o,a]=[(t.naturalWidth-r)/2,(t.naturalHeight-r)/2];s.save(),s.beginPath(),s.arc(e,i,n,0,Mt),s.clip(),s.drawImage(t,o,a,r,r,e-n,i-n,2*n,2*n),s.restore()}function fn(s,t,e,i,n){let r=re(t),o=e.length<=is&&t.radius>=12,a=l=>oe(s,t.picture.agents[l],r,o,i.names);for(let{number:l,x:h,y:c}of bt(t,e,a,n))ae(s,a(l),h,c,i.dark,t.picture.agents[l].here===!1)}function re(s){return Math.round(Math.min(17,Math.max(11,s.radius*.62)))}function oe(s,t,e,i,n){let r=`${e}|${i?t.mood:""}|${t.name}`,o=n.get(r);if(o)return o;let a=kt(ee(t.name)),l=i&&t.mood?kt(ee(t.mood,18)):null;s.font=ie(e,!1);let h=s.measureText(a).width;return s.font=ie(e,!0),l&&(h=Math.max(h,s.measureText(l).width)),o={name:a,mood:l,font:e,width:h,height:e*(l?2.05:1.2)},n.size>2e4&&n.clear(),n.set(r,o),o}var ie=(s,t)=>t?`${Math.round(s*.82)}px ${se}`:`600 ${s}px ${se}`;function ae(s,{name:t,mood:e,font:i,height:n},r,o,a,l=!1){let{paper:h,ink:c,muted:p}=E(a);s.textAlign="center",s.textBaseline="middle",s.lineJoin="round";let d=(g,m,f,w)=>{s.font=ie(i,w),s.strokeStyle=h,s.lineWidth=3.5,s.strokeText(g,r,m),s.fillStyle=f,s.fillText(g,r,m)},u=o-n/2+i*.62;d(t,u,l?p:c,!1),e&&d(e,u+i*.98,p,!0)}var dn=/^data:image\/(png|jpeg|gif|webp|bmp|avif);base64,[A-Za-z0-9+/=]+$/;function pn(s){return typeof s=="string"&&s.length<=4e5&&dn.test(s)}var St=class{constructor(t,e){this.document=t,this.whenReady=e,this.images=new Map}of(t){if(!pn(t.avatar))return null;let e=this.images.get(t.avatar);return e||(e=this.document.createElement("img"),e.onload=()=>this.whenReady(),e.src=t.avatar,this.images.set(t.avatar,e)),e.complete&&e.naturalWidth>0?e:null}destroy(){for(let t of this.images.values())t.onload=null;this.images.clear()}};var Et=class{constructor(t=1,e=1){this.width=t,this.height=e,this.scale=1,this.x=t/2,this.y=e/2}toScreen(t,e){return[t*this.scale+this.x,e*this.scale+this.y]}toWorld(t,e){return[(t-this.x)/this.scale,(e-this.y)/this.scale]}panBy(t,e){this.x+=t,this.y+=e}zoomAt(t,e,i){let n=Math.min(8,Math.max(.02,this.scale*i));this.x=t-(t-this.x)*n/this.scale,this.y=e-(e-this.y)*n/this.scale,this.scale=n}resize(t,e){this.panBy((t-this.width)/2,(e-this.height)/2),this.width=t,this.height=e}fit(t,e){let i=a=>Math.max(20,a-2*e),[n,r]=[Math.max(1e-6,t.right-t.left),Math.max(1e-6,t.bottom-t.top)],o=Math.min(1.6,i(this.width)/n,i(this.height)/r);this.scale=Math.max(.02,o),this.x=this.width/2-(t.left+t.right)/2*this.scale,this.y=this.height/2-(t.top+t.bottom)/2*this.scale}};function ns(s,t){let e=Math.log10(Math.max(20,s.count)/20),i=Math.min(1.6,Math.max(.75,s.radius/13)),n=Math.min(1.5,Math.max(.3,(1.05-.22*e)*i));return{colours:Qt(t,Math.min(.97,.25+.31*e)),glow:E(t).accent,thickness:n,head:s.radius<3.5?0:Math.min(8,Math.max(3,s.radius*.42)),curved:!s.crowded}}function rs(s,t){return{...s,colours:Qt(t,.15),thickness:Math.max(.8,s.thickness),head:Math.max(4,s.head)}}var nt=class{constructor({start:t,least:e,most:i}){this.amount=t,this.least=e,this.most=i,this.rest=0}learn(t){t>23?(this.amount=Math.max(this.least,Math.floor(this.amount*.7)),this.rest=Math.min(5,Math.ceil(t/16.7)-2)):this.amount=Math.min(this.most,Math.ceil(this.amount*1.04))}resting(){return this.rest<=0?!1:(this.rest-=1,!0)}};var le=900,mn=24,gn=80,wn=400,At=class{constructor(t,e){this.canvas=t,this.front=t.getContext("2d",{alpha:!1}),this.back=null,this.scene=e,this.view={width:0,height:0,ratio:1,paper:"#ffffff"},this.style=null,this.shape=V(),this.changed=new Set,this.touched=new Set,this.glows=new Map,this.order=new Int32Array(0),this.slices=new nt({start:80,least:20,most:4e3}),this.hairlines=new nt({start:1500,least:400,most:4e4}),this.used=null,this.moved=!0,this.stale=!0,this.cursor=-1,this.begun=-1/0}resize(t){this.view=t,[this.canvas.width,this.canvas.height]=[t.width*t.ratio,t.height*t.ratio],this.back=null,this.move()}move(){this.moved=!0,this.stale=!0,this.cursor=-1,this.changed.clear(),this.touched.clear()}refresh(){this.stale=!0,this.cursor=-1,this.begun=-1/0}change(t,e,i){this.changed.add(t),this.stale=!0,i&&this.glows.size<mn&&this.glows.set(t,e)}paint(t,e){return this.used&&e>0&&this.used.learn(e),this.used?.resting()?!0:(this.used=null,this.scene.crowded?(this.moved?this.paintHairlines():(this.paintChanged(t),this.paintSlice(t)),this.stale||this.cursor>=0||this.changed.size>0):this.paintAll(t))}paintAll(t){for(let[e,i]of this.glows)t-i>le&&this.endGlow(e);return this.stale&&(rt(this.front,this.view),J(this.front,this.scene,this.style,this.scene.byStrength(),this.view,e=>this.glowOf(e,t))),this.moved=!1,this.stale=this.glows.size>0,this.changed.clear(),this.stale}endGlow(t){this.glows.delete(t),this.stale=!0}glowOf(t,e){let i=this.glows.get(t);return i===void 0?0:.55*Math.max(0,1-(e-i)/le)}paintHairlines(){let{front:t,scene:e,shape:i,style:n,view:r}=this;rt(t,r),t.lineWidth=1/r.ratio,this.cursor<0&&(this.order=e.byStrength());for(let o=Math.max(0,this.order.length-this.hairlines.amount);o<this.order.length;o++)W(i,e,this.order[o],!1),X(i,r.width,r.height)&&Ue(t,i,e.picture.sympathy[this.order[o]],n);this.moved=!1,this.used=this.hairlines}paintChanged(t){let e=0;for(let i of this.changed){if(e>=gn)break;this.changed.delete(i),this.cursor>=0&&this.touched.add(i),this.paintOver(i,t),e+=1}}paintOver(t,e){let{front:i,scene:n,shape:r,style:o,view:a}=this;if(!n.accepts(t)||!X(W(r,n,t,o.curved),a.width,a.height))return;let l=this.glowOf(t,e);l>.05&&it(i,r,n.picture.sympathy[t],o,l),st(i,r,n.picture.sympathy[t],o)}paintSlice(t){if(this.cursor<0){if(!this.stale||t-this.begun<wn)return;this.begin(t)}let e=Math.min(this.order.length,this.cursor+this.slices.amount);J(this.back,this.scene,this.style,this.order.subarray(this.cursor,e),this.view),e-this.cursor===this.slices.amount&&(this.used=this.slices),this.cursor=e,e>=this.order.length&&this.swap(t)}begin(t){this.back??=vn(this.canvas),rt(this.back,this.view),this.order=this.scene.byStrength(),this.begun=t,this.cursor=0,this.stale=!1,this.touched.clear()}swap(t){this.front.setTransform(1,0,0,1,0,0),this.front.drawImage(this.back.canvas,0,0),this.front.setTransform(this.view.ratio,0,0,this.view.ratio,0,0),this.cursor=-1;for(let e of this.touched)this.paintOver(e,t);this.touched.size&&(this.stale=!0),this.touched.clear();for(let[e,i]of this.glows)t-i>le/2&&this.glows.delete(e)}rest(){this.back=null,this.cursor>=0&&this.refresh()}};function J(s,t,e,i,n,r=null){let o=V();for(let a of i){if(!X(W(o,t,a,e.curved),n.width,n.height))continue;let l=r?r(a):0;l>.02&&it(s,o,t.picture.sympathy[a],e,l),st(s,o,t.picture.sympathy[a],e)}}function rt(s,{width:t,height:e,ratio:i,paper:n}){s.setTransform(i,0,0,i,0,0),s.fillStyle=n,s.fillRect(0,0,t,e)}function vn(s){let t=s.ownerDocument.createElement("canvas");return[t.width,t.height]=[s.width,s.height],t.getContext("2d",{alpha:!1})}var yn=.78;function Lt({chosen:s,hover:t,keyboard:e,pinned:i}){return s.size>0||t!==null||e>=0||i.size>0}function Nt(s,t,e,i,n,r){let{chosen:o,hover:a,keyboard:l,pinned:h}=n,{accent:c,ink:p}=E(i.dark),d=rs(e,i.dark),u=new Set([...o].filter(g=>t.shown[g]));u.size>0&&bn(s,t,d,i,u,r),a?.tie!==void 0&&kn(s,t,d,a.tie,r),a?.agent!==void 0&&Tt(s,t,a.agent,3.5,p,1.5);for(let g of h)t.shown[g]&&_n(s,t,g,i.dark);for(let g of u)Tt(s,t,g,3,c,3);l>=0&&Mn(s,t,l,i.dark)}function bn(s,t,e,i,n,r){s.globalAlpha=yn,s.fillStyle=E(i.dark).paper,s.fillRect(0,0,r.width,r.height),s.globalAlpha=1;let o=t.tiesOf(n),{source:a,target:l,sympathy:h}=t.picture;o.sort((p,d)=>Math.abs(h[p])-Math.abs(h[d])),J(s,t,e,o,r);let c=new Set(n);for(let p of o)c.add(a[p]).add(l[p]);for(let p of c)ne(s,t,p,i);xn(s,t,[...n,...[...c].filter(p=>!n.has(p))],i,r)}function xn(s,t,e,i,n){let r=o=>oe(s,t.picture.agents[o],re(t),!1,i.names);for(let{number:o,x:a,y:l}of bt(t,e,r,n))ae(s,r(o),a,l,i.dark)}function kn(s,t,e,i,n){let r=W(V(),t,i,e.curved);!t.accepts(i)||!X(r,n.width,n.height)||(it(s,r,t.picture.sympathy[i],e,.35),st(s,r,t.picture.sympathy[i],e))}function Tt(s,{x:t,y:e,radius:i},n,r,o,a){s.strokeStyle=o,s.lineWidth=a,s.beginPath(),s.arc(t[n],e[n],i+r,0,2*Math.PI),s.stroke()}function Mn(s,t,e,i){let{paper:n,ink:r}=E(i);Tt(s,t,e,7,n,5),Tt(s,t,e,7,r,2.5)}function _n(s,{x:t,y:e,radius:i},n,r){let{paper:o,ink:a}=E(r),[l,h,c]=[t[n]+i*.75,e[n]-i*.75,Math.max(2,i*.22)];s.fillStyle=a,s.strokeStyle=o,s.lineWidth=1.5,s.beginPath(),s.arc(l,h,c,0,2*Math.PI),s.fill(),s.stroke()}var Sn=/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,En={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&apos;"};function he(s){return String(s).replace(Sn,"�").replace(/[&<>"']/g,t=>En[t])}var k=s=>String(Math.round(s*100)/100),Ot=class{constructor(t,e,i){this.width=t,this.height=e,this.measuring=i,this.parts=[],this.clips=0,this.path=[],this.saved=[],Object.assign(this,os)}measureText(t){return this.measuring.font=this.font,this.measuring.measureText(t)}setTransform(){}setLineDash(t){this.dashes=t}beginPath(){this.path=[]}closePath(){this.path.push("Z")}moveTo(t,e){this.path.push(`M${k(t)} ${k(e)}`)}lineTo(t,e){this.path.push(`L${k(t)} ${k(e)}`)}quadraticCurveTo(t,e,i,n){this.path.push(`Q${k(t)} ${k(e)} ${k(i)} ${k(n)}`)}arc(t,e,i,n,r){let o=l=>`${k(t+i*Math.cos(l))} ${k(e+i*Math.sin(l))}`,a=(l,h)=>`A${k(i)} ${k(i)} 0 ${h} 1 ${o(l)}`;this.path.push(`M${o(n)}`),r-n>=2*Math.PI-1e-6?this.path.push(a(n+Math.PI,1),a(n,1),"Z"):r>n&&this.path.push(a(r,r-n>Math.PI?1:0))}stroke(){this.write("path",{d:this.path.join(""),fill:"none",...this.line()})}fill(){this.write("path",{d:this.path.join(""),fill:this.fillStyle})}fillRect(t,e,i,n){this.write("rect",{x:k(t),y:k(e),width:k(i),height:k(n),fill:this.fillStyle})}fillText(t,e,i){this.text(t,e,i,{fill:this.fillStyle})}strokeText(t,e,i){this.text(t,e,i,{fill:"none",...this.line()})}text(t,e,i,n){let[,r,o,a]=/^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font),l=this.turn?{transform:`rotate(${k(this.turn*180/Math.PI)} ${k(e)} ${k(i)})`}:{},h=this.textBaseline==="middle"?i+.35*o:i,c={center:"middle",right:"end",end:"end"}[this.textAlign]??"start",p={"font-family":a,"font-size":o,"font-weight":r??400,"text-anchor":c};this.write("text",{x:k(e),y:k(h),...p,...l,...n},he(t))}drawImage(t,...e){let[i,n,r,o]=e.slice(-4),a=t.src??t.toDataURL("image/png"),l={x:k(i),y:k(n),width:k(r),height:k(o)};this.write("image",{href:a,...l,preserveAspectRatio:"xMidYMid slice"})}clip(){this.clips+=1,this.parts.push(`<clipPath id="cut${this.clips}"><path d="${this.path.join("")}"/></clipPath>`),this.cut=`url(#cut${this.clips})`}save(){this.saved.push(Object.fromEntries(Object.keys(os).map(t=>[t,this[t]])))}restore(){Object.assign(this,this.saved.pop())}line(){let t=this.dashes.length?{"stroke-dasharray":this.dashes.map(k).join(" ")}:{};return{stroke:this.strokeStyle,"stroke-width":k(this.lineWidth),...t,"stroke-linecap":this.lineCap,"stroke-linejoin":this.lineJoin}}write(t,e,i=""){let n={...e,opacity:this.globalAlpha===1?null:k(this.globalAlpha),"clip-path":this.cut},r=Object.entries(n).map(([o,a])=>a===null?"":` ${o}="${he(a)}"`);this.parts.push(i?`<${t}${r.join("")}>${i}</${t}>`:`<${t}${r.join("")}/>`)}toString(t=""){let[e,i]=[k(this.width),k(this.height)];return`<svg xmlns="http://www.w3.org/2000/svg" width="${e}" height="${i}" viewBox="0 0 ${e} ${i}" role="img"><title>${he(t)}</title>${this.parts.join("")}</svg>`}},os={fillStyle:"#000000",strokeStyle:"#000000",lineWidth:1,lineCap:"butt",lineJoin:"miter",globalAlpha:1,dashes:[],font:"10px sans-serif",textAlign:"start",textBaseline:"alphabetic",cut:null,turn:0};function as(s,t){let e=s.stage.document.createElement("canvas");return[e.width,e.height]=[Math.round(s.stage.width*t),Math.round(s.stage.height*t)],hs(s,e.getContext("2d"),t),e}function ls(s){let t=new Ot(s.stage.width,s.stage.height,s.agents);return hs(s,t,1),t.toString(s.stage.node.getAttribute("aria-label"))}function hs(s,t,e){let{scene:i,look:n,stage:r,store:o}=s,{width:a,height:l,paper:h}=r;rt(t,{width:a,height:l,ratio:e,paper:h}),J(t,i,s.painter.style,i.byStrength(),r),_t(t,i,n,{width:a,height:l,chosen:o.selected,quick:!1});let c={...s.attention(),hover:null,keyboard:-1,pinned:new Set};Lt(c)&&Nt(t,i,s.painter.style,n,c,r)}var An={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]},cs=40,ce=1.25;function us(s,t){if(s.ctrlKey||s.metaKey||s.altKey)return!1;let e=An[s.key];if(e)return s.shiftKey?t.pan(-e[0]*cs,-e[1]*cs):t.go(...e),!0;let i={Home:()=>t.jump("first"),End:()=>t.jump("last"),Enter:()=>t.choose(s.shiftKey)," ":()=>t.choose(s.shiftKey),Escape:()=>t.escape(),"+":()=>t.zoomMiddle(ce),"=":()=>t.zoomMiddle(ce),"-":()=>t.zoomMiddle(1/ce),0:()=>t.fit(),a:()=>t.arrange(),p:()=>t.pin()},n=Object.hasOwn(i,s.key)?i[s.key]:null;return n?.(),n!==null}function Tn(s){let t=+this._x.call(null,s),e=+this._y.call(null,s);return ds(this.cover(t,e),t,e,s)}function ds(s,t,e,i){if(isNaN(t)||isNaN(e))return s;var n,r=s._root,o={data:i},a=s._x0,l=s._y0,h=s._x1,c=s._y1,p,d,u,g,m,f,w,v;if(!r)return s._root=o,s;for(;r.length;)if((m=t>=(p=(a+h)/2))?a=p:h=p,(f=e>=(d=(l+c)/2))?l=d:c=d,n=r,!(r=r[w=f<<1|m]))return n[w]=o,s;if(u=+s._x.call(null,r.data),g=+s._y.call(null,r.data),t===u&&e===g)return o.next=r,n?n[w]=o:s._root=o,s;do n=n?n[w]=new Array(4):s._root=new Array(4),(m=t>=(p=(a+h)/2))?a=p:h=p,(f=e>=(d=(l+c)/2))?l=d:c=d;while((w=f<<1|m)===(v=(g>=d)<<1|u>=p));return n[v]=r,n[w]=o,s}function Ln(s){Array.isArray(s)||(s=Array.from(s));let t=s.length,e=new Float64Array(t),i=new Float64Array(t),n=1/0,r=n,o=-n,a=o;for(let l=0,h,c,p;l<t;++l){if(isNaN(c=+this._x.call(null,h=s[l]))||isNaN(p=+this._y.call(null,h))){e[l]=NaN;continue}e[l]=c,i[l]=p,c<n&&(n=c),c>o&&(o=c),p<r&&(r=p),p>a&&(a=p)}if(n>o||r>a)return this;this.cover(n,r).cover(o,a);for(let l=0;l<t;++l)ds(this,e[l],i[l],s[l]);return this}function Nn(s,t){if(isNaN(s=+s)||isNaN(t=+t))return this;var e=this._x0,i=this._y0,n=this._x1,r=this._y1;if(isNaN(e))n=(e=Math.floor(s))+1,r=(i=Math.floor(t))+1;else{for(var o=n-e||1,a=this._root,l,h;e>s||s>=n||i>t||t>=r;)switch(h=(t<i)<<1|s<e,l=new Array(4),l[h]=a,a=l,o*=2,h){case 0:n=e+o,r=i+o;break;case 1:e=n-o,r=i+o;break;case 2:n=e+o,i=r-o;break;case 3:e=n-o,i=r-o;break}this._root&&this._root.length&&(this._root=a)}return this._x0=e,this._y0=i,this._x1=n,this._y1=r,this}function On(){var s=[];return this.visit(function(t){if(!t.length)do s.push(t.data);while(t=t.next)}),s}function In(s){return arguments.length?this.cover(+s[0][0],+s[0][1]).cover(+s[1][0],+s[1][1]):isNaN(this._x0)?void 0:[[this._x0,this._y0],[this._x1,this._y1]]}function T(s,t,e,i,n){this.node=s,this.x0=t,this.y0=e,this.x1=i,this.y1=n}function $n(s,t,e){var i,n=this._x0,r=this._y0,o,a,l,h,c=this._x1,p=this._y1,d=[],u=this._root,g,m;for(u&&d.push(new T(u,n,r,c,p)),e==null?e=1/0:(n=s-e,r=t-e,c=s+e,p=t+e,e*=e);g=d.pop();)if(!(!(u=g.node)||(o=g.x0)>c||(a=g.y0)>p||(l=g.x1)<n||(h=g.y1)<r))if(u.length){var f=(o+l)/2,w=(a+h)/2;d.push(new T(u[3],f,w,l,h),new T(u[2],o,w,f,h),new T(u[1],f,a,l,w),new T(u[0],o,a,f,w)),(m=(t>=w)<<1|s>=f)&&(g=d[d.length-1],d[d.length-1]=d[d.length-1-m],d[d.length-1-m]=g)}else{var v=s-+this._x.call(null,u.data),x=t-+this._y.call(null,u.data),b=v*v+x*x;if(b<e){var M=Math.sqrt(e=b);n=s-M,r=t-M,c=s+M,p=t+M,i=u.data}}return i}function zn(s){if(isNaN(c=+this._x.call(null,s))||isNaN(p=+this._y.call(null,s)))return this;var t,e=this._root,i,n,r,o=this._x0,a=this._y0,l=this._x1,h=this._y1,c,p,d,u,g,m,f,w;if(!e)return this;if(e.length)for(;;){if((g=c>=(d=(o+l)/2))?o=d:l=d,(m=p>=(u=(a+h)/2))?a=u:h=u,t=e,!(e=e[f=m<<1|g]))return this;if(!e.length)break;(t[f+1&3]||t[f+2&3]||t[f+3&3])&&(i=t,w=f)}for(;e.data!==s;)if(n=e,!(e=e.next))return this;return(r=e.next)&&delete e.next,n?(r?n.next=r:delete n.next,this):t?(r?t[f]=r:delete t[f],(e=t[0]||t[1]||t[2]||t[3])&&e===(t[3]||t[2]||t[1]||t[0])&&!e.length&&(i?i[w]=e:this._root=e),this):(this._root=r,this)}function Cn(s){for(var t=0,e=s.length;t<e;++t)this.remove(s[t]);return this}function Dn(){return this._root}function Rn(){var s=0;return this.visit(function(t){if(!t.length)do++s;while(t=t.next)}),s}function Pn(s){var t=[],e,i=this._root,n,r,o,a,l;for(i&&t.push(new T(i,this._x0,this._y0,this._x1,this._y1));e=t.pop();)if(!s(i=e.node,r=e.x0,o=e.y0,a=e.x1,l=e.y1)&&i.length){var h=(r+a)/2,c=(o+l)/2;(n=i[3])&&t.push(new T(n,h,c,a,l)),(n=i[2])&&t.push(new T(n,r,c,h,l)),(n=i[1])&&t.push(new T(n,h,o,a,c)),(n=i[0])&&t.push(new T(n,r,o,h,c))}return this}function jn(s){var t=[],e=[],i;for(this._root&&t.push(new T(this._root,this._x0,this._y0,this._x1,this._y1));i=t.pop();){var n=i.node;if(n.length){var r,o=i.x0,a=i.y0,l=i.x1,h=i.y1,c=(o+l)/2,p=(a+h)/2;(r=n[0])&&t.push(new T(r,o,a,c,p)),(r=n[1])&&t.push(new T(r,c,a,l,p)),(r=n[2])&&t.push(new T(r,o,p,c,h)),(r=n[3])&&t.push(new T(r,c,p,l,h))}e.push(i)}for(;i=e.pop();)s(i.node,i.x0,i.y0,i.x1,i.y1);return this}function Fn(s){return s[0]}function Hn(s){return arguments.length?(this._x=s,this):this._x}function qn(s){return s[1]}function Wn(s){return arguments.length?(this._y=s,this):this._y}function It(s,t,e){var i=new ue(t??Fn,e??qn,NaN,NaN,NaN,NaN);return s==null?i:i.addAll(s)}function ue(s,t,e,i,n,r){this._x=s,this._y=t,this._x0=e,this._y0=i,this._x1=n,this._y1=r,this._root=void 0}function fs(s){for(var t={data:s.data},e=t;s=s.next;)e=e.next={data:s.data};return t}var L=It.prototype=ue.prototype;L.copy=function(){var s=new ue(this._x,this._y,this._x0,this._y0,this._x1,this._y1),t=this._root,e,i;if(!t)return s;if(!t.length)return s._root=fs(t),s;for(e=[{source:t,target:s._root=new Array(4)}];t=e.pop();)for(var n=0;n<4;++n)(i=t.source[n])&&(i.length?e.push({source:i,target:t.target[n]=new Array(4)}):t.target[n]=fs(i));return s};L.add=Tn;L.addAll=Ln;L.cover=Nn;L.data=On;L.extent=In;L.find=$n;L.remove=zn;L.removeAll=Cn;L.root=Dn;L.size=Rn;L.visit=Pn;L.visitAfter=jn;L.x=Hn;L.y=Wn;var Bn={value:()=>{}};function fe(){for(var s=0,t=arguments.length,e={},i;s<t;++s){if(!(i=arguments[s]+"")||i in e||/[\s.]/.test(i))throw new Error("illegal type: "+i);e[i]=[]}return new $t(e)}function $t(s){this._=s}function Gn(s,t){return s.trim().split(/^|\s+/).map(function(e){var i="",n=e.indexOf(".");if(n>=0&&(i=e.slice(n+1),e=e.slice(0,n)),e&&!t.hasOwnProperty(e))throw new Error("unknown type: "+e);return{type:e,name:i}})}$t.prototype=fe.prototype={constructor:$t,on:function(s,t){var e=this._,i=Gn(s+"",e),n,r=-1,o=i.length;if(arguments.length<2){for(;++r<o;)if((n=(s=i[r]).type)&&(n=Kn(e[n],s.name)))return n;return}if(t!=null&&typeof t!="function")throw new Error("invalid callback: "+t);for(;++r<o;)if(n=(s=i[r]).type)e[n]=ps(e[n],s.name,t);else if(t==null)for(n in e)e[n]=ps(e[n],s.name,null);return this},copy:function(){var s={},t=this._;for(var e in t)s[e]=t[e].slice();return new $t(s)},call:function(s,t){if((n=arguments.length-2)>0)for(var e=new Array(n),i=0,n,r;i<n;++i)e[i]=arguments[i+2];if(!this._.hasOwnProperty(s))throw new Error("unknown type: "+s);for(r=this._[s],i=0,n=r.length;i<n;++i)r[i].value.apply(t,e)},apply:function(s,t,e){if(!this._.hasOwnProperty(s))throw new Error("unknown type: "+s);for(var i=this._[s],n=0,r=i.length;n<r;++n)i[n].value.apply(t,e)}};function Kn(s,t){for(var e=0,i=s.length,n;e<i;++e)if((n=s[e]).name===t)return n.value}function ps(s,t,e){for(var i=0,n=s.length;i<n;++i)if(s[i].name===t){s[i]=Bn,s=s.slice(0,i).concat(s.slice(i+1));break}return e!=null&&s.push({name:t,value:e}),s}var Q=0,at=0,ot=0,gs=1e3,zt,lt,Ct=0,Y=0,Dt=0,ht=typeof performance=="object"&&performance.now?performance:Date,ws=typeof window=="object"&&window.requestAnimationFrame?window.requestAnimationFrame.bind(window):function(s){setTimeout(s,17)};function vs(){return Y||(ws(Un),Y=ht.now()+Dt)}function Un(){Y=0}function de(){this._call=this._time=this._next=null}de.prototype=me.prototype={constructor:de,restart:function(s,t,e){if(typeof s!="function")throw new TypeError("callback is not a function");e=(e==null?vs():+e)+(t==null?0:+t),!this._next&&lt!==this&&(lt?lt._next=this:zt=this,lt=this),this._call=s,this._time=e,pe()},stop:function(){this._call&&(this._call=null,this._time=1/0,pe())}};function me(s,t,e){var i=new de;return i.restart(s,t,e),i}function Vn(){vs(),++Q;for(var s=zt,t;s;)(t=Y-s._time)>=0&&s._call.call(void 0,t),s=s._next;--Q}function ms(){Y=(Ct=ht.now())+Dt,Q=at=0;try{Vn()}finally{Q=0,Zn(),Y=0}}function Yn(){var s=ht.now(),t=s-Ct;t>gs&&(Dt-=t,Ct=s)}function Zn(){for(var s,t=zt,e,i=1/0;t;)t._call?(i>t._time&&(i=t._time),s=t,t=t._next):(e=t._next,t._next=null,t=s?s._next=e:zt=e);lt=s,pe(i)}function pe(s){if(!Q){at&&(at=clearTimeout(at));var t=s-Y;t>24?(s<1/0&&(at=setTimeout(ms,Math.ceil(s-ht.now()-Dt)+1)),ot&&(ot=clearInterval(ot))):(ot||(Ct=ht.now(),ot=setInterval(Yn,gs)),Q=1,ws(ms))}}function N(s){return function(){return s}}function B(s){return(s()-.5)*1e-6}function Xn(s){return s.x+s.vx}function Jn(s){return s.y+s.vy}function xs(s){var t,e,i,n=1,r=1;typeof s!="function"&&(s=N(s==null?1:+s));function o(){for(var h,c=t.length,p,d,u,g,m,f,w=0;w<r;++w)for(p=It(t,Xn,Jn).visitAfter(a),h=0;h<c;++h)d=t[h],m=e[d.index],f=m*m,u=d.x+d.vx,g=d.y+d.vy,p.visit(v);function v(x,b,M,A,O){var _=x.data,C=x.r,S=m+C;if(_){if(_.index>d.index){var F=u-_.x-_.vx,H=g-_.y-_.vy,R=F*F+H*H;R<S*S&&(F===0&&(F=B(i),R+=F*F),H===0&&(H=B(i),R+=H*H),R=(S-(R=Math.sqrt(R)))/R*n,d.vx+=(F*=R)*(S=(C*=C)/(f+C)),d.vy+=(H*=R)*S,_.vx-=F*(S=1-S),_.vy-=H*S)}return}return b>u+S||A<u-S||M>g+S||O<g-S}}function a(h){if(h.data)return h.r=e[h.data.index];for(var c=h.r=0;c<4;++c)h[c]&&h[c].r>h.r&&(h.r=h[c].r)}function l(){if(t){var h,c=t.length,p;for(e=new Array(c),h=0;h<c;++h)p=t[h],e[p.index]=+s(p,h,t)}}return o.initialize=function(h,c){t=h,i=c,l()},o.iterations=function(h){return arguments.length?(r=+h,o):r},o.strength=function(h){return arguments.length?(n=+h,o):n},o.radius=function(h){return arguments.length?(s=typeof h=="function"?h:N(+h),l(),o):s},o}function Qn(s){return s.index}function ys(s,t){var e=s.get(t);if(!e)throw new Error("node not found: "+t);return e}function ks(s){var t=Qn,e=p,i,n=N(30),r,o,a,l,h,c=1;s==null&&(s=[]);function p(f){return 1/Math.min(a[f.source.index],a[f.target.index])}function d(f){for(var w=0,v=s.length;w<c;++w)for(var x=0,b,M,A,O,_,C,S;x<v;++x)b=s[x],M=b.source,A=b.target,O=A.x+A.vx-M.x-M.vx||B(h),_=A.y+A.vy-M.y-M.vy||B(h),C=Math.sqrt(O*O+_*_),C=(C-r[x])/C*f*i[x],O*=C,_*=C,A.vx-=O*(S=l[x]),A.vy-=_*S,M.vx+=O*(S=1-S),M.vy+=_*S}function u(){if(o){var f,w=o.length,v=s.length,x=new Map(o.map((M,A)=>[t(M,A,o),M])),b;for(f=0,a=new Array(w);f<v;++f)b=s[f],b.index=f,typeof b.source!="object"&&(b.source=ys(x,b.source)),typeof b.target!="object"&&(b.target=ys(x,b.target)),a[b.source.index]=(a[b.source.index]||0)+1,a[b.target.index]=(a[b.target.index]||0)+1;for(f=0,l=new Array(v);f<v;++f)b=s[f],l[f]=a[b.source.index]/(a[b.source.index]+a[b.target.index]);i=new Array(v),g(),r=new Array(v),m()}}function g(){if(o)for(var f=0,w=s.length;f<w;++f)i[f]=+e(s[f],f,s)}function m(){if(o)for(var f=0,w=s.length;f<w;++f)r[f]=+n(s[f],f,s)}return d.initialize=function(f,w){o=f,h=w,u()},d.links=function(f){return arguments.length?(s=f,u(),d):s},d.id=function(f){return arguments.length?(t=f,d):t},d.iterations=function(f){return arguments.length?(c=+f,d):c},d.strength=function(f){return arguments.length?(e=typeof f=="function"?f:N(+f),g(),d):e},d.distance=function(f){return arguments.length?(n=typeof f=="function"?f:N(+f),m(),d):n},d}var tr=1664525,er=1013904223,bs=4294967296;function sr(){let s=1;return()=>(s=(tr*s+er)%bs)/bs}function ir(s){return s.x}function nr(s){return s.y}var rr=10,or=Math.PI*(3-Math.sqrt(5));function Ms(s){var t,e=1,i=.001,n=1-Math.pow(i,1/300),r=0,o=.6,a=new Map,l=me(p),h=fe("tick","end"),c=sr();s==null&&(s=[]);function p(){d(),h.call("tick",t),e<i&&(l.stop(),h.call("end",t))}function d(m){var f,w=s.length,v;m===void 0&&(m=1);for(var x=0;x<m;++x)for(e+=(r-e)*n,a.forEach(function(b){b(e)}),f=0;f<w;++f)v=s[f],v.fx==null?v.x+=v.vx*=o:(v.x=v.fx,v.vx=0),v.fy==null?v.y+=v.vy*=o:(v.y=v.fy,v.vy=0);return t}function u(){for(var m=0,f=s.length,w;m<f;++m){if(w=s[m],w.index=m,w.fx!=null&&(w.x=w.fx),w.fy!=null&&(w.y=w.fy),isNaN(w.x)||isNaN(w.y)){var v=rr*Math.sqrt(.5+m),x=m*or;w.x=v*Math.cos(x),w.y=v*Math.sin(x)}(isNaN(w.vx)||isNaN(w.vy))&&(w.vx=w.vy=0)}}function g(m){return m.initialize&&m.initialize(s,c),m}return u(),t={tick:d,restart:function(){return l.restart(p),t},stop:function(){return l.stop(),t},nodes:function(m){return arguments.length?(s=m,u(),a.forEach(g),t):s},alpha:function(m){return arguments.length?(e=+m,t):e},alphaMin:function(m){return arguments.length?(i=+m,t):i},alphaDecay:function(m){return arguments.length?(n=+m,t):+n},alphaTarget:function(m){return arguments.length?(r=+m,t):r},velocityDecay:function(m){return arguments.length?(o=1-m,t):1-o},randomSource:function(m){return arguments.length?(c=m,a.forEach(g),t):c},force:function(m,f){return arguments.length>1?(f==null?a.delete(m):a.set(m,g(f)),t):a.get(m)},find:function(m,f,w){var v=0,x=s.length,b,M,A,O,_;for(w==null?w=1/0:w*=w,v=0;v<x;++v)O=s[v],b=m-O.x,M=f-O.y,A=b*b+M*M,A<w&&(_=O,w=A);return _},on:function(m,f){return arguments.length>1?(h.on(m,f),t):h.on(m)}}}function _s(){var s,t,e,i,n=N(-30),r,o=1,a=1/0,l=.81;function h(u){var g,m=s.length,f=It(s,ir,nr).visitAfter(p);for(i=u,g=0;g<m;++g)t=s[g],f.visit(d)}function c(){if(s){var u,g=s.length,m;for(r=new Array(g),u=0;u<g;++u)m=s[u],r[m.index]=+n(m,u,s)}}function p(u){var g=0,m,f,w=0,v,x,b;if(u.length){for(v=x=b=0;b<4;++b)(m=u[b])&&(f=Math.abs(m.value))&&(g+=m.value,w+=f,v+=f*m.x,x+=f*m.y);u.x=v/w,u.y=x/w}else{m=u,m.x=m.data.x,m.y=m.data.y;do g+=r[m.data.index];while(m=m.next)}u.value=g}function d(u,g,m,f){if(!u.value)return!0;var w=u.x-t.x,v=u.y-t.y,x=f-g,b=w*w+v*v;if(x*x/l<b)return b<a&&(w===0&&(w=B(e),b+=w*w),v===0&&(v=B(e),b+=v*v),b<o&&(b=Math.sqrt(o*b)),t.vx+=w*u.value*i/b,t.vy+=v*u.value*i/b),!0;if(u.length||b>=a)return;(u.data!==t||u.next)&&(w===0&&(w=B(e),b+=w*w),v===0&&(v=B(e),b+=v*v),b<o&&(b=Math.sqrt(o*b)));do u.data!==t&&(x=r[u.data.index]*i/b,t.vx+=w*x,t.vy+=v*x);while(u=u.next)}return h.initialize=function(u,g){s=u,e=g,c()},h.strength=function(u){return arguments.length?(n=typeof u=="function"?u:N(+u),c(),h):n},h.distanceMin=function(u){return arguments.length?(o=u*u,h):Math.sqrt(o)},h.distanceMax=function(u){return arguments.length?(a=u*u,h):Math.sqrt(a)},h.theta=function(u){return arguments.length?(l=u*u,h):Math.sqrt(l)},h}function Ss(s){var t=N(.1),e,i,n;typeof s!="function"&&(s=N(s==null?0:+s));function r(a){for(var l=0,h=e.length,c;l<h;++l)c=e[l],c.vx+=(n[l]-c.x)*i[l]*a}function o(){if(e){var a,l=e.length;for(i=new Array(l),n=new Array(l),a=0;a<l;++a)i[a]=isNaN(n[a]=+s(e[a],a,e))?0:+t(e[a],a,e)}}return r.initialize=function(a){e=a,o()},r.strength=function(a){return arguments.length?(t=typeof a=="function"?a:N(+a),o(),r):t},r.x=function(a){return arguments.length?(s=typeof a=="function"?a:N(+a),o(),r):s},r}function Es(s){var t=N(.1),e,i,n;typeof s!="function"&&(s=N(s==null?0:+s));function r(a){for(var l=0,h=e.length,c;l<h;++l)c=e[l],c.vy+=(n[l]-c.y)*i[l]*a}function o(){if(e){var a,l=e.length;for(i=new Array(l),n=new Array(l),a=0;a<l;++a)i[a]=isNaN(n[a]=+s(e[a],a,e))?0:+t(e[a],a,e)}}return r.initialize=function(a){e=a,o()},r.strength=function(a){return arguments.length?(t=typeof a=="function"?a:N(+a),o(),r):t},r.y=function(a){return arguments.length?(s=typeof a=="function"?a:N(+a),o(),r):s},r}function As(s,t){let e=lr(s,t),i=Int32Array.from({length:s},(r,o)=>o),n=!0;for(let r=0;n&&r<20;r++)n=hr(e,i),n||(n=ur(e,i));return fr(e,i)}function ar(s,t,e){let i=-1,n=1e-9;for(let[r,o]of[...Ts(s,t,e)].sort((a,l)=>a[0]-l[0]))o>n&&([i,n]=[r,o]);return i}function lr(s,{source:t,target:e,sympathy:i,size:n}){let r=Array.from({length:s},()=>new Map);for(let o=0;o<n;o++){let a=i[o];Number.isNaN(a)||t[o]===e[o]||(Rt(r[t[o]],e[o],a),Rt(r[e[o]],t[o],a))}return r}function Rt(s,t,e){s.set(t,(s.get(t)??0)+e)}function Ts(s,t,e){let i=new Map;for(let[n,r]of t[s])Rt(i,e[n],r);return i}function hr(s,t){let e=!1;for(let i=0;i<s.length;i++){let n=Ts(i,s,t),r=n.get(t[i])??0,o=ar(i,s,t);o>=0&&o!==t[i]&&n.get(o)>r+1e-9?(t[i]=o,e=!0):r<-1e-9&&(t[i]=cr(t),e=!0)}return e}function cr(s){let t=new Set(s),e=0;for(;t.has(e);)e+=1;return e}function ur(s,t){let e=new Map;s.forEach((r,o)=>{for(let[a,l]of r){let[h,c]=[t[o],t[a]];h<c&&Rt(e,h*s.length+c,l)}});let i=[...e].filter(([,r])=>r>1e-9).sort((r,o)=>o[1]-r[1]||r[0]-o[0]),n=new Map;for(let[r]of i){let[o,a]=[Math.floor(r/s.length),r%s.length];n.has(o)||n.has(a)||n.set(o,o).set(a,o)}for(let r=0;r<t.length;r++)t[r]=n.get(t[r])??t[r];return n.size>0}function fr(s,t){let e=new Map;t.forEach((o,a)=>(e.get(o)??e.set(o,[]).get(o)).push(a));let i=[...e.values()].sort((o,a)=>a.length-o.length||o[0]-a[0]),n=s.map((o,a)=>{let l=0;for(let[h,c]of o)t[h]===t[a]&&(l+=c);return l}),r=new Int32Array(t.length);i.forEach((o,a)=>o.forEach(l=>r[l]=a));for(let o of i)o.sort((a,l)=>n[l]-n[a]||a-l);return{order:Int32Array.from(i.flat()),faction:r,sizes:i.map(o=>o.length)}}function Ls(s){let t=s>>>0;return()=>{t=t+1831565813>>>0;let e=Math.imul(t^t>>>15,t|1);return e^=e+Math.imul(e^e>>>7,e|61),((e^e>>>14)>>>0)/4294967296}}var D=20,Pt=300,dr=1500,pr=2,mr=3e4,gr=.02,wr=60,jt=class{constructor({seed:t=1,positions:e={}}={}){this.nodes=[],this.positions=e,this.links=[],this.known=0,this.arranged=0,this.warm=0,this.newcomers=0,this.random=Ls(t),this.simulation=Ms([]).randomSource(this.random).stop()}sync(t){let e=this.nodes.length,i=e===0&&t.agents.length>0;for(let r=e;r<t.agents.length;r++)this.nodes.push(vr(r));let n=this.takeTies(t);if(i)return this.begin(t);this.nodes.length>e?this.welcome(t,e):n.size&&this.moveOnly(n),this.links.length>=pr*Math.max(this.arranged,this.nodes.length)&&this.arrange(t)}takeTies({source:t,target:e,sympathy:i,size:n}){let r=new Set;for(let o=this.known;o<n;o++)if(t[o]!==e[o]){this.links.push(yr(t[o],e[o],i[o]));for(let a of[t[o],e[o]])i[o]>0&&this.nodes[a].lonely&&r.add(a)}this.known=Math.max(this.known,n);for(let o of r)this.nodes[o].lonely=!1;return r}get big(){return this.nodes.length>dr}begin(t){this.arranged=this.links.length,this.startByFaction(t),!this.big&&(this.setForces(),this.simulation.alpha(1),this.warm=Math.max(12,Math.min(240,Math.round(mr/this.nodes.length))))}startByFaction(t){let{order:e,sizes:i}=As(this.nodes.length,t);br(this.nodes,e,i,this.random),this.takePositions(t)}takePositions({agents:t}){for(let e of this.nodes){let i=Object.hasOwn(this.positions,t[e.number].id)?this.positions[t[e.number].id]:null;Array.isArray(i)&&i.length>=2&&i.every(Number.isFinite)&&this.pin(e.number,i[0]*Pt,-i[1]*Pt)}}arrange(t){if(this.links=[],this.known=0,this.takeTies(t),this.arranged=this.links.length,this.release(),this.big)return this.startByFaction(t);this.setForces(),this.simulation.alpha(.7)}welcome(t,e){let i=xr(t,e);for(let n=e;n<this.nodes.length;n++){let r=this.nodes[n],o=this.random()*2*Math.PI,a=(i.get(n)??[]).filter(p=>p<n).map(p=>this.nodes[p]);r.lonely=a.length===0;let[l,h,c]=a.length?[...kr(a),2.4*D]:[0,0,this.reach()+3*D];r.x=l+c*Math.cos(o),r.y=h+c*Math.sin(o)}this.takePositions(t),this.moveOnly(new Set(this.nodes.slice(e).map(n=>n.number)))}moveOnly(t){for(let e of this.nodes)t.has(e.number)?e.pinned||(e.fx=e.fy=null):[e.fx,e.fy]=[e.x,e.y];this.big||(this.newcomers=wr,this.setForces(),this.simulation.alpha(.4))}release(){this.newcomers=0;for(let t of this.nodes)t.pinned||(t.fx=t.fy=null)}setForces(){let t=new Float32Array(this.nodes.length);for(let{from:n,to:r}of this.links)t[n]+=1,t[r]+=1;let e=this.links.map(n=>({...n,source:n.from,target:n.to})),i=({from:n,to:r,pull:o})=>o/Math.min(t[n],t[r]);this.simulation.nodes(this.nodes).alphaDecay(.03).velocityDecay(.45).force("ties",ks(e).distance(n=>n.length).strength(i)).force("apart",_s().strength(-520).distanceMax(1400)).force("x",Ss().strength(.035)).force("y",Es().strength(.055)).force("room",xs(D*1.55).strength(.8))}get moving(){return this.warm>0||this.newcomers>0||this.simulation.alpha()>gr&&this.nodes.length>0&&!this.big}tick(){return this.moving?(this.simulation.tick(),this.warm>0&&(this.warm-=1),this.newcomers>0&&(this.newcomers-=1,this.newcomers===0&&(this.release(),this.simulation.alpha(0))),!0):!1}pin(t,e,i){let n=this.nodes[t];[n.x,n.y,n.fx,n.fy,n.pinned]=[e,i,e,i,!0]}unpin(t){this.nodes[t].pinned=!1,this.moveOnly(new Set([t]))}bounds(t=null){let e=this.nodes.filter(n=>!t||t[n.number]);if(e.length===0)return null;let i={left:1/0,top:1/0,right:-1/0,bottom:-1/0};for(let{x:n,y:r}of e)i.left=Math.min(i.left,n-D),i.top=Math.min(i.top,r-D),i.right=Math.max(i.right,n+D),i.bottom=Math.max(i.bottom,r+D);return i}reach(){return this.nodes.reduce((t,{x:e,y:i})=>Number.isFinite(e)?Math.max(t,Math.hypot(e,i)):t,0)}placed({agents:t}){return Object.fromEntries(this.nodes.slice(0,t.length).map(({number:e,x:i,y:n})=>[t[e].id,[i/Pt,-n/Pt]]))}},vr=s=>({number:s,x:NaN,y:NaN,vx:0,vy:0,fx:null,fy:null,pinned:!1,lonely:!1});function yr(s,t,e){let i=Number.isNaN(e)?0:e;return i>=0?{from:s,to:t,pull:.2+.8*i,length:120-30*i}:{from:s,to:t,pull:.15,length:220-100*i}}function br(s,t,e,i){let n=e.map(h=>D*2.1*Math.sqrt(h)),r=e.length>1?n.reduce((h,c)=>h+2*c,0)/(2*Math.PI):0,o=n.reduce((h,c)=>h+c,0),[a,l]=[0,0];e.forEach((h,c)=>{let p=2*Math.PI*(l+n[c]/2)/o;l+=n[c];for(let d=0;d<h;d++){let u=s[t[a++]],[g,m]=[d*2.399963,n[c]*Math.sqrt(d+.5)/Math.sqrt(h)];u.pinned||(u.x=r*1.3*Math.cos(p)+m*Math.cos(g)+i(),u.y=r*Math.sin(p)+m*Math.sin(g)+i())}})}function xr({source:s,target:t,sympathy:e,size:i},n){let r=new Map,o=(a,l)=>(r.get(a)??r.set(a,[]).get(a)).push(l);for(let a=0;a<i;a++)e[a]>0&&(s[a]>=n&&o(s[a],t[a]),t[a]>=n&&o(t[a],s[a]));return r}function kr(s){return s.reduce(([e,i],n)=>[e+n.x,i+n.y],[0,0]).map(e=>e/s.length)}var Ft=class{constructor(t,e){this.stage=t,this.actor=e,this.down=new Map,this.held=null,this.travelled=0,this.awake=!1,this.listeners=new AbortController;let i=(n,r,o={})=>t.addEventListener(n,r.bind(this),{...o,signal:this.listeners.signal});i("pointerdown",this.press),i("pointermove",this.move),i("pointerup",this.lift),i("pointercancel",this.cancel),i("pointerleave",this.leave),i("dblclick",this.double),i("wheel",this.wheel,{passive:!1})}destroy(){this.listeners.abort()}place(t){let e=this.stage.getBoundingClientRect();return[t.clientX-e.left,t.clientY-e.top]}press(t){if(t.button>0||t.target.closest?.("button"))return;let[e,i]=this.place(t);this.stage.setPointerCapture?.(t.pointerId),this.awake=!0,this.down.set(t.pointerId,{x:e,y:i}),this.travelled=this.down.size>1?1/0:0,this.held=this.down.size>1?null:this.actor.find(e,i)?.agent??null}move(t){let[e,i]=this.place(t),n=this.down.get(t.pointerId);if(!n){this.awake||=t.movementX!==0||t.movementY!==0;let r=t.target.closest?.("button")?null:this.actor.find(e,i);return this.actor.hover(r,e,i)}if(this.down.size===2)return this.pinch(t.pointerId,e,i);this.travelled+=Math.hypot(e-n.x,i-n.y),this.travelled>4&&(this.held!==null?this.actor.drag(this.held,e,i):this.actor.pan(e-n.x,i-n.y),this.actor.hover(null,e,i)),(this.held===null||this.travelled>4)&&this.down.set(t.pointerId,{x:e,y:i})}pinch(t,e,i){let[n]=[...this.down].filter(([l])=>l!==t).map(([,l])=>l),r=this.down.get(t),o=Math.hypot(r.x-n.x,r.y-n.y),a=Math.hypot(e-n.x,i-n.y);this.actor.pan((e-r.x)/2,(i-r.y)/2),o>0&&this.actor.zoom((e+n.x)/2,(i+n.y)/2,a/o),this.down.set(t,{x:e,y:i})}lift(t){if(!this.down.delete(t.pointerId))return;let[e,i]=this.place(t);this.travelled<=4&&this.actor.click(this.actor.find(e,i),t.shiftKey||t.ctrlKey||t.metaKey),this.held=null}cancel(t){this.down.delete(t.pointerId),this.held=null}leave(t){this.down.has(t.pointerId)||(this.awake=!1,this.actor.hover(null,0,0))}double(t){let[e,i]=this.place(t),n=t.target.closest?.("button")?null:this.actor.find(e,i);n&&this.actor.open(n)}wheel(t){if(!this.awake&&!t.ctrlKey&&!this.stage.matches(":focus-within"))return;t.preventDefault();let[e,i]=this.place(t),n=t.deltaMode===1?t.deltaY*16:t.deltaY;this.actor.zoom(e,i,Math.exp(-n*(t.ctrlKey?6:1)*.0016))}};var Ht=class{constructor(){this.picture={agents:[],source:[],target:[],sympathy:[],size:0},this.filter={threshold:0,signs:"all",ego:!1},this.centre=null,this.x=new Float32Array(0),this.y=new Float32Array(0),this.shown=new Uint8Array(0),this.degree=new Float32Array(0),this.count=0,this.radius=10}read(t,e,i){this.picture=t,this.filter={threshold:0,signs:"all",ego:!1,...e},this.centre=this.centreOf(i);let n=t.agents.length;this.x.length<n&&(this.x=Ns(this.x,n),this.y=Ns(this.y,n)),this.near=this.centre&&this.neighbourhood();let r=t.agents.some(o=>o.here===!1)?this.withTies():null;this.shown=Uint8Array.from(t.agents,(o,a)=>this.near&&!this.near.has(a)?0:Number(o.here!==!1||r.has(a))),this.weigh()}centreOf(t){let{ego:e}=this.filter;if(!e)return null;if(e===!0)return t.size?new Set(t):null;let i=new Set([e].flat().map(String)),n=this.picture.agents.flatMap((r,o)=>i.has(r.id)?[o]:[]);return n.length?new Set(n):null}neighbourhood(){let t=new Set(this.centre),{source:e,target:i,size:n}=this.picture;for(let r=0;r<n;r++)this.passes(r)&&(this.centre.has(e[r])&&t.add(i[r]),this.centre.has(i[r])&&t.add(e[r]));return t}withTies(){let{source:t,target:e,sympathy:i,size:n}=this.picture,r=new Set;for(let o=0;o<n;o++)Number.isNaN(i[o])||r.add(t[o]).add(e[o]);return r}weigh(){let{source:t,target:e,sympathy:i,size:n,agents:r}=this.picture;this.degree=new Float32Array(r.length),this.count=0;for(let o=0;o<n;o++)this.accepts(o)&&(this.count+=1,this.degree[t[o]]+=Math.abs(i[o]),this.degree[e[o]]+=Math.abs(i[o]))}passes(t){let e=this.picture.sympathy[t],{threshold:i,signs:n}=this.filter;return Math.abs(e)>=i?n==="all"||(n==="positive"?e>0:e<0):!1}accepts(t){let{source:e,target:i}=this.picture;return this.shown[e[t]]===1&&this.shown[i[t]]===1&&this.passes(t)}get crowded(){return this.count>800}byStrength(){let{sympathy:t,size:e}=this.picture,i=new Int32Array(66),n=a=>Math.min(64,Math.floor(Math.abs(t[a])*64)),r=[];for(let a=0;a<e;a++)this.accepts(a)&&(r.push(a),i[n(a)+1]+=1);for(let a=1;a<i.length;a++)i[a]+=i[a-1];let o=new Int32Array(r.length);for(let a of r)o[i[n(a)]++]=a;return o}project(t,e,i){let n=Math.max(4,Math.min(e.width,e.height)/9);this.radius=Math.min(n,38,Math.max(2.2,i*e.scale));for(let{number:r,x:o,y:a}of t)this.x[r]=o*e.scale+e.x,this.y[r]=a*e.scale+e.y}tiesOf(t){let{source:e,target:i,size:n}=this.picture,r=[];for(let o=0;o<n;o++)(t.has(e[o])||t.has(i[o]))&&this.accepts(o)&&r.push(o);return r}};function Ns(s,t){let e=new Float32Array(Math.max(16,t*2));return e.set(s),e}var Os=`.roomlab-stage {
  position: relative; overflow: hidden; width: 100%; height: 100%; min-height: 120px; box-sizing: border-box;
  touch-action: none; user-select: none; -webkit-user-select: none; cursor: default; background: var(--drawing-paper);
  color: var(--drawing-ink); outline: none; border-radius: inherit; font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
.roomlab-stage:focus-visible { box-shadow: inset 0 0 0 2px var(--drawing-accent); }
.roomlab-stage canvas { position: absolute; inset: 0; width: 100%; height: 100%; display: block; pointer-events: none; }
.roomlab-stage canvas[hidden] { display: none; }
.roomlab-stage.over-agent { cursor: pointer; }
.roomlab-controls { position: absolute; inset-inline-end: 10px; bottom: 10px; display: flex; flex-direction: column; gap: 4px; opacity: .55; transition: opacity .15s; }
.roomlab-stage:hover .roomlab-controls, .roomlab-controls:focus-within { opacity: 1; }
.roomlab-controls button {
  inline-size: 30px; block-size: 30px; padding: 0; border: 1px solid var(--drawing-line); border-radius: 8px; cursor: pointer;
  background: var(--drawing-paper); color: var(--drawing-ink); font: 600 16px/1 system-ui, sans-serif; display: grid; place-items: center;
}
.roomlab-controls button:hover { border-color: var(--drawing-muted); }
.roomlab-controls button:focus-visible { outline: 2px solid var(--drawing-accent); outline-offset: 1px; }
.roomlab-tip {
  position: absolute; z-index: 2; max-width: min(320px, 80%); padding: 7px 10px; border-radius: 8px; pointer-events: none;
  background: var(--drawing-ink); color: var(--drawing-paper); font-size: 12.5px; line-height: 1.45; box-shadow: 0 3px 14px rgb(0 0 0 / .25);
}
.roomlab-tip[hidden] { display: none; }
.roomlab-tip-name { font-weight: 650; overflow-wrap: anywhere; max-height: 3em; overflow: hidden; }
.roomlab-tip-quiet { opacity: .75; max-height: 1.5em; overflow: hidden; overflow-wrap: anywhere; }
.roomlab-tip-line { display: flex; align-items: center; gap: 7px; }
.roomlab-tip-line span { flex: 1; overflow-wrap: anywhere; max-height: 3em; overflow: hidden; }
.roomlab-tip-sample { inline-size: 10px; block-size: 10px; border-radius: 3px; flex: none; box-shadow: 0 0 0 1px rgb(255 255 255 / .35); }
.roomlab-tip-value { font-variant-numeric: tabular-nums; }
.roomlab-unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: reduce) { .roomlab-controls { transition: none; } }
`;var ge=120,tt=14,qt=class{constructor(t,e){this.document=e,this.stage=t,this.node=y(e,"div",{class:"roomlab-tip",role:"status",hidden:!0}),t.append(this.node),this.shown=null}hide(){this.shown=null,this.node.hidden=!0}show(t,e,i,n){this.shown!==t&&(this.shown=t,this.node.replaceChildren(...e())),this.node.hidden=!1;let[r,o]=[this.stage.clientWidth,this.stage.clientHeight],a=i+tt+this.node.offsetWidth>r,l=n+tt+this.node.offsetHeight>o;this.node.style.left=`${Math.max(2,a?i-tt-this.node.offsetWidth:i+tt)}px`,this.node.style.top=`${Math.max(2,l?n-tt-this.node.offsetHeight:n+tt)}px`}};function $s(s,t,e,i){let n=t.agents[e],r=[P(s,"div","roomlab-tip-name",$(n.name,ge))];n.mood&&r.push(P(s,"div","roomlab-tip-quiet",$(n.mood,ge))),n.here===!1&&r.push(y(s,"div",{class:"roomlab-tip-quiet"},i.hasLeft));for(let[o,a]of[[i.likes,t.source],[i.likedBy,t.target]]){let{mean:l,count:h}=_r(t,a,e);h&&r.push(Cs(s,[`${o} (${h})`],l))}return r}function _r({sympathy:s,size:t},e,i){let[n,r]=[0,0];for(let o=0;o<t;o++)e[o]!==i||Number.isNaN(s[o])||(n+=s[o],r+=1);return{mean:n/r,count:r}}function zs(s,t,e,i){let n=(a,l,h)=>{let c=[a,l].map(p=>P(s,"bdi","",$(t.agents[p].name,ge)));return Cs(s,[c[0]," → ",c[1]],h)},r=[n(e,i,Is(t,e,i))],o=Is(t,i,e);return e!==i&&!Number.isNaN(o)&&r.push(n(i,e,o)),r}function Is({source:s,target:t,sympathy:e,size:i},n,r){for(let o=0;o<i;o++)if(s[o]===n&&t[o]===r)return e[o];return NaN}function Cs(s,t,e){let i=y(s,"b",{class:"roomlab-tip-value"},vt(e)),n=y(s,"i",{class:"roomlab-tip-sample"});return n.style.background=We(e,!1),y(s,"div",{class:"roomlab-tip-line"},n,y(s,"span",{},...t),i)}var Sr=2,Wt=class{constructor(t,e,{layers:i,label:n,buttons:r,changed:o}){this.document=e.document??t.ownerDocument,this.window=this.document.defaultView,this.context=e,this.label=n,this.changed=o,this.seen=!0,this.width=this.height=this.ratio=1,this.node=y(this.document,"div",{class:"roomlab-stage",tabindex:0,role:"application"}),this.layers=i.map(l=>y(this.document,"canvas",{class:`roomlab-${l}`,"aria-hidden":!0})),this.buttons=r.map(([l,h,c])=>this.button(l,h,c));let a=y(this.document,"div",{class:"roomlab-controls"},...this.buttons.map(([l])=>l));this.node.append(y(this.document,"style",{},Os),...this.layers,a),this.tooltip=new qt(this.node,this.document),t.classList?.contains("roomlab-view")&&e.options?.height&&(this.node.style.height=`${e.options.height}px`),t.append(this.node),this.speak(),this.dress(),this.watch()}button(t,e,i){let n=y(this.document,"button",{type:"button"},t);return n.addEventListener("click",i),[n,e]}get dark(){let{theme:t}=this.context;return t==="dark"||t?.dark===!0}get speech(){return He(this.context.words)}get calm(){return this.window?.matchMedia?.("(prefers-reduced-motion: reduce)").matches??!1}speak(t=""){let{speech:e}=this;this.node.setAttribute("aria-label",t?`${e[this.label]}: ${t}`:e[this.label]),this.node.setAttribute("aria-description",e.keys);for(let[i,n]of this.buttons)i.title=e[n],i.setAttribute("aria-label",e[n])}dress(){let t=E(this.dark);for(let e of["paper","ink","muted","line","accent"])this.node.style.setProperty(`--drawing-${e}`,t[e])}watch(){let{ResizeObserver:t,IntersectionObserver:e}=this.window;this.measure(),this.resizing=t&&new t(()=>this.measure()&&this.changed()),this.resizing?.observe(this.node),this.seeing=e&&new e(i=>this.see(i.at(-1).isIntersecting)),this.seeing?.observe(this.node),this.sharpness(),this.unwatchTheme=this.context.theme?.watch?.(()=>{this.dress(),this.changed()})}see(t){t!==this.seen&&(this.seen=t,t&&this.measure(),this.changed())}sharpness(){let t=this.window.matchMedia?.(`(resolution: ${this.window.devicePixelRatio||1}dppx)`);this.unsharpen?.();let e=()=>{this.sharpness(),this.measure()&&this.changed()};t?.addEventListener?.("change",e,{once:!0}),this.unsharpen=()=>t?.removeEventListener?.("change",e)}measure(){let[t,e]=[Math.max(1,this.node.clientWidth),Math.max(1,this.node.clientHeight)],i=Math.min(Sr,this.window.devicePixelRatio||1),n=t===this.width&&e===this.height&&i===this.ratio;return[this.width,this.height,this.ratio]=[t,e,i],!n}get paper(){return E(this.dark).paper}destroy(){this.resizing?.disconnect(),this.seeing?.disconnect(),this.unsharpen?.(),this.unwatchTheme?.(),this.node.remove()}};var Er=44,Ar=9,Tr=.02,Lr=["threshold","signs","ego"],we=class{constructor(t,e,i={}){this.store=e,this.context=i,this.options={...i.options},this.scene=new Ht,this.layout=new jt({seed:this.options.seed,positions:this.options.positions??{}}),this.camera=new Et,this.hover=null,this.keyboard=-1,this.fitted=!0,this.last=0,this.request=0,this.fresh={agents:!0,overlay:!0},this.actor=new xt(this);let n=[["+","zoomIn",()=>this.actor.zoomMiddle(1.3)],["−","zoomOut",()=>this.actor.zoomMiddle(1/1.3)],["⤢","fit",()=>this.actor.fit()],["↻","arrange",()=>this.actor.arrange()]];this.stage=new Wt(t,i,{layers:["ties","agents","overlay"],label:"graphLabel",buttons:n,changed:()=>this.resize()}),this.avatars=new St(this.stage.document,()=>this.refreshAgents()),this.look={dark:this.stage.dark,avatars:this.avatars,names:new Map},this.painter=new At(this.stage.layers[0],this.scene),[this.agents,this.overlay]=this.stage.layers.slice(1).map(r=>r.getContext("2d")),this.listen(),this.readAll(),this.resize()}listen(){let{node:t}=this.stage;this.pointer=new Ft(t,this.actor),this.listeners=new AbortController;let{signal:e}=this.listeners;t.addEventListener("keydown",n=>{n.target!==t||!us(n,this.actor)||(n.preventDefault(),n.stopPropagation())},{signal:e}),t.addEventListener("blur",()=>this.actor.leaveKeyboard(),{signal:e}),this.stops=[this.store.subscribe(n=>this.hear(n))];let i=this.context.watch?.(n=>this.set(Object.fromEntries(n.map(r=>[r,this.context.options[r]]))));i&&this.stops.push(i)}hear(t){t.all||t.agents?.length||t.added?this.readAll():t.ties?.length&&this.readTies(t.ties),t.selection&&this.readSelection()}readAll(){let t=this.store.shown;this.scene.read(t,this.options,this.store.selected),this.layout.sync(t),this.values=Float32Array.from(t.sympathy.subarray?.(0,t.size)??[]);let{words:e}=this.context;this.stage.speak(e?.agents?`${e.agents(t.agents.length)}, ${e.ties(this.scene.count)}`:""),this.restyle(),this.place()}readTies(t){let e=performance.now(),{sympathy:i}=this.scene.picture,n=!1;for(let r of t){let o=Math.abs(i[r]-this.values[r]);this.values[r]=i[r],this.painter.change(r,e,o>Tr&&!this.stage.calm&&this.stage.seen&&this.scene.accepts(r)),n||=this.isFocused(r)}n&&(this.fresh.overlay=!0),this.wake()}isFocused(t){let{selected:e}=this.store;return this.hover?.tie===t||e.size>0&&(e.has(this.scene.picture.source[t])||e.has(this.scene.picture.target[t]))}readSelection(){this.options.ego===!0&&this.readAll(),this.fresh.overlay=!0,this.wake()}set(t){Object.assign(this.options,t),Lr.some(e=>e in t)&&(this.scene.read(this.store.shown,this.options,this.store.selected),this.restyle(),this.painter.refresh(),this.fresh.agents=this.fresh.overlay=!0),"positions"in t&&(this.layout.positions=t.positions??{},this.layout.takePositions(this.store.shown),this.place()),"language"in t&&this.readAll(),this.wake()}resize(){let{width:t,height:e,ratio:i,paper:n,dark:r,seen:o}=this.stage;if(!o)return this.sleep();this.look.dark=r,this.camera.resize(t,e);for(let{canvas:a}of[this.agents,this.overlay])[a.width,a.height]=[t*i,e*i];this.painter.resize({width:t,height:e,ratio:i,paper:n}),this.place()}place(){if(this.layout.warm>0)return this.wake();let t=this.fitted?this.layout.bounds(this.scene.shown):null;t&&this.camera.fit(t,Er),this.scene.project(this.layout.nodes,this.camera,D),this.restyle(),this.painter.move(),this.fresh.agents=this.fresh.overlay=!0,this.wake()}restyle(){this.painter.style=ns(this.scene,this.stage.dark)}refreshAgents(){this.fresh.agents=this.fresh.overlay=!0,this.wake()}wake(){!this.request&&this.stage.seen&&(this.request=this.stage.window.requestAnimationFrame(t=>this.frame(t)))}sleep(){this.stage.window.cancelAnimationFrame(this.request),this.request=this.last=0,this.painter.rest()}frame(t){this.request=0;let e=this.last?t-this.last:0,i=this.advance(),n=this.layout.warm>0||this.paint(t,e,i);this.last=i||n?t:0,(i||n)&&this.wake()}advance(){if(!this.layout.moving)return!1;let t=this.layout.warm>0||this.stage.calm,e=performance.now()+Ar;do this.layout.tick();while(t&&this.layout.moving&&(this.layout.warm>0||this.stage.calm)&&performance.now()<e);return(!this.stage.calm||!this.layout.moving)&&this.place(),this.layout.moving}paint(t,e,i){let{width:n,height:r}=this.stage,o=this.painter.paint(t,e);return this.fresh.agents&&(this.clear(this.agents),_t(this.agents,this.scene,this.look,{width:n,height:r,chosen:this.store.selected,quick:i}),this.fresh.agents=i),this.fresh.overlay&&this.paintOverlay(),o||this.fresh.agents}paintOverlay(){this.fresh.overlay=!1;let t=this.attention(),e=Lt(t);this.overlay.canvas.hidden=!e,e&&(this.clear(this.overlay),Nt(this.overlay,this.scene,this.painter.style,this.look,t,this.stage))}attention(){let t=new Set(this.layout.nodes.filter(e=>e.pinned).map(e=>e.number));return{chosen:this.scene.centre?new Set:this.store.selected,hover:this.hover,keyboard:this.keyboard,pinned:t}}clear(t){let{width:e,height:i,ratio:n}=this.stage;t.setTransform(n,0,0,n,0,0),t.clearRect(0,0,e,i)}point(t,e,i){let{agents:n}=this.scene.picture,r=JSON.stringify(this.hover);this.hover=t,this.stage.node.classList.toggle("over-agent",t?.agent!==void 0),!t||(t.agent??0)>=n.length?this.stage.tooltip.hide():this.describe(t,e,i),JSON.stringify(t)!==r&&(this.fresh.overlay=!0,this.wake())}describe(t,e,i){let{picture:n}=this.scene,{document:r,tooltip:o}=this.stage,a=this.context.words??{};if(t.agent!==void 0)return o.show(`agent ${t.agent}`,()=>$s(r,n,t.agent,a),e,i);let l=`tie ${t.tie} ${vt(n.sympathy[t.tie])}`;o.show(l,()=>zs(r,n,n.source[t.tie],n.target[t.tie]),e,i)}positions(){return this.layout.placed(this.scene.picture)}picture(t=1){return as(this,t)}svg(){return ls(this)}destroy(){this.stage.seen=!1,this.sleep();for(let t of this.stops)t();this.listeners.abort(),this.pointer.destroy(),this.avatars.destroy(),this.stage.destroy()}};function Ds(s,t,e){return new we(s,t,e)}function ve(s,t,e){let i=y(e.document,"p",{role:"status"});s.append(i);let n=()=>{let o=t.shown.agents.filter(h=>h.here).length,a=0;for(let h=0;h<t.shown.size;h++)Number.isNaN(t.shown.sympathy[h])||(a+=1);let l=t.chat.length?t.chat[t.chat.length-1].text:"";I(i,`${t.title} | ${t.link} | ${t.status.state} | ${o} agents, ${a} ties | ${l}`)},r=t.subscribe(n);return n(),{destroy(){r(),i.remove()}}}var Nr={pause:"M5 3h2.2v10H5zM8.8 3H11v10H8.8z",play:"M5 3l8 5-8 5z",live:"M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",close:"M4 4l8 8M12 4l-8 8",download:"M8 2.5v7.2M5 7l3 3 3-3M3 12.5h10",sliders:"M3 5h5m3 0h2M3 11h2m3 0h5M9.5 3.5v3M6.5 9.5v3",fullscreen:"M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",search:"M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.2 3.2",ego:"M8 6.4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zM6.6 7.2L3 4.4M9.4 7.2L13 4.4M8 9.6V14"},Or=new Set(["pause","play","live"]);function Bt(s,t){let e=Or.has(t)?"rl-icon rl-filled":"rl-icon";return q(s,"svg",{class:e,viewBox:"0 0 16 16","aria-hidden":"true"},q(s,"path",{d:Nr[t]}))}var z=s=>Math.round(s*10)/10;function Rs(s,t,e){return js(s).map(({from:i,to:n})=>{let r=[];for(let o=i;o<n;o++)r.push(`${z(t(o))} ${z(e(s[o]))}`);return r.length>1?`M${r.join("L")}`:`M${r[0]}h1`}).join("")}function ye(s,t,e,i){let n=z(e(0));return js(s).filter(({from:r,to:o})=>o-r>1).map(({from:r,to:o})=>{let a=[];for(let l=r;l<o;l++)a.push(`L${z(t(l))} ${z(e(i(s[l])))}`);return`M${z(t(r))} ${n}${a.join("")}L${z(t(o-1))} ${n}Z`}).join("")}function Ps(s,t,e,i){let n=e(0),r="";return s.forEach((o,a)=>{o>0&&(r+=`M${z(t(a))} ${z(n)}V${z(e(o))}h${z(i)}V${z(n)}Z`)}),r}function js(s){let t=[],e=-1;for(let i=0;i<=s.length;i++){let n=i<s.length&&s[i]!==null&&!Number.isNaN(s[i]);n&&e<0&&(e=i),!n&&e>=0&&(t.push({from:e,to:i}),e=-1)}return t}var Ir=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,10800,21600,43200,86400,172800,604800,2592e3,31536e3],$r=90,zr=1.5,Cr=.52;function Fs(s){let t=o=>q(s,"path",{class:`rl-plot-${o}`}),e=Object.fromEntries(["gaps","rounds","zero","warm","cold","mean","messages","changes","base","ticks"].map(o=>[o,t(o)])),i=q(s,"g",{class:"rl-plot-labels"}),n=q(s,"svg",{class:"rl-plot","aria-hidden":"true"},...Object.values(e),i);function r(o,a,l,h){n.setAttribute("viewBox",`0 0 ${a} ${l}`);let c=l-zr*h,p=Dr(o,a,c);for(let[g,m]of Object.entries(p))e[g].setAttribute("d",m);let{d,texts:u}=Rr(o,a,c,h);e.ticks.setAttribute("d",d),Pr(s,i,u,c+1.15*h)}return{element:n,draw:r}}function Dr({start:s,end:t,bins:e,gaps:i,rounds:n},r,o){let a=Math.max(1,e.sympathy.length),l=Math.max(1,t-s),h=f=>Math.min(Math.max(f-s,0),l)/l*r,c=r/a,p=f=>(f+.5)*c,d=o*Cr,u=f=>3+(1-f)/2*(d-6),g=d+(o-d)*.55,m=(f,w)=>{let v=Math.max(1,...f);return Ps(f,x=>x*c+.5,x=>g-Math.sqrt(x/v)*w,Math.max(1,c-1))};return{gaps:i.map(([f,w])=>`M${h(f)} 0H${Math.max(h(w??t),h(f)+2)}V${o}H${h(f)}Z`).join(""),rounds:n.map(f=>`M${h(f)} 0V${o}`).join(""),zero:`M0 ${u(0)}H${r}`,warm:ye(e.sympathy,p,u,f=>Math.max(f,0)),cold:ye(e.sympathy,p,u,f=>Math.min(f,0)),mean:Rs(e.sympathy,p,u),messages:m(e.messages,g-d-4),changes:m(e.changes,-(o-g-4)),base:`M0 ${g}H${r}`}}function Rr({start:s,end:t},e,i,n){let o=Math.max(1e-6,(t-s)/1e6)/Math.max(1,e/($r*(n/13))),a=Ir.find(c=>c>=o)??Math.ceil(o/31536e3)*31536e3,l=[],h=`M0 ${i}H${e}`;for(let c=Math.ceil(s/1e6/a)*a;c*1e6<=t&&l.length<40;c+=a){let p=(c*1e6-s)/(t-s||1)*e;h+=`M${p} ${i}v4`;let d=a>=86400?dt(c*1e6):U(c*1e6,a<60);p>2.2*n&&p<e-2.2*n&&l.push({x:p,text:d})}return{d:h,texts:l}}function Pr(s,t,e,i){for(;t.childNodes.length>e.length;)t.lastChild.remove();for(;t.childNodes.length<e.length;)t.append(q(s,"text",{"text-anchor":"middle"}));e.forEach(({x:n,text:r},o)=>{let a=t.childNodes[o];a.setAttribute("x",n),a.setAttribute("y",i),I(a,r)})}function Hs(s,{start:t,end:e}){return Ne(t,e)?U(s,!0):`${dt(s)} ${U(s,!0)}`}var be=240,qs=10,jr={ArrowLeft:-1,ArrowDown:-1,ArrowRight:1,ArrowUp:1,PageDown:-qs,PageUp:qs},Fr=.995,Hr=3e3;function Ws(s,t,e){let i=new xe(s,t,e);return{destroy:()=>i.destroy()}}var xe=class{constructor(t,e,i){Object.assign(this,{store:e,context:i,wanted:null,dragging:!1,pausedAt:null}),this.#a(t),this.painter=mt(this.panel,()=>this.#m()),this.stops=[e.subscribe(n=>this.#n(n)),i.theme.watch(()=>this.painter.request()),gt(this.track,()=>this.painter.request()),()=>this.painter.destroy(),()=>this.panel.remove()],this.painter.request()}destroy(){for(let t of this.stops.splice(0))t()}#a(t){let{document:e,words:i}=this.context;this.live=y(e,"button",{class:"rl-button rl-live",type:"button"},Bt(e,"live"),y(e,"span",{},i.live)),this.pauseLabel=y(e,"span",{},i.pause),this.pauseIcons=[Bt(e,"pause"),Bt(e,"play")],this.pause=y(e,"button",{class:"rl-button",type:"button"},...this.pauseIcons,this.pauseLabel),this.time=y(e,"output",{class:"rl-moment","aria-live":"off"}),this.waits=y(e,"span",{class:"rl-waits"}),this.drawing=Fs(e),this.thumb=y(e,"div",{class:"rl-thumb",role:"slider",tabindex:"0","aria-label":i.moment,"aria-valuemin":"0","aria-valuemax":String(be)}),this.empty=y(e,"p",{class:"rl-empty"},i.noData),this.track=y(e,"div",{class:"rl-track"},this.drawing.element,this.empty,this.thumb);let n=y(e,"div",{class:"rl-transport"},this.live,this.pause,this.time,this.waits);this.panel=y(e,"section",{class:"rl-panel rl-timeline","aria-label":i.timeline},n,this.#s(),this.track),this.#i(),t.append(this.panel)}#s(){let{document:t,words:e}=this.context,i=(r,o)=>y(t,"span",{class:`rl-lane rl-lane-${r}`},o),n=[i("sympathy",e.meanSympathy),i("messages",e.messages),i("changes",e.changes)];return y(t,"div",{class:"rl-lanes","aria-hidden":"true"},...n)}#i(){this.live.addEventListener("click",()=>this.#r()),this.pause.addEventListener("click",()=>this.store.paused?this.store.resume():this.store.pause()),this.thumb.addEventListener("keydown",t=>this.#p(t)),this.track.addEventListener("pointerdown",t=>this.#d(t)),this.track.addEventListener("pointermove",t=>this.dragging&&this.#l(t));for(let t of["pointerup","pointercancel","lostpointercapture"])this.track.addEventListener(t,()=>this.#c())}#n(t){if(t.moment){let{moment:e,paused:i}=this.store;this.pausedAt=i?this.pausedAt??this.#o():null;let n=e&&e.time<=this.wanted&&this.#h()-this.askedAt<Hr;!this.dragging&&!n&&(this.wanted=null)}(t.timeline||t.moment||t.status||t.all)&&this.painter.request()}#h(){return this.context.document.defaultView.performance.now()}#o(){let{messages:t,events:e,changes:i}=this.store.totals;return t+e+i}#d(t){t.button!==0||!this.#t()||(t.preventDefault(),this.thumb.focus({preventScroll:!0}),this.track.setPointerCapture?.(t.pointerId),this.span=this.#t(),this.dragging=!0,this.#l(t))}#l(t){let{left:e,width:i}=this.track.getBoundingClientRect();this.#e(Math.min(1,Math.max(0,(t.clientX-e)/Math.max(1,i))))}#c(){this.dragging&&(this.dragging=!1,this.span=null,this.painter.request())}#p(t){let e=jr[t.key];e===void 0&&t.key!=="Home"&&t.key!=="End"||(t.preventDefault(),this.#t()&&(t.key==="Home"?this.#e(0):t.key==="End"?this.#e(1):this.#e(Math.min(1,Math.max(0,this.#u()+e/be)))))}#e(t){let e=this.#t();if(t>=Fr)return this.#r();this.wanted=Math.round(e.start+t*(e.end-e.start)),this.askedAt=this.#h(),this.store.seek({time:this.wanted}),this.painter.request()}#r(){this.wanted=null,this.store.goLive(),this.painter.request()}#t(){let t=this.span??this.store.timeline;return t&&t.end>t.start?t:null}#u(){let t=this.#t(),e=this.wanted??this.store.moment?.time;return e===void 0||!t?1:Math.min(1,Math.max(0,(e-t.start)/(t.end-t.start)))}#m(){let t=this.#t(),{clientWidth:e,clientHeight:i}=this.track;if(this.empty.hidden=!!t,this.thumb.hidden=!t,t&&e>0&&i>0){let n=parseFloat(this.context.document.defaultView.getComputedStyle(this.track).fontSize)||13;this.drawing.draw(t,e,i,n)}this.#g(t),this.#f()}#g(t){let e=this.#u();this.thumb.style.setProperty("left",`${(e*100).toFixed(3)}%`),this.thumb.setAttribute("aria-valuenow",String(Math.round(e*be)));let{words:i}=this.context,n=t?Hs(t.start+e*(t.end-t.start),t):"",r=e<1;this.thumb.setAttribute("aria-valuetext",r?i.atMoment(`${n} UTC`):i.now),I(this.time,t?`${n} UTC`:"")}#f(){let{words:t}=this.context,{moment:e,paused:i}=this.store,n=!e&&!i;this.live.setAttribute("aria-pressed",n),this.panel.classList.toggle("rl-in-past",!!e||this.wanted!==null),this.panel.classList.toggle("rl-paused",i),this.pauseIcons[0].classList.toggle("rl-gone",i),this.pauseIcons[1].classList.toggle("rl-gone",!i),I(this.pauseLabel,i?t.resume:t.pause);let r=this.pausedAt===null?0:this.#o()-this.pausedAt;I(this.waits,i?r>0?t.waiting(r):t.paused:e?t.past:"")}};var Bs={dashboard:ve,graph:Ds,matrix:ve,chat:Fe,timeline:Ws};var ct=class s{constructor(){this.agents=[],this.source=new Int32Array(0),this.target=new Int32Array(0),this.sympathy=new Float64Array(0),this.size=0}copy(){let t=new s;return t.agents=this.agents.slice(),t.source=this.source.slice(0,this.size),t.target=this.target.slice(0,this.size),t.sympathy=this.sympathy.slice(0,this.size),t.size=this.size,t}},ke=s=>s??NaN;function Gs({agents:s,ties:t}){let e=new ct;return e.agents=s.slice(),Ks(e,t),e}function Ks(s,{source:t,target:e,sympathy:i}){let n=t.length;qr(s,s.size+n),s.source.set(t,s.size),s.target.set(e,s.size);for(let r=0;r<n;r++)s.sympathy[s.size+r]=ke(i[r]);return s.size+=n,n}function Us(s,t){let e=[];for(let[r,o]of t.agents??[])s.agents[r]=o,e.push(r);let i=t.new_ties?Ks(s,t.new_ties):0,n=t.ties?.tie??[];return n.forEach((r,o)=>{s.sympathy[r]=ke(t.ties.sympathy[o])}),{agents:e,added:i,ties:n}}function Vs(s,{agents:t,sympathy:e}){let i=s.copy();i.agents=s.agents.map((n,r)=>t[r]??{...n,here:!1});for(let n=0;n<i.size;n++)i.sympathy[n]=ke(e[n]);return i}function Ys(s,t){if(!t.length)return s;let e=t[0].seq;return(s.length?s[s.length-1].seq:-1/0)<e?t.slice():[...s.filter(n=>n.seq<e),...t]}function qr(s,t){if(t<=s.sympathy.length)return;let e=Math.max(t,2*s.sympathy.length,64);for(let[i,n]of[["source",Int32Array],["target",Int32Array],["sympathy",Float64Array]]){let r=new n(e);r.set(s[i].subarray(0,s.size)),s[i]=r}}var Wr=2e3,Br=2e3,Gr={all:!1,agents:[],added:0,ties:[],chat:!1,timeline:!1,status:!1,selection:!1,moment:!1},Gt=class{constructor(t){this.live=new ct,this.shown=this.live,this.chat=[],this.title="",this.status={state:"connecting",gaps:0,open_gaps:0,error:null},this.link="waiting",this.totals={messages:0,events:0,changes:0,message_rate:0,change_rate:0},this.timeline=null,this.moment=null,this.paused=!1,this.selected=new Set,this._liveChat=this.chat,this._liveTotals=this.totals,this._chatLimit=Wr,this._selectedIds=[],this._number=null,this._asked=!1,this._wanted=null,this._seeking=null,this._requests=new Map,this._lastRequest=0,this._callbacks=new Set,this._transport=t,this._stop=t.listen(e=>this._receive(e)),this._hello()}subscribe(t){return this._callbacks.add(t),()=>this._callbacks.delete(t)}destroy(){clearTimeout(this._patience),this._stop(),this._callbacks.clear();for(let{reject:t}of this._requests.values())t(new Error("the view was closed"));this._requests.clear()}seek(t){this._wanted={...t},this._seeking===null&&this._seekNow()}goLive(){this._wanted=this._seeking=null,!(this.moment===null&&!this.paused)&&(this.moment=null,this.paused=!1,this._showLive())}pause(){this.paused||(this.paused=!0,this.moment===null&&this._freeze(),this._tell({moment:!0}))}resume(){this.paused&&(this.paused=!1,this.moment===null?this._showLive():this._tell({moment:!0}))}select(t){this.selected=new Set(t),this._selectedIds=[...this.selected].map(e=>this.live.agents[e]?.id).filter(e=>e!==void 0),this._tell({selection:!0})}selectIds(t){this._selectedIds=[...t],this._resolveSelection(),this._tell({selection:!0})}get selectedIds(){return this._selectedIds.slice()}profile(t){return this._request({type:"profile",agent:t})}async older(t,e=300){let{chat:i}=await this._request({type:"older",before:t,limit:e});this._chatLimit+=i.length;let n=this.chat===this._liveChat;return this.chat=[...i,...this.chat.filter(r=>!i.length||r.seq>i[i.length-1].seq)],n&&(this._liveChat=this.chat),this._tell({chat:!0}),i}setKernel(t){t?this.link==="gone"&&this._hello():this._setLink("gone")}_receive(t){try{this._take(t)}catch(e){console.warn("roomlab: a message could not be read",e),this._hello()}}_take(t){switch(t.type){case"snapshot":return this._takeSnapshot(t);case"delta":return this._takeDelta(t);case"moment":return this._takeMoment(t);case"profile":case"older":return this._settle(t.request)?.resolve(t);case"error":return this._takeError(t)}}_takeSnapshot(t){let e=Gs(t),i=this.shown===this.live;this.live=e,i&&(this.shown=e),this.title=t.title,this.status=t.status,this.timeline=t.timeline,this._number=t.n,this._asked=!1,this._keepTotals(t.totals),this._keepLines(Ys(this._liveChat,t.chat));let n=this.paused&&this.moment===null&&!this.shown.agents.length;n&&this._freeze(),this._resolveSelection(),this._setLink("ready",!1),this._tell(i||n?{all:!0,chat:!0,timeline:!0,status:!0,selection:!0}:{timeline:!0,status:!0,selection:!0})}_takeDelta(t){if(this._number!==null&&t.n<=this._number)return;if(t.n!==this._number+1)return this._hello();let e=Us(this.live,t);this._number=t.n,t.status&&(this.status=t.status),t.timeline&&(this.timeline=t.timeline),t.totals&&this._keepTotals(t.totals);let i=!!t.chat?.length;i&&this._keepLines(t.chat_anew?t.chat.slice():[...this._liveChat,...t.chat]);let n=e.agents.length>0&&this._resolveSelection(),r={timeline:!!t.timeline,status:!!(t.status??t.totals),selection:n};this._tell(this.shown===this.live?{...r,...e,chat:i}:r)}_takeMoment(t){t.request===this._seeking&&(this._seeking=null,this.moment={seq:t.seq,time:t.time},this.shown=Vs(this.live,t),this.chat=t.chat,this.totals=t.totals,this._tell({all:!0,chat:!0,status:!0,moment:!0}),this._wanted!==null&&this._seekNow())}_takeError(t){t.request===this._seeking&&(this._seeking=null),this._settle(t.request)?.reject(new Error(t.text))}_hello(){this._asked||(this._asked=!0,this._transport.send({type:"hello"}),this.link==="gone"&&this._setLink("waiting"),clearTimeout(this._patience),this._patience=setTimeout(()=>{this._asked&&(this._asked=!1,this.link!=="gone"&&this._setLink("busy"))},Br))}_seekNow(){this._seeking=++this._lastRequest;let t=this._wanted;this._wanted=null,this._transport.send({type:"seek",request:this._seeking,...t})}_request(t){let e=++this._lastRequest;return new Promise((i,n)=>{this._requests.set(e,{resolve:i,reject:n}),this._transport.send({...t,request:e})})}_settle(t){let e=this._requests.get(t);return this._requests.delete(t),e}_freeze(){this.shown=this.live.copy(),this.chat=this._liveChat.slice()}_showLive(){this.shown=this.live,this.chat=this._liveChat,this.totals=this._liveTotals,this._tell({all:!0,chat:!0,timeline:!0,status:!0,moment:!0})}_keepTotals(t){this._liveTotals=t,this.moment===null&&(this.totals=t)}_keepLines(t){this._liveChat=t.length>this._chatLimit?t.slice(t.length-this._chatLimit):t,this.shown===this.live&&(this.chat=this._liveChat)}_resolveSelection(){if(!this._selectedIds.length&&!this.selected.size)return!1;let t=new Set(this._selectedIds),e=this.selected;return this.selected=new Set,this.live.agents.forEach((i,n)=>{t.has(i.id)&&this.selected.add(n)}),e.size!==this.selected.size||[...e].some(i=>!this.selected.has(i))}_setLink(t,e=!0){this.link!==t&&(this.link=t,e&&this._tell({status:!0}))}_tell(t){let e={...Gr,...t};for(let i of[...this._callbacks])i(e)}};function Xs(s){return{send(t){s.comm_live!==!1&&s.send(t)},listen(t){return s.on("msg:custom",t),()=>s.off("msg:custom",t)}}}function Js(s,t){let e={"change:selected":()=>{let n=s.get("selected")??[];Zs(n,t.selectedIds)||t.selectIds(n)},"change:paused":()=>{let n=!!s.get("paused");n!==t.paused&&(n?t.pause():t.resume())},"change:moment":()=>{let n=s.get("moment")??null;n!==(t.moment?.seq??null)&&(n===null?t.goLive():t.seek({seq:n}))},comm_live_update:()=>t.setKernel(s.comm_live!==!1)};for(let[n,r]of Object.entries(e))s.on(n,r);for(let n of Object.values(e))n();let i=t.subscribe(n=>{if(!n.selection&&!n.moment)return;let r={selected:t.selectedIds,paused:t.paused,moment:t.moment?.seq??null},o=Object.entries(r).filter(([a,l])=>!Zs([s.get(a)].flat(),[l].flat()));if(o.length){for(let[a,l]of o)s.set(a,l);s.save_changes()}});return()=>{i();for(let[n,r]of Object.entries(e))s.off(n,r)}}function Zs(s,t){return s.length===t.length&&s.every((e,i)=>(e??null)===(t[i]??null))}var Kt=Symbol.for("roomlab.store");function Qs(s){if(!s[Kt]){let t=new Gt(Xs(s)),e=Js(s,t);s[Kt]=t,s.on("destroy",()=>{e(),t.destroy(),delete s[Kt]})}return s[Kt]}function Kr({model:s,el:t},e){let{root:i,context:n,destroy:r}=Ae(t,s.get("options")),o=Bs[s.get("kind")](i,Qs(e),n),a=()=>n.change(s.get("options"));return s.on("change:options",a),()=>{s.off("change:options",a),o.destroy(),r()}}var bl={open:Qs,render:Kr};export{bl as default};

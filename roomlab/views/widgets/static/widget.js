var Nt="http://www.w3.org/2000/svg";function a(s,t,e={},...r){return W(s.createElement(t),e,r)}function y(s,t,e={},...r){return W(s.createElementNS(Nt,t),e,r)}function W(s,t,e){for(let[r,i]of Object.entries(t))i!==null&&i!==!1&&i!==void 0&&s.setAttribute(r,i===!0?"":i);return s.append(...e.filter(r=>r!==null)),s}function b(s,t){s.textContent!==t&&(s.textContent=t)}function E(s,t,e,r){let i=a(s,t,{class:e,dir:"auto"});return i.textContent=k(r),i}var Ot=/[\u0000-\u0008\u000b-\u001f\u007f]/g,qt=/[\p{C}\p{Z}\p{M}\s\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu,P=4;function k(s){let t=s.replace(/\r\n?/g,`
`).replace(Ot,zt);return jt(t)?It(s):t}function jt(s){return[s.slice(0,64),s].every(t=>t.replace(qt,"")==="")}function zt(s){let t=s.charCodeAt(0);return String.fromCharCode(t===127?9249:9216+t)}function It(s){let t=[...s.slice(0,2*P+2)];return t.length===0?"∅":`⟨${t.slice(0,P).map(r=>`U+${r.codePointAt(0).toString(16).toUpperCase().padStart(4,"0")}`).join(" ")}${t.length>P?" …":""}⟩`}function L(s,t){if(s.length<=t)return s;let e=s.charCodeAt(t-1);return s.slice(0,e>=55296&&e<=56319?t-1:t)}var Y=`/* All of the live view, below one class: nothing leaks into the page around it. Colours agree with colours.js. */

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
`;var Pt=["class","data-jp-theme-light","data-vscode-theme-kind","theme","data-theme"];function Rt(s){let{body:t,documentElement:e}=s;if(t?.dataset.jpThemeLight)return t.dataset.jpThemeLight==="true"?"light":"dark";let r=t?.dataset.vscodeThemeKind;if(r)return r.includes("light")?"light":"dark";let i=e.getAttribute("theme")??e.dataset.theme;return i==="light"||i==="dark"?i:null}function X(s,t="auto"){let{ownerDocument:e}=s,r=e.defaultView,i=r?.matchMedia?.("(prefers-color-scheme: dark)"),n=new Set,o={dark:null,choice:t,choose:h,watch:c,destroy:f};function l(){let m=o.choice==="auto"?Rt(e):null,d=m??(o.choice==="auto"?i?.matches?"dark":"light":o.choice);if(s.dataset.theme=d,s.dataset.surface=m?"page":"own",o.dark!==(d==="dark")){o.dark=d==="dark";for(let g of[...n])g()}}function h(m){o.choice=m,l()}function c(m){return n.add(m),()=>n.delete(m)}let u=new r.MutationObserver(l);for(let m of[e.documentElement,e.body])m&&u.observe(m,{attributes:!0,attributeFilter:Pt});i?.addEventListener?.("change",l);function f(){u.disconnect(),i?.removeEventListener?.("change",l),n.clear()}return l(),o}var Z=(s,t)=>{let e=new Intl.PluralRules(s),r=new Intl.NumberFormat(s);return i=>t[e.select(i)].replace("#",r.format(i))},_=(s,t)=>Z("en",{one:s,other:t}),S=(s,t,e)=>Z("ru",{one:s,few:t,many:e,other:t}),Ft={language:"en",room:"Room",graph:"Graph",matrix:"Matrix",chat:"Chat",profile:"Profile",timeline:"Timeline",legend:"Legend",tools:"Tools",drawing:"Drawing",find:"Find an agent",nobodyFound:"No agent of that name",threshold:"Strength from",signs:"Ties",allSigns:"All ties",positive:"Positive",negative:"Negative",ego:"Only the selected",live:"Live",pause:"Pause",resume:"Go on",past:"Past",paused:"Paused",waiting:_("# change waits","# changes wait"),save:"Save picture",savePng:"PNG",savePngTwice:"PNG, double size",saveSvg:"SVG",saved:"Saved.",notSaved:"The picture could not be saved.",settings:"Settings",languageLabel:"Language",themeLabel:"Colours",auto:"Automatic",light:"Light",dark:"Dark",projector:"Large type",fullscreen:"Full screen",leaveFullscreen:"Leave full screen",everyone:"Everyone",theSelection:"The selected",showLinesOf:"Lines of",newMessages:_("# new line","# new lines"),noLines:"Nothing has been said yet.",noLinesOf:"No lines of whom you chose.",earlier:"Earlier lines",loadingOlder:"Loading earlier lines …",theBeginning:"The beginning",olderFailed:"Earlier lines could not be loaded.",showAll:s=>`Show all (${s})`,showLess:"Show less",kilobytes:s=>`${s} kB`,event:"Event",roundEnded:s=>`End of round ${s}`,user:"User",narrator:"Narrator",summary:"Summary",system:"System",moment:"Moment shown",atMoment:s=>`the room at ${s}`,now:"now",sympathy:"Sympathy",meanSympathy:"Mean sympathy",messages:"Messages",changes:"Changes",perSecond:"/s",gaps:_("# gap","# gaps"),noData:"No data yet",likes:"Feels",likedBy:"Is felt for",mood:"Mood",mean:"mean",lastLines:"Last lines",history:"Mean sympathy over time",noTies:"No ties",andMore:_("and # more","and # more"),hasLeft:"has left",close:"Close",chooseAgent:"Choose an agent in the drawing or by name.",dislike:"dislikes",like:"likes",strength:"wider is stronger",antipathy:"antipathy, dashed",agents:_("# agent","# agents"),ties:_("# tie","# ties"),kernelGone:"No kernel",states:{connecting:"Connecting",live:"Live",reconnecting:"Reconnecting",closed:"Closed",paused:"Paused"},saidNew:_("# new message","# new messages"),nowLikes:(s,t)=>`${s} now likes ${t}`,nowDislikes:(s,t)=>`${s} now dislikes ${t}`},Ht={language:"ru",room:"Комната",graph:"Граф",matrix:"Матрица",chat:"Чат",profile:"Профиль",timeline:"Ход времени",legend:"Обозначения",tools:"Инструменты",drawing:"Вид",find:"Найти агента",nobodyFound:"Нет агента с таким именем",threshold:"Сила от",signs:"Связи",allSigns:"Все связи",positive:"Симпатии",negative:"Антипатии",ego:"Только выбранные",live:"Сейчас",pause:"Пауза",resume:"Дальше",past:"Прошлое",paused:"Пауза",waiting:S("ждёт # изменение","ждут # изменения","ждут # изменений"),save:"Сохранить рисунок",savePng:"PNG",savePngTwice:"PNG, двойной размер",saveSvg:"SVG",saved:"Сохранено.",notSaved:"Не удалось сохранить рисунок.",settings:"Настройки",languageLabel:"Язык",themeLabel:"Цвета",auto:"Авто",light:"Светлые",dark:"Тёмные",projector:"Крупный шрифт",fullscreen:"Во весь экран",leaveFullscreen:"Выйти из полного экрана",everyone:"Все",theSelection:"Выбранные",showLinesOf:"Реплики",newMessages:S("# новая строка","# новые строки","# новых строк"),noLines:"Пока никто ничего не сказал.",noLinesOf:"Нет строк тех, кого вы выбрали.",earlier:"Более ранние строки",loadingOlder:"Загружаются более ранние строки…",theBeginning:"Начало",olderFailed:"Не удалось загрузить более ранние строки.",showAll:s=>`Показать всё (${s})`,showLess:"Свернуть",kilobytes:s=>`${s} кБ`,event:"Событие",roundEnded:s=>`Конец раунда ${s}`,user:"Пользователь",narrator:"Рассказчик",summary:"Сводка",system:"Система",moment:"Показанный момент",atMoment:s=>`комната в ${s}`,now:"сейчас",sympathy:"Симпатия",meanSympathy:"Средняя симпатия",messages:"Сообщения",changes:"Изменения",perSecond:"/с",gaps:S("# пропуск","# пропуска","# пропусков"),noData:"Данных пока нет",likes:"К другим",likedBy:"Других к нему",mood:"Настроение",mean:"в среднем",lastLines:"Последние реплики",history:"Средняя симпатия во времени",noTies:"Связей нет",andMore:S("и ещё #","и ещё #","и ещё #"),hasLeft:"вне комнаты",close:"Закрыть",chooseAgent:"Выберите агента на рисунке или по имени.",dislike:"антипатия",like:"симпатия",strength:"шире — сильнее",antipathy:"антипатия, пунктир",agents:S("# агент","# агента","# агентов"),ties:S("# связь","# связи","# связей"),kernelGone:"Нет ядра",states:{connecting:"Подключение",live:"На связи",reconnecting:"Переподключение",closed:"Закрыто",paused:"Пауза"},saidNew:S("# новое сообщение","# новых сообщения","# новых сообщений"),nowLikes:(s,t)=>`${s} → ${t}: теперь симпатия`,nowDislikes:(s,t)=>`${s} → ${t}: теперь антипатия`};function R(s,t){return(s==="auto"?t?.defaultView?.navigator.language??"en":s).toLowerCase().startsWith("ru")?Ht:Ft}var Gt={drawing:"graph",threshold:0,signs:"all",ego:!1,language:"auto",theme:"auto",size:"auto",height:640};function J(s,t={}){let e=s.ownerDocument,r=a(e,"div",{class:"roomlab-view","data-lm-suppress-shortcuts":"true"});r.append(a(e,"style",{},Y));let i={...Gt,...t},n=X(r,i.theme),o={...R(i.language,e)},l=new Set;r.lang=o.language;function h(f){let m=Object.keys(f).filter(d=>i[d]!==f[d]);if(m.length!==0){Object.assign(i,f),m.includes("theme")&&n.choose(i.theme),m.includes("language")&&Object.assign(o,R(i.language,e)),r.lang=o.language;for(let d of[...l])d(m)}}function c(f){return l.add(f),()=>l.delete(f)}function u(){n.destroy(),l.clear(),r.remove()}return s.append(r),{root:r,context:{options:i,change:h,watch:c,words:o,theme:n,document:e},destroy:u}}var Bt=137.508,Vt=155,Ut=/[\p{L}\p{N}\p{Extended_Pictographic}]/u;function tt(s){let t=k(s.slice(0,200)).split(/[\s_\-.·]+/u).map(Kt).filter(Boolean);return t.length===0?"?":(t.length===1?t:[t[0],t[t.length-1]]).join("").toLocaleUpperCase().normalize("NFC")}function Kt(s){for(let t of s)if(Ut.test(t))return t;return""}function et(s,t){let e=(Vt+s*Bt)%360;return t?{fill:Q(e,.22,.28),ink:"#f2f4f7"}:{fill:Q(e,.4,.86),ink:"#1c2430"}}function Q(s,t,e){let r=t*Math.min(e,1-e),i=n=>{let o=(n+s/30)%12,l=e-r*Math.max(-1,Math.min(o-3,9-o,1));return Math.round(l*255).toString(16).padStart(2,"0")};return`#${i(0)}${i(8)}${i(4)}`}function M(s,t=!1){return new Date(s/1e3).toISOString().slice(11,t?19:16)}function A(s){return new Date(s/1e3).toISOString().slice(0,10)}function st(s){return`${A(s)} ${M(s,!0)} UTC`}function rt(s,t){return Math.floor(s/864e8)===Math.floor(t/864e8)}var Wt=700,F=16,Yt=420,Xt=8,Zt=80,Jt=120,nt=/^=+\s*Раунд\s+(\d{1,9})\s+заверш[её]н\s*=+$/u,it={user:"user",Система:"system","🎭 Рассказчик Нарратор":"narrator","📊 Сводка Суммаризатор":"summary"};function ot(s){return s.kind!=="message"?s.kind:s.agent!==null&&s.agent!==void 0?"agent":s.sender==="Система"&&nt.test(s.text.slice(0,200).trim())?"round":Object.hasOwn(it,s.sender)?it[s.sender]:"other"}function T(s,t,e){let r=ot(s);if(r==="round")return ie(s,e);if(r==="event")return ne(s,e);let i=r==="agent"||r==="user"||r==="other"?Qt(s,t):!1,{document:n}=e,o=a(n,"li",{class:`rl-line rl-by-${r}${i?" rl-joined":""}`});o.append(te(s,r,e));let l=a(n,"div",{class:"rl-body"});return i||l.append(se(s,r,e)),l.append(...ht(s,e)),o.append(l),o}function Qt(s,t){return!t||t.kind!=="message"||ot(t)==="round"?!1:t.agent===s.agent&&t.sender===s.sender&&s.time-t.time<Jt*1e6}function te(s,t,{document:e,theme:r}){let n=a(e,"span",{class:"rl-badge","aria-hidden":"true"},{narrator:"❧",summary:"Σ",system:"⚙"}[t]??tt(s.sender??""));return t==="agent"&&ee(n,s.agent,r.dark),n}function ee(s,t,e){let{fill:r,ink:i}=et(t,e);s.style.setProperty("background",r),s.style.setProperty("color",i)}function se(s,t,e){let{document:r,words:i}=e,n={user:i.user,narrator:i.narrator,summary:i.summary,system:i.system},o=n[t]?a(r,"span",{class:"rl-name"},n[t]):at(s.sender??"",s.agent,e);return a(r,"div",{class:"rl-by"},o,lt(s,r))}function lt(s,t){return a(t,"time",{class:"rl-time",title:st(s.time)},M(s.time))}function at(s,t,{document:e,choose:r}){let i=L(s,Zt),n=i.length<s.length?`${i}…`:i;if(t==null)return E(e,"bdi","rl-name",n);let o=a(e,"button",{class:"rl-name",type:"button"},E(e,"bdi","rl-text",n));return o.addEventListener("click",()=>r(t)),o}function ht(s,t){let{document:e,words:r,unfolded:i}=t,n=k(s.text??""),o=E(e,"div","rl-said",n);if((n.length>Wt?F+1:n.split(`
`,F+1).length)<=F)return[o];let h=a(e,"button",{class:"rl-fold",type:"button"}),c=u=>{o.textContent=u?n:`${re(n)} …`,h.textContent=u?r.showLess:r.showAll(r.kilobytes(Math.max(1,Math.round(n.length/1e3)))),h.setAttribute("aria-expanded",u)};return h.addEventListener("click",()=>{i.delete(s.seq)||i.add(s.seq),c(i.has(s.seq))}),c(i.has(s.seq)),[o,h]}function re(s){return L(s,Yt).split(`
`,Xt).join(`
`).trimEnd()}function ie(s,{document:t,words:e}){let r=nt.exec((s.text??"").slice(0,200).trim())?.[1],i=a(t,"li",{class:"rl-round"});return i.append(r?a(t,"span",{},e.roundEnded(r)):E(t,"span","rl-text",L(s.text??"",200))),i}function ne(s,t){let{document:e,words:r,agents:i}=t,n=a(e,"li",{class:"rl-event"});n.append(a(e,"div",{class:"rl-by"},a(e,"span",{class:"rl-kind"},r.event),lt(s,e))),n.append(...ht(s,t));let o=(s.agents??[]).filter(l=>i[l]);if(o.length){let l=o.slice(0,12).map(h=>at(i[h].name,h,t));n.append(a(e,"div",{class:"rl-about"},...l,o.length>12?"…":null))}return n}function C(s,t){let e=s.ownerDocument.defaultView,r=0,i=!1,n=!0;function o(){i=!0,n&&!r&&(r=e.requestAnimationFrame(l))}function l(){r=0,!(!i||!n)&&(i=!1,t())}let h=new e.IntersectionObserver(c=>{n=c[c.length-1].isIntersecting,i&&o()});return h.observe(s),{request:o,destroy(){e.cancelAnimationFrame(r),h.disconnect(),n=!1}}}function N(s,t){let e=new s.ownerDocument.defaultView.ResizeObserver(r=>{let{width:i,height:n}=r[r.length-1].contentRect;t(i,n)});return e.observe(s),()=>e.disconnect()}var O=class{constructor(){this.all=[],this.shown=this.all,this.filter=null}replace(t){this.all=[...t],this.#r()}choose(t){this.filter=t,this.#r()}merge(t){if(this.all.length===0)return this.replace(t),{before:0,after:this.shown.length};let[e,r]=[this.all[0].seq,this.all[this.all.length-1].seq],i=t.length;for(;i>0&&t[i-1].seq>r;)i--;let n=0;for(;n<i&&t[n].seq<e;)n++;return{before:this.#l(t.slice(0,n)),after:this.#s(t.slice(i))}}trim(){if(this.all.length<=2e4)return 0;let t=this.shown.length;return this.all=this.all.slice(2e3),this.#r(),t-this.shown.length}#l(t){if(t.length===0)return 0;let e=this.#i(t);return this.all=t.concat(this.all),this.shown=this.filter?e.concat(this.shown):this.all,e.length}#s(t){let e=this.#i(t);return this.all.push(...t),this.filter&&this.shown.push(...e),e.length}#r(){this.shown=this.filter?this.all.filter(this.filter):this.all}#i(t){return this.filter?t.filter(this.filter):t}};var oe=40;function ct(s,t,e){let{document:r,words:i}=t,n=a(r,"select",{class:"rl-select","aria-label":i.showLinesOf}),o=[h("all",i.everyone),h("selection",i.theSelection)],l=null;function h(d,g){let w=a(r,"option",{value:d});return w.textContent=g,w}function c(){let d=s.shown.agents.map(p=>p.name);if(l?.length===d.length&&d.every((p,x)=>p===l[x]))return;l=d;let g=n.value,w=d.map((p,x)=>h(String(x),k(L(p,oe))));n.replaceChildren(...o,...w),n.value=g&&Number(g)>=d.length?"all":g||"all"}function u(){return n.value==="all"||n.value===""?null:n.value==="selection"?s.selected:new Set([Number(n.value)])}function f(){let d=u();if(!d||d.size===0)return null;let g=new Set(d);return w=>w.kind==="event"?(w.agents??[]).some(p=>g.has(p)):g.has(w.agent)}n.addEventListener("change",e);let m=s.subscribe(d=>{(d.all||d.agents?.length)&&c(),d.selection&&n.value==="selection"&&e()});return c(),{element:n,filter:f,destroy:m}}var le=160,dt=80,ut=400,H=240,ae=24,he=300,ce=20;function mt(s,t,e){let r=new G(s,t,e);return{destroy:()=>r.destroy()}}var G=class{constructor(t,e,r){Object.assign(this,{store:e,context:r,talk:new O,unfolded:new Set}),this.first=this.last=0,this.following=!0,this.stale=!0,this.loading=this.beginning=!1,this.#l(t),this.painter=C(this.panel,()=>this.#m()),this.stops=[e.subscribe(i=>this.#r(i)),r.theme.watch(()=>this.#o()),N(this.scroller,()=>this.following&&this.#t()),()=>this.painter.destroy(),()=>this.choice.destroy(),()=>this.panel.remove()],this.#i()}destroy(){for(let t of this.stops.splice(0))t()}#l(t){let{document:e,words:r}=this.context;this.choice=ct(this.store,this.context,()=>this.#h()),this.top=a(e,"button",{class:"rl-older",type:"button"}),this.list=a(e,"ol",{class:"rl-lines"}),this.empty=a(e,"p",{class:"rl-empty",hidden:!0});let i={class:"rl-scroll",role:"log","aria-live":"off","aria-label":r.chat,tabindex:"0"};this.scroller=a(e,"div",i,this.top,this.empty,this.list),this.news=a(e,"button",{class:"rl-news",type:"button",hidden:!0});let n=a(e,"header",{class:"rl-head"},a(e,"h3",{},r.chat),this.choice.element),o=a(e,"div",{class:"rl-talk"},this.scroller,this.news);this.panel=a(e,"section",{class:"rl-panel rl-chat","aria-label":r.chat},n,o),this.top.addEventListener("click",()=>this.#u()),this.news.addEventListener("click",()=>this.#d()),this.scroller.addEventListener("scroll",()=>this.#f(),{passive:!0}),t.append(this.panel)}#s(){let{document:t,words:e,theme:r}=this.context;return{document:t,words:e,theme:r,choose:n=>this.store.select([n]),agents:this.store.shown.agents,unfolded:this.unfolded}}#r(t){if(t.all||t.moment)return this.#i();if(t.chat){let{before:e}=this.talk.merge(this.store.chat);this.first+=e,this.last+=e,this.following&&(this.last-=this.talk.trim()),this.painter.request()}}#i(){this.talk.replace(this.store.chat),this.beginning=!1,this.unfolded.clear(),this.#o(!0)}#h(){this.talk.choose(this.choice.filter()),this.#o(!0)}#o(t=!1){this.stale=!0,t&&(this.following=!0),this.painter.request()}#m(){let{shown:t}=this.talk;if(this.following){let e=Math.max(0,t.length-le);this.stale||e>=this.last||this.first>e?this.#a(e,t.length):this.#c(e,t.length),this.#t()}else if(this.stale){let e=this.scroller.scrollTop;this.#a(Math.min(this.first,t.length),Math.min(this.last,t.length)),this.scroller.scrollTop=e}this.#n()}#a(t,e){Object.assign(this,{first:t,last:e,stale:!1}),this.list.replaceChildren(...this.#e(t,e))}#c(t,e){this.list.append(...this.#e(this.last,e)),this.last=e,this.#p(t-this.first)}#p(t){if(!(t<=0)){for(let e=0;e<t;e++)this.list.firstChild.remove();this.first+=t,this.list.firstChild?.replaceWith(T(this.talk.shown[this.first],null,this.#s()))}}#e(t,e){let r=this.#s(),{shown:i}=this.talk;return i.slice(t,e).map((n,o)=>T(n,o+t>this.first?i[o+t-1]:null,r))}#n(){let{words:t}=this.context,{shown:e,all:r}=this.talk,i=e.length-this.last;this.news.hidden=this.following||i===0,this.news.hidden||b(this.news,`↓ ${t.newMessages(i)}`),this.empty.hidden=e.length>0,this.empty.hidden||b(this.empty,r.length?t.noLinesOf:t.noLines);let n=this.beginning&&this.first===0;this.top.disabled=this.loading||n||r.length===0,this.top.hidden=r.length===0,b(this.top,this.loading?t.loadingOlder:n?t.theBeginning:t.earlier)}#t(){this.scroller.scrollTop=this.scroller.scrollHeight}#d(){this.following=!0,this.painter.request()}#f(){let{scrollTop:t,scrollHeight:e,clientHeight:r}=this.scroller;if(r===0)return;let i=e-t-r;i<H&&this.last<this.talk.shown.length&&!this.following&&this.#g();let n=i<ae&&this.last===this.talk.shown.length;n!==this.following&&(this.following=n,this.painter.request()),t<H&&!n&&this.#u()}#g(){let t=Math.min(this.talk.shown.length,this.last+dt),e=this.#b(()=>this.#c(Math.max(this.first,t-ut),t),this.list.lastChild);this.scroller.scrollTop+=e,this.#n()}async#u(){if(this.first>0)return this.#w();if(!(this.loading||this.beginning||this.talk.all.length===0)){this.loading=!0,this.#n();try{await this.#v()}catch{b(this.top,this.context.words.olderFailed),this.loading=!1,this.top.disabled=!1;return}this.loading=!1,this.#w()}}async#v(){let{talk:t}=this;for(let e=0;e<ce&&!this.beginning;e++){let r=t.all[0]?.seq;if(r===void 0)return;let i=await this.store.older(r,he);if(t.all[0]?.seq!==r&&!i.some(o=>o.seq<r))return;i.length===0&&(this.beginning=!0);let n=t.merge(i).before;if(this.first+=n,this.last+=n,this.first>0)return}}#w(){let t=Math.max(0,this.first-dt),e=this.list.firstChild,r=this.#b(()=>{let i=this.first;for(this.first=t,this.list.prepend(...this.#e(t,i)),e&&i>t&&e.replaceWith(T(this.talk.shown[i],this.talk.shown[i-1],this.#s()));this.last-this.first>ut;)this.list.lastChild.remove(),this.last--},this.list.children[1]??null);(!this.following||this.scroller.scrollTop<H)&&(this.scroller.scrollTop+=r),this.#n()}#b(t,e){let r=e?.offsetTop??0;return t(),e?.isConnected?e.offsetTop-r:0}};function q(s,t,e){let r=a(e.document,"p",{role:"status"});s.append(r);let i=()=>{let o=t.shown.agents.filter(c=>c.here).length,l=0;for(let c=0;c<t.shown.size;c++)Number.isNaN(t.shown.sympathy[c])||(l+=1);let h=t.chat.length?t.chat[t.chat.length-1].text:"";b(r,`${t.title} | ${t.link} | ${t.status.state} | ${o} agents, ${l} ties | ${h}`)},n=t.subscribe(i);return i(),{destroy(){n(),r.remove()}}}var de={pause:"M5 3h2.2v10H5zM8.8 3H11v10H8.8z",play:"M5 3l8 5-8 5z",live:"M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",close:"M4 4l8 8M12 4l-8 8",download:"M8 2.5v7.2M5 7l3 3 3-3M3 12.5h10",sliders:"M3 5h5m3 0h2M3 11h2m3 0h5M9.5 3.5v3M6.5 9.5v3",fullscreen:"M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",search:"M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.2 3.2",ego:"M8 6.4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zM6.6 7.2L3 4.4M9.4 7.2L13 4.4M8 9.6V14"},ue=new Set(["pause","play","live"]);function j(s,t){let e=ue.has(t)?"rl-icon rl-filled":"rl-icon";return y(s,"svg",{class:e,viewBox:"0 0 16 16","aria-hidden":"true"},y(s,"path",{d:de[t]}))}var v=s=>Math.round(s*10)/10;function pt(s,t,e){return gt(s).map(({from:r,to:i})=>{let n=[];for(let o=r;o<i;o++)n.push(`${v(t(o))} ${v(e(s[o]))}`);return n.length>1?`M${n.join("L")}`:`M${n[0]}h1`}).join("")}function B(s,t,e,r){let i=v(e(0));return gt(s).filter(({from:n,to:o})=>o-n>1).map(({from:n,to:o})=>{let l=[];for(let h=n;h<o;h++)l.push(`L${v(t(h))} ${v(e(r(s[h])))}`);return`M${v(t(n))} ${i}${l.join("")}L${v(t(o-1))} ${i}Z`}).join("")}function ft(s,t,e,r){let i=e(0),n="";return s.forEach((o,l)=>{o>0&&(n+=`M${v(t(l))} ${v(i)}V${v(e(o))}h${v(r)}V${v(i)}Z`)}),n}function gt(s){let t=[],e=-1;for(let r=0;r<=s.length;r++){let i=r<s.length&&s[r]!==null&&!Number.isNaN(s[r]);i&&e<0&&(e=r),!i&&e>=0&&(t.push({from:e,to:r}),e=-1)}return t}var me=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,10800,21600,43200,86400,172800,604800,2592e3,31536e3],pe=90,fe=1.5,ge=.52;function wt(s){let t=o=>y(s,"path",{class:`rl-plot-${o}`}),e=Object.fromEntries(["gaps","rounds","zero","warm","cold","mean","messages","changes","base","ticks"].map(o=>[o,t(o)])),r=y(s,"g",{class:"rl-plot-labels"}),i=y(s,"svg",{class:"rl-plot","aria-hidden":"true"},...Object.values(e),r);function n(o,l,h,c){i.setAttribute("viewBox",`0 0 ${l} ${h}`);let u=h-fe*c,f=we(o,l,u);for(let[g,w]of Object.entries(f))e[g].setAttribute("d",w);let{d:m,texts:d}=be(o,l,u,c);e.ticks.setAttribute("d",m),ve(s,r,d,u+1.15*c)}return{element:i,draw:n}}function we({start:s,end:t,bins:e,gaps:r,rounds:i},n,o){let l=Math.max(1,e.sympathy.length),h=Math.max(1,t-s),c=p=>Math.min(Math.max(p-s,0),h)/h*n,u=n/l,f=p=>(p+.5)*u,m=o*ge,d=p=>3+(1-p)/2*(m-6),g=m+(o-m)*.55,w=(p,x)=>{let Ct=Math.max(1,...p);return ft(p,D=>D*u+.5,D=>g-Math.sqrt(D/Ct)*x,Math.max(1,u-1))};return{gaps:r.map(([p,x])=>`M${c(p)} 0H${Math.max(c(x??t),c(p)+2)}V${o}H${c(p)}Z`).join(""),rounds:i.map(p=>`M${c(p)} 0V${o}`).join(""),zero:`M0 ${d(0)}H${n}`,warm:B(e.sympathy,f,d,p=>Math.max(p,0)),cold:B(e.sympathy,f,d,p=>Math.min(p,0)),mean:pt(e.sympathy,f,d),messages:w(e.messages,g-m-4),changes:w(e.changes,-(o-g-4)),base:`M0 ${g}H${n}`}}function be({start:s,end:t},e,r,i){let o=Math.max(1e-6,(t-s)/1e6)/Math.max(1,e/(pe*(i/13))),l=me.find(u=>u>=o)??Math.ceil(o/31536e3)*31536e3,h=[],c=`M0 ${r}H${e}`;for(let u=Math.ceil(s/1e6/l)*l;u*1e6<=t&&h.length<40;u+=l){let f=(u*1e6-s)/(t-s||1)*e;c+=`M${f} ${r}v4`;let m=l>=86400?A(u*1e6):M(u*1e6,l<60);f>2.2*i&&f<e-2.2*i&&h.push({x:f,text:m})}return{d:c,texts:h}}function ve(s,t,e,r){for(;t.childNodes.length>e.length;)t.lastChild.remove();for(;t.childNodes.length<e.length;)t.append(y(s,"text",{"text-anchor":"middle"}));e.forEach(({x:i,text:n},o)=>{let l=t.childNodes[o];l.setAttribute("x",i),l.setAttribute("y",r),b(l,n)})}function bt(s,{start:t,end:e}){return rt(t,e)?M(s,!0):`${A(s)} ${M(s,!0)}`}var V=240,vt=10,ye={ArrowLeft:-1,ArrowDown:-1,ArrowRight:1,ArrowUp:1,PageDown:-vt,PageUp:vt},xe=.995,ke=3e3;function yt(s,t,e){let r=new U(s,t,e);return{destroy:()=>r.destroy()}}var U=class{constructor(t,e,r){Object.assign(this,{store:e,context:r,wanted:null,dragging:!1,pausedAt:null}),this.#l(t),this.painter=C(this.panel,()=>this.#f()),this.stops=[e.subscribe(i=>this.#i(i)),r.theme.watch(()=>this.painter.request()),N(this.track,()=>this.painter.request()),()=>this.painter.destroy(),()=>this.panel.remove()],this.painter.request()}destroy(){for(let t of this.stops.splice(0))t()}#l(t){let{document:e,words:r}=this.context;this.live=a(e,"button",{class:"rl-button rl-live",type:"button"},j(e,"live"),a(e,"span",{},r.live)),this.pauseLabel=a(e,"span",{},r.pause),this.pauseIcons=[j(e,"pause"),j(e,"play")],this.pause=a(e,"button",{class:"rl-button",type:"button"},...this.pauseIcons,this.pauseLabel),this.time=a(e,"output",{class:"rl-moment","aria-live":"off"}),this.waits=a(e,"span",{class:"rl-waits"}),this.drawing=wt(e),this.thumb=a(e,"div",{class:"rl-thumb",role:"slider",tabindex:"0","aria-label":r.moment,"aria-valuemin":"0","aria-valuemax":String(V)}),this.empty=a(e,"p",{class:"rl-empty"},r.noData),this.track=a(e,"div",{class:"rl-track"},this.drawing.element,this.empty,this.thumb);let i=a(e,"div",{class:"rl-transport"},this.live,this.pause,this.time,this.waits);this.panel=a(e,"section",{class:"rl-panel rl-timeline","aria-label":r.timeline},i,this.#s(),this.track),this.#r(),t.append(this.panel)}#s(){let{document:t,words:e}=this.context,r=(n,o)=>a(t,"span",{class:`rl-lane rl-lane-${n}`},o),i=[r("sympathy",e.meanSympathy),r("messages",e.messages),r("changes",e.changes)];return a(t,"div",{class:"rl-lanes","aria-hidden":"true"},...i)}#r(){this.live.addEventListener("click",()=>this.#n()),this.pause.addEventListener("click",()=>this.store.paused?this.store.resume():this.store.pause()),this.thumb.addEventListener("keydown",t=>this.#p(t)),this.track.addEventListener("pointerdown",t=>this.#m(t)),this.track.addEventListener("pointermove",t=>this.dragging&&this.#a(t));for(let t of["pointerup","pointercancel","lostpointercapture"])this.track.addEventListener(t,()=>this.#c())}#i(t){if(t.moment){let{moment:e,paused:r}=this.store;this.pausedAt=r?this.pausedAt??this.#o():null;let i=e&&e.time<=this.wanted&&this.#h()-this.askedAt<ke;!this.dragging&&!i&&(this.wanted=null)}(t.timeline||t.moment||t.status||t.all)&&this.painter.request()}#h(){return this.context.document.defaultView.performance.now()}#o(){let{messages:t,events:e,changes:r}=this.store.totals;return t+e+r}#m(t){t.button!==0||!this.#t()||(t.preventDefault(),this.thumb.focus({preventScroll:!0}),this.track.setPointerCapture?.(t.pointerId),this.span=this.#t(),this.dragging=!0,this.#a(t))}#a(t){let{left:e,width:r}=this.track.getBoundingClientRect();this.#e(Math.min(1,Math.max(0,(t.clientX-e)/Math.max(1,r))))}#c(){this.dragging&&(this.dragging=!1,this.span=null,this.painter.request())}#p(t){let e=ye[t.key];e===void 0&&t.key!=="Home"&&t.key!=="End"||(t.preventDefault(),this.#t()&&(t.key==="Home"?this.#e(0):t.key==="End"?this.#e(1):this.#e(Math.min(1,Math.max(0,this.#d()+e/V)))))}#e(t){let e=this.#t();if(t>=xe)return this.#n();this.wanted=Math.round(e.start+t*(e.end-e.start)),this.askedAt=this.#h(),this.store.seek({time:this.wanted}),this.painter.request()}#n(){this.wanted=null,this.store.goLive(),this.painter.request()}#t(){let t=this.span??this.store.timeline;return t&&t.end>t.start?t:null}#d(){let t=this.#t(),e=this.wanted??this.store.moment?.time;return e===void 0||!t?1:Math.min(1,Math.max(0,(e-t.start)/(t.end-t.start)))}#f(){let t=this.#t(),{clientWidth:e,clientHeight:r}=this.track;if(this.empty.hidden=!!t,this.thumb.hidden=!t,t&&e>0&&r>0){let i=parseFloat(this.context.document.defaultView.getComputedStyle(this.track).fontSize)||13;this.drawing.draw(t,e,r,i)}this.#g(t),this.#u()}#g(t){let e=this.#d();this.thumb.style.setProperty("left",`${(e*100).toFixed(3)}%`),this.thumb.setAttribute("aria-valuenow",String(Math.round(e*V)));let{words:r}=this.context,i=t?bt(t.start+e*(t.end-t.start),t):"",n=e<1;this.thumb.setAttribute("aria-valuetext",n?r.atMoment(`${i} UTC`):r.now),b(this.time,t?`${i} UTC`:"")}#u(){let{words:t}=this.context,{moment:e,paused:r}=this.store,i=!e&&!r;this.live.setAttribute("aria-pressed",i),this.panel.classList.toggle("rl-in-past",!!e||this.wanted!==null),this.panel.classList.toggle("rl-paused",r),this.pauseIcons[0].classList.toggle("rl-gone",r),this.pauseIcons[1].classList.toggle("rl-gone",!r),b(this.pauseLabel,r?t.resume:t.pause);let n=this.pausedAt===null?0:this.#o()-this.pausedAt;b(this.waits,r?n>0?t.waiting(n):t.paused:e?t.past:"")}};var xt={dashboard:q,graph:q,matrix:q,chat:mt,timeline:yt};var $=class s{constructor(){this.agents=[],this.source=new Int32Array(0),this.target=new Int32Array(0),this.sympathy=new Float64Array(0),this.size=0}copy(){let t=new s;return t.agents=this.agents.slice(),t.source=this.source.slice(0,this.size),t.target=this.target.slice(0,this.size),t.sympathy=this.sympathy.slice(0,this.size),t.size=this.size,t}},K=s=>s??NaN;function kt({agents:s,ties:t}){let e=new $;return e.agents=s.slice(),_t(e,t),e}function _t(s,{source:t,target:e,sympathy:r}){let i=t.length;_e(s,s.size+i),s.source.set(t,s.size),s.target.set(e,s.size);for(let n=0;n<i;n++)s.sympathy[s.size+n]=K(r[n]);return s.size+=i,i}function St(s,t){let e=[];for(let[n,o]of t.agents??[])s.agents[n]=o,e.push(n);let r=t.new_ties?_t(s,t.new_ties):0,i=t.ties?.tie??[];return i.forEach((n,o)=>{s.sympathy[n]=K(t.ties.sympathy[o])}),{agents:e,added:r,ties:i}}function Mt(s,{agents:t,sympathy:e}){let r=s.copy();r.agents=s.agents.map((i,n)=>t[n]??{...i,here:!1});for(let i=0;i<r.size;i++)r.sympathy[i]=K(e[i]);return r}function Lt(s,t){if(!t.length)return s;let e=t[0].seq;return(s.length?s[s.length-1].seq:-1/0)<e?t.slice():[...s.filter(i=>i.seq<e),...t]}function _e(s,t){if(t<=s.sympathy.length)return;let e=Math.max(t,2*s.sympathy.length,64);for(let[r,i]of[["source",Int32Array],["target",Int32Array],["sympathy",Float64Array]]){let n=new i(e);n.set(s[r].subarray(0,s.size)),s[r]=n}}var Se=2e3,Me=2e3,Le={all:!1,agents:[],added:0,ties:[],chat:!1,timeline:!1,status:!1,selection:!1,moment:!1},z=class{constructor(t){this.live=new $,this.shown=this.live,this.chat=[],this.title="",this.status={state:"connecting",gaps:0,open_gaps:0,error:null},this.link="waiting",this.totals={messages:0,events:0,changes:0,message_rate:0,change_rate:0},this.timeline=null,this.moment=null,this.paused=!1,this.selected=new Set,this._liveChat=this.chat,this._liveTotals=this.totals,this._chatLimit=Se,this._selectedIds=[],this._number=null,this._asked=!1,this._wanted=null,this._seeking=null,this._requests=new Map,this._lastRequest=0,this._callbacks=new Set,this._transport=t,this._stop=t.listen(e=>this._receive(e)),this._hello()}subscribe(t){return this._callbacks.add(t),()=>this._callbacks.delete(t)}destroy(){clearTimeout(this._patience),this._stop(),this._callbacks.clear();for(let{reject:t}of this._requests.values())t(new Error("the view was closed"));this._requests.clear()}seek(t){this._wanted={...t},this._seeking===null&&this._seekNow()}goLive(){this._wanted=this._seeking=null,!(this.moment===null&&!this.paused)&&(this.moment=null,this.paused=!1,this._showLive())}pause(){this.paused||(this.paused=!0,this.moment===null&&this._freeze(),this._tell({moment:!0}))}resume(){this.paused&&(this.paused=!1,this.moment===null?this._showLive():this._tell({moment:!0}))}select(t){this.selected=new Set(t),this._selectedIds=[...this.selected].map(e=>this.live.agents[e]?.id).filter(e=>e!==void 0),this._tell({selection:!0})}selectIds(t){this._selectedIds=[...t],this._resolveSelection(),this._tell({selection:!0})}get selectedIds(){return this._selectedIds.slice()}profile(t){return this._request({type:"profile",agent:t})}async older(t,e=300){let{chat:r}=await this._request({type:"older",before:t,limit:e});this._chatLimit+=r.length;let i=this.chat===this._liveChat;return this.chat=[...r,...this.chat.filter(n=>!r.length||n.seq>r[r.length-1].seq)],i&&(this._liveChat=this.chat),this._tell({chat:!0}),r}setKernel(t){t?this.link==="gone"&&this._hello():this._setLink("gone")}_receive(t){try{this._take(t)}catch(e){console.warn("roomlab: a message could not be read",e),this._hello()}}_take(t){switch(t.type){case"snapshot":return this._takeSnapshot(t);case"delta":return this._takeDelta(t);case"moment":return this._takeMoment(t);case"profile":case"older":return this._settle(t.request)?.resolve(t);case"error":return this._takeError(t)}}_takeSnapshot(t){let e=kt(t),r=this.shown===this.live;this.live=e,r&&(this.shown=e),this.title=t.title,this.status=t.status,this.timeline=t.timeline,this._number=t.n,this._asked=!1,this._keepTotals(t.totals),this._keepLines(Lt(this._liveChat,t.chat));let i=this.paused&&this.moment===null&&!this.shown.agents.length;i&&this._freeze(),this._resolveSelection(),this._setLink("ready",!1),this._tell(r||i?{all:!0,chat:!0,timeline:!0,status:!0,selection:!0}:{timeline:!0,status:!0,selection:!0})}_takeDelta(t){if(this._number!==null&&t.n<=this._number)return;if(t.n!==this._number+1)return this._hello();let e=St(this.live,t);this._number=t.n,t.status&&(this.status=t.status),t.timeline&&(this.timeline=t.timeline),t.totals&&this._keepTotals(t.totals);let r=!!t.chat?.length;r&&this._keepLines(t.chat_anew?t.chat.slice():[...this._liveChat,...t.chat]);let i=e.agents.length>0&&this._resolveSelection(),n={timeline:!!t.timeline,status:!!(t.status??t.totals),selection:i};this._tell(this.shown===this.live?{...n,...e,chat:r}:n)}_takeMoment(t){t.request===this._seeking&&(this._seeking=null,this.moment={seq:t.seq,time:t.time},this.shown=Mt(this.live,t),this.chat=t.chat,this.totals=t.totals,this._tell({all:!0,chat:!0,status:!0,moment:!0}),this._wanted!==null&&this._seekNow())}_takeError(t){t.request===this._seeking&&(this._seeking=null),this._settle(t.request)?.reject(new Error(t.text))}_hello(){this._asked||(this._asked=!0,this._transport.send({type:"hello"}),this.link==="gone"&&this._setLink("waiting"),clearTimeout(this._patience),this._patience=setTimeout(()=>{this._asked&&(this._asked=!1,this.link!=="gone"&&this._setLink("busy"))},Me))}_seekNow(){this._seeking=++this._lastRequest;let t=this._wanted;this._wanted=null,this._transport.send({type:"seek",request:this._seeking,...t})}_request(t){let e=++this._lastRequest;return new Promise((r,i)=>{this._requests.set(e,{resolve:r,reject:i}),this._transport.send({...t,request:e})})}_settle(t){let e=this._requests.get(t);return this._requests.delete(t),e}_freeze(){this.shown=this.live.copy(),this.chat=this._liveChat.slice()}_showLive(){this.shown=this.live,this.chat=this._liveChat,this.totals=this._liveTotals,this._tell({all:!0,chat:!0,timeline:!0,status:!0,moment:!0})}_keepTotals(t){this._liveTotals=t,this.moment===null&&(this.totals=t)}_keepLines(t){this._liveChat=t.length>this._chatLimit?t.slice(t.length-this._chatLimit):t,this.shown===this.live&&(this.chat=this._liveChat)}_resolveSelection(){if(!this._selectedIds.length&&!this.selected.size)return!1;let t=new Set(this._selectedIds),e=this.selected;return this.selected=new Set,this.live.agents.forEach((r,i)=>{t.has(r.id)&&this.selected.add(i)}),e.size!==this.selected.size||[...e].some(r=>!this.selected.has(r))}_setLink(t,e=!0){this.link!==t&&(this.link=t,e&&this._tell({status:!0}))}_tell(t){let e={...Le,...t};for(let r of[...this._callbacks])r(e)}};function $t(s){return{send(t){s.comm_live!==!1&&s.send(t)},listen(t){return s.on("msg:custom",t),()=>s.off("msg:custom",t)}}}function At(s,t){let e={"change:selected":()=>{let i=s.get("selected")??[];Et(i,t.selectedIds)||t.selectIds(i)},"change:paused":()=>{let i=!!s.get("paused");i!==t.paused&&(i?t.pause():t.resume())},"change:moment":()=>{let i=s.get("moment")??null;i!==(t.moment?.seq??null)&&(i===null?t.goLive():t.seek({seq:i}))},comm_live_update:()=>t.setKernel(s.comm_live!==!1)};for(let[i,n]of Object.entries(e))s.on(i,n);for(let i of Object.values(e))i();let r=t.subscribe(i=>{if(!i.selection&&!i.moment)return;let n={selected:t.selectedIds,paused:t.paused,moment:t.moment?.seq??null},o=Object.entries(n).filter(([l,h])=>!Et([s.get(l)].flat(),[h].flat()));if(o.length){for(let[l,h]of o)s.set(l,h);s.save_changes()}});return()=>{r();for(let[i,n]of Object.entries(e))s.off(i,n)}}function Et(s,t){return s.length===t.length&&s.every((e,r)=>(e??null)===(t[r]??null))}var I=Symbol.for("roomlab.store");function Tt(s){if(!s[I]){let t=new z($t(s)),e=At(s,t);s[I]=t,s.on("destroy",()=>{e(),t.destroy(),delete s[I]})}return s[I]}function Ee({model:s,el:t},e){let{root:r,context:i,destroy:n}=J(t,s.get("options")),o=xt[s.get("kind")](r,Tt(e),i),l=()=>i.change(s.get("options"));return s.on("change:options",l),()=>{s.off("change:options",l),o.destroy(),n()}}var Ls={open:Tt,render:Ee};export{Ls as default};

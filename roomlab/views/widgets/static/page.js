(()=>{function as(i){let t=new Set,e=new xe(i);return{send(s){let n=e.answer(s);queueMicrotask(()=>t.forEach(r=>r(n)))},listen(s){return t.add(s),()=>t.delete(s)}}}var xe=class{constructor({snapshot:t,changes:e,people:s,lines:n}){this.snapshot=t,this.tie=e.tie,this.sympathy=e.sympathy,this.time=os(e.time),this.seq=os(e.seq),this.people=s,this.lines=n}answer(t){let{request:e}=t;switch(t.type){case"hello":return this.snapshot;case"seek":return{type:"moment",request:e,...this.moment(t)};case"profile":return{type:"profile",request:e,...this.profile(t.agent)};case"older":return{type:"older",request:e,chat:this.older(t)};default:return{type:"error",request:e,text:`this page knows no ${t.type}`}}}moment({seq:t,time:e}){let s=t===void 0?(d,u)=>u<=e:d=>d<=t,n=new Array(this.snapshot.ties.source.length).fill(null),r={seq:0,time:0},o=0;this.tie.forEach((d,u)=>{s(this.seq[u],this.time[u])&&(n[d]=this.sympathy[u],r={seq:this.seq[u],time:this.time[u]},o+=1)});let a=this.snapshot.agents.map(d=>({...d,here:!1}));for(let[d,u,g,m]of this.people)s(d,u)&&(a[g]=m);let l=this.lines.filter(d=>s(d.seq,d.time)),h=l[l.length-1];h&&h.seq>r.seq&&(r=h);let c=l.filter(d=>d.kind==="event").length,f={messages:l.length-c,events:c,changes:o,message_rate:0,change_rate:0};return{seq:t??r.seq,time:e??r.time,agents:a,sympathy:n,chat:l.slice(-300),totals:f}}profile(t){let{source:e,target:s}=this.snapshot.ties,n=[rs(),rs()],r=[];this.tie.forEach((h,c)=>{let f=s[h]===t?0:e[h]===t?1:-1;f<0||(n[f].set(h,this.sympathy[c]),r.push([this.time[c],n[0].value(),n[1].value()]))});let o=Math.max(1,(r.length-1)/119),a=Array.from({length:Math.min(120,r.length)},(h,c)=>r[Math.round(c*o)]),l=this.lines.filter(h=>h.agent===t||h.agents.includes(t));return{agent:t,history:a,chat:l.slice(-10)}}older({before:t,limit:e=300}){return this.lines.filter(s=>s.seq<t).slice(-Math.min(e,300))}};function rs(){let i=new Map,t=0;return{set(e,s){t-=i.get(e)??0,i.delete(e),s!==null&&i.set(e,s),t+=s??0},value:()=>i.size?t/i.size:null}}function os(i){let t=0;return i.map(e=>t+=e)}var fn="http://www.w3.org/2000/svg";function w(i,t,e={},...s){return ls(i.createElement(t),e,s)}function R(i,t,e={},...s){return ls(i.createElementNS(fn,t),e,s)}function ls(i,t,e){for(let[s,n]of Object.entries(t))n!==null&&n!==!1&&n!==void 0&&i.setAttribute(s,n===!0?"":n);return i.append(...e.filter(s=>s!==null)),i}function k(i,t){i.textContent!==t&&(i.textContent=t)}function z(i,t,e,s){let n=w(i,t,{class:e,dir:"auto"});return n.textContent=N(s),n}var pn=/[\u0000-\u0008\u000b-\u001f\u007f]/g,mn=/[\p{C}\p{Z}\p{M}\s\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu,ke=4;function N(i){let t=i.replace(/\r\n?/g,`
`).replace(pn,wn);return gn(t)?bn(i):t}function gn(i){return[i.slice(0,64),i].every(t=>t.replace(mn,"")==="")}function wn(i){let t=i.charCodeAt(0);return String.fromCharCode(t===127?9249:9216+t)}function bn(i){let t=[...i.slice(0,2*ke+2)];return t.length===0?"∅":`⟨${t.slice(0,ke).map(s=>`U+${s.codePointAt(0).toString(16).toUpperCase().padStart(4,"0")}`).join(" ")}${t.length>ke?" …":""}⟩`}function _(i,t){if(i.length<=t)return i;let e=i.charCodeAt(t-1);return i.slice(0,e>=55296&&e<=56319?t-1:t)}var hs=`/* All of the live view, below one class: nothing leaks into the page around it. Colours agree with colours.js. */

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

.roomlab-view[data-type="large"] {
  font-size: 19px;
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
    padding: 0 0.55em;
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
    width: 5.5em;
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
    width: 10.5em;
    padding: 0 0.3em 0 2em;
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
    grid-template-columns: minmax(0, 1fr) minmax(3.4em, 0.9fr) 3em;
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
    width: 9.8em;
    color: var(--rl-muted);
    font-size: 0.85em;
    text-align: end;
    line-height: 1.2;
  }
  .rl-lane {
    white-space: pre-line;
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
  .rl-plot .rl-plot-unknown {
    fill: var(--rl-soft);
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
    flex-wrap: wrap;
    gap: 0.1em 0.8em;
    min-height: 2.3em;
    padding: 0.25em 0.9em;
    color: var(--rl-muted);
    font-size: 0.92em;
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
  .rl-status {
    display: flex;
    align-items: baseline;
    gap: 1.2em;
    min-width: 0;
    min-height: 2em;
    padding-right: 9.5em;
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
  .rl-facts > .rl-rates {
    flex: 0 1 auto;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
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
  .rl-gaps::before {
    content: "";
    display: inline-block;
    width: 0.75em;
    height: 0.95em;
    margin-right: 0.4em;
    vertical-align: -0.1em;
    background: color-mix(in srgb, var(--rl-accent) 30%, transparent);
  }
  .rl-state[data-state="reconnecting"],
  .rl-state[data-state="failed"],
  .rl-state[data-state="gone"],
  .rl-state[data-state="busy"],
  .rl-open {
    color: var(--rl-accent);
    font-weight: 600;
  }

  /* ---- the whole ---- */
  .rl-dashboard {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto minmax(0, 1fr) auto;
    height: max(26em, var(--rl-height));
    border: 1px solid var(--rl-line);
    border-radius: var(--rl-radius);
    background: var(--rl-paper);
    overflow: clip;
    overflow-clip-margin: 12em;
  }
  .rl-dashboard[data-type="normal"] {
    font-size: 13px;
  }
  .rl-dashboard[data-type="large"] {
    font-size: 19px;
  }
  .rl-dashboard:fullscreen {
    width: 100vw;
    height: 100vh;
    border: 0;
    border-radius: 0;
  }
  .rl-top {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.55em;
    padding: 0.6em 0.9em;
    border-bottom: 1px solid var(--rl-line);
  }
  .rl-toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
  }
  .rl-end-tools {
    position: absolute;
    top: 0.55em;
    right: 0.9em;
    display: flex;
    gap: 0.4em;
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
    grid-template-columns: minmax(0, 1fr);
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
    grid-template-columns: minmax(0, 1fr);
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
    grid-template-rows: minmax(0, 62fr) minmax(0, 38fr);
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
      gap: 0.45em;
      padding-right: 0;
    }
    .rl-title {
      margin-right: 7.9em;
    }
    .rl-facts {
      flex-wrap: wrap;
      gap: 0 1em;
    }
    .rl-facts > span {
      flex: 0 1 auto;
      overflow-wrap: anywhere;
      white-space: normal;
    }
    /* As wide as all, so that a menu knows how much room it has; presses go through to what lies below. */
    .rl-end-tools {
      left: 0.9em;
      justify-content: end;
      pointer-events: none;
    }
    .rl-end-tools > * {
      pointer-events: auto;
    }
    .rl-end-tools .rl-menu {
      position: static;
    }
    .rl-setting {
      flex-wrap: wrap;
      gap: 0.2em 1.2em;
    }
    .rl-found {
      width: 100%;
      min-width: 13em;
    }
    .rl-rates,
    .rl-legend .rl-name {
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
    &.rl-with-profile .rl-tab[data-name="profile"]:not([aria-selected="true"])::after {
      content: " ●";
      color: var(--rl-accent);
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
      flex-wrap: wrap;
      align-items: center;
      width: auto;
    }
    .rl-moment {
      flex: none;
      max-width: 100%;
    }
    .rl-waits {
      flex: 1 0 auto;
      max-width: 100%;
      text-align: end;
    }
    .rl-waits:empty {
      display: none;
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
    height: var(--rl-height);
    border: 1px solid var(--rl-line);
    border-radius: var(--rl-radius);
  }
  > .rl-timeline {
    border: 1px solid var(--rl-line);
    border-radius: var(--rl-radius);
  }
  &[data-sized] > .rl-timeline {
    height: max(7em, var(--rl-height));
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

/* In a notebook the output below the view is a picture of the same, for where no kernel runs. */
.jp-OutputArea-child:has(.roomlab-pictured) + .jp-OutputArea-child { display: none; }
`;var vn=["class","data-jp-theme-light","data-vscode-theme-kind","theme","data-theme"];function xn(i){let{body:t,documentElement:e}=i;if(t?.dataset.jpThemeLight)return t.dataset.jpThemeLight==="true"?"light":"dark";let s=t?.dataset.vscodeThemeKind;if(s)return s.includes("light")?"light":"dark";let n=e.getAttribute("theme")??e.dataset.theme;return n==="light"||n==="dark"?n:null}function cs(i,t="auto"){let{ownerDocument:e}=i,s=e.defaultView,n=s?.matchMedia?.("(prefers-color-scheme: dark)"),r=new Set,o={dark:null,choice:t,choose:l,watch:h,destroy:f};function a(){let d=o.choice==="auto"?xn(e):null,u=d??(o.choice==="auto"?n?.matches?"dark":"light":o.choice);if(i.dataset.theme=u,i.dataset.surface=d?"page":"own",o.dark!==(u==="dark")){o.dark=u==="dark";for(let g of[...r])g()}}function l(d){o.choice=d,a()}function h(d){return r.add(d),()=>r.delete(d)}let c=new s.MutationObserver(a);for(let d of[e.documentElement,e.body])d&&c.observe(d,{attributes:!0,attributeFilter:vn});n?.addEventListener?.("change",a);function f(){c.disconnect(),n?.removeEventListener?.("change",a),r.clear()}return a(),o}var us=(i,t)=>{let e=new Intl.PluralRules(i),s=new Intl.NumberFormat(i);return n=>t[e.select(n)].replace("#",s.format(n))},X=(i,t)=>us("en",{one:i,other:t}),J=(i,t,e)=>us("ru",{one:i,few:t,many:e,other:t}),kn={language:"en",room:"Room",graph:"Graph",matrix:"Matrix",chat:"Chat",profile:"Profile",timeline:"Timeline",legend:"Legend",tools:"Tools",drawing:"Drawing",find:"Find an agent",nobodyFound:"No agent of that name",threshold:"Strength from",signs:"Ties",allSigns:"All ties",positive:"Positive",negative:"Negative",ego:"Only selected",live:"Live",pause:"Pause",resume:"Go on",past:"Past",paused:"Paused",waiting:X("# change waits","# changes wait"),save:"Save picture",savePng:"PNG",savePngTwice:"PNG, double size",saveSvg:"SVG",saved:"Saved.",notSaved:"The picture could not be saved.",settings:"Settings",languageLabel:"Language",themeLabel:"Colours",auto:"Automatic",light:"Light",dark:"Dark",projector:"Large type",fullscreen:"Full screen",leaveFullscreen:"Leave full screen",everyone:"Everyone",theSelection:"The selected",showLinesOf:"Lines of",newMessages:X("# new line","# new lines"),noLines:"Nothing has been said yet.",noLinesOf:"No lines of whom you chose.",earlier:"Earlier lines",loadingOlder:"Loading earlier lines …",theBeginning:"The beginning",olderFailed:"Earlier lines could not be loaded.",showAll:i=>`Show all (${i})`,showLess:"Show less",kilobytes:i=>`${i} kB`,event:"Event",roundEnded:i=>`End of round ${i}`,user:"User",narrator:"Narrator",summary:"Summary",system:"System",moment:"Moment shown",atMoment:i=>`the room at ${i}`,now:"now",sympathy:"Sympathy",meanSympathy:`Mean sympathy
−1 … 1`,messages:"Messages",changes:"Changes",perSecond:"/s",gaps:X("# gap","# gaps"),noData:"No data yet",likes:"Feels",likedBy:"Is felt for",mood:"Mood",mean:"mean",lastLines:"Last lines",history:"Mean sympathy over time",noTies:"No ties",andMore:X("and # more","and # more"),hasLeft:"has left",close:"Close",chooseAgent:"Choose an agent in the drawing or by name.",dislike:"dislikes",like:"likes",strength:"wider is stronger",rim:"rim: strength of the mood",rowsFeel:"a row feels, a column is felt for",hatched:"antipathy, hatched",nobodyYet:"No agents yet",noneOfThese:"No ties pass what is chosen above",unknownBefore:i=>`The ties were first read at ${i}; how they were before is not known`,antipathy:"antipathy, dashed",agents:X("# agent","# agents"),ties:X("# tie","# ties"),links:{gone:"No kernel",busy:"Kernel is busy"},states:{connecting:"Connecting",live:"Connected",reconnecting:"Reconnecting",complete:"Recorded",failed:"Failed",closed:"Closed",paused:"Paused"},saidNew:X("# new message","# new messages"),nowLikes:(i,t)=>`${i} now likes ${t}`,nowDislikes:(i,t)=>`${i} now dislikes ${t}`},Mn={language:"ru",room:"Комната",graph:"Граф",matrix:"Матрица",chat:"Чат",profile:"Профиль",timeline:"Ход времени",legend:"Обозначения",tools:"Инструменты",drawing:"Вид",find:"Найти агента",nobodyFound:"Нет агента с таким именем",threshold:"Сила от",signs:"Связи",allSigns:"Все связи",positive:"Симпатии",negative:"Антипатии",ego:"Только выбранные",live:"Сейчас",pause:"Пауза",resume:"Дальше",past:"Прошлое",paused:"Пауза",waiting:J("ждёт # изменение","ждут # изменения","ждут # изменений"),save:"Сохранить рисунок",savePng:"PNG",savePngTwice:"PNG, двойной размер",saveSvg:"SVG",saved:"Сохранено.",notSaved:"Не удалось сохранить рисунок.",settings:"Настройки",languageLabel:"Язык",themeLabel:"Цвета",auto:"Авто",light:"Светлые",dark:"Тёмные",projector:"Крупный шрифт",fullscreen:"Во весь экран",leaveFullscreen:"Выйти из полного экрана",everyone:"Все",theSelection:"Выбранные",showLinesOf:"Реплики",newMessages:J("# новая строка","# новые строки","# новых строк"),noLines:"Пока никто ничего не сказал.",noLinesOf:"Нет строк тех, кого вы выбрали.",earlier:"Более ранние строки",loadingOlder:"Загружаются более ранние строки…",theBeginning:"Начало",olderFailed:"Не удалось загрузить более ранние строки.",showAll:i=>`Показать всё (${i})`,showLess:"Свернуть",kilobytes:i=>`${i} кБ`,event:"Событие",roundEnded:i=>`Конец раунда ${i}`,user:"Пользователь",narrator:"Рассказчик",summary:"Сводка",system:"Система",moment:"Показанный момент",atMoment:i=>`комната в ${i}`,now:"сейчас",sympathy:"Симпатия",meanSympathy:`Средняя симпатия
−1 … 1`,messages:"Сообщения",changes:"Изменения",perSecond:"/с",gaps:J("# пропуск","# пропуска","# пропусков"),noData:"Данных пока нет",likes:"К другим",likedBy:"Других к нему",mood:"Настроение",mean:"в среднем",lastLines:"Последние реплики",history:"Средняя симпатия во времени",noTies:"Связей нет",andMore:J("и ещё #","и ещё #","и ещё #"),hasLeft:"вне комнаты",close:"Закрыть",chooseAgent:"Выберите агента на рисунке или по имени.",dislike:"антипатия",like:"симпатия",strength:"шире — сильнее",rim:"ободок: настроение",rowsFeel:"строка — кто, столбец — к кому",hatched:"антипатия, штриховка",nobodyYet:"Агентов пока нет",noneOfThese:"Ни одна связь не подходит под выбранное выше",unknownBefore:i=>`Связи впервые прочитаны в ${i}; какими они были раньше, неизвестно`,antipathy:"антипатия, пунктир",agents:J("# агент","# агента","# агентов"),ties:J("# связь","# связи","# связей"),links:{gone:"Нет ядра",busy:"Ядро занято"},states:{connecting:"Подключение",live:"На связи",reconnecting:"Переподключение",complete:"Запись",failed:"Сбой",closed:"Закрыто",paused:"Пауза"},saidNew:J("# новое сообщение","# новых сообщения","# новых сообщений"),nowLikes:(i,t)=>`${i} → ${t}: теперь симпатия`,nowDislikes:(i,t)=>`${i} → ${t}: теперь антипатия`};function Me(i,t){return(i==="auto"?t?.defaultView?.navigator.language??"en":i).toLowerCase().startsWith("ru")?Mn:kn}var ds={drawing:"graph",threshold:0,signs:"all",ego:!1,language:"auto",theme:"auto",size:"auto",height:640},Sn=80;function fs(i,t={}){let e=i.ownerDocument,s=w(e,"div",{class:"roomlab-view","data-lm-suppress-shortcuts":"true"});s.append(w(e,"style",{},hs));let n={...ds,...t},r=cs(s,n.theme),o={...Me(n.language,e)},a=new Set,l={...t};c();function h(g){return(l[g]??null)!==null}function c(){s.lang=o.language,s.toggleAttribute("data-sized",h("height")),s.dataset.type=n.size==="projector"?"large":"normal",s.style.setProperty("--rl-height",`${Math.max(Sn,Number(n.height)||ds.height)}px`)}function f(g){let m=Object.keys(g).filter(p=>n[p]!==g[p]);if(m.length!==0){Object.assign(n,g),Object.assign(l,g),m.includes("theme")&&r.choose(n.theme),m.includes("language")&&Object.assign(o,Me(n.language,e)),c();for(let p of[...a])p(m)}}function d(g){return a.add(g),()=>a.delete(g)}function u(){r.destroy(),a.clear(),s.remove()}return i.append(s),{root:s,context:{options:n,change:f,watch:d,words:o,theme:r,document:e},destroy:u}}var _n=137.508,En=155,An=2,Tn=/^\p{Nd}{1,3}$/u,Nn=/[\p{L}\p{N}\p{Extended_Pictographic}]/u;function tt(i){let t=N(i.slice(0,200)).split(/[\s_\-.·]+/u).filter(Se);if(t.length===0)return"?";let e=t[t.length-1],s=Tn.test(e)?e:Se(e);return(t.length===1||s.length>An?[s]:[Se(t[0]),s]).join("").toLocaleUpperCase().normalize("NFC")}function Se(i){for(let t of i)if(Nn.test(t))return t;return""}function zt(i,t){let e=(En+i*_n)%360;return t?{fill:ps(e,.22,.28),ink:"#f2f4f7"}:{fill:ps(e,.4,.86),ink:"#1c2430"}}function ps(i,t,e){let s=t*Math.min(e,1-e),n=r=>{let o=(r+i/30)%12,a=e-s*Math.max(-1,Math.min(o-3,9-o,1));return Math.round(a*255).toString(16).padStart(2,"0")};return`#${n(0)}${n(8)}${n(4)}`}function H(i,t=!1){return new Date(i/1e3).toISOString().slice(11,t?19:16)}function It(i){return new Date(i/1e3).toISOString().slice(0,10)}function $t(i){return`${It(i)} ${H(i,!0)} UTC`}function ms(i,t){return Math.floor(i/864e8)===Math.floor(t/864e8)}function pt(i){if(i===null||Number.isNaN(i))return"–";let t=Math.abs(i).toFixed(2);return t==="0.00"?"0.00":`${i<0?"−":"+"}${t}`}function gs(i,t){let e=i>0&&i<10?1:0;return new Intl.NumberFormat(t,{maximumFractionDigits:e}).format(i)}function ws(i,t){return new Intl.NumberFormat(t,{minimumFractionDigits:2,maximumFractionDigits:2}).format(i)}var Ln=700,_e=16,On=420,zn=8,In=80,$n=120,ys=/^=+\s*Раунд\s+(\d{1,9})\s+заверш[её]н\s*=+$/u,bs={user:"user",Система:"system","🎭 Рассказчик Нарратор":"narrator","📊 Сводка Суммаризатор":"summary"};function vs(i){return i.kind!=="message"?i.kind:i.agent!==null&&i.agent!==void 0?"agent":i.sender==="Система"&&ys.test(i.text.slice(0,200).trim())?"round":Object.hasOwn(bs,i.sender)?bs[i.sender]:"other"}function et(i,t,e){let s=vs(i);if(s==="round")return jn(i,e);if(s==="event")return Fn(i,e);let n=s==="agent"||s==="user"||s==="other"?Cn(i,t):!1,{document:r}=e,o=w(r,"li",{class:`rl-line rl-by-${s}${n?" rl-joined":""}`});o.append(Rn(i,s,e));let a=w(r,"div",{class:"rl-body"});return n||a.append(Dn(i,s,e)),a.append(...ks(i,e)),o.append(a),o}function Cn(i,t){return!t||t.kind!=="message"||vs(t)==="round"?!1:t.agent===i.agent&&t.sender===i.sender&&i.time-t.time<$n*1e6}function Rn(i,t,{document:e,theme:s}){let r=w(e,"span",{class:"rl-badge","aria-hidden":"true"},{narrator:"❧",summary:"Σ",system:"⚙"}[t]??tt(i.sender??""));return t==="agent"&&Ee(r,i.agent,s.dark),r}function Ee(i,t,e){let{fill:s,ink:n}=zt(t,e);i.style.setProperty("background",s),i.style.setProperty("color",n)}function Dn(i,t,e){let{document:s,words:n}=e,r={user:n.user,narrator:n.narrator,summary:n.summary,system:n.system},o=r[t]?w(s,"span",{class:"rl-name"},r[t]):Ct(i.sender??"",i.agent,e);return w(s,"div",{class:"rl-by"},o,xs(i,s))}function xs(i,t){return w(t,"time",{class:"rl-time",title:$t(i.time)},H(i.time,!0))}function Ct(i,t,{document:e,choose:s,tabStop:n=!0}){let r=_(i,In),o=r.length<i.length?`${r}…`:r;if(t==null||!s)return z(e,"bdi","rl-name",o);let a=w(e,"button",{class:"rl-name",type:"button",tabindex:n?null:"-1"},z(e,"bdi","rl-text",o));return a.addEventListener("click",()=>s(t)),a}function ks(i,t){let{document:e,words:s,unfolded:n}=t,r=N(i.text??""),o=z(e,"div","rl-said",r);if((r.length>Ln?_e+1:r.split(`
`,_e+1).length)<=_e)return[o];let l=w(e,"button",{class:"rl-fold",type:"button"}),h=c=>{o.textContent=c?r:`${Pn(r)} …`,l.textContent=c?s.showLess:s.showAll(s.kilobytes(Math.max(1,Math.round(r.length/1e3)))),l.setAttribute("aria-expanded",c)};return l.addEventListener("click",()=>{n.delete(i.seq)||n.add(i.seq),h(n.has(i.seq))}),h(n.has(i.seq)),[o,l]}function Pn(i){return _(i,On).split(`
`,zn).join(`
`).trimEnd()}function jn(i,{document:t,words:e}){let s=ys.exec((i.text??"").slice(0,200).trim())?.[1],n=w(t,"li",{class:"rl-round"});return n.append(s?w(t,"span",{},e.roundEnded(s)):z(t,"span","rl-text",_(i.text??"",200))),n}function Fn(i,t){let{document:e,words:s,agents:n}=t,r=w(e,"li",{class:"rl-event"});r.append(w(e,"div",{class:"rl-by"},w(e,"span",{class:"rl-kind"},s.event),xs(i,e))),r.append(...ks(i,t));let o=(i.agents??[]).filter(a=>n[a]);if(o.length){let a=o.slice(0,12).map(l=>Ct(n[l].name,l,t));r.append(w(e,"div",{class:"rl-about"},...a,o.length>12?"…":null))}return r}var Ms="400px";function K(i,t){let e=i.ownerDocument.defaultView,s=0,n=!1,r=!0;function o(){n=!0,r&&!s&&(s=e.requestAnimationFrame(a))}function a(){s=0,!(!n||!r)&&(n=!1,t())}let l=new e.IntersectionObserver(h=>{r=h[h.length-1].isIntersecting,n&&o()},{rootMargin:Ms,scrollMargin:Ms});return l.observe(i),{request:o,destroy(){e.cancelAnimationFrame(s),l.disconnect(),r=!1}}}function st(i,t){let e=new i.ownerDocument.defaultView.ResizeObserver(s=>{let{width:n,height:r}=s[s.length-1].contentRect;t(n,r)});return e.observe(i),()=>e.disconnect()}var Rt=class{constructor(){this.all=[],this.shown=this.all,this.filter=null}replace(t){this.all=[...t],this.#t()}choose(t){this.filter=t,this.#t()}misses(t){return this.all.length>0&&t.length>0&&t[0].seq>this.all[this.all.length-1].seq}merge(t){if(this.all.length===0)return this.replace(t),{before:0,after:this.shown.length};let[e,s]=[this.all[0].seq,this.all[this.all.length-1].seq],n=t.length;for(;n>0&&t[n-1].seq>s;)n--;let r=0;for(;r<n&&t[r].seq<e;)r++;return{before:this.#i(t.slice(0,r)),after:this.#e(t.slice(n))}}trim(){if(this.all.length<=2e4)return 0;let t=this.shown.length;return this.all=this.all.slice(2e3),this.#t(),t-this.shown.length}#i(t){if(t.length===0)return 0;let e=this.#o(t);return this.all=t.concat(this.all),this.shown=this.filter?e.concat(this.shown):this.all,e.length}#e(t){let e=this.#o(t);return this.all.push(...t),this.filter&&this.shown.push(...e),e.length}#t(){this.shown=this.filter?this.all.filter(this.filter):this.all}#o(t){return this.filter?t.filter(this.filter):t}};var qn=40;function Ss(i,t,e){let{document:s,words:n}=t,r=w(s,"select",{class:"rl-select","aria-label":n.showLinesOf}),o=[l("all",n.everyone),l("selection",n.theSelection)],a=[];function l(u,g){let m=w(s,"option",{value:u});return m.textContent=g,m}function h(){let{agents:u}=i.shown;for(u.forEach(({name:g},m)=>{if(g===a[m])return;let p=N(_(g,qn));m<a.length?r.options[o.length+m].textContent=p:r.append(l(String(m),p)),a[m]=g});a.length>u.length;a.pop())r.lastChild.remove()}function c(){return r.value==="all"||r.value===""?null:r.value==="selection"?i.selected:new Set([Number(r.value)])}function f(){let u=c();if(!u||u.size===0)return null;let g=new Set(u);return m=>m.kind==="event"?(m.agents??[]).some(p=>g.has(p)):g.has(m.agent)}r.append(...o),r.addEventListener("change",e);let d=i.subscribe(u=>{(u.all||u.agents?.length)&&h(),u.selection&&r.value==="selection"&&e()});return h(),{element:r,filter:f,destroy:d}}var Hn=160,_s=80,Es=400,Ae=240,Wn=24,Bn=300,Gn=20;function Dt(i,t,e){let s=new Te(i,t,e);return{destroy:()=>s.destroy()}}var Te=class{constructor(t,e,s){Object.assign(this,{store:e,context:s,talk:new Rt,unfolded:new Set,moment:e.moment}),this.first=this.last=0,this.following=!0,this.stale=!0,this.loading=this.beginning=!1,this.begun=0,this.#i(t),this.painter=K(this.panel,()=>this.#h()),this.stops=[e.subscribe(n=>this.#t(n)),s.theme.watch(()=>this.#r()),...[this.scroller,this.list].map(n=>st(n,()=>this.following&&this.#f())),()=>this.painter.destroy(),()=>this.choice.destroy(),()=>this.panel.remove()],this.#n()}destroy(){for(let t of this.stops.splice(0))t()}#i(t){let{document:e,words:s}=this.context;this.choice=Ss(this.store,this.context,()=>this.#s()),this.top=w(e,"button",{class:"rl-older",type:"button"}),this.list=w(e,"ol",{class:"rl-lines"}),this.empty=w(e,"p",{class:"rl-empty",hidden:!0});let n={class:"rl-scroll",role:"log","aria-live":"off","aria-label":s.chat,tabindex:"0"};this.scroller=w(e,"div",n,this.top,this.empty,this.list),this.news=w(e,"button",{class:"rl-news",type:"button",hidden:!0});let r=w(e,"header",{class:"rl-head"},w(e,"h3",{},s.chat),this.choice.element),o=w(e,"div",{class:"rl-talk"},this.scroller,this.news);this.panel=w(e,"section",{class:"rl-panel rl-chat","aria-label":s.chat},r,o),this.top.addEventListener("click",()=>this.#w()),this.news.addEventListener("click",()=>this.#p()),this.list.addEventListener("click",a=>{a.target.closest(".rl-fold")&&(this.following=!1)}),this.scroller.addEventListener("scroll",()=>this.#m(),{passive:!0}),t.append(this.panel)}#e(){let{document:t,words:e,theme:s}=this.context;return{document:t,words:e,theme:s,choose:r=>this.store.select([r]),agents:this.store.shown.agents,unfolded:this.unfolded,tabStop:!1}}#t(t){let e=this.store.moment!==this.moment;if(this.moment=this.store.moment,e)return this.#n();if(t.all&&(this.stale=!0),!t.chat&&!t.all)return;if(this.talk.misses(this.store.chat))return this.#n();let{before:s}=this.talk.merge(this.store.chat);this.first+=s,this.last+=s,this.following&&this.#o(this.talk.trim()),this.painter.request()}#o(t){t>this.first&&(this.stale=!0),this.first=Math.max(0,this.first-t),this.last=Math.max(0,this.last-t),t&&(this.beginning=!1)}#n(){this.talk.replace(this.store.chat),this.begun+=1,this.beginning=!1,this.unfolded.clear(),this.#r(!0)}#s(){this.talk.choose(this.choice.filter()),this.#r(!0)}#r(t=!1){this.stale=!0,t&&(this.following=!0),this.painter.request()}#h(){let{shown:t}=this.talk;if(this.following){let e=Math.max(0,t.length-Hn);this.stale||e>=this.last||this.first>e?this.#c(e,t.length):this.#l(e,t.length),this.#f()}else if(this.stale){let e=this.scroller.scrollTop;this.#c(Math.min(this.first,t.length),Math.min(this.last,t.length)),this.scroller.scrollTop=e}this.#a()}#c(t,e){Object.assign(this,{first:t,last:e,stale:!1}),this.list.replaceChildren(...this.#d(t,e))}#l(t,e){this.list.append(...this.#d(this.last,e)),this.last=e,this.#u(t-this.first)}#u(t){if(!(t<=0)){for(let e=0;e<t;e++)this.list.firstChild.remove();this.first+=t,this.list.firstChild?.replaceWith(et(this.talk.shown[this.first],null,this.#e()))}}#d(t,e){let s=this.#e(),{shown:n}=this.talk;return n.slice(t,e).map((r,o)=>et(r,o+t>this.first?n[o+t-1]:null,s))}#a(){let{words:t}=this.context,{shown:e,all:s}=this.talk,n=e.length-this.last;this.news.hidden=this.following||n===0,this.news.hidden||k(this.news,`↓ ${t.newMessages(n)}`),this.empty.hidden=e.length>0,this.empty.hidden||k(this.empty,s.length?t.noLinesOf:t.noLines);let r=this.beginning&&this.first===0;this.top.disabled=this.loading||r||s.length===0,this.top.hidden=s.length===0,k(this.top,this.loading?t.loadingOlder:r?t.theBeginning:t.earlier)}#f(){this.scroller.scrollTop=this.scroller.scrollHeight}#p(){this.following=!0,this.painter.request()}#m(){let{scrollTop:t,scrollHeight:e,clientHeight:s}=this.scroller;if(s===0)return;let n=e-t-s;n<Ae&&this.last<this.talk.shown.length&&!this.following&&this.#g();let r=n<Wn&&(this.following||this.last===this.talk.shown.length);r!==this.following&&(this.following=r,this.painter.request()),t<Ae&&!r&&this.#w()}#g(){let t=Math.min(this.talk.shown.length,this.last+_s),e=this.#y(()=>this.#l(Math.max(this.first,t-Es),t),this.list.lastChild);this.scroller.scrollTop+=e,this.#a()}async#w(){if(this.first>0)return this.#b();if(!(this.loading||this.beginning||this.talk.all.length===0)){this.loading=!0,this.#a();try{await this.#v()}catch{k(this.top,this.context.words.olderFailed),this.loading=!1,this.top.disabled=!1;return}this.loading=!1,this.#b()}}async#v(){let{talk:t,begun:e}=this;for(let s=0;s<Gn&&!this.beginning;s++){let n=t.all[0]?.seq;if(n===void 0)return;let r=await this.store.older(n,Bn);if(this.begun!==e)return;r.length===0&&(this.beginning=!0);let o=t.merge(r).before;if(this.first+=o,this.last+=o,this.first>0)return}}#b(){if(this.stale)return this.#a();let t=Math.max(0,this.first-_s),e=this.list.firstChild,s=this.#y(()=>{let n=this.first;for(this.first=t,this.list.prepend(...this.#d(t,n)),e&&n>t&&e.replaceWith(et(this.talk.shown[n],this.talk.shown[n-1],this.#e()));this.last-this.first>Es;)this.list.lastChild.remove(),this.last--},this.list.children[1]??null);(!this.following||this.scroller.scrollTop<Ae)&&(this.scroller.scrollTop+=s),this.#a()}#y(t,e){let s=e?.offsetTop??0;return t(),e?.isConnected?e.offsetTop-s:0}};var Kn=1e4,Un=.15,Vn=2,Yn=40;function As(i,t,e){let{document:s,words:n}=e,r=w(s,"p",{class:"rl-heard","aria-live":"polite",role:"status"}),o=new Le(t,n),a=s.defaultView.setInterval(()=>{let h=o.take();h&&k(r,h)},Kn),l=t.subscribe(h=>o.hear(h));return i.append(r),{destroy(){s.defaultView.clearInterval(a),l(),r.remove()}}}var Le=class{constructor(t,e){this.store=t,this.words=e,this.turns=new Map,this.#i()}#i(){let{shown:t,totals:e}=this.store;this.signs=Array.from(t.sympathy.subarray(0,t.size),Ne),this.messages=e.messages,this.turns.clear()}hear(t){if(t.all||t.moment)return this.#i();for(let e=this.signs.length;e<this.store.shown.size;e++)this.signs.push(Ne(this.store.shown.sympathy[e]));for(let e of t.ties)this.#e(e,Ne(this.store.shown.sympathy[e]))}#e(t,e){let s=this.signs[t];e===0||e===s||(s&&!this.turns.has(t)&&this.turns.set(t,s),this.signs[t]=e)}take(){let{store:t,words:e}=this;if(t.moment||t.paused)return"";let s=t.totals.messages-this.messages,n=[...s>0?[e.saidNew(s)]:[],...this.#t()];return this.messages=t.totals.messages,this.turns.clear(),n.join("; ")}#t(){let{source:t,target:e,sympathy:s,agents:n}=this.store.shown,r=o=>N(_(n[o]?.name??"",Yn));return[...this.turns].filter(([o,a])=>this.signs[o]!==a&&!Number.isNaN(s[o])).sort(([o],[a])=>Math.abs(s[a])-Math.abs(s[o])).slice(0,Vn).map(([o])=>(this.signs[o]<0?this.words.nowDislikes:this.words.nowLikes)(r(t[o]),r(e[o])))}};function Ne(i){return Math.abs(i)>=Un?Math.sign(i):0}var Xn={dark:!1,paper:"#ffffff",ink:"#1c2430",muted:"#5c6675",line:"#c9ced6",accent:"#b45309",stops:["#cf2f2a","#e5877d","#a9aeb6","#5b86c0","#17479e"]},Jn={dark:!0,paper:"#15181d",ink:"#e9edf3",muted:"#a3adba",line:"#3b424d",accent:"#fbbf24",stops:["#f0564f","#a8484a","#5d6470","#5590d0","#8ecbff"]};function E(i){return i?Qn:Zn}function U(i){return Number.isNaN(i)?-1:Math.max(0,Math.min(40,Math.round(i*20)+20))}function it(i,t){let e=U(i);return E(t).ties[e<0?20:e]}function mt(i){return Number.isNaN(i)?0:.8+3.4*Math.min(1,Math.abs(i))}function gt(i){return U(i)>=0&&U(i)<20}function jt(i,t){return gt(i)?[3+1.4*t,2.5+t]:[]}function wt(i,t){let{paper:e,ties:s}=E(i);return s.map((n,r)=>{let o=Math.abs(r-20)/20;return W(n,e,t*(1-o)**(1.5-t))})}function W(i,t,e){let[s,n]=[Pt(i),Pt(t)];return`#${s.map((r,o)=>Math.round(r+(n[o]-r)*e).toString(16).padStart(2,"0")).join("")}`}function Pt(i){let t=parseInt(i.slice(1),16);return[t>>16,t>>8&255,t&255]}function Ts({stops:i,...t}){let e=Array.from({length:41},(s,n)=>{let r=n/40*(i.length-1),o=Math.min(i.length-2,Math.floor(r));return W(i[o],i[o+1],r-o)});return Object.freeze({...t,ties:Object.freeze(e)})}var Zn=Ts(Xn),Qn=Ts(Jn);var tr=.11,er=26,Z=()=>({ax:0,ay:0,mx:0,my:0,bx:0,by:0,ux:1,uy:0,curved:!1,visible:!1});function V(i,t,e,s){let{x:n,y:r,radius:o,picture:a}=t,[l,h]=[a.source[e],a.target[e]],[c,f]=[n[h]-n[l],r[h]-r[l]],d=Math.hypot(c,f);if(i.visible=d>o*1.5,!i.visible)return i;c/=d,f/=d;let u=s?Math.min(er,d*tr):0,g=s?Math.min(3,o*.2):Math.min(3.5,.7+o*.2),[m,p]=[-f*g,c*g];i.curved=s,i.mx=(n[l]+n[h])/2-f*(2*u+g),i.my=(r[l]+r[h])/2+c*(2*u+g);let b=Math.hypot(d/2,2*u),[y,x]=[d/2/b,2*u/b];i.ux=c*y+f*x,i.uy=f*y-c*x;let v=o+1.5;return i.ax=n[l]+m+(c*y-f*x)*v,i.ay=r[l]+p+(f*y+c*x)*v,i.bx=n[h]+m-i.ux*v,i.by=r[h]+p-i.uy*v,i}function nt(i,t,e){if(!i.visible)return!1;let{ax:s,ay:n,mx:r,my:o,bx:a,by:l}=i;return Math.max(s,r,a)>=0&&Math.max(n,o,l)>=0&&Math.min(s,r,a)<=t&&Math.min(n,o,l)<=e}function bt(i,t,e,s){let n=Math.max(.5,mt(e)*s.thickness),r=s.colours[U(e)],o=s.head&&Math.min(s.head+2*n,s.head*2.6),a=jt(e,n);i.strokeStyle=r,i.lineWidth=n,a.length&&i.setLineDash(a),Os(i,t,o*.8),i.stroke(),a.length&&i.setLineDash([]),o&&sr(i,t,o,r)}function Ls(i,t,e,s){i.strokeStyle=s.colours[U(e)],i.beginPath(),i.moveTo(t.ax,t.ay),i.lineTo(t.bx,t.by),i.stroke()}function yt(i,t,e,s,n){i.globalAlpha=n,i.strokeStyle=s.glow,i.lineWidth=mt(e)*s.thickness+7,Os(i,t,0),i.stroke(),i.globalAlpha=1}function Os(i,{ax:t,ay:e,mx:s,my:n,bx:r,by:o,ux:a,uy:l,curved:h},c){i.beginPath(),i.moveTo(t,e),h?i.quadraticCurveTo(s,n,r-a*c,o-l*c):i.lineTo(r-a*c,o-l*c)}function sr(i,{bx:t,by:e,ux:s,uy:n},r,o){let a=r*.42;i.fillStyle=o,i.beginPath(),i.moveTo(t,e),i.lineTo(t-s*r-n*a,e-n*r+s*a),i.lineTo(t-s*r+n*a,e-n*r-s*a),i.closePath(),i.fill()}function zs(i,t,e){let{ax:s,ay:n,mx:r,my:o,bx:a,by:l,curved:h}=i;if(!h)return Ns(t,e,s,n,a,l);let c=1/0,[f,d]=[s,n];for(let u=1;u<=8;u++){let g=u/8,m=(1-g)**2*s+2*g*(1-g)*r+g*g*a,p=(1-g)**2*n+2*g*(1-g)*o+g*g*l;c=Math.min(c,Ns(t,e,f,d,m,p)),[f,d]=[m,p]}return c}function Ns(i,t,e,s,n,r){let[o,a]=[n-e,r-s],l=((i-e)*o+(t-s)*a)/(o*o+a*a||1),h=Math.max(0,Math.min(1,l));return Math.hypot(i-e-h*o,t-s-h*a)}var ir=5,nr=5,Is=Z();function $s(i,t,e,s){let n=rr(i,t,e);if(n>=0)return{agent:n};let r=or(i,t,e,s);return r>=0?{tie:r}:null}function rr(i,t,e){let s=-1,n=i.radius+ir;return i.picture.agents.forEach((r,o)=>{let a=Math.hypot(i.x[o]-t,i.y[o]-e);i.shown[o]&&a<=n&&([s,n]=[o,a])}),s}function or(i,t,e,s){let n=-1,r=nr;for(let o=0;o<i.picture.size;o++){if(!i.accepts(o)||!V(Is,i,o,s).visible)continue;let a=zs(Is,t,e)-2*Math.abs(i.picture.sympathy[o]);a<r&&([n,r]=[o,a])}return n}function Cs(i,t,e,s){let n=t,r=1/0;return i.picture.agents.forEach((o,a)=>{if(a===t||!i.shown[a])return;let[l,h]=[i.x[a]-i.x[t],i.y[a]-i.y[t]],c=l*e+h*s,f=Math.abs(l*s-h*e);if(c<=0||f>c*1.5)return;let d=c+2*f;d<r&&([n,r]=[a,d])}),n}var Oe=class{constructor(){this.cells=new Map}add(t){for(let e of Rs(t))(this.cells.get(e)??this.cells.set(e,[]).get(e)).push(t)}meets(t,e){for(let s of Rs(t))for(let n of this.cells.get(s)??[])if(n.owner!==e&&t.left<n.right&&t.right>n.left&&t.top<n.bottom&&t.bottom>n.top)return!0;return!1}};function*Rs({left:i,top:t,right:e,bottom:s}){for(let n=Math.floor(i/48);n<=Math.floor(e/48);n++)for(let r=Math.floor(t/48);r<=Math.floor(s/48);r++)yield`${n},${r}`}function Ft(i,t){return[...i.shown.keys()].filter(s=>i.shown[s]).sort((s,n)=>t.has(n)-t.has(s)||i.degree[n]-i.degree[s]||s-n)}function qt(i,t,e,{width:s,height:n}){let r=new Oe;t.length<=700&&t.forEach(l=>r.add(lr(i,l)));let o=Math.max(40,s*n/(11e3*i.type**2)),a=[];for(let l of t){if(a.length>=o)break;let[h,c]=[i.x[l],i.y[l]];if(h<0||c<0||h>s||c>n)continue;let f=e(l),d=ar(h,c,i.radius,f).find(u=>{let g=Ds(u,f,l);return g.left>=2&&g.right<=s-2&&g.top>=0&&g.bottom<=n&&!r.meets(g,l)});d&&(r.add(Ds(d,f,l)),a.push({number:l,...d}))}return a}function ar(i,t,e,{width:s,height:n}){let r=e+3;return[{x:i,y:t+r+n/2},{x:i,y:t-r-n/2},{x:i+r+s/2+1,y:t},{x:i-r-s/2-1,y:t}]}var Ds=({x:i,y:t},{width:e,height:s},n)=>({left:i-e/2-2,right:i+e/2+2,top:t-s/2,bottom:t+s/2,owner:n}),lr=({x:i,y:t,radius:e},s)=>({left:i[s]-e,right:i[s]+e,top:t[s]-e,bottom:t[s]+e,owner:s});var Ht=class{constructor(t){this.view=t}find(t,e){return $s(this.view.scene,t,e,this.view.painter.style.curved)}hover(t,e,s){this.view.point(t,e,s)}click(t,e){this.view.stage.node.focus({preventScroll:!0}),t?.agent!==void 0?this.select(t.agent,e):t===null&&!e&&this.view.store.select([])}select(t,e){let{selected:s}=this.view.store;if(!e)return this.view.store.select(s.size===1&&s.has(t)?[]:[t]);let n=new Set(s);return n.delete(t)||n.add(t),this.view.store.select([...n])}open(t){t.agent!==void 0&&this.view.layout.nodes[t.agent].pinned&&this.unpin(t.agent)}unpin(t){this.view.layout.unpin(t),this.view.place()}drag(t,e,s){this.view.fitted=!1,this.view.layout.pin(t,...this.view.camera.toWorld(e,s)),this.view.place()}pan(t,e){this.view.fitted=!1,this.view.camera.panBy(t,e),this.view.place()}zoom(t,e,s){return this.view.camera.zoomAt(t,e,s,this.view.farthest())?(this.view.fitted=!1,this.view.place(),!0):!1}zoomMiddle(t){this.zoom(this.view.stage.width/2,this.view.stage.height/2,t)}fit(){this.view.fitted=!0,this.view.place()}arrange(){this.view.layout.arrange(this.view.store.shown),this.view.fitted=!0,this.view.place()}go(t,e){let{view:s}=this;return s.keyboard<0||!s.scene.shown[s.keyboard]?this.jump("first"):this.focus(Cs(s.scene,s.keyboard,t,e))}jump(t){let e=Ft(this.view.scene,this.view.store.selected);e.length&&this.focus(t==="first"?e[0]:e[e.length-1])}focus(t){let{view:e}=this;e.keyboard=t;let s=e.scene.radius+10,[n,r]=[e.scene.x[t],e.scene.y[t]],{width:o,height:a}=e.stage;(n<s||r<s||n>o-s||r>a-s)&&this.pan(o/2-n,a/2-r),e.describe({agent:t},e.scene.x[t],e.scene.y[t]),e.fresh.overlay=!0,e.wake()}choose(t){this.view.keyboard>=0&&this.select(this.view.keyboard,t)}escape(){this.leaveKeyboard(),this.view.store.select([])}leaveKeyboard(){this.view.keyboard<0||(this.view.keyboard=-1,this.view.stage.tooltip.hide(),this.view.fresh.overlay=!0,this.view.wake())}pin(){let{layout:t,keyboard:e}=this.view;if(e<0)return;let s=t.nodes[e];if(s.pinned)return this.unpin(e);t.pin(e,s.x,s.y),this.view.fresh.overlay=!0,this.view.wake()}};var hr=24,cr=400,ur=2,Ps=/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,dr=new RegExp(`(\\p{M}{${ur}})\\p{M}+`,"gu"),js=/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,fr=new Intl.Segmenter(void 0,{granularity:"grapheme"}),pr="⁨",mr="⁩";function vt(i,t=hr){let e=gr(_(String(i),cr)),s=wr(e,t+1);return s.length>t?`${s.slice(0,t-1).join("").trimEnd()}…`:e}function rt(i){return`${pr}${i}${mr}`}function gr(i){let t=i.replace(js,"�").replace(Ps,"").replace(/\s+/g," ").trim();return N(t===""?i.replace(js,"�"):t).replace(Ps,"").replace(dr,"$1")}function wr(i,t){let e=[];for(let{segment:s}of fr.segment(i))if(e.push(s),e.length>=t)break;return e}var xt='system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',Fs=40,br=5,yr=.4,Ie=2*Math.PI;function Wt(i,t,e,s){let n=Ft(t,s.chosen);for(let r=n.length-1;r>=0;r--)vr(t,n[r],s)&&$e(i,t,n[r],e);(!s.quick||n.length<=Fs)&&_r(i,t,n,e,s)}function vr({x:i,y:t,radius:e},s,{width:n,height:r}){return i[s]>-e&&t[s]>-e&&i[s]<n+e&&t[s]<r+e}function $e(i,t,e,s){let n=t.picture.agents[e],[r,o,a]=[t.x[e],t.y[e],t.radius],{fill:l,ink:h}=zt(e,s.dark),{paper:c,muted:f}=E(s.dark);n.here===!1&&(i.globalAlpha=yr);let d=a<br;xr(i,r,o,a,d?W(f,l,.35):l),a>=8.5&&Sr(i,n.name,r,o,a,h),i.strokeStyle=d?c:W(f,l,.35),i.lineWidth=d?.7:1.2,kr(i,r,o,a),a>=11&&n.level!==null&&Number.isFinite(n.level)&&Mr(i,n.level,r,o,a,s.dark),i.globalAlpha=1}function xr(i,t,e,s,n){i.fillStyle=n,i.beginPath(),i.arc(t,e,s,0,Ie),i.fill()}function kr(i,t,e,s){i.beginPath(),i.arc(t,e,s,0,Ie),i.stroke()}function Mr(i,t,e,s,n,r){let o=Math.max(0,Math.min(1,t));i.strokeStyle=E(r).ink,i.lineWidth=Math.max(2,n*.13),i.beginPath(),i.arc(e,s,n,-Math.PI/2,-Math.PI/2+o*Ie),i.stroke()}function Sr(i,t,e,s,n,r){i.fillStyle=r,i.font=`600 ${Math.round(n*.78)}px ${xt}`,i.textAlign="center",i.textBaseline="middle",i.fillText(rt(tt(t)),e,s+n*.05)}function _r(i,t,e,s,n){let r=Ce(t),o=e.length<=Fs&&t.radius>=12,a=l=>Re(i,t.picture.agents[l],r,o,s.names);for(let{number:l,x:h,y:c}of qt(t,e,a,n))De(i,a(l),h,c,s.dark,t.picture.agents[l].here===!1)}function Ce({radius:i,type:t}){return Math.round(Math.min(17*t,Math.max(11*t,i*.62)))}function Re(i,t,e,s,n){let r=`${e}|${s?t.mood:""}|${t.name}`,o=n.get(r);if(o)return o;let a=rt(vt(t.name)),l=s&&t.mood?rt(vt(t.mood,18)):null;i.font=ze(e,!1);let h=i.measureText(a).width;return i.font=ze(e,!0),l&&(h=Math.max(h,i.measureText(l).width)),o={name:a,mood:l,font:e,width:h,height:e*(l?2.05:1.2)},n.size>2e4&&n.clear(),n.set(r,o),o}var ze=(i,t)=>t?`${Math.round(i*.82)}px ${xt}`:`600 ${i}px ${xt}`;function De(i,{name:t,mood:e,font:s,height:n},r,o,a,l=!1){let{paper:h,ink:c,muted:f}=E(a);i.textAlign="center",i.textBaseline="middle",i.lineJoin="round";let d=(g,m,p,b)=>{i.font=ze(s,b),i.strokeStyle=h,i.lineWidth=3.5,i.strokeText(g,r,m),i.fillStyle=p,i.fillText(g,r,m)},u=o-n/2+s*.62;d(t,u,l?f:c,!1),e&&d(e,u+s*.98,f,!0)}var Er={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]},qs=40,Pe=1.25;function Hs(i,t){if(i.ctrlKey||i.metaKey||i.altKey)return!1;let e=Er[i.key];if(e)return i.shiftKey?t.pan(-e[0]*qs,-e[1]*qs):t.go(...e),!0;let s={Home:()=>t.jump("first"),End:()=>t.jump("last"),Enter:()=>t.choose(i.shiftKey)," ":()=>t.choose(i.shiftKey),Escape:()=>t.escape(),"+":()=>t.zoomMiddle(Pe),"=":()=>t.zoomMiddle(Pe),"-":()=>t.zoomMiddle(1/Pe),0:()=>t.fit(),a:()=>t.arrange(),p:()=>t.pin()},n=Object.hasOwn(s,i.key)?s[i.key]:null;return n?.(),n!==null}var Bt=class{constructor(t,e){this.stage=t,this.actor=e,this.down=new Map,this.held=null,this.travelled=0,this.scrolled=-1/0,this.listeners=new AbortController;let s=(r,o,a={})=>t.addEventListener(r,o.bind(this),{...a,signal:this.listeners.signal});s("pointerdown",this.press),s("pointermove",this.move),s("pointerup",this.lift),s("pointercancel",this.cancel),s("lostpointercapture",this.cancel),s("pointerleave",this.leave),s("dblclick",this.double),s("wheel",this.wheel,{passive:!1}),s("touchmove",this.keep,{passive:!1});let n={capture:!0,passive:!0,signal:this.listeners.signal};t.ownerDocument.addEventListener("scroll",r=>this.scrolled=r.timeStamp,n)}destroy(){this.listeners.abort()}place(t){let e=this.stage.getBoundingClientRect();return[t.clientX-e.left,t.clientY-e.top]}press(t){if(t.button>0||t.target.closest?.("button"))return;let[e,s]=this.place(t);this.stage.setPointerCapture?.(t.pointerId),this.down.set(t.pointerId,{x:e,y:s}),this.travelled=this.down.size>1?1/0:0,this.held=this.down.size>1?null:this.actor.find(e,s)?.agent??null}move(t){let[e,s]=this.place(t),n=this.down.get(t.pointerId);if(!n){let r=t.target.closest?.("button")?null:this.actor.find(e,s);return this.actor.hover(r,e,s)}if(this.down.size===2)return this.pinch(t.pointerId,e,s);this.travelled+=Math.hypot(e-n.x,s-n.y),this.travelled>4&&(this.held!==null?this.actor.drag(this.held,e,s):this.actor.pan(e-n.x,s-n.y),this.actor.hover(null,e,s)),(this.held===null||this.travelled>4)&&this.down.set(t.pointerId,{x:e,y:s})}pinch(t,e,s){let[n]=[...this.down].filter(([l])=>l!==t).map(([,l])=>l),r=this.down.get(t),o=Math.hypot(r.x-n.x,r.y-n.y),a=Math.hypot(e-n.x,s-n.y);this.actor.pan((e-r.x)/2,(s-r.y)/2),o>0&&this.actor.zoom((e+n.x)/2,(s+n.y)/2,a/o),this.down.set(t,{x:e,y:s})}lift(t){if(!this.down.delete(t.pointerId))return;let[e,s]=this.place(t);this.travelled<=4&&this.actor.click(this.actor.find(e,s),t.shiftKey||t.ctrlKey||t.metaKey),this.held=null}cancel(t){this.down.delete(t.pointerId),this.held=null}leave(t){this.down.has(t.pointerId)||this.actor.hover(null,0,0)}double(t){let[e,s]=this.place(t),n=t.target.closest?.("button")?null:this.actor.find(e,s);n&&this.actor.open(n)}keep(t){t.cancelable&&t.preventDefault()}wheel(t){if(t.timeStamp-this.scrolled<300&&!t.ctrlKey){this.scrolled=t.timeStamp;return}let[e,s]=this.place(t),n=t.deltaMode===1?t.deltaY*16:t.deltaY;(this.actor.zoom(e,s,Math.exp(-n*(t.ctrlKey?6:1)*.0016))||t.ctrlKey)&&t.preventDefault(),this.actor.hover(this.actor.find(e,s),e,s)}};var Ar=["threshold","signs","ego","language"];function Gt(i,t){return[["+","zoomIn",()=>i.zoomMiddle(t)],["−","zoomOut",()=>i.zoomMiddle(1/t)],["⤢","fit",()=>i.fit()],["↻","arrange",()=>i.arrange()]]}function Kt(i){let{stage:{node:t},actor:e,store:s,context:n}=i,r=new Bt(t,e),o=new AbortController,{signal:a}=o;t.addEventListener("keydown",c=>{c.target!==t||!Hs(c,e)||(c.preventDefault(),c.stopPropagation())},{signal:a}),t.addEventListener("blur",()=>e.leaveKeyboard(),{signal:a});let l=s.subscribe(c=>i.hear(c)),h=n.watch?.(c=>i.set(Object.fromEntries(c.map(f=>[f,n.options[f]]))));return()=>{l(),h?.(),o.abort(),r.destroy()}}var Ut=i=>Ar.some(t=>t in i);function Vt(i,t,e){return i?.agents?`${i.agents(t)}, ${i.ties(e)}`:""}function Yt(i,{moment:t,timeline:e},s={}){if(i.count>0)return"";let n=e?.known??null;if(t&&n!==null&&t.time<n)return s.unknownBefore?.(`${H(n,!0)} UTC`)??"";if(!i.picture.agents.some(l=>l.here!==!1))return s.nobodyYet??"";let{threshold:r,signs:o,ego:a}=i.filter;return(r>0||o!=="all"||a?s.noneOfThese:s.noTies)??""}var Xt=class{constructor(t=1,e=1){this.width=t,this.height=e,this.scale=1,this.x=t/2,this.y=e/2}toScreen(t,e){return[t*this.scale+this.x,e*this.scale+this.y]}toWorld(t,e){return[(t-this.x)/this.scale,(e-this.y)/this.scale]}panBy(t,e){this.x+=t,this.y+=e}zoomAt(t,e,s,n=.02){let r=Math.min(8,Math.max(Math.min(n,this.scale),this.scale*s));return r===this.scale?!1:(this.x=t-(t-this.x)*r/this.scale,this.y=e-(e-this.y)*r/this.scale,this.scale=r,!0)}resize(t,e){this.panBy((t-this.width)/2,(e-this.height)/2),this.width=t,this.height=e}scaleFor(t,e,s=0){let n=(l,h)=>Math.max(20,l-2*h),[r,o]=[Math.max(1e-6,t.right-t.left),Math.max(1e-6,t.bottom-t.top)],a=Math.min(1.6,n(this.width-s,e.across)/r,n(this.height,e.down)/o);return Math.max(.02,a)}fit(t,e,s=0){this.scale=this.scaleFor(t,e,s),this.x=(this.width-s)/2-(t.left+t.right)/2*this.scale,this.y=this.height/2-(t.top+t.bottom)/2*this.scale}};function Ws(i,t){let e=Math.log10(Math.max(20,i.count)/20),s=Math.min(1.6,Math.max(.75,i.radius/13)),n=Math.min(1.5,Math.max(.3,(1.05-.22*e)*s));return{colours:wt(t,Math.min(.97,.25+.31*e)),glow:E(t).accent,thickness:n,head:i.radius<3.5?0:Math.min(8,Math.max(3,i.radius*.42)),curved:!i.crowded}}function Bs(i,t){return{...i,colours:wt(t,.15),thickness:Math.max(.8,i.thickness),head:Math.max(4,i.head)}}var kt=class{constructor({start:t,least:e,most:s}){this.amount=t,this.least=e,this.most=s,this.rest=0}learn(t){t>23?(this.amount=Math.max(this.least,Math.floor(this.amount*.7)),this.rest=Math.min(5,Math.ceil(t/16.7)-2)):this.amount=Math.min(this.most,Math.ceil(this.amount*1.04))}resting(){return this.rest<=0?!1:(this.rest-=1,!0)}};var at=900,Tr=24,Nr=80,Lr=60,Or=20,zr=400,Jt=class{constructor(t,e){this.canvas=t,this.front=t.getContext("2d",{alpha:!1}),this.back=null,this.scene=e,this.view={width:0,height:0,ratio:1,paper:"#ffffff"},this.style=null,this.shape=Z(),this.changed=new Set,this.touched=new Set,this.glows=new Map,this.order=new Int32Array(0),this.slices=new kt({start:160,least:20,most:4e3}),this.hairlines=new kt({start:1500,least:400,most:4e4}),this.used=null,this.moved=!0,this.stale=!0,this.haste=1/0,this.cursor=-1,this.begun=-1/0}resize(t){this.view=t,[this.canvas.width,this.canvas.height]=[t.width*t.ratio,t.height*t.ratio],this.back=null,ot(this.front,t),this.move()}move(){this.moved=!0,this.stale=!0,this.cursor=-1,this.changed.clear(),this.touched.clear()}refresh(){this.stale=!0,this.cursor=-1,this.begun=-1/0}change(t,e,s){this.changed.add(t),this.stale=!0,s&&this.glows.size<Tr&&this.glows.set(t,e)}paint(t,e){return e>0?this.used?.learn(e):this.slices.rest=this.hairlines.rest=0,this.used=null,this.scene.crowded?(this.moved?this.hairlines.resting()||this.paintHairlines():(this.paintChanged(t),this.slices.resting()||this.paintSlice(t)),this.moved||this.stale||this.cursor>=0||this.changed.size>0):this.paintAll(t)}paintAll(t){for(let[e,s]of this.glows)t-s>at&&this.endGlow(e);return this.stale&&(ot(this.front,this.view),lt(this.front,this.scene,this.style,this.scene.byStrength(),this.view,e=>this.glowOf(e,t))),this.moved=!1,this.stale=this.glows.size>0,this.changed.clear(),this.stale}endGlow(t){this.glows.delete(t),this.stale=!0}glowOf(t,e){let s=this.glows.get(t);return s===void 0?0:.55*Math.max(0,1-(e-s)/at)}paintHairlines(){let{front:t,scene:e,shape:s,style:n,view:r}=this;ot(t,r),t.lineWidth=1/r.ratio,this.cursor<0&&(this.order=e.byStrength());for(let o=Math.max(0,this.order.length-this.hairlines.amount);o<this.order.length;o++)V(s,e,this.order[o],!1),nt(s,r.width,r.height)&&Ls(t,s,e.picture.sympathy[this.order[o]],n);this.moved=!1,this.used=this.hairlines}paintChanged(t){let e=0;for(let s of this.changed){if(e>=Nr)break;this.changed.delete(s),this.cursor>=0&&this.touched.add(s),this.paintOver(s,t),e+=1}}paintOver(t,e){let{front:s,scene:n,shape:r,style:o,view:a}=this;if(!n.accepts(t)||!nt(V(r,n,t,o.curved),a.width,a.height))return;let l=this.glowOf(t,e);l>.05&&yt(s,r,n.picture.sympathy[t],o,l),bt(s,r,n.picture.sympathy[t],o)}paintSlice(t){if(this.cursor<0){if(!this.stale||t-this.begun<zr)return;this.begin(t)}let e=Math.min(this.order.length,this.cursor+Math.max(this.slices.amount,this.haste));lt(this.back,this.scene,this.style,this.order.subarray(this.cursor,e),this.view),e-this.cursor===this.slices.amount&&(this.used=this.slices),this.cursor=e,e>=this.order.length&&this.swap(t)}begin(t){this.back??=Ir(this.canvas),ot(this.back,this.view),this.scene.weigh(),this.order=this.scene.byStrength(),this.slices.amount=Math.max(this.slices.amount,Math.ceil(this.order.length/Lr)),this.haste&&(this.haste=Math.ceil(this.order.length/Or)),this.begun=t,this.cursor=0,this.stale=!1,this.touched.clear()}swap(t){this.front.setTransform(1,0,0,1,0,0),this.front.drawImage(this.back.canvas,0,0),this.front.setTransform(this.view.ratio,0,0,this.view.ratio,0,0),this.cursor=-1,this.haste=0;for(let e of this.touched)this.paintOver(e,t);this.touched.size&&(this.stale=!0),this.touched.clear();for(let[e,s]of this.glows)t-s>at/2&&this.glows.delete(e)}rest(){this.back=null,this.cursor>=0&&this.refresh()}};function lt(i,t,e,s,n,r=null){let o=Z();for(let a of s){if(!nt(V(o,t,a,e.curved),n.width,n.height))continue;let l=r?r(a):0;l>.02&&yt(i,o,t.picture.sympathy[a],e,l),bt(i,o,t.picture.sympathy[a],e)}}function ot(i,{width:t,height:e,ratio:s,paper:n}){i.setTransform(s,0,0,s,0,0),i.fillStyle=n,i.fillRect(0,0,t,e)}function Ir(i){let t=i.ownerDocument.createElement("canvas");return[t.width,t.height]=[i.width,i.height],t.getContext("2d",{alpha:!1})}var $r=5,Cr=.78;function Qt({chosen:i,hover:t,keyboard:e,pinned:s}){return i.size>0||t!==null||e>=0||s.size>0}function te(i,t,e,s,n,r){let{chosen:o,hover:a,keyboard:l,pinned:h}=n,{accent:c,ink:f}=E(s.dark),d=Bs(e,s.dark),u=new Set([...o].filter(g=>t.shown[g]));if(u.size>0&&Rr(i,t,d,s,u,r),a?.tie!==void 0&&Pr(i,t,d,a.tie,r),a?.agent!==void 0&&Zt(i,t,a.agent,3.5,f,1.5),t.radius>=$r)for(let g of h)t.shown[g]&&Fr(i,t,g,s.dark);for(let g of u)Zt(i,t,g,3,c,3);l>=0&&jr(i,t,l,s.dark)}function Rr(i,t,e,s,n,r){i.globalAlpha=Cr,i.fillStyle=E(s.dark).paper,i.fillRect(0,0,r.width,r.height),i.globalAlpha=1;let o=t.tiesOf(n),{source:a,target:l,sympathy:h}=t.picture;o.sort((f,d)=>Math.abs(h[f])-Math.abs(h[d])),lt(i,t,e,o,r);let c=new Set(n);for(let f of o)c.add(a[f]).add(l[f]);for(let f of c)$e(i,t,f,s);Dr(i,t,[...n,...[...c].filter(f=>!n.has(f))],s,r)}function Dr(i,t,e,s,n){let r=o=>Re(i,t.picture.agents[o],Ce(t),!1,s.names);for(let{number:o,x:a,y:l}of qt(t,e,r,n))De(i,r(o),a,l,s.dark)}function Pr(i,t,e,s,n){let r=V(Z(),t,s,e.curved);!t.accepts(s)||!nt(r,n.width,n.height)||(yt(i,r,t.picture.sympathy[s],e,.35),bt(i,r,t.picture.sympathy[s],e))}function Zt(i,{x:t,y:e,radius:s},n,r,o,a){i.strokeStyle=o,i.lineWidth=a,i.beginPath(),i.arc(t[n],e[n],s+r,0,2*Math.PI),i.stroke()}function jr(i,t,e,s){let{paper:n,ink:r}=E(s);Zt(i,t,e,7,n,5),Zt(i,t,e,7,r,2.5)}function Fr(i,{x:t,y:e,radius:s},n,r){let{paper:o,ink:a}=E(r),[l,h,c]=[t[n]+s*.75,e[n]-s*.75,Math.max(2,s*.22)];i.fillStyle=a,i.strokeStyle=o,i.lineWidth=1.5,i.beginPath(),i.arc(l,h,c,0,2*Math.PI),i.fill(),i.stroke()}var qr=/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,Hr={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&apos;"};function je(i){return String(i).replace(qr,"�").replace(/[&<>"']/g,t=>Hr[t])}var M=i=>String(Math.round(i*100)/100),ht=class{constructor(t,e,s){this.width=t,this.height=e,this.measuring=s,this.parts=[],this.path=[],this.saved=[],Object.assign(this,Gs)}measureText(t){return this.measuring.font=this.font,this.measuring.measureText(t)}setTransform(){}translate(t,e){[this.shiftX,this.shiftY]=[this.shiftX+t,this.shiftY+e]}rotate(t){this.turn=t}setLineDash(t){this.dashes=t}beginPath(){this.path=[]}closePath(){this.path.push("Z")}moveTo(t,e){this.path.push(`M${M(t)} ${M(e)}`)}lineTo(t,e){this.path.push(`L${M(t)} ${M(e)}`)}quadraticCurveTo(t,e,s,n){this.path.push(`Q${M(t)} ${M(e)} ${M(s)} ${M(n)}`)}arc(t,e,s,n,r){let o=l=>`${M(t+s*Math.cos(l))} ${M(e+s*Math.sin(l))}`,a=(l,h)=>`A${M(s)} ${M(s)} 0 ${h} 1 ${o(l)}`;this.path.push(`M${o(n)}`),r-n>=2*Math.PI-1e-6?this.path.push(a(n+Math.PI,1),a(n,1),"Z"):r>n&&this.path.push(a(r,r-n>Math.PI?1:0))}stroke(){this.write("path",{d:this.path.join(""),fill:"none",...this.line()})}fill(){this.write("path",{d:this.path.join(""),fill:this.fillStyle})}fillRect(t,e,s,n){this.write("rect",{x:M(t),y:M(e),width:M(s),height:M(n),fill:this.fillStyle})}strokeRect(t,e,s,n){let r={x:M(t),y:M(e),width:M(s),height:M(n)};this.write("rect",{...r,fill:"none",...this.line()})}fillText(t,e,s){this.text(t,e,s,{fill:this.fillStyle})}strokeText(t,e,s){this.text(t,e,s,{fill:"none",...this.line()})}text(t,e,s,n){let[,r,o,a]=/^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font),l={x:M(e+this.shiftX)},[h,c]=[M(this.shiftX),M(this.shiftY)],f=this.turn?{transform:`rotate(${M(this.turn*180/Math.PI)} ${h} ${c})`}:{},d=this.textBaseline==="middle"?s+.35*o:s;l.y=M(d+this.shiftY);let u={center:"middle",right:"end",end:"end"}[this.textAlign]??"start",g={"font-family":a,"font-size":o,"font-weight":r??400,"text-anchor":u};this.write("text",{...l,...g,...f,...n},je(t))}drawImage(t,...e){let[s,n,r,o]=e.slice(-4),a=t.toDataURL("image/png"),l={x:M(s),y:M(n),width:M(r),height:M(o)};this.write("image",{href:a,...l,preserveAspectRatio:"xMidYMid slice"})}save(){this.saved.push(Object.fromEntries(Object.keys(Gs).map(t=>[t,this[t]])))}restore(){Object.assign(this,this.saved.pop())}line(){let t=this.dashes.length?{"stroke-dasharray":this.dashes.map(M).join(" ")}:{};return{stroke:this.strokeStyle,"stroke-width":M(this.lineWidth),...t,"stroke-linecap":this.lineCap,"stroke-linejoin":this.lineJoin}}write(t,e,s=""){let n={...e,opacity:this.globalAlpha===1?null:M(this.globalAlpha)},r=Object.entries(n).map(([o,a])=>a===null?"":` ${o}="${je(a)}"`);this.parts.push(s?`<${t}${r.join("")}>${s}</${t}>`:`<${t}${r.join("")}/>`)}toString(t=""){let[e,s]=[M(this.width),M(this.height)];return`<svg xmlns="http://www.w3.org/2000/svg" width="${e}" height="${s}" viewBox="0 0 ${e} ${s}" role="img"><title>${je(t)}</title>${this.parts.join("")}</svg>`}},Gs={fillStyle:"#000000",strokeStyle:"#000000",lineWidth:1,lineCap:"butt",lineJoin:"miter",globalAlpha:1,dashes:[],font:"10px sans-serif",textAlign:"start",textBaseline:"alphabetic",turn:0,shiftX:0,shiftY:0};function Ks(i,t){let e=i.stage.document.createElement("canvas");return[e.width,e.height]=[Math.round(i.stage.width*t),Math.round(i.stage.height*t)],Vs(i,e.getContext("2d"),t),e}function Us(i){let t=new ht(i.stage.width,i.stage.height,i.agents);return Vs(i,t,1),t.toString(i.stage.node.getAttribute("aria-label"))}function Vs(i,t,e){let{scene:s,look:n,stage:r,store:o}=i,{width:a,height:l,paper:h}=r;ot(t,{width:a,height:l,ratio:e,paper:h}),lt(t,s,i.painter.style,s.byStrength(),r),Wt(t,s,n,{width:a,height:l,chosen:o.selected,quick:!1});let c={...i.attention(),hover:null,keyboard:-1,pinned:new Set};Qt(c)&&te(t,s,i.painter.style,n,c,r)}function Wr(i){let t=+this._x.call(null,i),e=+this._y.call(null,i);return Xs(this.cover(t,e),t,e,i)}function Xs(i,t,e,s){if(isNaN(t)||isNaN(e))return i;var n,r=i._root,o={data:s},a=i._x0,l=i._y0,h=i._x1,c=i._y1,f,d,u,g,m,p,b,y;if(!r)return i._root=o,i;for(;r.length;)if((m=t>=(f=(a+h)/2))?a=f:h=f,(p=e>=(d=(l+c)/2))?l=d:c=d,n=r,!(r=r[b=p<<1|m]))return n[b]=o,i;if(u=+i._x.call(null,r.data),g=+i._y.call(null,r.data),t===u&&e===g)return o.next=r,n?n[b]=o:i._root=o,i;do n=n?n[b]=new Array(4):i._root=new Array(4),(m=t>=(f=(a+h)/2))?a=f:h=f,(p=e>=(d=(l+c)/2))?l=d:c=d;while((b=p<<1|m)===(y=(g>=d)<<1|u>=f));return n[y]=r,n[b]=o,i}function Br(i){Array.isArray(i)||(i=Array.from(i));let t=i.length,e=new Float64Array(t),s=new Float64Array(t),n=1/0,r=n,o=-n,a=o;for(let l=0,h,c,f;l<t;++l){if(isNaN(c=+this._x.call(null,h=i[l]))||isNaN(f=+this._y.call(null,h))){e[l]=NaN;continue}e[l]=c,s[l]=f,c<n&&(n=c),c>o&&(o=c),f<r&&(r=f),f>a&&(a=f)}if(n>o||r>a)return this;this.cover(n,r).cover(o,a);for(let l=0;l<t;++l)Xs(this,e[l],s[l],i[l]);return this}function Gr(i,t){if(isNaN(i=+i)||isNaN(t=+t))return this;var e=this._x0,s=this._y0,n=this._x1,r=this._y1;if(isNaN(e))n=(e=Math.floor(i))+1,r=(s=Math.floor(t))+1;else{for(var o=n-e||1,a=this._root,l,h;e>i||i>=n||s>t||t>=r;)switch(h=(t<s)<<1|i<e,l=new Array(4),l[h]=a,a=l,o*=2,h){case 0:n=e+o,r=s+o;break;case 1:e=n-o,r=s+o;break;case 2:n=e+o,s=r-o;break;case 3:e=n-o,s=r-o;break}this._root&&this._root.length&&(this._root=a)}return this._x0=e,this._y0=s,this._x1=n,this._y1=r,this}function Kr(){var i=[];return this.visit(function(t){if(!t.length)do i.push(t.data);while(t=t.next)}),i}function Ur(i){return arguments.length?this.cover(+i[0][0],+i[0][1]).cover(+i[1][0],+i[1][1]):isNaN(this._x0)?void 0:[[this._x0,this._y0],[this._x1,this._y1]]}function I(i,t,e,s,n){this.node=i,this.x0=t,this.y0=e,this.x1=s,this.y1=n}function Vr(i,t,e){var s,n=this._x0,r=this._y0,o,a,l,h,c=this._x1,f=this._y1,d=[],u=this._root,g,m;for(u&&d.push(new I(u,n,r,c,f)),e==null?e=1/0:(n=i-e,r=t-e,c=i+e,f=t+e,e*=e);g=d.pop();)if(!(!(u=g.node)||(o=g.x0)>c||(a=g.y0)>f||(l=g.x1)<n||(h=g.y1)<r))if(u.length){var p=(o+l)/2,b=(a+h)/2;d.push(new I(u[3],p,b,l,h),new I(u[2],o,b,p,h),new I(u[1],p,a,l,b),new I(u[0],o,a,p,b)),(m=(t>=b)<<1|i>=p)&&(g=d[d.length-1],d[d.length-1]=d[d.length-1-m],d[d.length-1-m]=g)}else{var y=i-+this._x.call(null,u.data),x=t-+this._y.call(null,u.data),v=y*y+x*x;if(v<e){var S=Math.sqrt(e=v);n=i-S,r=t-S,c=i+S,f=t+S,s=u.data}}return s}function Yr(i){if(isNaN(c=+this._x.call(null,i))||isNaN(f=+this._y.call(null,i)))return this;var t,e=this._root,s,n,r,o=this._x0,a=this._y0,l=this._x1,h=this._y1,c,f,d,u,g,m,p,b;if(!e)return this;if(e.length)for(;;){if((g=c>=(d=(o+l)/2))?o=d:l=d,(m=f>=(u=(a+h)/2))?a=u:h=u,t=e,!(e=e[p=m<<1|g]))return this;if(!e.length)break;(t[p+1&3]||t[p+2&3]||t[p+3&3])&&(s=t,b=p)}for(;e.data!==i;)if(n=e,!(e=e.next))return this;return(r=e.next)&&delete e.next,n?(r?n.next=r:delete n.next,this):t?(r?t[p]=r:delete t[p],(e=t[0]||t[1]||t[2]||t[3])&&e===(t[3]||t[2]||t[1]||t[0])&&!e.length&&(s?s[b]=e:this._root=e),this):(this._root=r,this)}function Xr(i){for(var t=0,e=i.length;t<e;++t)this.remove(i[t]);return this}function Jr(){return this._root}function Zr(){var i=0;return this.visit(function(t){if(!t.length)do++i;while(t=t.next)}),i}function Qr(i){var t=[],e,s=this._root,n,r,o,a,l;for(s&&t.push(new I(s,this._x0,this._y0,this._x1,this._y1));e=t.pop();)if(!i(s=e.node,r=e.x0,o=e.y0,a=e.x1,l=e.y1)&&s.length){var h=(r+a)/2,c=(o+l)/2;(n=s[3])&&t.push(new I(n,h,c,a,l)),(n=s[2])&&t.push(new I(n,r,c,h,l)),(n=s[1])&&t.push(new I(n,h,o,a,c)),(n=s[0])&&t.push(new I(n,r,o,h,c))}return this}function to(i){var t=[],e=[],s;for(this._root&&t.push(new I(this._root,this._x0,this._y0,this._x1,this._y1));s=t.pop();){var n=s.node;if(n.length){var r,o=s.x0,a=s.y0,l=s.x1,h=s.y1,c=(o+l)/2,f=(a+h)/2;(r=n[0])&&t.push(new I(r,o,a,c,f)),(r=n[1])&&t.push(new I(r,c,a,l,f)),(r=n[2])&&t.push(new I(r,o,f,c,h)),(r=n[3])&&t.push(new I(r,c,f,l,h))}e.push(s)}for(;s=e.pop();)i(s.node,s.x0,s.y0,s.x1,s.y1);return this}function eo(i){return i[0]}function so(i){return arguments.length?(this._x=i,this):this._x}function io(i){return i[1]}function no(i){return arguments.length?(this._y=i,this):this._y}function ee(i,t,e){var s=new Fe(t??eo,e??io,NaN,NaN,NaN,NaN);return i==null?s:s.addAll(i)}function Fe(i,t,e,s,n,r){this._x=i,this._y=t,this._x0=e,this._y0=s,this._x1=n,this._y1=r,this._root=void 0}function Ys(i){for(var t={data:i.data},e=t;i=i.next;)e=e.next={data:i.data};return t}var $=ee.prototype=Fe.prototype;$.copy=function(){var i=new Fe(this._x,this._y,this._x0,this._y0,this._x1,this._y1),t=this._root,e,s;if(!t)return i;if(!t.length)return i._root=Ys(t),i;for(e=[{source:t,target:i._root=new Array(4)}];t=e.pop();)for(var n=0;n<4;++n)(s=t.source[n])&&(s.length?e.push({source:s,target:t.target[n]=new Array(4)}):t.target[n]=Ys(s));return i};$.add=Wr;$.addAll=Br;$.cover=Gr;$.data=Kr;$.extent=Ur;$.find=Vr;$.remove=Yr;$.removeAll=Xr;$.root=Jr;$.size=Zr;$.visit=Qr;$.visitAfter=to;$.x=so;$.y=no;var ro={value:()=>{}};function qe(){for(var i=0,t=arguments.length,e={},s;i<t;++i){if(!(s=arguments[i]+"")||s in e||/[\s.]/.test(s))throw new Error("illegal type: "+s);e[s]=[]}return new se(e)}function se(i){this._=i}function oo(i,t){return i.trim().split(/^|\s+/).map(function(e){var s="",n=e.indexOf(".");if(n>=0&&(s=e.slice(n+1),e=e.slice(0,n)),e&&!t.hasOwnProperty(e))throw new Error("unknown type: "+e);return{type:e,name:s}})}se.prototype=qe.prototype={constructor:se,on:function(i,t){var e=this._,s=oo(i+"",e),n,r=-1,o=s.length;if(arguments.length<2){for(;++r<o;)if((n=(i=s[r]).type)&&(n=ao(e[n],i.name)))return n;return}if(t!=null&&typeof t!="function")throw new Error("invalid callback: "+t);for(;++r<o;)if(n=(i=s[r]).type)e[n]=Js(e[n],i.name,t);else if(t==null)for(n in e)e[n]=Js(e[n],i.name,null);return this},copy:function(){var i={},t=this._;for(var e in t)i[e]=t[e].slice();return new se(i)},call:function(i,t){if((n=arguments.length-2)>0)for(var e=new Array(n),s=0,n,r;s<n;++s)e[s]=arguments[s+2];if(!this._.hasOwnProperty(i))throw new Error("unknown type: "+i);for(r=this._[i],s=0,n=r.length;s<n;++s)r[s].value.apply(t,e)},apply:function(i,t,e){if(!this._.hasOwnProperty(i))throw new Error("unknown type: "+i);for(var s=this._[i],n=0,r=s.length;n<r;++n)s[n].value.apply(t,e)}};function ao(i,t){for(var e=0,s=i.length,n;e<s;++e)if((n=i[e]).name===t)return n.value}function Js(i,t,e){for(var s=0,n=i.length;s<n;++s)if(i[s].name===t){i[s]=ro,i=i.slice(0,s).concat(i.slice(s+1));break}return e!=null&&i.push({name:t,value:e}),i}var ct=0,St=0,Mt=0,Qs=1e3,ie,_t,ne=0,Q=0,re=0,Et=typeof performance=="object"&&performance.now?performance:Date,ti=typeof window=="object"&&window.requestAnimationFrame?window.requestAnimationFrame.bind(window):function(i){setTimeout(i,17)};function ei(){return Q||(ti(lo),Q=Et.now()+re)}function lo(){Q=0}function He(){this._call=this._time=this._next=null}He.prototype=Be.prototype={constructor:He,restart:function(i,t,e){if(typeof i!="function")throw new TypeError("callback is not a function");e=(e==null?ei():+e)+(t==null?0:+t),!this._next&&_t!==this&&(_t?_t._next=this:ie=this,_t=this),this._call=i,this._time=e,We()},stop:function(){this._call&&(this._call=null,this._time=1/0,We())}};function Be(i,t,e){var s=new He;return s.restart(i,t,e),s}function ho(){ei(),++ct;for(var i=ie,t;i;)(t=Q-i._time)>=0&&i._call.call(void 0,t),i=i._next;--ct}function Zs(){Q=(ne=Et.now())+re,ct=St=0;try{ho()}finally{ct=0,uo(),Q=0}}function co(){var i=Et.now(),t=i-ne;t>Qs&&(re-=t,ne=i)}function uo(){for(var i,t=ie,e,s=1/0;t;)t._call?(s>t._time&&(s=t._time),i=t,t=t._next):(e=t._next,t._next=null,t=i?i._next=e:ie=e);_t=i,We(s)}function We(i){if(!ct){St&&(St=clearTimeout(St));var t=i-Q;t>24?(i<1/0&&(St=setTimeout(Zs,Math.ceil(i-Et.now()-re)+1)),Mt&&(Mt=clearInterval(Mt))):(Mt||(ne=Et.now(),Mt=setInterval(co,Qs)),ct=1,ti(Zs))}}function C(i){return function(){return i}}function Y(i){return(i()-.5)*1e-6}function fo(i){return i.x+i.vx}function po(i){return i.y+i.vy}function ni(i){var t,e,s,n=1,r=1;typeof i!="function"&&(i=C(i==null?1:+i));function o(){for(var h,c=t.length,f,d,u,g,m,p,b=0;b<r;++b)for(f=ee(t,fo,po).visitAfter(a),h=0;h<c;++h)d=t[h],m=e[d.index],p=m*m,u=d.x+d.vx,g=d.y+d.vy,f.visit(y);function y(x,v,S,L,O){var A=x.data,D=x.r,T=m+D;if(A){if(A.index>d.index){var B=u-A.x-A.vx,G=g-A.y-A.vy,q=B*B+G*G;q<T*T&&(B===0&&(B=Y(s),q+=B*B),G===0&&(G=Y(s),q+=G*G),q=(T-(q=Math.sqrt(q)))/q*n,d.vx+=(B*=q)*(T=(D*=D)/(p+D)),d.vy+=(G*=q)*T,A.vx-=B*(T=1-T),A.vy-=G*T)}return}return v>u+T||L<u-T||S>g+T||O<g-T}}function a(h){if(h.data)return h.r=e[h.data.index];for(var c=h.r=0;c<4;++c)h[c]&&h[c].r>h.r&&(h.r=h[c].r)}function l(){if(t){var h,c=t.length,f;for(e=new Array(c),h=0;h<c;++h)f=t[h],e[f.index]=+i(f,h,t)}}return o.initialize=function(h,c){t=h,s=c,l()},o.iterations=function(h){return arguments.length?(r=+h,o):r},o.strength=function(h){return arguments.length?(n=+h,o):n},o.radius=function(h){return arguments.length?(i=typeof h=="function"?h:C(+h),l(),o):i},o}function mo(i){return i.index}function si(i,t){var e=i.get(t);if(!e)throw new Error("node not found: "+t);return e}function ri(i){var t=mo,e=f,s,n=C(30),r,o,a,l,h,c=1;i==null&&(i=[]);function f(p){return 1/Math.min(a[p.source.index],a[p.target.index])}function d(p){for(var b=0,y=i.length;b<c;++b)for(var x=0,v,S,L,O,A,D,T;x<y;++x)v=i[x],S=v.source,L=v.target,O=L.x+L.vx-S.x-S.vx||Y(h),A=L.y+L.vy-S.y-S.vy||Y(h),D=Math.sqrt(O*O+A*A),D=(D-r[x])/D*p*s[x],O*=D,A*=D,L.vx-=O*(T=l[x]),L.vy-=A*T,S.vx+=O*(T=1-T),S.vy+=A*T}function u(){if(o){var p,b=o.length,y=i.length,x=new Map(o.map((S,L)=>[t(S,L,o),S])),v;for(p=0,a=new Array(b);p<y;++p)v=i[p],v.index=p,typeof v.source!="object"&&(v.source=si(x,v.source)),typeof v.target!="object"&&(v.target=si(x,v.target)),a[v.source.index]=(a[v.source.index]||0)+1,a[v.target.index]=(a[v.target.index]||0)+1;for(p=0,l=new Array(y);p<y;++p)v=i[p],l[p]=a[v.source.index]/(a[v.source.index]+a[v.target.index]);s=new Array(y),g(),r=new Array(y),m()}}function g(){if(o)for(var p=0,b=i.length;p<b;++p)s[p]=+e(i[p],p,i)}function m(){if(o)for(var p=0,b=i.length;p<b;++p)r[p]=+n(i[p],p,i)}return d.initialize=function(p,b){o=p,h=b,u()},d.links=function(p){return arguments.length?(i=p,u(),d):i},d.id=function(p){return arguments.length?(t=p,d):t},d.iterations=function(p){return arguments.length?(c=+p,d):c},d.strength=function(p){return arguments.length?(e=typeof p=="function"?p:C(+p),g(),d):e},d.distance=function(p){return arguments.length?(n=typeof p=="function"?p:C(+p),m(),d):n},d}var go=1664525,wo=1013904223,ii=4294967296;function bo(){let i=1;return()=>(i=(go*i+wo)%ii)/ii}function yo(i){return i.x}function vo(i){return i.y}var xo=10,ko=Math.PI*(3-Math.sqrt(5));function oi(i){var t,e=1,s=.001,n=1-Math.pow(s,1/300),r=0,o=.6,a=new Map,l=Be(f),h=qe("tick","end"),c=bo();i==null&&(i=[]);function f(){d(),h.call("tick",t),e<s&&(l.stop(),h.call("end",t))}function d(m){var p,b=i.length,y;m===void 0&&(m=1);for(var x=0;x<m;++x)for(e+=(r-e)*n,a.forEach(function(v){v(e)}),p=0;p<b;++p)y=i[p],y.fx==null?y.x+=y.vx*=o:(y.x=y.fx,y.vx=0),y.fy==null?y.y+=y.vy*=o:(y.y=y.fy,y.vy=0);return t}function u(){for(var m=0,p=i.length,b;m<p;++m){if(b=i[m],b.index=m,b.fx!=null&&(b.x=b.fx),b.fy!=null&&(b.y=b.fy),isNaN(b.x)||isNaN(b.y)){var y=xo*Math.sqrt(.5+m),x=m*ko;b.x=y*Math.cos(x),b.y=y*Math.sin(x)}(isNaN(b.vx)||isNaN(b.vy))&&(b.vx=b.vy=0)}}function g(m){return m.initialize&&m.initialize(i,c),m}return u(),t={tick:d,restart:function(){return l.restart(f),t},stop:function(){return l.stop(),t},nodes:function(m){return arguments.length?(i=m,u(),a.forEach(g),t):i},alpha:function(m){return arguments.length?(e=+m,t):e},alphaMin:function(m){return arguments.length?(s=+m,t):s},alphaDecay:function(m){return arguments.length?(n=+m,t):+n},alphaTarget:function(m){return arguments.length?(r=+m,t):r},velocityDecay:function(m){return arguments.length?(o=1-m,t):1-o},randomSource:function(m){return arguments.length?(c=m,a.forEach(g),t):c},force:function(m,p){return arguments.length>1?(p==null?a.delete(m):a.set(m,g(p)),t):a.get(m)},find:function(m,p,b){var y=0,x=i.length,v,S,L,O,A;for(b==null?b=1/0:b*=b,y=0;y<x;++y)O=i[y],v=m-O.x,S=p-O.y,L=v*v+S*S,L<b&&(A=O,b=L);return A},on:function(m,p){return arguments.length>1?(h.on(m,p),t):h.on(m)}}}function ai(){var i,t,e,s,n=C(-30),r,o=1,a=1/0,l=.81;function h(u){var g,m=i.length,p=ee(i,yo,vo).visitAfter(f);for(s=u,g=0;g<m;++g)t=i[g],p.visit(d)}function c(){if(i){var u,g=i.length,m;for(r=new Array(g),u=0;u<g;++u)m=i[u],r[m.index]=+n(m,u,i)}}function f(u){var g=0,m,p,b=0,y,x,v;if(u.length){for(y=x=v=0;v<4;++v)(m=u[v])&&(p=Math.abs(m.value))&&(g+=m.value,b+=p,y+=p*m.x,x+=p*m.y);u.x=y/b,u.y=x/b}else{m=u,m.x=m.data.x,m.y=m.data.y;do g+=r[m.data.index];while(m=m.next)}u.value=g}function d(u,g,m,p){if(!u.value)return!0;var b=u.x-t.x,y=u.y-t.y,x=p-g,v=b*b+y*y;if(x*x/l<v)return v<a&&(b===0&&(b=Y(e),v+=b*b),y===0&&(y=Y(e),v+=y*y),v<o&&(v=Math.sqrt(o*v)),t.vx+=b*u.value*s/v,t.vy+=y*u.value*s/v),!0;if(u.length||v>=a)return;(u.data!==t||u.next)&&(b===0&&(b=Y(e),v+=b*b),y===0&&(y=Y(e),v+=y*y),v<o&&(v=Math.sqrt(o*v)));do u.data!==t&&(x=r[u.data.index]*s/v,t.vx+=b*x,t.vy+=y*x);while(u=u.next)}return h.initialize=function(u,g){i=u,e=g,c()},h.strength=function(u){return arguments.length?(n=typeof u=="function"?u:C(+u),c(),h):n},h.distanceMin=function(u){return arguments.length?(o=u*u,h):Math.sqrt(o)},h.distanceMax=function(u){return arguments.length?(a=u*u,h):Math.sqrt(a)},h.theta=function(u){return arguments.length?(l=u*u,h):Math.sqrt(l)},h}function li(i){var t=C(.1),e,s,n;typeof i!="function"&&(i=C(i==null?0:+i));function r(a){for(var l=0,h=e.length,c;l<h;++l)c=e[l],c.vx+=(n[l]-c.x)*s[l]*a}function o(){if(e){var a,l=e.length;for(s=new Array(l),n=new Array(l),a=0;a<l;++a)s[a]=isNaN(n[a]=+i(e[a],a,e))?0:+t(e[a],a,e)}}return r.initialize=function(a){e=a,o()},r.strength=function(a){return arguments.length?(t=typeof a=="function"?a:C(+a),o(),r):t},r.x=function(a){return arguments.length?(i=typeof a=="function"?a:C(+a),o(),r):i},r}function hi(i){var t=C(.1),e,s,n;typeof i!="function"&&(i=C(i==null?0:+i));function r(a){for(var l=0,h=e.length,c;l<h;++l)c=e[l],c.vy+=(n[l]-c.y)*s[l]*a}function o(){if(e){var a,l=e.length;for(s=new Array(l),n=new Array(l),a=0;a<l;++a)s[a]=isNaN(n[a]=+i(e[a],a,e))?0:+t(e[a],a,e)}}return r.initialize=function(a){e=a,o()},r.strength=function(a){return arguments.length?(t=typeof a=="function"?a:C(+a),o(),r):t},r.y=function(a){return arguments.length?(i=typeof a=="function"?a:C(+a),o(),r):i},r}function oe(i,t){let e=Mo(i,t),s=Int32Array.from({length:i},(n,r)=>r);for(let n=0;n<8&&!(!ui(e,s)&&n>0);n++)s=_o(e,s);return Ao(e,s)}function Mo(i,{source:t,target:e,sympathy:s,size:n}){let[r,o,a]=[[],[],[]];for(let l=0;l<n;l++)Number.isNaN(s[l])||t[l]===e[l]||(r.push(t[l],e[l]),o.push(e[l],t[l]),a.push(s[l],s[l]));return ci(i,r,o,a)}function ci(i,t,e,s){let n=new Int32Array(i+2);for(let o of t)n[o+2]+=1;for(let o=2;o<i+2;o++)n[o]+=n[o-1];let r={size:i,start:n.subarray(0,i+1),other:new Int32Array(t.length),value:new Float64Array(t.length)};return t.forEach((o,a)=>{let l=n[o+1]++;r.other[l]=e[a],r.value[l]=s[a]}),r}function ui(i,t){let e=!1,s={next:1+t.reduce((r,o)=>Math.max(r,o),-1)},n=new Float64Array(s.next+12*i.size);for(let r=0;r<12;r++){let o=!1;for(let a=0;a<i.size;a++)o=So(a,i,t,s,n)||o;if(!o)break;e=!0}return e}function So(i,{start:t,other:e,value:s},n,r,o){let[a,l]=[t[i],t[i+1]];if(a===l)return!1;for(let d=a;d<l;d++)o[n[e[d]]]+=s[d];let h=o[n[i]],[c,f]=[-1,h+1e-9];for(let d=a;d<l;d++){let u=n[e[d]];(o[u]>f||o[u]===f&&u<c)&&([c,f]=[u,o[u]])}for(let d=a;d<l;d++)o[n[e[d]]]=0;return c<0&&h>=-1e-9?!1:(n[i]=c>=0&&f>0?c:r.next++,!0)}function _o(i,t){let e=t;for(;;){let s=new Map,n=e.map(o=>s.get(o)??(s.set(o,s.size),s.size-1)),r=Int32Array.from({length:s.size},(o,a)=>a);if(!ui(Eo(i,n,s.size),r))return n;e=n.map(o=>r[o])}}function Eo({size:i,start:t,other:e,value:s},n,r){let[o,a,l]=[[],[],[]];for(let h=0;h<i;h++)for(let c=t[h];c<t[h+1];c++)n[e[c]]!==n[h]&&(o.push(n[h]),a.push(n[e[c]]),l.push(s[c]));return ci(r,o,a,l)}function Ao({start:i,other:t,value:e},s){let n=new Map;s.forEach((l,h)=>(n.get(l)??n.set(l,[]).get(l)).push(h));let r=[...n.values()].sort((l,h)=>h.length-l.length||l[0]-h[0]),o=Float64Array.from(s,(l,h)=>{let c=0;for(let f=i[h];f<i[h+1];f++)s[t[f]]===l&&(c+=e[f]);return c}),a=new Int32Array(s.length);r.forEach((l,h)=>l.forEach(c=>a[c]=h));for(let l of r)l.sort((h,c)=>o[c]-o[h]||h-c);return{order:Int32Array.from(r.flat()),faction:a,sizes:r.map(l=>l.length)}}function di(i){let t=i>>>0;return()=>{t=t+1831565813>>>0;let e=Math.imul(t^t>>>15,t|1);return e^=e+Math.imul(e^e>>>7,e|61),((e^e>>>14)>>>0)/4294967296}}var F=20,ae=300,To=1500,fi=2,No=3e4,pi=.02,Lo=.004,mi=2.1*F,gi=Math.PI*(3-Math.sqrt(5)),Oo=60,le=class{constructor({seed:t=1,positions:e={}}={}){this.nodes=[],this.positions=e,this.links=[],this.known=0,this.arranged=0,this.settled=0,this.warm=0,this.newcomers=0,this.random=di(t),this.simulation=oi([]).randomSource(this.random).stop()}sync(t){let e=this.nodes.length,s=e===0&&t.agents.length>0;for(let o=e;o<t.agents.length;o++)this.nodes.push(zo(o));let n=this.takeTies(t);if(s)return this.begin(t);this.nodes.length>e?this.welcome(t,e):n.size&&this.moveOnly(n),(this.big&&this.nodes.length>=fi*this.settled||this.links.length>=fi*Math.max(this.arranged,this.nodes.length))&&this.arrange(t)}takeTies({source:t,target:e,sympathy:s,size:n}){let r=new Set;for(let o=this.known;o<n;o++)if(t[o]!==e[o]){this.links.push(Io(t[o],e[o],s[o]));for(let a of[t[o],e[o]])s[o]>0&&this.nodes[a].lonely&&r.add(a)}this.known=Math.max(this.known,n);for(let o of r)this.nodes[o].lonely=!1;return r}get big(){return this.nodes.length>To}begin(t){[this.arranged,this.settled]=[this.links.length,this.nodes.length],this.startByFaction(t),!this.big&&(this.setForces(),this.simulation.alpha(1),this.warm=Math.max(12,Math.min(240,Math.round(No/this.nodes.length))))}startByFaction(t){let{order:e,sizes:s}=oe(this.nodes.length,t);$o(this.nodes,e,s,this.random),this.takePositions(t)}takePositions({agents:t}){for(let e of this.nodes){let s=Object.hasOwn(this.positions,t[e.number].id)?this.positions[t[e.number].id]:null;Array.isArray(s)&&s.length>=2&&s.every(Number.isFinite)&&this.pin(e.number,s[0]*ae,-s[1]*ae)}}arrange(t){if(this.links=[],this.known=0,this.takeTies(t),[this.arranged,this.settled]=[this.links.length,this.nodes.length],this.release(),this.big)return this.startByFaction(t);this.setForces(),this.simulation.alpha(.7)}welcome(t,e){let s=Co(t,e);for(let n=e;n<this.nodes.length;n++){let r=this.nodes[n],o=this.random()*2*Math.PI,a=(s.get(n)??[]).filter(f=>f<n).map(f=>this.nodes[f]);r.lonely=a.length===0;let[l,h,c]=a.length?[...Ro(a),2.4*F]:[0,0,this.reach()+3*F];r.x=l+c*Math.cos(o),r.y=h+c*Math.sin(o)}this.takePositions(t),this.moveOnly(new Set(this.nodes.slice(e).map(n=>n.number)))}moveOnly(t){if(!this.big&&this.newcomers===0&&this.simulation.alpha()>pi)return this.setForces();for(let e of this.nodes)t.has(e.number)?e.pinned||(e.fx=e.fy=null):[e.fx,e.fy]=[e.x,e.y];this.big||(this.newcomers=Oo,this.setForces(),this.simulation.alpha(.4))}release(){this.newcomers=0;for(let t of this.nodes)t.pinned||(t.fx=t.fy=null)}setForces(){let t=new Float32Array(this.nodes.length);for(let{from:n,to:r}of this.links)t[n]+=1,t[r]+=1;let e=this.links.map(n=>({...n,source:n.from,target:n.to})),s=({from:n,to:r,pull:o})=>o/Math.min(t[n],t[r]);this.simulation.nodes(this.nodes).alphaDecay(.03).velocityDecay(.45).force("ties",ri(e).distance(n=>n.length).strength(s)).force("apart",ai().strength(-520).distanceMax(1400)).force("x",li().strength(.035)).force("y",hi().strength(.055)).force("room",ni(F*1.55).strength(.8))}get moving(){return this.warm>0||this.newcomers>0||this.simulation.alpha()>pi&&this.nodes.length>0&&!this.big}tick(){return this.moving?(this.simulation.tick(),this.warm>0&&(this.warm-=1),this.newcomers>0&&(this.newcomers-=1,this.newcomers===0&&(this.release(),this.simulation.alpha(0))),!0):!1}pin(t,e,s){let n=this.nodes[t];[n.x,n.y,n.fx,n.fy,n.pinned]=[e,s,e,s,!0]}unpin(t){this.nodes[t].pinned=!1,this.moveOnly(new Set([t]))}bounds(t=null){let e=this.nodes.filter(n=>!t||t[n.number]);if(e.length===0)return null;let s={left:1/0,top:1/0,right:-1/0,bottom:-1/0};for(let{x:n,y:r}of e)s.left=Math.min(s.left,n-F),s.top=Math.min(s.top,r-F),s.right=Math.max(s.right,n+F),s.bottom=Math.max(s.bottom,r+F);return s}reach(){return this.nodes.reduce((t,{x:e,y:s})=>Number.isFinite(e)?Math.max(t,Math.hypot(e,s)):t,0)}placed({agents:t}){return Object.fromEntries(this.nodes.slice(0,t.length).map(({number:e,x:s,y:n})=>[t[e].id,[s/ae,-n/ae]]))}},zo=i=>({number:i,x:NaN,y:NaN,vx:0,vy:0,fx:null,fy:null,pinned:!1,lonely:!1});function Io(i,t,e){let s=Number.isNaN(e)?0:e;return s>=0?{from:i,to:t,pull:.2+.8*s,length:120-30*s}:{from:i,to:t,pull:.15,length:220-100*s}}function $o(i,t,e,s){let n=Lo*i.length,r=e.filter(u=>u>=n).map(u=>({size:u,radius:mi*Math.sqrt(u)})),o=r.reduce((u,{radius:g})=>u+g,0),a=r.length>1?(r[0].radius+r[1].radius)/2:0,l=r.length>1?1.1*Math.max(o/Math.PI,a):0,h=(u,g,m)=>{let p=i[t[u]];p.pinned||([p.x,p.y]=[g+s(),m+s()])},[c,f]=[0,0];for(let{size:u,radius:g}of r){let m=2*Math.PI*(f+(g-r[0].radius)/2)/o;f+=g;for(let p=0;p<u;p++){let[b,y]=[p*gi,g*Math.sqrt((p+.5)/u)];h(c++,l*1.3*Math.cos(m)+y*Math.cos(b),l*Math.sin(m)+y*Math.sin(b))}}let d=l+(r[0]?.radius??0)+4*F;for(let u=0;c<t.length;u++){let[g,m]=[u*gi,Math.sqrt((r.length?d**2:0)+u*mi**2)];h(c++,m*1.3*Math.cos(g),m*Math.sin(g))}}function Co({source:i,target:t,sympathy:e,size:s},n){let r=new Map,o=(a,l)=>(r.get(a)??r.set(a,[]).get(a)).push(l);for(let a=0;a<s;a++)e[a]>0&&(i[a]>=n&&o(i[a],t[a]),t[a]>=n&&o(t[a],i[a]));return r}function Ro(i){return i.reduce(([e,s],n)=>[e+n.x,s+n.y],[0,0]).map(e=>e/i.length)}var ut=class{constructor(){this.forget()}forget(){this.values=new Float32Array(0)}get size(){return this.values.length}keep({sympathy:t,size:e}){if(this.size===0){this.values=Float32Array.from({length:e},(n,r)=>t[r]);return}let s=new Float32Array(Math.max(e,this.size));s.set(this.values),this.values=s}cameOrWent(t,e){return t.some(s=>Number.isNaN(this.values[s])!==Number.isNaN(e[s]))}take(t,e){let s=new Set;for(let n of t){let r=this.values[n]||0;t.length<=20&&Math.abs(e[n]-r)>.02&&s.add(n),this.values[n]=e[n]}return s}};var dt=class{constructor(){this.picture={agents:[],source:[],target:[],sympathy:[],size:0},this.filter={threshold:0,signs:"all",ego:!1},this.centre=null,this.x=new Float32Array(0),this.y=new Float32Array(0),this.shown=new Uint8Array(0),this.degree=new Float32Array(0),this.count=0,this.radius=10,this.type=1}read(t,e,s){this.picture=t,this.filter={threshold:0,signs:"all",ego:!1,...e},this.centre=this.centreOf(s);let n=t.agents.length;this.x.length<n&&(this.x=wi(this.x,n),this.y=wi(this.y,n)),this.near=this.centre&&this.neighbourhood();let r=t.agents.some(o=>o.here===!1)?this.withTies():null;this.shown=Uint8Array.from(t.agents,(o,a)=>this.near&&!this.near.has(a)?0:Number(o.here!==!1||r.has(a))),this.weigh()}centreOf(t){let{ego:e}=this.filter;if(!e)return null;if(e===!0)return t.size?new Set(t):null;let s=new Set([e].flat().map(String)),n=this.picture.agents.flatMap((r,o)=>s.has(r.id)?[o]:[]);return n.length?new Set(n):null}neighbourhood(){let t=new Set(this.centre),{source:e,target:s,size:n}=this.picture;for(let r=0;r<n;r++)this.passes(r)&&(this.centre.has(e[r])&&t.add(s[r]),this.centre.has(s[r])&&t.add(e[r]));return t}withTies(){let{source:t,target:e,sympathy:s,size:n}=this.picture,r=new Set;for(let o=0;o<n;o++)Number.isNaN(s[o])||r.add(t[o]).add(e[o]);return r}weigh(){let{source:t,target:e,sympathy:s,size:n,agents:r}=this.picture;this.degree=new Float32Array(r.length),this.count=0;for(let o=0;o<n;o++)this.accepts(o)&&(this.count+=1,this.degree[t[o]]+=Math.abs(s[o]),this.degree[e[o]]+=Math.abs(s[o]))}passes(t){let e=this.picture.sympathy[t],{threshold:s,signs:n}=this.filter;return Math.abs(e)>=s?n==="all"||(n==="positive"?e>0:e<0):!1}accepts(t){let{source:e,target:s}=this.picture;return this.shown[e[t]]===1&&this.shown[s[t]]===1&&this.passes(t)}get crowded(){return this.count>800}byStrength(){let{sympathy:t,size:e}=this.picture,s=new Int32Array(66),n=a=>Math.min(64,Math.floor(Math.abs(t[a])*64)),r=[];for(let a=0;a<e;a++)this.accepts(a)&&(r.push(a),s[n(a)+1]+=1);for(let a=1;a<s.length;a++)s[a]+=s[a-1];let o=new Int32Array(r.length);for(let a of r)o[s[n(a)]++]=a;return o}project(t,e,s){let n=Math.max(4,Math.min(e.width,e.height)/9),r=Math.sqrt(.05*e.width*e.height/(Math.PI*Math.max(1,t.length))),o=Math.min(2.2,Math.max(1.1,r));this.radius=Math.min(n,38*this.type,Math.max(o,s*e.scale));for(let{number:a,x:l,y:h}of t)this.x[a]=l*e.scale+e.x,this.y[a]=h*e.scale+e.y}touches(t,e){return e.has(this.picture.source[t])||e.has(this.picture.target[t])}tiesOf(t){let e=[];for(let s=0;s<this.picture.size;s++)this.touches(s,t)&&this.accepts(s)&&e.push(s);return e}};function wi(i,t){let e=new Float32Array(Math.max(16,t*2));return e.set(i),e}var bi=`.roomlab-stage {
  position: relative; overflow: hidden; width: 100%; height: 100%; min-height: 80px; box-sizing: border-box;
  touch-action: none; user-select: none; -webkit-user-select: none; cursor: default; background: var(--drawing-paper);
  color: var(--drawing-ink); outline: none; border-radius: inherit; font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
.roomlab-stage:focus-visible { box-shadow: inset 0 0 0 2px var(--drawing-accent); }
.roomlab-stage canvas { position: absolute; inset: 0; width: 100%; height: 100%; display: block; pointer-events: none; }
.roomlab-stage canvas[hidden] { display: none; }
.roomlab-stage.over-agent { cursor: pointer; }
.roomlab-controls { position: absolute; inset-inline-end: 10px; bottom: 10px; display: flex; flex-direction: column; gap: .3em; opacity: .8; transition: opacity .15s; }
.roomlab-stage:hover .roomlab-controls, .roomlab-controls:focus-within { opacity: 1; }
.roomlab-controls button {
  inline-size: 1.9em; block-size: 1.9em; padding: 0; border: 1px solid var(--drawing-line); border-radius: 8px; cursor: pointer;
  background: var(--drawing-paper); color: var(--drawing-ink); font: 600 1.2em/1 system-ui, sans-serif; display: grid; place-items: center;
}
.roomlab-controls button:hover { border-color: var(--drawing-muted); }
.roomlab-controls button:focus-visible { outline: 2px solid var(--drawing-accent); outline-offset: 1px; }
.roomlab-note { position: absolute; z-index: 1; inset-inline: 0; top: .7em; inline-size: fit-content; max-inline-size: 90%; margin: 0 auto; padding: .2em .8em; text-align: center; color: var(--drawing-muted); background: var(--drawing-paper); border-radius: 8px; pointer-events: none; }
.roomlab-note:empty { display: none; }
.roomlab-tip {
  position: absolute; z-index: 2; max-width: min(320px, 80%); padding: 7px 10px; border-radius: 8px; pointer-events: none;
  background: var(--drawing-ink); color: var(--drawing-paper); font-size: .96em; line-height: 1.45; box-shadow: 0 3px 14px rgb(0 0 0 / .25);
}
.roomlab-tip[hidden] { display: none; }
.roomlab-tip-name { font-weight: 650; overflow-wrap: anywhere; max-height: 3em; overflow: hidden; }
.roomlab-tip-quiet { opacity: .85; max-height: 1.5em; overflow: hidden; overflow-wrap: anywhere; }
.roomlab-tip-line { display: flex; align-items: center; gap: 7px; }
.roomlab-tip-line span { flex: 1; overflow-wrap: anywhere; max-height: 3em; overflow: hidden; }
.roomlab-tip-sample { inline-size: 10px; block-size: 10px; border-radius: 3px; flex: none; box-shadow: 0 0 0 1px rgb(255 255 255 / .35); }
.roomlab-tip-value { font-variant-numeric: tabular-nums; }
.roomlab-unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: reduce) { .roomlab-controls { transition: none; } }
`;var Po={graphLabel:"Drawing of who likes whom",matrixLabel:"Matrix of who likes whom",keys:"Arrow keys go from agent to agent, Enter chooses, Shift adds, Escape clears. Plus and minus zoom, Shift and arrows move, 0 shows all, P pins, A arranges anew.",zoomIn:"Zoom in",zoomOut:"Zoom out",fit:"Show all",arrange:"Arrange anew"},jo={graphLabel:"Рисунок: кто к кому как относится",matrixLabel:"Матрица: кто к кому как относится",keys:"Стрелки переходят от агента к агенту, Enter выбирает, с Shift добавляет, Escape снимает выбор. Плюс и минус меняют масштаб, Shift со стрелками двигает, 0 показывает всё, P закрепляет, A располагает заново.",zoomIn:"Ближе",zoomOut:"Дальше",fit:"Показать всё",arrange:"Расположить заново"},yi=i=>i?.language==="ru"?jo:Po;var Ge=120,he=14,ce=class{constructor(t,e){this.document=e,this.stage=t,this.node=w(e,"div",{class:"roomlab-tip",role:"status",hidden:!0}),t.append(this.node),this.shown=null,this.make=null}hide(){this.shown=this.make=null,this.node.hidden=!0}renew(){if(!this.make)return;let t=this.make();t.map(e=>e.textContent).join()!==[...this.node.children].map(e=>e.textContent).join()&&this.node.replaceChildren(...t)}show(t,e,s,n,r=he){this.shown!==t&&([this.shown,this.make]=[t,e],this.node.replaceChildren(...e())),this.node.hidden=!1;let[o,a]=[this.stage.clientWidth,this.stage.clientHeight],l=s+r+this.node.offsetWidth>o,h=n+he+this.node.offsetHeight>a;this.node.style.left=`${Math.max(2,l?s-r-this.node.offsetWidth:s+r)}px`,this.node.style.top=`${Math.max(2,h?n-he-this.node.offsetHeight:n+he)}px`}};function ue(i,t,e,s,n){let r=t.agents[e],o=[z(i,"div","roomlab-tip-name",_(r.name,Ge))];r.mood&&o.push(z(i,"div","roomlab-tip-quiet",_(r.mood,Ge))),r.here===!1&&o.push(w(i,"div",{class:"roomlab-tip-quiet"},s.hasLeft));for(let[a,l]of[[s.likes,t.source],[s.likedBy,t.target]]){let{mean:h,count:c}=Fo(t,l,e);c&&o.push(xi(i,[`${a} (${c})`],h,n))}return o}function Fo({sympathy:i,size:t},e,s){let[n,r]=[0,0];for(let o=0;o<t;o++)e[o]!==s||Number.isNaN(i[o])||(n+=i[o],r+=1);return{mean:n/r,count:r}}function de(i,t,e,s,n){let r=(l,h,c)=>{let f=[l,h].map(d=>z(i,"bdi","",_(t.agents[d].name,Ge)));return xi(i,[f[0]," → ",f[1]],c,n)},o=[r(e,s,vi(t,e,s))],a=vi(t,s,e);return e!==s&&!Number.isNaN(a)&&o.push(r(s,e,a)),o}function vi({source:i,target:t,sympathy:e,size:s},n,r){for(let o=0;o<s;o++)if(i[o]===n&&t[o]===r)return e[o];return NaN}function xi(i,t,e,s){let n=w(i,"b",{class:"roomlab-tip-value"},pt(e)),r=w(i,"i",{class:"roomlab-tip-sample"});return r.style.background=it(e,!s),w(i,"div",{class:"roomlab-tip-line"},r,w(i,"span",{},...t),n)}var ki=13,qo=2,ft=class{constructor(t,e,{layers:s,label:n,buttons:r,changed:o,slept:a,woken:l}){this.document=e.document??t.ownerDocument,this.window=this.document.defaultView,this.context=e,this.label=n,Object.assign(this,{changed:o,slept:a,woken:l}),this.seen=!0,this.outdated=!1,this.width=this.height=this.ratio=1,this.type=1,this.node=w(this.document,"div",{class:"roomlab-stage",tabindex:0,role:"application"}),this.layers=s.map(c=>w(this.document,"canvas",{class:`roomlab-${c}`,"aria-hidden":!0})),this.buttons=r.map(([c,f,d])=>this.button(c,f,d));let h=w(this.document,"div",{class:"roomlab-controls"},...this.buttons.map(([c])=>c));this.node.append(w(this.document,"style",{},bi),...this.layers,h),this.note=w(this.document,"p",{class:"roomlab-note",role:"status"}),this.node.append(this.note),this.tooltip=new ce(this.node,this.document),t.classList?.contains("roomlab-view")&&e.options?.height&&(this.node.style.height="var(--rl-height)"),t.append(this.node),this.speak(),this.dress(),this.watch()}button(t,e,s){let n=w(this.document,"button",{type:"button"},t);return n.addEventListener("click",s),[n,e]}get dark(){let{theme:t}=this.context;return t==="dark"||t?.dark===!0}get speech(){return yi(this.context.words)}get calm(){return this.window?.matchMedia?.("(prefers-reduced-motion: reduce)").matches??!1}speak(t="",e=""){let{speech:s}=this;this.node.setAttribute("aria-label",t?`${s[this.label]}: ${t}`:s[this.label]),this.node.setAttribute("aria-description",s.keys),k(this.note,e);for(let[n,r]of this.buttons)n.title=s[r],n.setAttribute("aria-label",s[r])}dress(){let t=E(this.dark);for(let e of["paper","ink","muted","line","accent"])this.node.style.setProperty(`--drawing-${e}`,t[e])}watch(){let{ResizeObserver:t,IntersectionObserver:e}=this.window;this.measure(),this.resizing=t&&new t(()=>this.look()),this.resizing?.observe(this.node),this.seeing=e&&new e(s=>this.see(s.at(-1).isIntersecting)),this.seeing?.observe(this.node),this.sharpness(),this.unwatchSize=this.context.watch?.(s=>s.includes("size")&&this.look()),this.unwatchTheme=this.context.theme?.watch?.(()=>{this.dress(),this.tell()})}look(){this.measure()&&this.tell()}tell(){this.outdated=!this.seen,this.seen&&this.changed()}see(t){t!==this.seen&&(this.seen=t,t?this.measure()||this.outdated?this.tell():this.woken():this.slept())}sharpness(){let t=this.window.matchMedia?.(`(resolution: ${this.window.devicePixelRatio||1}dppx)`);this.unsharpen?.();let e=()=>{this.sharpness(),this.look()};t?.addEventListener?.("change",e,{once:!0}),this.unsharpen=()=>t?.removeEventListener?.("change",e)}measure(){let{clientWidth:t,clientHeight:e}=this.node;if(!t||!e)return!1;let s=Math.min(qo,this.window.devicePixelRatio||1),n=Math.max(1,(parseFloat(this.window.getComputedStyle(this.node).fontSize)||ki)/ki),r=t===this.width&&e===this.height&&s===this.ratio&&n===this.type;return[this.width,this.height,this.ratio,this.type]=[t,e,s,n],!r}get paper(){return E(this.dark).paper}destroy(){this.resizing?.disconnect(),this.seeing?.disconnect(),this.unsharpen?.(),this.unwatchTheme?.(),this.unwatchSize?.(),this.node.remove()}};var Mi={across:44,down:26},Ho=560,Wo=44,Bo=8,Go=3,Ko=9,Ke=class{constructor(t,e,s={}){this.store=e,this.context=s,this.options={...s.options},this.scene=new dt,this.layout=new le({seed:this.options.seed,positions:this.options.positions??{}}),this.camera=new Xt,this.hover=null,this.keyboard=-1,this.fitted=!0,this.last=0,this.request=0,this.news=new ut,this.fresh={agents:!0,overlay:!0},this.actor=new Ht(this),this.stage=new ft(t,s,{layers:["ties","agents","overlay"],label:"graphLabel",buttons:Gt(this.actor,1.3),changed:()=>this.dressAnew(),slept:()=>this.sleep(),woken:()=>this.wake()}),this.look={dark:this.stage.dark,names:new Map},this.painter=new Jt(this.stage.layers[0],this.scene),[this.agents,this.overlay]=this.stage.layers.slice(1).map(n=>n.getContext("2d")),this.leave=Kt(this),this.readAll(),this.resize()}hear(t){t.all&&this.news.forget();let e=this.news.size;(t.all||t.agents?.length||t.added)&&this.readAll(t.all),t.all||this.readTies([...t.ties??[],...Array.from({length:t.added??0},(s,n)=>e+n)]),t.selection&&this.readSelection(),(t.all||t.agents?.length||t.added||t.ties?.length)&&this.stage.tooltip.renew()}readAll(t=!0){let e=this.store.shown,s=String(this.scene.shown);this.scene.read(e,this.options,this.store.selected),this.layout.sync(e),this.news.keep(e);let{words:n}=this.context,r=this.scene.shown.reduce((o,a)=>o+a,0);if(this.stage.speak(Vt(n,r,this.scene.count),Yt(this.scene,this.store,n)),this.restyle(),this.scene.shown[this.keyboard]||this.actor.leaveKeyboard(),this.hover?.agent!==void 0&&!this.scene.shown[this.hover.agent]&&this.point(null),this.layout.moving||String(this.scene.shown)!==s)return this.place();t&&this.painter.refresh(),this.refreshAgents()}readTies(t){if(t.length===0)return;let e=performance.now(),{sympathy:s}=this.scene.picture,n=this.news.cameOrWent(t,s),r=this.news.take(t,s),o=this.stage.calm||!this.stage.seen,a=!1;for(let l of t)this.painter.change(l,e,!o&&r.has(l)&&this.scene.accepts(l)),a||=this.hover?.tie===l||this.scene.touches(l,this.store.selected);a&&(this.fresh.overlay=!0),(n||this.stage.note.textContent)&&this.readAll(!1),this.wake()}readSelection(){this.options.ego===!0&&this.readAll(),this.fresh.overlay=!0,this.wake()}set(t){Object.assign(this.options,t),Ut(t)&&this.readAll(),"positions"in t&&(this.layout.positions=t.positions??{},this.layout.takePositions(this.store.shown),this.place())}dressAnew(){this.resize(),this.request&&(this.stage.window.cancelAnimationFrame(this.request),this.frame(performance.now()))}resize(){let{width:t,height:e,ratio:s,paper:n,dark:r}=this.stage;this.look.dark=r,this.scene.type=this.stage.type,this.camera.resize(t,e);for(let{canvas:o}of[this.agents,this.overlay])[o.width,o.height]=[t*s,e*s];this.painter.resize({width:t,height:e,ratio:s,paper:n}),this.place()}place(){if(this.layout.warm>0)return this.wake();let t=this.fitted?this.layout.bounds(this.scene.shown):null;t&&this.camera.fit(t,Mi,this.aside()),this.scene.project(this.layout.nodes,this.camera,F),this.restyle(),this.painter.move(),this.refreshAgents()}aside(){return this.stage.width<Ho?Wo:0}farthest(){let t=this.layout.bounds(this.scene.shown);return t?this.camera.scaleFor(t,Mi,this.aside())/Go:this.camera.scale}restyle(){this.painter.style=Ws(this.scene,this.stage.dark)}refreshAgents(){this.fresh.agents=this.fresh.overlay=!0,this.wake()}wake(){!this.request&&this.stage.seen&&(this.request=this.stage.window.requestAnimationFrame(t=>this.frame(t)))}sleep(){this.stage.window.cancelAnimationFrame(this.request),this.request=this.last=0,this.stage.node.dataset.state="asleep",this.painter.rest()}frame(t){this.request=0;let e=this.last?t-this.last:0,s=this.advance(),n=this.layout.warm>0||this.paint(t,e,s);this.last=s||n?t:0,this.stage.node.dataset.state=s?"moving":n?"painting":"still",(s||n)&&this.wake()}advance(){if(!this.layout.moving)return!1;let t=this.layout.warm>0||this.stage.calm,e=performance.now()+Ko;do this.layout.tick();while(t&&this.layout.moving&&(this.layout.warm>0||this.stage.calm)&&performance.now()<e);return(!this.stage.calm||!this.layout.moving)&&this.place(),this.layout.moving}paint(t,e,s){let{width:n,height:r}=this.stage,o=this.painter.paint(t,e);return this.fresh.agents&&(this.clear(this.agents),Wt(this.agents,this.scene,this.look,{width:n,height:r,chosen:this.store.selected,quick:s}),this.fresh.agents=s),this.fresh.overlay&&this.paintOverlay(),o||this.fresh.agents}paintOverlay(){this.fresh.overlay=!1;let t=this.attention(),e=Qt(t);this.overlay.canvas.hidden=!e,e&&(this.clear(this.overlay),te(this.overlay,this.scene,this.painter.style,this.look,t,this.stage))}attention(){let t=new Set(this.layout.nodes.filter(e=>e.pinned).map(e=>e.number));return{chosen:this.scene.centre?new Set:this.store.selected,hover:this.hover,keyboard:this.keyboard,pinned:t}}clear(t){let{width:e,height:s,ratio:n}=this.stage;t.setTransform(n,0,0,n,0,0),t.clearRect(0,0,e,s)}point(t,e,s){let n=JSON.stringify(this.hover);this.hover=t,this.stage.node.classList.toggle("over-agent",t?.agent!==void 0),!t||(t.agent??0)>=this.scene.picture.agents.length?this.stage.tooltip.hide():this.describe(t,e,s),JSON.stringify(t)!==n&&(this.fresh.overlay=!0,this.wake())}describe(t,e,s){let{picture:n,radius:r}=this.scene,{document:o,tooltip:a}=this.stage,l=this.context.words??{};if(t.agent!==void 0){let f=()=>ue(o,this.scene.picture,t.agent,l,this.stage.dark);return a.show(`agent ${t.agent}`,f,this.scene.x[t.agent],this.scene.y[t.agent]-r,r+Bo)}let[h,c]=[n.source[t.tie],n.target[t.tie]];a.show(`tie ${t.tie}`,()=>de(o,this.scene.picture,h,c,this.stage.dark),e,s)}positions(){return this.layout.placed(this.scene.picture)}picture(t=1){return this.ready(),Ks(this,t)}svg(){return this.ready(),Us(this)}ready(){if(this.layout.warm!==0){for(;this.layout.warm>0;)this.layout.tick();this.place()}}destroy(){this.stage.seen=!1,this.sleep(),this.leave(),this.stage.destroy()}};function Si(i,t,e){return new Ke(i,t,e)}var fe=class{constructor(t){this.view=t}find(t,e){return this.view.frame.at(t,e)}hover(t,e,s){this.view.point(t,e,s)}click(t,e){this.view.stage.node.focus({preventScroll:!0}),t?this.select(t,e):e||this.view.store.select([])}select(t,e){let{order:s,store:n}=this.view,r=[t.row,t.column].filter(l=>l!==void 0).map(l=>s.agents[l]),o=r.every(l=>n.selected.has(l)),a=new Set(e?n.selected:[]);for(let l of r)o||a.add(l);o&&e&&r.forEach(l=>a.delete(l)),n.select([...a])}open(){}drag(){}pan(t,e){this.view.frame.panBy(t,e),this.view.moved()}zoom(t,e,s){let{frame:n,stage:r}=this.view;return n.zoomAt(t,e,s,r.width,r.height)?(this.view.moved(),!0):!1}zoomMiddle(t){let{left:e,top:s,width:n,height:r}=this.view.frame.plot;this.zoom(e+n/2,s+r/2,t)}fit(){this.view.frame.fit(),this.view.resize()}arrange(){this.view.arrange()}go(t,e){let s=this.view.order.agents.length-1;if(s<0)return;let n=o=>Math.max(0,Math.min(s,o)),{keyboard:r}=this.view;this.focus(r?{row:n(r.row+e),column:n(r.column+t)}:{row:0,column:0})}jump(t){let e=t==="first"?0:this.view.order.agents.length-1;e>=0&&this.focus({row:e,column:e})}focus(t){let{view:e}=this;e.keyboard=t,e.frame.reveal(t.row,t.column);let{left:s,top:n,cell:r}=e.frame;e.describe(t,s+(t.column+1)*r,n+(t.row+1)*r),e.moved()}choose(t){this.view.keyboard&&this.select(this.view.keyboard,t)}escape(){this.leaveKeyboard(),this.view.store.select([])}leaveKeyboard(){this.view.keyboard&&(this.view.keyboard=null,this.view.stage.tooltip.hide(),this.view.wake("marks"))}pin(){}};var Uo=.55,Vo=6,Ei=3,[Yo,Xo]=[.62,.45];function Ai(i){let{paper:t,line:e}=E(i),s=wt(i,Uo);return{paper:At(t),diagonal:At(W(e,t,.35)),ties:Uint32Array.from(s,At),hatch:Uint32Array.from(s,n=>At(W(n,t,Yo))),speckle:Uint32Array.from(s,n=>At(W(n,t,Xo)))}}function At(i){let[t,e,s]=Pt(i);return(255<<24|s<<16|e<<8|t)>>>0}function Ti(i,t,e,s,n,r){i.fill(r.paper);for(let c=0;c<n;c++)_i(i,t,c,c,r.diagonal,r.diagonal);let o=t.cell<Ei?r.speckle:r.hatch,{source:a,target:l,sympathy:h}=e.picture;for(let c of e.byStrength()){let[f,d]=[s[a[c]],s[l[c]]];if(f<0||d<0)continue;let u=U(h[c]);_i(i,t,f,d,r.ties[u],gt(h[c])?o[u]:r.ties[u])}}function _i(i,{width:t,height:e,left:s,top:n,cell:r},o,a,l,h){let c=r>=Vo?1:0,f=Math.max(0,Math.round(s+a*r)),d=Math.max(0,Math.round(n+o*r)),u=Math.min(t,Math.max(Math.round(s+(a+1)*r)-c,Math.round(s+a*r)+1)),g=Math.min(e,Math.max(Math.round(n+(o+1)*r)-c,Math.round(n+o*r)+1)),m=r<Ei?2:r<8?3:r<20?5:8,p=r<8?1:2;for(let b=d;b<g;b++){let y=b*t;if(h===l)i.fill(l,y+f,y+Math.max(f,u));else for(let x=f;x<u;x++)i[y+x]=(x+b)%m<p?h:l}}var pe=class{constructor(){this.size=0,this.cell=1,this.left=this.top=0,this.plot={left:0,top:0,width:1,height:1},this.type=1,this.zoom=1,this.middle=[.5,.5]}place(t,e,s){this.size=t;let n=c=>Math.max(20,Math.min(e,s)-c-14),r=Math.min(128*this.type,Math.min(e,s)/3.6),o=n(r)*this.zoom/Math.max(1,t)>=9*this.type,a=o?r:18,l=n(a),h=Math.max(l,Math.min(e-a-14,l*this.zoom));this.plot={left:Math.max(a,(e-h+a-14)/2),top:a,width:h,height:l},this.named=o,this.names=a,this.cell=l*this.zoom/Math.max(1,t),this.bound()}bound(){let t=this.cell*this.size,{left:e,top:s,width:n,height:r}=this.plot,o=(a,l)=>t<=l?(l-t)/2:Math.min(0,Math.max(l-t,l/2-a*t));this.left=e+o(this.middle[0],n),this.top=s+o(this.middle[1],r),t>n&&(this.middle[0]=(e+n/2-this.left)/t),t>r&&(this.middle[1]=(s+r/2-this.top)/t)}at(t,e){let{left:s,top:n,width:r,height:o}=this.plot,[a,l]=[Math.floor((t-this.left)/this.cell),Math.floor((e-this.top)/this.cell)],h=t>=s&&t<s+r&&a>=0&&a<this.size,c=e>=n&&e<n+o&&l>=0&&l<this.size;return h&&c?{row:l,column:a}:c&&t<s&&t>s-this.names?{row:l}:h&&e<n?{column:a}:null}panBy(t,e){let s=Math.max(1,this.cell*this.size);this.middle=[this.middle[0]-t/s,this.middle[1]-e/s],this.bound()}zoomAt(t,e,s,n,r){let o=this.cell*this.size||1,a=[(t-this.left)/o,(e-this.top)/o],l=Math.max(1,40*this.size/this.plot.height),h=Math.min(l,Math.max(1,this.zoom*s));if(h===this.zoom)return!1;this.zoom=h,this.place(this.size,n,r);let c=this.cell*this.size||1,{left:f,top:d}=this.plot;return this.middle=[a[0]-(t-f-this.plot.width/2)/c,a[1]-(e-d-this.plot.height/2)/c],this.bound(),!0}reveal(t,e){let{left:s,top:n,width:r,height:o}=this.plot,[a,l]=[this.left+(e+.5)*this.cell,this.top+(t+.5)*this.cell];(a<s||a>s+r||l<n||l>n+o)&&(this.middle=[(e+.5)/this.size,(t+.5)/this.size],this.bound())}fit(){this.zoom=1,this.middle=[.5,.5]}};var Jo=24,Zo=80,Qo=9,ta=.9,me=class{constructor(){this.begun=new Map,this.now=0}get size(){return this.begun.size}begin(t,e){(this.size<Jo||this.begun.has(t))&&this.begun.set(t,e)}clear(){this.begun.clear()}step(t){if(this.size===0||t-this.now<Zo)return!1;this.now=t;for(let[e,s]of this.begun)t-s>=at&&this.begun.delete(e);return!0}lit({source:t,target:e},s){return[...this.begun].flatMap(([n,r])=>{let[o,a]=[s[t[n]]??-1,s[e[n]]??-1];return o<0||a<0?[]:[{row:o,column:a,strength:Math.min(1,Math.max(0,1-(this.now-r)/at))}]})}};function Ni(i,{plot:t,left:e,top:s,cell:n},r,o){i.strokeStyle=E(o).accent;for(let{row:a,column:l,strength:h}of r){let[c,f]=[e+(l+.5)*n,s+(a+.5)*n];if(c<t.left||c>t.left+t.width||f<t.top||f>t.top+t.height)continue;let d=Math.max(Qo,n+2);i.globalAlpha=ta*h,i.lineWidth=Math.min(4,Math.max(2.5,n*.2)),i.strokeRect(c-d/2,f-d/2,d,d)}i.globalAlpha=1}var ea=40,[Li,sa]=[4,24],ia=.4;function zi(i,t,{agents:e,borders:s},n,{dark:r,selected:o}){let a=E(r);if(aa(i,t,s,a),!t.named)return;let l=Math.round(Math.min(13*t.type,Math.max(8.5*t.type,t.cell*.78))),h=t.names-14;i.textBaseline="middle";for(let c of ra(t)){let f=e[c],d=o.has(f);i.font=`${d?700:400} ${l}px ${xt}`,i.fillStyle=d?a.accent:n[f].here===!1?a.muted:a.ink,oa(i,t,na(i,n[f].name,h,l),c)}}function na(i,t,e,s){for(let n=Math.min(sa,Math.floor(e/(s*ia)));;n-=2){let r=rt(vt(t,Math.max(Li,n)));if(n<=Li||i.measureText(r).width<=e)return r}}function ra({plot:i,cell:t,left:e,top:s,size:n}){let r=o=>{let[a,l]=[e+(o+.5)*t,s+(o+.5)*t];return a>i.left&&a<i.left+i.width||l>i.top&&l<i.top+i.height};return Array.from({length:n},(o,a)=>a).filter(r)}function oa(i,t,e,s){let{plot:n,cell:r,left:o,top:a}=t,[l,h]=[o+(s+.5)*r,a+(s+.5)*r];h>n.top&&h<n.top+n.height&&(i.textAlign="right",i.fillText(e,n.left-7,h)),l>n.left&&l<n.left+n.width&&(i.save(),i.textAlign="left",i.translate(l,n.top-7),i.rotate(-Math.PI/2),i.fillText(e,0,0),i.restore())}function aa(i,t,e,{ink:s,line:n}){let{plot:r,cell:o,left:a,top:l,size:h}=t,[c,f]=[Math.min(r.left+r.width,a+h*o),Math.min(r.top+r.height,l+h*o)],[d,u]=[Math.max(r.left,a),Math.max(r.top,l)];if(i.strokeStyle=n,i.lineWidth=1,Oi(i,[[d,u,c,u],[c,u,c,f],[c,f,d,f],[d,f,d,u]]),e.length>ea)return;i.strokeStyle=s,i.lineWidth=o>12?1.5:1;let g=e.flatMap(m=>{let[p,b]=[a+m*o-.5,l+m*o-.5],y=[];return p>d&&p<c&&y.push([p,u,p,f]),b>u&&b<f&&y.push([d,b,c,b]),y});Oi(i,g)}function Oi(i,t){i.beginPath();for(let[e,s,n,r]of t)i.moveTo(e,s),i.lineTo(n,r);i.stroke()}function Ii(i,t,{rows:e,cell:s,strong:n},r){let{accent:o,ink:a}=E(r);for(let f of e)la(i,t,f,o,1.5);if(!s||(i.globalAlpha=.75,s.row!==void 0&&ge(i,t,"row",s.row,a,1),s.column!==void 0&&ge(i,t,"column",s.column,a,1),i.globalAlpha=1,!n||s.row===void 0||s.column===void 0))return;let l=Math.max(7,t.cell+3),[h,c]=[t.left+(s.column+.5)*t.cell,t.top+(s.row+.5)*t.cell];i.strokeStyle=o,i.lineWidth=2.5,i.strokeRect(h-l/2,c-l/2,l,l)}function la(i,t,e,s,n){ge(i,t,"row",e,s,n),ge(i,t,"column",e,s,n)}function ge(i,{plot:t,cell:e,left:s,top:n,size:r},o,a,l,h){let c=(o==="row"?n:s)+a*e,[f,d]=o==="row"?[t.top,t.top+t.height]:[t.left,t.left+t.width];if(c+e<=f||c>=d)return;let[u,g]=[Math.max(f,c-.5),Math.max(2,Math.min(d,c+e)-Math.max(f,c))],[m,p]=[Math.max(t.left,s),Math.min(t.left+t.width,s+r*e)],[b,y]=[Math.max(t.top,n),Math.min(t.top+t.height,n+r*e)];i.strokeStyle=l,i.lineWidth=h,o==="row"?i.strokeRect(m,u,p-m,g):i.strokeRect(u,b,g,y-b)}var ha=2,we=class{constructor(){this.agents=[],this.faction=[],this.ties=0}sync(t){if(this.agents.length===0||t.size>=ha*Math.max(this.ties,t.agents.length))return this.arrange(t);for(let s=this.faction.length;s<t.agents.length;s++)this.welcome(t,s)}arrange(t){let{order:e,faction:s}=oe(t.agents.length,t);this.agents=[...e],this.faction=[...s],this.ties=t.size}welcome(t,e){let s=new Map,n=(l,h)=>{let c=this.faction[l];c!==void 0&&!Number.isNaN(h)&&s.set(c,(s.get(c)??0)+h)};for(let l=0;l<t.size;l++)t.source[l]===e&&n(t.target[l],t.sympathy[l]),t.target[l]===e&&n(t.source[l],t.sympathy[l]);let[r,o]=[...s].sort((l,h)=>h[1]-l[1]||l[0]-h[0])[0]??[-1,0],a=o>0?this.agents.findLastIndex(l=>this.faction[l]===r):-1;this.agents.splice(a<0?this.agents.length:a+1,0,e),this.faction[e]=a<0?Math.max(-1,...this.faction)+1:r}visible(t){let e=this.agents.filter(r=>t[r]),s=new Int32Array(t.length).fill(-1),n=[];return e.forEach((r,o)=>{s[r]=o,o>0&&this.faction[r]!==this.faction[e[o-1]]&&n.push(o)}),{agents:e,rank:s,borders:n}}};var Ue=class{constructor(t,e,s={}){this.store=e,this.context=s,this.options={...s.options},this.scene=new dt,this.ordering=new we,this.frame=new pe,this.news=new ut,this.glows=new me,this.hover=null,this.keyboard=null,this.request=0,this.stale=new Set,this.actor=new fe(this),this.stage=new ft(t,s,{layers:["cells","notes","marks"],label:"matrixLabel",buttons:Gt(this.actor,1.5),changed:()=>this.dressAnew(),slept:()=>this.sleep(),woken:()=>this.wake()}),[this.cells,this.notes,this.marks]=this.stage.layers.map(n=>n.getContext("2d")),this.leave=Kt(this),this.readAll(),this.resize()}hear(t){t.all&&(this.news.forget(),this.glows.clear());let e=this.news.size;(t.all||t.agents?.length||t.added)&&this.readAll(),t.all||this.readTies([...t.ties??[],...Array.from({length:t.added??0},(s,n)=>e+n)]),(t.all||t.agents?.length||t.added||t.ties?.length)&&this.stage.tooltip.renew(),t.selection&&(this.options.ego===!0&&this.readAll(),this.wake("notes","marks"))}readAll(){let t=this.store.shown,e=[this.hover,this.keyboard].map(n=>this.agentsOf(n));this.scene.read(t,this.options,this.store.selected),this.ordering.sync(t),this.order=this.ordering.visible(this.scene.shown),[this.hover,this.keyboard]=e.map(n=>this.cellOf(n)),!this.hover&&!this.keyboard&&this.stage.tooltip.hide(),this.news.keep(t);let{words:s}=this.context;this.stage.speak(Vt(s,this.order.agents.length,this.scene.count),Yt(this.scene,this.store,s)),this.frame.place(this.order.agents.length,this.stage.width,this.stage.height),this.moved()}agentsOf(t){return t&&{row:this.order.agents[t.row],column:this.order.agents[t.column]}}cellOf(t){if(!t)return null;let e=Object.fromEntries(Object.entries(t).filter(([,s])=>s!==void 0).map(([s,n])=>[s,this.order.rank[n]]));return Object.values(e).every(s=>s>=0)?e:null}readTies(t){if(t.length===0)return;let e=this.news.cameOrWent(t,this.scene.picture.sympathy),s=this.news.take(t,this.scene.picture.sympathy);if(!this.stage.calm&&this.stage.seen)for(let n of s)this.scene.accepts(n)&&this.glows.begin(n,performance.now());(e||this.stage.note.textContent)&&this.readAll(),this.wake("cells")}set(t){Object.assign(this.options,t),Ut(t)&&this.readAll()}arrange(){this.ordering.arrange(this.store.shown),this.readAll()}dressAnew(){this.resize(),this.request&&(this.stage.window.cancelAnimationFrame(this.request),this.paint(performance.now()))}resize(){let{width:t,height:e,ratio:s}=this.stage;for(let{canvas:n}of[this.cells,this.notes,this.marks])[n.width,n.height]=[t*s,e*s];this.frame.type=this.stage.type,this.frame.place(this.order.agents.length,t,e),this.moved()}moved(){this.wake("cells","notes","marks")}wake(...t){for(let e of t)this.stale.add(e);!this.request&&this.stage.seen&&(this.request=this.stage.window.requestAnimationFrame(e=>this.paint(e)))}sleep(){this.stage.window.cancelAnimationFrame(this.request),this.request=0,this.glows.clear()}paint(t){this.request=0,this.glows.step(t)&&this.stale.add("marks");let{ratio:e}=this.stage;this.stale.has("cells")&&this.paintCells(this.cells,e),this.stale.has("notes")&&this.paintOn(this.notes,()=>this.paintNotes(this.notes)),this.stale.has("marks")&&this.paintOn(this.marks,()=>this.paintMarks(this.marks)),this.stale.clear(),this.glows.size>0&&this.wake()}paintOn(t,e){let{width:s,height:n,ratio:r}=this.stage;t.setTransform(r,0,0,r,0,0),t.clearRect(0,0,s,n),e()}paintCells(t,e){let{plot:s}=this.frame;t.setTransform(1,0,0,1,0,0),t.clearRect(0,0,t.canvas.width,t.canvas.height),t.putImageData(this.image(t,e),Math.round(s.left*e),Math.round(s.top*e))}image(t,e){let{plot:s,left:n,top:r,cell:o,size:a}=this.frame,[l,h]=[s.width,s.height].map(d=>Math.max(1,Math.round(d*e)));(this.kept?.width!==l||this.kept?.height!==h)&&(this.kept=t.createImageData(l,h));let c={width:l,height:h,cell:o*e,left:(n-s.left)*e,top:(r-s.top)*e},f=new Uint32Array(this.kept.data.buffer);return Ti(f,c,this.scene,this.order.rank,a,Ai(this.stage.dark)),this.kept}paintNotes(t){let e={dark:this.stage.dark,selected:this.store.selected};zi(t,this.frame,this.order,this.scene.picture.agents,e)}paintMarks(t,e=!0){let s=[...this.store.selected].map(r=>this.order.rank[r]??-1).filter(r=>r>=0),n=e?this.keyboard??this.hover:null;Ii(t,this.frame,{rows:s,cell:n,strong:this.keyboard!==null},this.stage.dark),e&&Ni(t,this.frame,this.glows.lit(this.scene.picture,this.order.rank),this.stage.dark)}point(t,e,s){let n=JSON.stringify(this.hover);this.hover=t,this.stage.node.classList.toggle("over-agent",t!==null),t?this.describe(t,e,s):this.stage.tooltip.hide(),JSON.stringify(t)!==n&&this.wake("marks")}describe({row:t,column:e},s,n){let{document:r,tooltip:o}=this.stage,[a,l]=[this.order.agents[t],this.order.agents[e]];if(a===void 0||l===void 0||a===l){let h=a??l;return o.show(`agent ${h}`,()=>ue(r,this.scene.picture,h,this.context.words??{},this.stage.dark),s,n)}o.show(`pair ${a} ${l}`,()=>de(r,this.scene.picture,a,l,this.stage.dark),s,n)}picture(t=1){let e=this.stage.document.createElement("canvas");[e.width,e.height]=[Math.round(this.stage.width*t),Math.round(this.stage.height*t)];let s=e.getContext("2d");return s.setTransform(t,0,0,t,0,0),this.paintWhole(s,t),e}svg(){let t=new ht(this.stage.width,this.stage.height,this.notes);return this.paintWhole(t,2),t.toString(this.stage.node.getAttribute("aria-label"))}paintWhole(t,e){let{width:s,height:n,paper:r,document:o}=this.stage,{plot:a}=this.frame;t.fillStyle=r,t.fillRect(0,0,s,n);let l=o.createElement("canvas");[l.width,l.height]=[a.width,a.height].map(c=>Math.max(1,Math.round(c*e)));let h=l.getContext("2d");h.putImageData(this.image(h,e),0,0),t.drawImage(l,a.left,a.top,a.width,a.height),this.paintNotes(t),this.paintMarks(t,!1)}destroy(){this.stage.seen=!1,this.sleep(),this.leave(),this.stage.destroy()}};function $i(i,t,e){return new Ue(i,t,e)}var Tt={graph:Si,matrix:$i};var Ve=20,Ci=200,Ye=14;function Ri(i,t,e){let{document:s,words:n,theme:r,options:o,watch:a}=e,l=R(s,"svg",{class:"rl-scale",viewBox:`0 0 ${Ci} ${Ye}`,"aria-hidden":"true"}),h=(b,y)=>w(s,"span",{class:"rl-scale-end"},w(s,"b",{},y),` ${b}`),c=w(s,"span",{class:"rl-name"},n.sympathy),f=[h(n.dislike,"−1"),l,h(n.like,"+1")],d=w(s,"span",{class:"rl-note"}),u=w(s,"div",{class:"rl-legend",role:"note","aria-label":n.legend},c,...f,d);function g(){l.replaceChildren(...ca(s,r.dark))}function m(){let b=o.drawing==="matrix"?[n.rowsFeel,n.hatched]:[n.antipathy,n.strength,n.rim];k(d,b.join(" · "))}let p=[r.watch(g),a(b=>b.includes("drawing")&&m())];return g(),m(),i.append(u),{destroy(){for(let b of p)b();u.remove()}}}function ca(i,t){let e=Ci/Ve;return Array.from({length:Ve},(s,n)=>{let r=(n+.5)/Ve*2-1,o=mt(r)*1.5,a=jt(r,o).length?e*.62:e+.3,l={x1:n*e,x2:n*e+a,y1:Ye/2,y2:Ye/2,"stroke-width":o};return R(i,"line",{...l,stroke:it(r,t)})})}var ua={pause:"M5 3h2.2v10H5zM8.8 3H11v10H8.8z",play:"M5 3l8 5-8 5z",live:"M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",close:"M4 4l8 8M12 4l-8 8",download:"M8 2.5v7.2M5 7l3 3 3-3M3 12.5h10",sliders:"M3 5h5m3 0h2M3 11h2m3 0h5M9.5 3.5v3M6.5 9.5v3",fullscreen:"M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",search:"M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.2 3.2",ego:"M8 6.4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zM6.6 7.2L3 4.4M9.4 7.2L13 4.4M8 9.6V14"},da=new Set(["pause","play","live"]);function P(i,t){let e=da.has(t)?"rl-icon rl-filled":"rl-icon";return R(i,"svg",{class:e,viewBox:"0 0 16 16","aria-hidden":"true"},R(i,"path",{d:ua[t]}))}var j=i=>Math.round(i*10)/10;function Nt(i,t,e){return Pi(i).map(({from:s,to:n})=>{let r=[];for(let o=s;o<n;o++)r.push(`${j(t(o))} ${j(e(i[o]))}`);return r.length>1?`M${r.join("L")}`:`M${r[0]}h1`}).join("")}function Xe(i,t,e,s){let n=j(e(0));return Pi(i).filter(({from:r,to:o})=>o-r>1).map(({from:r,to:o})=>{let a=[];for(let l=r;l<o;l++)a.push(`L${j(t(l))} ${j(e(s(i[l])))}`);return`M${j(t(r))} ${n}${a.join("")}L${j(t(o-1))} ${n}Z`}).join("")}function Di(i,t,e,s){let n=e(0),r="";return i.forEach((o,a)=>{o>0&&(r+=`M${j(t(a))} ${j(n)}V${j(e(o))}h${j(s)}V${j(n)}Z`)}),r}function Pi(i){let t=[],e=-1;for(let s=0;s<=i.length;s++){let n=s<i.length&&i[s]!==null&&!Number.isNaN(i[s]);n&&e<0&&(e=s),!n&&e>=0&&(t.push({from:e,to:s}),e=-1)}return t}function Fi({source:i,target:t,sympathy:e,size:s},n){let r={out:[],in:[]};for(let a=0;a<s;a++)Number.isNaN(e[a])||(i[a]===n&&r.out.push({agent:t[a],sympathy:e[a]}),t[a]===n&&r.in.push({agent:i[a],sympathy:e[a]}));let o=(a,l)=>Math.abs(l.sympathy)-Math.abs(a.sympathy)||a.agent-l.agent;return r.out.sort(o),r.in.sort(o),r}function qi({agents:i,sympathy:t,size:e}){let s=0;for(let n=0;n<e;n++)Number.isNaN(t[n])||s++;return{agents:i.reduce((n,r)=>n+(r&&r.here!==!1?1:0),0),ties:s}}function Hi(i){return i.length?i.reduce((t,{sympathy:e})=>t+e,0)/i.length:null}function Wi(i,t,e){let s=ji(t);if(!s)return[];let n=[];return i.forEach((r,o)=>{let a=ji(r.name.slice(0,400)).indexOf(s);a>=0&&n.push({number:o,rank:a===0?0:1})}),n.sort((r,o)=>r.rank-o.rank||r.number-o.number),n.slice(0,e).map(({number:r})=>r)}function ji(i){return i.normalize("NFKD").replace(/\p{M}/gu,"").toLocaleLowerCase().trim()}var fa=12,Bi=5,pa=5e3,Gi={width:240,height:44};function Ki(i,t,e){let s=new Je(i,t,e);return{destroy:()=>s.destroy()}}var Je=class{constructor(t,e,s){Object.assign(this,{store:e,context:s,agent:null,history:[],said:[],asked:0,unfolded:new Set}),this.#i(t),this.painter=K(this.panel,()=>this.#r());let{defaultView:n}=s.document;this.timer=n.setInterval(()=>!e.moment&&!e.paused&&this.#s(),pa),this.stops=[e.subscribe(r=>this.#o(r)),s.theme.watch(()=>this.painter.request()),()=>n.clearInterval(this.timer),()=>this.painter.destroy(),()=>this.panel.remove()],this.#n()}destroy(){this.asked++;for(let t of this.stops.splice(0))t()}#i(t){let{document:e,words:s}=this.context,n=(a,l,...h)=>w(e,a,{class:l},...h);this.badge=w(e,"span",{class:"rl-badge","aria-hidden":"true"}),this.name=z(e,"h3","rl-name",""),this.mood=n("p","rl-mood"),this.close=w(e,"button",{class:"rl-button rl-quiet",type:"button","aria-label":s.close},P(e,"close"));let r=n("header","rl-head",this.badge,n("div","rl-who",this.name,this.mood),this.close);this.hint=n("p","rl-empty",s.chooseAgent),this.out=this.#e(s.likes),this.in=this.#e(s.likedBy),this.spark=this.#t(),this.lines=n("ol","rl-lines");let o=n("div","rl-block",n("h4","",s.lastLines),this.lines);this.content=n("div","rl-about-agent",n("div","rl-columns",this.out.block,this.in.block),this.spark.block,o),this.scroller=w(e,"div",{class:"rl-scroll",tabindex:"0",role:"group","aria-label":s.profile},this.content),this.panel=w(e,"section",{class:"rl-panel rl-profile","aria-label":s.profile},r,this.hint,this.scroller),this.close.addEventListener("click",()=>this.store.select([])),t.append(this.panel)}#e(t){let{document:e}=this.context,s=w(e,"span",{class:"rl-value"}),n=w(e,"h4",{},w(e,"span",{},t),s),r=w(e,"ol",{class:"rl-bars"}),o=w(e,"p",{class:"rl-rest"});return{block:w(e,"div",{class:"rl-block"},n,r,o),list:r,average:s,rest:o}}#t(){let{document:t,words:e}=this.context,s=d=>R(t,"path",{class:`rl-plot-${d}`}),[n,r,o]=["zero","out","in"].map(s),{width:a,height:l}=Gi,h=R(t,"svg",{class:"rl-spark",viewBox:`0 0 ${a} ${l}`,preserveAspectRatio:"none","aria-hidden":"true"},n,o,r);n.setAttribute("d",`M0 ${l/2}H${a}`);let c=(d,u)=>w(t,"span",{class:`rl-key rl-key-${d}`},u),f=w(t,"p",{class:"rl-keys"},c("out",e.likes),c("in",e.likedBy));return{block:w(t,"div",{class:"rl-block"},w(t,"h4",{},e.history),h,f),out:r,in:o}}#o(t){t.selection?this.#n():t.moment&&this.#s(),this.agent!==null&&(t.all||t.added||t.ties.length||t.chat||t.agents.length)&&this.painter.request()}#n(){let t=[...this.store.selected],e=t.length?t[t.length-1]:null;e!==this.agent&&(Object.assign(this,{agent:e,history:[],said:[]}),this.scroller.scrollTop=0,this.#s()),this.painter.request()}async#s(){let t=++this.asked;if(this.agent===null)return;let e=null;try{e=await this.store.profile(this.agent)}catch{}t!==this.asked||!e||(this.history=e.history??[],this.said=e.chat??[],this.painter.request())}#r(){let{shown:t}=this.store,e=this.agent===null?null:t.agents[this.agent];if(this.panel.classList.toggle("rl-nobody",!e),this.hint.hidden=!!e,this.scroller.hidden=this.close.hidden=!e,!e)return this.#h();this.#c(e);let s=Fi(t,this.agent);this.#l(this.out,s.out),this.#l(this.in,s.in),this.#a(),this.#f()}#h(){k(this.name,this.context.words.profile),k(this.mood,""),k(this.badge,""),this.badge.style.removeProperty("background")}#c(t){let{words:e,theme:s}=this.context;k(this.badge,tt(t.name)),Ee(this.badge,this.agent,s.dark),k(this.name,N(_(t.name,120)));let n=t.mood?N(_(t.mood,80)):"",r=typeof t.level=="number"?` ${Math.round(t.level*100)} %`:"";k(this.mood,t.here===!1?e.hasLeft:n?`${e.mood}: ${n}${r}`:"")}#l({list:t,average:e,rest:s},n){let{words:r}=this.context;k(e,n.length?`${r.mean} ${pt(Hi(n))}`:"");let o=n.slice(0,fa);for(;t.childNodes.length>o.length;)t.lastChild.remove();for(;t.childNodes.length<o.length;)t.append(this.#u());o.forEach((a,l)=>this.#d(t.childNodes[l],a)),k(s,n.length===0?r.noTies:n.length>o.length?r.andMore(n.length-o.length):"")}#u(){let{document:t}=this.context,e=w(t,"span",{class:"rl-bar","aria-hidden":"true"},w(t,"span",{class:"rl-fill"}));return w(t,"li",{},w(t,"span",{class:"rl-end"}),e,w(t,"span",{class:"rl-value"}))}#d(t,{agent:e,sympathy:s}){let[n,r,o]=t.childNodes,a=this.store.shown.agents[e]?.name??"";if(t.tied!==e||t.called!==a){let c={document:this.context.document,choose:f=>this.store.select([f])};n.replaceChildren(Ct(a,e,c)),Object.assign(t,{tied:e,called:a})}let l=r.firstChild,h=Math.min(1,Math.abs(s))*50;l.style.setProperty("left",`${s<0?50-h:50}%`),l.style.setProperty("width",`${h}%`),l.style.setProperty("background-color",it(s,this.context.theme.dark)),l.classList.toggle("rl-dashed",gt(s)),k(o,pt(s))}#a(){let{width:t,height:e}=Gi,{moment:s}=this.store,n=s?this.history.filter(([h])=>h<=s.time):this.history,r=this.history[0]?.[0]??0,o=Math.max(1,(this.history[this.history.length-1]?.[0]??1)-r),a=h=>(n[h][0]-r)/o*t,l=h=>2+(1-h)/2*(e-4);this.spark.in.setAttribute("d",Nt(n.map(h=>h[1]),a,l)),this.spark.out.setAttribute("d",Nt(n.map(h=>h[2]),a,l))}#f(){let{document:t,words:e,theme:s}=this.context,n=this.store.chat.filter(h=>h.kind==="message"&&h.agent===this.agent).slice(-Bi),r=this.store.moment?.seq??1/0,o=n.length?n:this.said.filter(h=>h.kind==="message"&&h.seq<=r).slice(-Bi),a=o.map(h=>h.seq).join()+s.dark;if(a===this.linesKey)return;this.linesKey=a;let l={document:t,words:e,theme:s,agents:this.store.shown.agents,unfolded:this.unfolded,choose:null};this.lines.replaceChildren(...o.map(h=>et(h,null,l))),o.length||this.lines.replaceChildren(w(t,"li",{class:"rl-empty"},e.noLines))}};var Ui=new Set(["connecting","live","reconnecting","complete","failed","closed","paused"]),ma=120;function Vi(i,t,e){let{document:s,words:n}=e,r=z(s,"h2","rl-title",""),o=p=>w(s,"span",{class:p}),[a,l,h,c]=["rl-state","rl-gaps","rl-size","rl-rates"].map(o),f=w(s,"p",{class:"rl-facts"},a,l,h,c),d=w(s,"div",{class:"rl-status"},r,f),u=K(d,g);function g(){k(r,t.title?N(_(t.title,160)):n.room);let p=t.status.state,b=n.links[t.link];a.dataset.state=b?t.link:Ui.has(p)?p:"other";let y=Ui.has(p)?n.states[p]:N(_(String(p),40)),x=p==="failed"&&t.status.error?`: ${N(_(t.status.error,ma))}`:"";k(a,b??`${y}${x}`),l.hidden=!t.status.gaps,l.classList.toggle("rl-open",t.status.open_gaps>0),k(l,n.gaps(t.status.gaps));let{agents:v,ties:S}=qi(t.shown);k(h,`${n.agents(v)}, ${n.ties(S)}`);let{message_rate:L,change_rate:O}=t.totals;c.hidden=p==="complete";let A=(D,T)=>`${D} ${gs(T??0,n.language)}${n.perSecond}`;k(c,`${A(n.messages,L)} · ${A(n.changes,O)}`)}let m=t.subscribe(p=>{(p.all||p.status||p.agents.length||p.added||p.moment)&&u.request()});return u.request(),i.append(d),{destroy(){m(),u.destroy(),d.remove()}}}var ga=[1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,10800,21600,43200,86400,172800,604800,2592e3,31536e3],wa=90,ba=1.5,ya=.52;function Yi(i){let t=o=>R(i,"path",{class:`rl-plot-${o}`}),e=Object.fromEntries(["unknown","gaps","rounds","zero","warm","cold","mean","messages","changes","base","ticks"].map(o=>[o,t(o)])),s=R(i,"g",{class:"rl-plot-labels"}),n=R(i,"svg",{class:"rl-plot","aria-hidden":"true"},...Object.values(e),s);function r(o,a,l,h){n.setAttribute("viewBox",`0 0 ${a} ${l}`);let c=l-ba*h,f=va(o,a,c);for(let[g,m]of Object.entries(f))e[g].setAttribute("d",m);let{d,texts:u}=xa(o,a,c,h);e.ticks.setAttribute("d",d),ka(i,s,u,c+1.15*h)}return{element:n,draw:r}}function va({start:i,end:t,known:e,bins:s,gaps:n,rounds:r},o,a){let l=Math.max(1,s.sympathy.length),h=Math.max(1,t-i),c=b=>Math.min(Math.max(b-i,0),h)/h*o,f=o/l,d=b=>(b+.5)*f,u=a*ya,g=b=>3+(1-b)/2*(u-6),m=u+(a-u)*.55,p=(b,y)=>{let x=Math.max(1,...b);return Di(b,v=>v*f+.5,v=>m-Math.sqrt(v/x)*y,Math.max(1,f-1))};return{unknown:e>i?`M0 0H${c(e)}V${u}H0Z`:"",gaps:n.map(([b,y])=>`M${c(b)} 0H${Math.max(c(y??t),c(b)+2)}V${a}H${c(b)}Z`).join(""),rounds:r.map(b=>`M${c(b)} 0V${a}`).join(""),zero:`M0 ${g(0)}H${o}`,warm:Xe(s.sympathy,d,g,b=>Math.max(b,0)),cold:Xe(s.sympathy,d,g,b=>Math.min(b,0)),mean:Nt(s.sympathy,d,g),messages:p(s.messages,m-u-4),changes:p(s.changes,-(a-m-4)),base:`M0 ${m}H${o}`}}function xa({start:i,end:t},e,s,n){let o=Math.max(1e-6,(t-i)/1e6)/Math.max(1,e/(wa*(n/13))),a=ga.find(c=>c>=o)??Math.ceil(o/31536e3)*31536e3,l=[],h=`M0 ${s}H${e}`;for(let c=Math.ceil(i/1e6/a)*a;c*1e6<=t&&l.length<40;c+=a){let f=(c*1e6-i)/(t-i||1)*e;h+=`M${f} ${s}v4`;let d=a>=86400?It(c*1e6):H(c*1e6,a<60);f>2.2*n&&f<e-2.2*n&&l.push({x:f,text:d})}return{d:h,texts:l}}function ka(i,t,e,s){for(;t.childNodes.length>e.length;)t.lastChild.remove();for(;t.childNodes.length<e.length;)t.append(R(i,"text",{"text-anchor":"middle"}));e.forEach(({x:n,text:r},o)=>{let a=t.childNodes[o];a.setAttribute("x",n),a.setAttribute("y",s),k(a,r)})}function Xi(i,{start:t,end:e}){return ms(t,e)?H(i,!0):`${It(i)} ${H(i,!0)}`}var Ze=240,Ji=10,Ma={ArrowLeft:-1,ArrowDown:-1,ArrowRight:1,ArrowUp:1,PageDown:-Ji,PageUp:Ji},Sa=.995,_a=3e3;function be(i,t,e){let s=new Qe(i,t,e);return{destroy:()=>s.destroy()}}var Qe=class{constructor(t,e,s){Object.assign(this,{store:e,context:s,wanted:null,dragging:!1,pausedAt:null,stoodAt:e.paused?e.timeline?.end??null:null}),this.#i(t),this.painter=K(this.panel,()=>this.#p()),this.stops=[e.subscribe(n=>this.#o(n)),s.theme.watch(()=>this.painter.request()),st(this.track,()=>this.painter.request()),()=>this.painter.destroy(),()=>this.panel.remove()],this.painter.request()}destroy(){for(let t of this.stops.splice(0))t()}#i(t){let{document:e,words:s}=this.context;this.live=w(e,"button",{class:"rl-button rl-live",type:"button"},P(e,"live"),w(e,"span",{},s.live)),this.pauseLabel=w(e,"span",{},s.pause),this.pauseIcons=[P(e,"pause"),P(e,"play")],this.pause=w(e,"button",{class:"rl-button",type:"button"},...this.pauseIcons,this.pauseLabel),this.time=w(e,"output",{class:"rl-moment","aria-live":"off"}),this.waits=w(e,"span",{class:"rl-waits"}),this.drawing=Yi(e),this.thumb=w(e,"div",{class:"rl-thumb",role:"slider",tabindex:"0","aria-label":s.moment,"aria-valuemin":"0","aria-valuemax":String(Ze)}),this.empty=w(e,"p",{class:"rl-empty",hidden:!0},s.noData),this.track=w(e,"div",{class:"rl-track"},this.drawing.element,this.empty,this.thumb);let n=w(e,"div",{class:"rl-transport"},this.live,this.pause,this.time,this.waits);this.panel=w(e,"section",{class:"rl-panel rl-timeline","aria-label":s.timeline},n,this.#e(),this.track),this.#t(),t.append(this.panel)}#e(){let{document:t,words:e}=this.context,s=(r,o)=>w(t,"span",{class:`rl-lane rl-lane-${r}`},o),n=[s("sympathy",e.meanSympathy),s("messages",e.messages),s("changes",e.changes)];return w(t,"div",{class:"rl-lanes","aria-hidden":"true"},...n)}#t(){this.live.addEventListener("click",()=>this.#d()),this.pause.addEventListener("click",()=>this.store.paused?this.store.resume():this.store.pause()),this.thumb.addEventListener("keydown",t=>this.#l(t)),this.track.addEventListener("pointerdown",t=>this.#r(t)),this.track.addEventListener("pointermove",t=>this.dragging&&this.#h(t));for(let t of["pointerup","pointercancel","lostpointercapture"])this.track.addEventListener(t,()=>this.#c())}#o(t){if(t.moment){let{moment:e,paused:s}=this.store;this.pausedAt=s?this.pausedAt??this.#s():null,this.stoodAt=s?this.stoodAt??this.store.timeline?.end??null:null;let n=e&&e.time<=this.wanted&&this.#n()-this.askedAt<_a;!this.dragging&&!n&&(this.wanted=null)}(t.timeline||t.moment||t.status||t.all)&&this.painter.request()}#n(){return this.context.document.defaultView.performance.now()}#s(){let{messages:t,events:e,changes:s}=this.store.totals;return t+e+s}#r(t){t.button!==0||!this.#a()||(t.preventDefault(),this.thumb.focus({preventScroll:!0}),this.track.setPointerCapture?.(t.pointerId),this.span=this.#a(),this.dragging=!0,this.#h(t))}#h(t){let{left:e,width:s}=this.track.getBoundingClientRect();this.#u(Math.min(1,Math.max(0,(t.clientX-e)/Math.max(1,s))))}#c(){this.dragging&&(this.dragging=!1,this.span=null,this.painter.request())}#l(t){let e=Ma[t.key];e===void 0&&t.key!=="Home"&&t.key!=="End"||(t.preventDefault(),this.#a()&&(t.key==="Home"?this.#u(0):t.key==="End"?this.#u(1):this.#u(Math.min(1,Math.max(0,this.#f()+e/Ze)))))}#u(t){let e=this.#a();if(t>=Sa)return this.#d();this.wanted=Math.round(e.start+t*(e.end-e.start)),this.askedAt=this.#n(),this.store.seek({time:this.wanted}),this.painter.request()}#d(){this.wanted=null,this.store.goLive(),this.painter.request()}#a(){let t=this.span??this.store.timeline;return t&&t.end>t.start?t:null}#f(){let t=this.#a(),e=this.wanted??this.store.moment?.time??this.stoodAt;return e===null||!t?1:Math.min(1,Math.max(0,(e-t.start)/(t.end-t.start)))}#p(){let t=this.#a(),{clientWidth:e,clientHeight:s}=this.track;if(this.empty.hidden=!!t||this.store.link==="waiting"||this.store.link==="busy",this.thumb.hidden=!t,t&&e>0&&s>0){let n=parseFloat(this.context.document.defaultView.getComputedStyle(this.track).fontSize)||13;this.drawing.draw(t,e,s,n)}this.#m(t),this.#g()}#m(t){let e=this.#f();this.thumb.style.setProperty("left",`${(e*100).toFixed(3)}%`),this.thumb.setAttribute("aria-valuenow",String(Math.round(e*Ze)));let{words:s}=this.context,n=t?Xi(t.start+e*(t.end-t.start),t):"",r=e<1;this.thumb.setAttribute("aria-valuetext",r?s.atMoment(`${n} UTC`):s.now),k(this.time,t?`${n} UTC`:"")}#g(){let{words:t}=this.context,{moment:e,paused:s}=this.store,n=!e&&!s;this.live.setAttribute("aria-pressed",n),this.panel.classList.toggle("rl-in-past",!!e||this.wanted!==null),this.panel.classList.toggle("rl-paused",s),this.pauseIcons[0].classList.toggle("rl-gone",s),this.pauseIcons[1].classList.toggle("rl-gone",!s),k(this.pauseLabel,s?t.resume:t.pause);let r=this.pausedAt===null?0:this.#s()-this.pausedAt;k(this.waits,s?r>0?t.waiting(r):t.paused:e?t.past:"")}};var Ea=8,Aa=60,Zi={ArrowDown:1,ArrowUp:-1};function Qi(i,t){let{element:e}=new ts(i,t);return{element:e,destroy:()=>e.remove()}}var ts=class{constructor(t,{document:e,words:s}){Object.assign(this,{store:t,document:e,words:s,found:[],active:-1});let n={class:"rl-input",type:"search",role:"combobox","aria-expanded":"false","aria-autocomplete":"list"},r={"aria-label":s.find,placeholder:s.find,autocomplete:"off",spellcheck:"false",maxlength:"200"};this.input=w(e,"input",{...n,...r}),this.list=w(e,"div",{class:"rl-sheet rl-found",role:"listbox","aria-label":s.find,hidden:!0}),this.element=w(e,"div",{class:"rl-finder"},P(e,"search"),this.input,this.list),this.input.ariaControlsElements=[this.list],this.input.addEventListener("input",()=>this.#i()),this.input.addEventListener("focus",()=>this.input.value&&this.#i()),this.input.addEventListener("blur",()=>this.#t(!1)),this.input.addEventListener("keydown",o=>this.#s(o))}#i(){let{agents:t}=this.store.shown,e=this.input.value;this.found=Wi(t,e,Ea);let s=this.found.map(r=>this.#e(t[r].name,r)),n=w(this.document,"p",{class:"rl-empty"},this.words.nobodyFound);this.list.replaceChildren(...s.length?s:[n]),this.#t(!!e.trim()),this.#o(s.length?0:-1)}#e(t,e){let s=z(this.document,"bdi","rl-text",_(N(t),Aa)),n=w(this.document,"div",{class:"rl-option",role:"option"},s);return n.addEventListener("pointerdown",r=>{r.preventDefault(),this.#n(e)}),n}#t(t){this.list.hidden=!t,this.input.setAttribute("aria-expanded",t)}#o(t){this.active=t,[...this.list.children].forEach((e,s)=>e.setAttribute("aria-selected",s===t)),this.input.ariaActiveDescendantElement=this.list.children[t]??null}#n(t){this.store.select([t]),this.input.value="",this.#t(!1)}#s(t){let{key:e}=t,s=this.found.length;if(Zi[e]&&s&&!this.list.hidden)this.#o((this.active+Zi[e]+s)%s);else if(e==="Enter"&&this.active>=0&&!this.list.hidden)this.#n(this.found[this.active]);else if(e==="Escape"&&this.input.value)this.#r();else return;t.preventDefault()}#r(){this.input.value="",this.#t(!1)}};function es(i,t,e,...s){let n=w(i,"summary",{class:"rl-button",role:"button","aria-label":e,title:e,"aria-expanded":"false"},...t),r=w(i,"div",{class:"rl-sheet"},...s),o=w(i,"details",{class:"rl-menu"},n,r),a=()=>{o.open=!1},l=h=>!o.contains(h.target)&&a();return o.addEventListener("toggle",()=>{n.setAttribute("aria-expanded",o.open),o.open?i.addEventListener("pointerdown",l,!0):i.removeEventListener("pointerdown",l,!0)}),o.addEventListener("keydown",h=>{h.key!=="Escape"||!o.open||(h.stopPropagation(),a(),n.focus())}),o.addEventListener("focusout",h=>{h.relatedTarget&&!o.contains(h.relatedTarget)&&a()}),{element:o,close:a}}function Lt(i,t,e,s,n){let r=new Map;for(let[a,l]of e){let h=w(i,"button",{class:"rl-segment",type:"button"},l);h.addEventListener("click",()=>n(a)),r.set(a,h)}let o=a=>{for(let[l,h]of r)h.setAttribute("aria-pressed",l===a)};return o(s),{element:w(i,"div",{class:"rl-segments",role:"group","aria-label":t},...r.values()),show:o}}var Ta=1e4;function tn(i,t,e){let s=t===null?"":`-${$t(t).replace(/\D+/g,"")}`;return`roomlab-${i}${s}.${e}`}async function en(i,{format:t,scale:e},s,n){let r=t==="svg"?new Blob([i.svg()],{type:"image/svg+xml"}):await Na(i.picture(e));La(r,s,n)}function Na(i){return new Promise((t,e)=>{i.toBlob(s=>s?t(s):e(new Error("the picture is too large for this browser")),"image/png")})}function La(i,t,e){let s=e.defaultView,n=s.URL.createObjectURL(i),r=e.createElement("a");r.href=n,r.download=t,r.click(),s.setTimeout(()=>s.URL.revokeObjectURL(n),Ta)}var Oa=.05;function sn(i,t,e,s){let n=new ss(i,t,e,s);return{destroy:()=>n.destroy()}}var ss=class{constructor(t,e,s,n){Object.assign(this,{store:e,context:s,dashboard:n}),this.#i(t),this.stops=[s.watch(()=>this.#r()),e.subscribe(a=>a.selection&&this.#r()),()=>this.finder.destroy(),()=>this.bar.remove()];let{document:r}=s,o=()=>this.#s();r.addEventListener("fullscreenchange",o),this.stops.push(()=>r.removeEventListener("fullscreenchange",o)),this.#r(),this.#s()}destroy(){for(let t of this.stops.splice(0))t()}#i(t){let{document:e,words:s,options:n,change:r}=this.context;this.finder=Qi(this.store,this.context);let o=[["graph",s.graph],["matrix",s.matrix]];this.drawing=Lt(e,s.drawing,o,n.drawing,c=>r({drawing:c}));let a=[["all",s.allSigns],["positive",s.positive],["negative",s.negative]];this.signs=Lt(e,s.signs,a,n.signs,c=>r({signs:c})),this.ego=w(e,"button",{class:"rl-button",type:"button"},P(e,"ego"),w(e,"span",{},s.ego)),this.ego.addEventListener("click",()=>r({ego:!n.ego})),this.said=w(e,"span",{class:"rl-heard",role:"status"});let l=w(e,"div",{class:"rl-end-tools"},this.#t(),this.#o(),this.#n(),this.said),h=[this.finder.element,this.drawing.element,this.signs.element,this.#e(),this.ego,l];this.bar=w(e,"div",{class:"rl-toolbar",role:"group","aria-label":s.tools},...h),t.append(this.bar)}#e(){let{document:t,words:e,change:s}=this.context;return this.range=w(t,"input",{class:"rl-range",type:"range",min:"0",max:"1",step:String(Oa),"aria-label":e.threshold}),this.figure=w(t,"output",{class:"rl-value","aria-hidden":"true"}),this.range.addEventListener("input",()=>s({threshold:Number(this.range.value)})),w(t,"label",{class:"rl-threshold"},w(t,"span",{},e.threshold),this.range,this.figure)}#t(){let{document:t,words:e}=this.context,n=[[e.savePng,"png",1],[e.savePngTwice,"png",2],[e.saveSvg,"svg",1]].map(([r,o,a])=>{let l=w(t,"button",{class:"rl-item",type:"button"},r);return l.addEventListener("click",()=>this.#h({format:o,scale:a})),l});return this.saver=es(t,[P(t,"download")],e.save,...n),this.saver.element}#o(){let{document:t,words:e,options:s,change:n}=this.context,r=(h,c)=>w(t,"div",{class:"rl-setting"},w(t,"span",{},h),c),o=[["en","English"],["ru","Русский"]],a=[["auto",e.auto],["light",e.light],["dark",e.dark]];this.language=Lt(t,e.languageLabel,o,e.language,h=>n({language:h})),this.theme=Lt(t,e.themeLabel,a,s.theme,h=>n({theme:h})),this.large=w(t,"button",{class:"rl-segment rl-alone",type:"button"},e.projector),this.large.addEventListener("click",()=>n({size:s.size==="projector"?"auto":"projector"}));let l=[r(e.languageLabel,this.language.element),r(e.themeLabel,this.theme.element),this.large];return es(t,[P(t,"sliders")],e.settings,...l).element}#n(){let{document:t}=this.context,{screen:e}=this.dashboard;return this.full=w(t,"button",{class:"rl-button",type:"button",hidden:!t.fullscreenEnabled},P(t,"fullscreen")),this.full.addEventListener("click",()=>{(t.fullscreenElement===e?t.exitFullscreen():e.requestFullscreen()).catch(()=>{})}),this.full}#s(){let{document:t,words:e}=this.context,s=t.fullscreenElement===this.dashboard.screen,n=s?e.leaveFullscreen:e.fullscreen;this.full.setAttribute("aria-label",n),this.full.setAttribute("title",n),this.full.setAttribute("aria-pressed",s)}#r(){let{options:t}=this.context;this.drawing.show(t.drawing),this.signs.show(t.signs),this.theme.show(t.theme),this.range.value=String(t.threshold),k(this.figure,ws(t.threshold,this.context.words.language)),this.ego.setAttribute("aria-pressed",t.ego===!0),this.ego.disabled=this.store.selected.size===0&&!t.ego,this.large.setAttribute("aria-pressed",t.size==="projector")}async#h(t){let{document:e,words:s,options:n}=this.context;this.saver.close();let r=this.store.moment?.time??this.store.timeline?.end??null;try{await en(this.dashboard.drawing(),t,tn(n.drawing,r,t.format),e),k(this.said,s.saved)}catch(o){console.warn("roomlab: the picture could not be saved",o),k(this.said,s.notSaved)}}};var za=1600,nn={normal:720,large:1050};function rn(i,t,e){let s=new is(i,t,e);return{destroy:()=>s.destroy()}}var is=class{constructor(t,e,s){Object.assign(this,{store:e,context:s,tab:"drawing",panels:[],drawing:null}),this.#i(t),this.stops=[st(this.screen,n=>n>0&&this.#l(n)),s.watch(n=>this.#h(n)),e.subscribe(n=>n.selection&&this.#c()),()=>this.#t(),()=>this.drawing?.destroy(),()=>this.screen.remove()],this.#e(),this.#r(),this.#c(),this.#l(this.screen.clientWidth||t.clientWidth||nn.normal)}destroy(){for(let t of this.stops.splice(0))t()}#i(t){let{document:e,words:s}=this.context,n=(g,...m)=>w(e,"div",{class:`rl-${g}`},...m);this.places={head:n("top"),tabs:n("tabs"),drawing:n("drawing"),legend:n("under"),side:n("side"),profile:n("place"),chat:n("place"),timeline:n("bottom")};let{head:r,tabs:o,drawing:a,legend:l,side:h,profile:c,chat:f,timeline:d}=this.places;h.append(c,f);let u=w(e,"div",{class:"rl-main"},o,n("stage",a,l),h);this.screen=w(e,"div",{class:"rl-dashboard",role:"region","aria-label":s.room},r,u,d),t.append(this.screen)}#e(){let{store:t,context:e,places:s}=this;this.#t();let n={drawing:()=>this.drawing,screen:this.screen};this.panels=[Vi(s.head,t,e),sn(s.head,t,e,n),Ri(s.legend,t,e),Ki(s.profile,t,e),Dt(s.chat,t,e),be(s.timeline,t,e),As(this.screen,t,e)],this.#o()}#t(){for(let t of this.panels.splice(0))t.destroy()}#o(){let{document:t,words:e}=this.context,s={drawing:e.drawing,chat:e.chat,profile:e.profile};this.tabs=Object.entries(s).map(([n,r])=>{let o=w(t,"button",{class:"rl-tab",type:"button",role:"tab","data-name":n},r);return o.addEventListener("click",()=>this.#s(n)),o.addEventListener("keydown",a=>this.#n(a)),[n,o]}),this.places.tabs.setAttribute("role","tablist"),this.places.tabs.setAttribute("aria-label",e.room),this.places.tabs.replaceChildren(...this.tabs.map(([,n])=>n)),this.#s(this.tab)}#n(t){let e={ArrowRight:1,ArrowLeft:-1}[t.key];if(!e)return;t.preventDefault();let s=this.tabs.findIndex(([o])=>o===this.tab),[n,r]=this.tabs[(s+e+this.tabs.length)%this.tabs.length];this.#s(n),r.focus()}#s(t){this.tab=t,this.screen.dataset.tab=t;for(let[e,s]of this.tabs)s.setAttribute("aria-selected",e===t),s.setAttribute("tabindex",e===t?"0":"-1")}#r(){this.drawing?.destroy();let t=Tt[this.context.options.drawing]??Tt.graph;this.drawing=t(this.places.drawing,this.store,this.context)}#h(t){t.includes("drawing")&&this.#r(),t.includes("language")&&(this.screen.setAttribute("aria-label",this.context.words.room),this.#e()),t.includes("size")&&this.#l(this.screen.clientWidth)}#c(){let t=this.store.selected.size>0;this.screen.classList.toggle("rl-with-profile",t),!t&&this.tab==="profile"&&this.#s("drawing")}#l(t){let e=this.context.options.size==="projector"||t>=za?"large":"normal";this.screen.dataset.type=e,this.screen.dataset.shape=t<nn[e]?"narrow":"wide"}};var on={dashboard:rn,...Tt,chat:Dt,timeline:be};var ye=class{constructor(t){this._send=t,this._waiting=new Map,this._last=0}number(){return++this._last}ask(t){let e=this.number();return new Promise((s,n)=>{this._waiting.set(e,{resolve:s,reject:n}),this._send({...t,request:e})})}answer(t){let e=this._waiting.get(t.request);this._waiting.delete(t.request),t.type==="error"?e?.reject(new Error(t.text)):e?.resolve(t)}abandon(t){for(let{reject:e}of this._waiting.values())e(new Error(t));this._waiting.clear()}};var Ot=class i{constructor(){this.agents=[],this.source=new Int32Array(0),this.target=new Int32Array(0),this.sympathy=new Float64Array(0),this.size=0}copy(){let t=new i;return t.agents=this.agents.slice(),t.source=this.source.slice(0,this.size),t.target=this.target.slice(0,this.size),t.sympathy=this.sympathy.slice(0,this.size),t.size=this.size,t}},ns=i=>i??NaN;function an({agents:i,ties:t}){let e=new Ot;return e.agents=i.slice(),ln(e,t),e}function ln(i,{source:t,target:e,sympathy:s}){let n=t.length;Ia(i,i.size+n),i.source.set(t,i.size),i.target.set(e,i.size);for(let r=0;r<n;r++)i.sympathy[i.size+r]=ns(s[r]);return i.size+=n,n}function hn(i,t){let e=[];for(let[r,o]of t.agents??[])i.agents[r]=o,e.push(r);let s=t.new_ties?ln(i,t.new_ties):0,n=t.ties?.tie??[];return n.forEach((r,o)=>{i.sympathy[r]=ns(t.ties.sympathy[o])}),{agents:e,added:s,ties:n}}function cn(i,{agents:t,sympathy:e}){let s=i.copy();s.agents=i.agents.map((n,r)=>t[r]??{...n,here:!1});for(let n=0;n<s.size;n++)s.sympathy[n]=ns(e[n]);return s}function un(i,t){let e=new Set(t),s=new Map;return i.forEach(({id:n},r)=>e.has(n)&&s.set(n,r)),[...e].filter(n=>s.has(n)).map(n=>s.get(n))}function dn(i,t){if(!t.length)return i;let e=t[0].seq;return(i.length?i[i.length-1].seq:-1/0)<e?t.slice():[...i.filter(n=>n.seq<e),...t]}function Ia(i,t){if(t<=i.sympathy.length)return;let e=Math.max(t,2*i.sympathy.length,64);for(let[s,n]of[["source",Int32Array],["target",Int32Array],["sympathy",Float64Array]]){let r=new n(e);r.set(i[s].subarray(0,i.size)),i[s]=r}}var $a=2e3,Ca=2e3,Ra={all:!1,agents:[],added:0,ties:[],chat:!1,timeline:!1,status:!1,selection:!1,moment:!1},ve=class{constructor(t){this.live=new Ot,this.shown=this.live,this.chat=[],this.title="",this.status={state:"connecting",gaps:0,open_gaps:0,error:null},this.link="waiting",this.totals={messages:0,events:0,changes:0,message_rate:0,change_rate:0},this.timeline=null,this.moment=null,this.paused=!1,this.selected=new Set,this._liveChat=this.chat,this._liveTotals=this.totals,this._chatLimit=$a,this._selectedIds=[],this._number=null,this._asked=!1,this._wanted=null,this._seeking=null,this._callbacks=new Set,this._transport=t,this._questions=new ye(e=>t.send(e)),this._stops=[t.listen(e=>this._receive(e))],this._hello(),t.watch&&this._stops.push(t.watch(e=>this.setKernel(e)))}subscribe(t){return this._callbacks.add(t),()=>this._callbacks.delete(t)}destroy(){clearTimeout(this._patience);for(let t of this._stops.splice(0))t();this._callbacks.clear(),this._questions.abandon("the view was closed")}seek(t){if(this.link==="gone")return this._tell({moment:!0});this._wanted={...t},this._seeking===null&&this._seekNow()}get seeking(){return this._seeking!==null||this._wanted!==null}goLive(){this._wanted=this._seeking=null,!(this.moment===null&&!this.paused)&&(this.moment=null,this.paused=!1,this._showLive())}pause(){this.paused||(this.paused=!0,this.moment===null&&this._freeze(),this._tell({moment:!0}))}resume(){this.paused&&(this.paused=!1,this.moment===null?this._showLive():this._tell({moment:!0}))}select(t){this.selected=new Set(t),this._selectedIds=[...this.selected].map(e=>this.live.agents[e]?.id).filter(e=>e!==void 0),this._tell({selection:!0})}selectIds(t){this._selectedIds=[...t],this._resolveSelection(),this._tell({selection:!0})}get selectedIds(){return this._selectedIds.slice()}profile(t){return this._ask({type:"profile",agent:t})}async older(t,e=300){let{moment:s}=this,{chat:n}=await this._ask({type:"older",before:t,limit:e});if(this.moment!==s||t<(this.chat[0]?.seq??t))return n;this._chatLimit+=n.length;let r=this.chat===this._liveChat;return this.chat=[...n,...this.chat.filter(o=>!n.length||o.seq>n[n.length-1].seq)],r&&(this._liveChat=this.chat),this._tell({chat:!0}),n}stay(){this._transport.send({type:"here"})}setKernel(t){t&&this.link==="gone"&&this._hello(),!t&&(this._asked=!1,this._seeking=this._wanted=null,this._questions.abandon("there is no kernel"),this._setLink("gone",{moment:!0}))}_receive(t){try{this._take(t)}catch(e){if(console.warn("roomlab: a message could not be read",e),this._hello(),!this.seeking)return;this._seeking=this._wanted=null,this._tell({moment:!0})}}_take(t){switch(t.type){case"snapshot":return this._takeSnapshot(t);case"delta":return this._takeDelta(t);case"moment":return this._takeMoment(t);case"profile":case"older":return this._questions.answer(t);case"error":return this._takeError(t)}}_takeSnapshot(t){let e=an(t),s=this.shown===this.live;this.live=e,s&&(this.shown=e),this.title=t.title,this.status=t.status,this.timeline=t.timeline,this._number=t.n,this._asked=!1,this._keepTotals(t.totals),this._keepLines(dn(this._liveChat,t.chat));let n=this.paused&&this.moment===null&&!this.shown.agents.length;n&&this._freeze(),this._resolveSelection(),this.link="ready",this._tell(s||n?{all:!0,chat:!0,timeline:!0,status:!0,selection:!0}:{timeline:!0,status:!0,selection:!0})}_takeDelta(t){if(this._number!==null&&t.n<=this._number)return;if(t.n!==this._number+1)return this._hello();let e=hn(this.live,t);this._number=t.n,t.status&&(this.status=t.status),t.timeline&&(this.timeline=t.timeline),t.totals&&this._keepTotals(t.totals);let s=!!t.chat?.length;s&&this._keepLines(t.chat_anew?t.chat.slice():[...this._liveChat,...t.chat]);let n=e.agents.length>0&&this._resolveSelection(),r={timeline:!!t.timeline,status:!!(t.status??t.totals),selection:n};this._tell(this.shown===this.live?{...r,...e,chat:s}:r)}_takeMoment(t){if(t.request!==this._seeking)return;let e=cn(this.live,t);Object.assign(this,{_seeking:null,moment:{seq:t.seq,time:t.time},shown:e,chat:t.chat,totals:t.totals}),this._tell({all:!0,chat:!0,status:!0,moment:!0}),this._wanted!==null&&this._seekNow()}_takeError(t){this._questions.answer(t),t.request===this._seeking&&(this._seeking=null,this._wanted!==null?this._seekNow():this._tell({moment:!0}))}_hello(){this._asked||(this._asked=!0,this._transport.send({type:"hello"}),this.link==="gone"&&this._setLink("waiting"),clearTimeout(this._patience),this._patience=setTimeout(()=>{this._asked&&(this._asked=!1,this.link!=="gone"&&this._setLink("busy"))},Ca))}_seekNow(){this._seeking=this._questions.number();let t=this._wanted;this._wanted=null,this._transport.send({type:"seek",request:this._seeking,...t})}_ask(t){return this.link==="gone"?Promise.reject(new Error("there is no kernel")):this._questions.ask(t)}_freeze(){this.shown=this.live.copy(),this.chat=this._liveChat.slice()}_showLive(){this.shown=this.live,this.chat=this._liveChat,this.totals=this._liveTotals,this._tell({all:!0,chat:!0,timeline:!0,status:!0,moment:!0})}_keepTotals(t){this._liveTotals=t,this.moment===null&&(this.totals=t)}_keepLines(t){this._liveChat=t.length>this._chatLimit?t.slice(t.length-this._chatLimit):t,this.shown===this.live&&(this.chat=this._liveChat)}_resolveSelection(){let t=[...this.selected].join();return this.selected=new Set(un(this.live.agents,this._selectedIds)),t!==[...this.selected].join()}_setLink(t,e={}){this.link!==t&&(this.link=t,this._tell({...e,status:!0}))}_tell(t){let e={...Ra,...t};for(let s of[...this._callbacks])try{s(e)}catch(n){console.error("roomlab: a part of the view failed",n)}}};function Da(i){let t=JSON.parse(i.getElementById("room").textContent),e=i.getElementById("live"),{root:s,context:n}=fs(e,t.options??{}),r=new ve(as(t));return on.dashboard(s,r,n),e.hidden=!1,i.getElementById("still")?.remove(),r}globalThis.document?.getElementById("room")&&Da(globalThis.document);})();

// What a report looks like, by day and by night.

export const reportStyle = `
:root{--paper:#f7f5f0;--card:#fffdf8;--ink:#211d18;--soft:#6d655a;--rule:#e4ded2;--grid:#ece7dc;
--c0:#2f6f8f;--c1:#ad5210;--c2:#b03052;--good:#2e7d4f;--good-back:#e2f1e6;--bad:#a3273f;--bad-back:#f9e1e4}
@media (prefers-color-scheme:dark){:root{--paper:#171512;--card:#201d19;--ink:#efe9df;--soft:#a59b8c;
--rule:#35302a;--grid:#2b2722;--c0:#7fbfdc;--c1:#f0a060;--c2:#f07c98;--good:#84d3a2;--good-back:#1d3327;
--bad:#f39aa9;--bad-back:#3d2027}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 ui-sans-serif,system-ui,sans-serif}
main{max-width:1180px;margin:0 auto;padding:48px 24px 80px}
.eyebrow{margin:0;color:var(--c1);font-weight:600;letter-spacing:.02em}
h1{margin:.1em 0;font-size:clamp(1.6rem,4vw,2.6rem);line-height:1.15;letter-spacing:-.02em;overflow-wrap:anywhere}
h2{margin:0 0 14px;font-size:1.15rem;letter-spacing:-.01em}
.when,.note,.beside{color:var(--soft)}
.when{margin:0}
.note{font-size:.9rem}
.conclusion{margin:24px 0 0;padding:10px 16px;border:1px solid transparent;border-radius:14px;font-size:1.1rem;
font-weight:650;overflow-wrap:anywhere}
.badges{display:flex;flex-wrap:wrap;gap:8px;margin:16px 0 24px;padding:0;list-style:none}
.badges li{padding:3px 12px;border:1px solid var(--rule);border-radius:18px;font-size:.9rem;font-weight:600;
overflow-wrap:anywhere}
.badges .good,.badges .bad{border-color:transparent}
.badges .good::before{content:'✓ '}
.badges .bad::before{content:'✗ '}
.good{background:var(--good-back)}.badges .bad{background:var(--bad-back)}
.good{background:var(--good-back);color:var(--good)}
.bad{background:var(--bad-back);color:var(--bad)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:1px;margin:0 0 28px;
background:var(--rule);border:1px solid var(--rule);border-radius:14px;overflow:hidden}
.figures div{padding:18px 20px;background:var(--card)}
.figures dt{color:var(--soft);font-size:.85rem}
.figures dd{margin:0;font-size:1.7rem;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.figures .beside{font-size:.85rem;font-weight:400;letter-spacing:0}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(480px,100%),1fr));gap:20px;margin-bottom:20px}
figure,section{margin:0;padding:20px;background:var(--card);border:1px solid var(--rule);border-radius:14px}
section{margin-top:20px}
.found{margin-bottom:20px}
figure{min-width:0}
figcaption{margin-bottom:10px;font-weight:600}
.chart{position:relative;overflow:hidden}
.chart>p{margin:0;color:var(--soft)}
.probe{position:absolute;visibility:hidden;forced-color-adjust:none}
.uplot{font:inherit}
.u-legend{margin:10px 0 0;color:var(--soft);font-size:.85rem;text-align:left}
.u-legend th,.u-legend td{padding:2px 4px;border:0;white-space:nowrap}
.u-legend .u-marker{width:18px;height:0;border-width:0 0 2px!important}
.u-legend .u-value{min-width:7ch;color:var(--ink);text-align:left}
.u-legend tr:first-child .u-marker{display:none}
.u-inline.u-live tr+tr th::after{content:none}
.u-legend .u-off>*{opacity:1;text-decoration:line-through}
.u-select{background:var(--c0);opacity:.18}
.u-hz .u-cursor-x,.u-hz .u-cursor-y{border-color:var(--soft)}
button{padding:3px 10px;border:1px solid var(--rule);border-radius:8px;background:none;color:var(--ink);
font:inherit;font-size:.85rem;cursor:pointer}
.u-legend button{text-decoration:inherit}
:focus-visible{outline:2px solid var(--c0);outline-offset:2px}
.zoom{display:flex;gap:8px;margin-top:8px}
summary{cursor:pointer;font-weight:600}
details+details{margin-top:12px}
.empty{margin:0;padding:48px 0;color:var(--soft);text-align:center}
.wide{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
th{color:var(--soft);font-weight:500}
th,td{padding:7px 10px;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}
th:first-child,td:first-child{padding-left:0;text-align:left}
tbody tr:last-child td{border-bottom:0}
td:last-child{white-space:normal}
.compared td:first-child{white-space:normal}
.compared tr:has(strong){font-weight:650}
.compared small,.compared strong{display:inline-block;min-width:6.5em;font-size:.85rem}
.compared small{color:var(--soft)}
.compared strong{color:var(--c1)}
abbr{text-decoration:underline dotted var(--soft);text-underline-offset:3px;cursor:help}
.examples{padding-left:18px;color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
.scenario{display:grid;grid-template-columns:repeat(auto-fill,minmax(220px,1fr));gap:10px 24px;margin:0}
.scenario dt{color:var(--soft);font-size:.85rem}
.scenario dd{margin:0;overflow-wrap:anywhere}
@media (forced-colors:active){:root{--ink:CanvasText;--soft:CanvasText;--grid:GrayText;--c0:CanvasText;
--c1:LinkText;--c2:Highlight}.compared strong{color:CanvasText}.u-select{forced-color-adjust:none}}
@media (max-width:560px){.compared table{font-size:.85rem}.compared :is(th,td){padding-inline:0 8px;white-space:normal}
.compared :is(th,td):last-child{padding-right:0}.compared :is(small,strong){min-width:0}}
@media print{.zoom{display:none}body{background:#fff}figure,section{break-inside:avoid}}
`

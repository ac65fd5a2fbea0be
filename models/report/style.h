// The report's style sheet. Colours: Okabe and Ito's, told apart by colour-blind readers, lightened
// for the dark theme.
#pragma once

namespace credence::report {

inline constexpr char kStyle[] = R"css(
:root{--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#5d6876;--line:#e3e7ec;--axis:#9aa4b1;
--c0:#8a94a1;--c1:#0969b5;--c2:#d55e00;--c3:#00805e;--c4:#a8508a}
@media (prefers-color-scheme:dark){:root{--bg:#10141a;--card:#181e27;--ink:#e8ecf1;--soft:#9ba7b5;
--line:#2a323e;--axis:#596675;--c0:#8794a4;--c1:#62b4f5;--c2:#ff9850;--c3:#3ecfa2;--c4:#e08fc6}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1180px;margin:0 auto;padding:40px 24px 56px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;margin:0}
h2{font-size:19px;letter-spacing:-.01em;margin:44px 0 4px}
.subtitle,.intro,.note{color:var(--soft);margin:6px 0 0;max-width:76ch}
.note{font-size:13.5px;line-height:1.45}
.blocks{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:18px;margin-top:16px}
.tiles,.table{grid-column:1/-1}
.chart,.table,.tile{background:var(--card);border:1px solid var(--line);border-radius:12px}
.chart{margin:0;padding:18px 18px 14px}
.chart svg{display:block;width:100%;height:auto}
figcaption{font-weight:600;font-size:15px}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;min-height:24px;margin:4px 0 8px;
font-size:13px;color:var(--soft)}
.key{display:inline-flex;align-items:center;gap:7px}
.key i{display:inline-block;width:16px;height:3px;border-radius:2px;background:currentColor}
.key .k-bar,.key .k-band{height:11px;width:12px}
.key .k-band{opacity:.3}
.key .k-dash{background:repeating-linear-gradient(90deg,currentColor 0 3px,transparent 3px 7px)}
.key .k-dot{width:9px;height:9px;border-radius:50%}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px}
.tile{padding:14px 16px}
.tile span,.tile small{display:block;color:var(--soft);font-size:13px}
.tile b{display:block;font-size:26px;font-weight:600;letter-spacing:-.02em;line-height:1.35;
font-variant-numeric:tabular-nums}
.table{overflow-x:auto;padding:6px 18px 10px}
table{border-collapse:collapse;width:100%;font-size:14.5px;font-variant-numeric:tabular-nums}
th{color:var(--soft);font-weight:500;font-size:13px;text-align:right;vertical-align:bottom}
td{text-align:right;white-space:nowrap}
th,td{padding:8px 0 8px 16px;border-bottom:1px solid var(--line)}
td:nth-child(2):last-child{white-space:normal;overflow-wrap:anywhere}
tbody tr:last-child td{border-bottom:0}
th:first-child,td:first-child{text-align:left;padding-left:0;white-space:normal}
th.rows{color:var(--ink);font-weight:600;font-size:14.5px;text-align:left;padding:16px 0 8px}
.c0{color:var(--c0)}.c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}.c4{color:var(--c4)}
.tick{font-size:12.5px;fill:var(--soft);font-variant-numeric:tabular-nums}
.label{font-size:13px;fill:var(--soft)}
.grid{stroke:var(--line);stroke-width:1}
.axis{stroke:var(--axis);stroke-width:1}
.line{fill:none;stroke:currentColor;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
.dashed{stroke-dasharray:2 6;stroke-width:1.8}
.band{fill:currentColor;opacity:.22}
.bar{fill:currentColor;opacity:.6}
.error{stroke:currentColor;stroke-width:1.6;opacity:.6}
.dot{fill:currentColor;stroke:var(--card);stroke-width:1.4}
footer{margin-top:36px}
@media (max-width:760px){main{padding:24px 16px 40px}h1{font-size:24px}
.blocks{grid-template-columns:minmax(0,1fr)}.chart{padding:14px 12px 10px}
.tick,.label{font-size:15.5px}.table{padding:4px 14px}.tiles{grid-template-columns:1fr 1fr}}
@media print{body{background:#fff}.chart,.tile,.table{break-inside:avoid}}
)css";

}  // namespace credence::report

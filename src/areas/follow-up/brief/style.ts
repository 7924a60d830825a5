import { html } from '../../../platform/http/html.ts';

/** How the brief looks on paper and on a screen: no file but itself, black on white, right to left where the language is. */
export const BRIEF_STYLE = html`
  @page { size: A4; margin: 16mm 14mm 18mm; } :root { --ink: #16202b; --soft: #5a6672; --line: #c9d1d9; --tint: #f3f6f8; --late: #a3231b;
  --good: #1d6b3a; --accent: #1f4e79; } * { box-sizing: border-box; } html { font-size: 10.5pt; } body { margin: 0 auto; max-width: 184mm;
  padding: 6mm 0; color: var(--ink); background: #fff; line-height: 1.42; font-family: "Noto Sans", "Segoe UI", "Helvetica Neue", Arial,
  sans-serif; } :lang(ar) { font-family: "Noto Naskh Arabic", "Noto Sans Arabic", "Geeza Pro", "Segoe UI", Tahoma, Arial, sans-serif; }
  html:lang(ar) { font-size: 11pt; line-height: 1.6; } header { border-block-end: 2.5pt solid var(--accent); padding-block-end: 3mm;
  margin-block-end: 4mm; } .over { display: flex; justify-content: space-between; gap: 6mm; color: var(--soft); font-size: .86rem; } h1 {
  font-size: 1.65rem; line-height: 1.25; margin: 2mm 0 1mm; color: var(--accent); } h2 { font-size: 1.14rem; margin: 6mm 0 2mm; color:
  var(--accent); break-after: avoid; } h3 { font-size: 1rem; margin: 4mm 0 1mm; break-after: avoid; } p { margin: 0 0 2mm; } .facts {
  margin: 0; color: var(--soft); } .small { font-size: .86rem; color: var(--soft); } .totals { display: flex; flex-wrap: wrap; gap: 2mm;
  margin: 2mm 0 3mm; padding: 0; list-style: none; break-inside: avoid; } .totals li { flex: 1 1 0; min-width: 19mm; padding: 1.5mm 2mm;
  background: var(--tint); border-block-start: 1.5pt solid var(--line); text-align: center; font-size: .8rem; line-height: 1.25; } .totals b
  { display: block; font-size: 1.3rem; } .totals .late { border-color: var(--late); color: var(--late); } .totals .good { border-color:
  var(--good); color: var(--good); } ul.plain, ol.agenda { margin: 0 0 2mm; padding-inline-start: 5mm; } ul.columns { columns: 2;
  column-gap: 8mm; } ul.columns li { break-inside: avoid; } table { width: 100%; border-collapse: collapse; margin: 1mm 0 3mm; font-size:
  .9rem; } thead { display: table-header-group; } tr { break-inside: avoid; } th { text-align: start; font-weight: 600; color: var(--soft);
  border-block-end: 1pt solid var(--ink); padding: 1mm 1.6mm; font-size: .84rem; } td { vertical-align: top; border-block-end: .5pt solid
  var(--line); padding: 1.6mm; overflow-wrap: anywhere; } th:first-child, td:first-child { padding-inline-start: 0; } td.number { color:
  var(--soft); width: 7mm; } td.what { width: 27%; } td.who { width: 17%; } td.day { width: 23mm; } td.state { width: 20mm; } .mark {
  font-weight: 600; } .late { color: var(--late); } .good { color: var(--good); } bdi, time { white-space: nowrap; } .minutes p {
  margin-block-end: 2.4mm; } footer { margin-block-start: 7mm; padding-block-start: 2mm; border-block-start: .5pt solid var(--line);
  break-inside: avoid; } @media print { body { max-width: none; padding: 0; } html { -webkit-print-color-adjust: exact; print-color-adjust:
  exact; } } @media screen and (max-width: 190mm) { body { padding: 4mm; } }
`;

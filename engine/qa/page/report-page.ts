/**
 * Pages of reports: one file that needs nothing else, without scripts, in dark and light as the reader's system has it.
 * Equal reports, equal bytes.
 */
import {
  DARK_THEME,
  LIGHT_THEME,
  MONO,
  PAGE_THEME,
  SANS,
  themeVariables,
} from '../plot/chart-theme.ts'
import { escapeText } from '../plot/svg.ts'
import type { ReportChart, ReportFact, ReportSource, ReportTable } from './page-parts.ts'

/** A page with a title and what is between header and end, which is markup already. */
export function writePage(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeText(title)}</title>
<style>${styles()}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`
}

/** Numbers beside each other. */
export function writeFacts(facts: readonly ReportFact[]): string {
  const written = facts.map(
    ({ label, value, note }) =>
      `<div><dt>${escapeText(label)}</dt><dd><b>${escapeText(value)}</b><span>${escapeText(note)}</span></dd></div>`,
  )
  return `<dl class="facts">${written.join('')}</dl>`
}

/** Charts, two in a row. */
export function writeCharts(
  charts: readonly ReportChart[],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const written = charts.map(
    ({ title, note, draw }) =>
      `<figure><figcaption><h2>${escapeText(title)}</h2><p>${escapeText(note)}</p></figcaption>${draw(PAGE_THEME, width, height)}</figure>`,
  )
  return `<section class="charts" aria-label="Charts">${written.join('\n')}</section>`
}

/** A table that is moved sideways where it is too wide, by the keyboard too. */
export function writeTable({ title, columns, numeric, rows }: ReportTable): string {
  const cell = (name: 'td' | 'th', text: string, i: number) => {
    const scope = name === 'th' ? ' scope="col"' : ''
    return `<${name}${scope}${numeric[i] ? ' class="number"' : ''}>${escapeText(text)}</${name}>`
  }
  const row = (name: 'td' | 'th', texts: readonly string[]) => {
    const cells = texts.map((text, i) =>
      name === 'td' && i === 0 ? `<th scope="row">${escapeText(text)}</th>` : cell(name, text, i),
    )
    return `<tr>${cells.join('')}</tr>`
  }
  return `<section class="table"><h2>${escapeText(title)}</h2><div tabindex="0" role="region" aria-label="${escapeText(title)}"><table><thead>${row('th', columns)}</thead><tbody>${rows
    .map((texts) => row('td', texts))
    .join('\n')}</tbody></table></div></section>`
}

/** How to have it again. */
export function writeSources(sources: readonly ReportSource[]): string {
  const written = sources.map(
    ({ label, text }) => `<dt>${escapeText(label)}</dt><dd><code>${escapeText(text)}</code></dd>`,
  )
  return `<section class="reproduce"><h2>How to have it again</h2><dl>${written.join('')}</dl></section>`
}

function styles(): string {
  return `:root{color-scheme:dark light;${themeVariables(DARK_THEME)}}
@media (prefers-color-scheme: light){:root{${themeVariables(LIGHT_THEME)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--surface);color:var(--text);font:400 14px/1.5 ${SANS}}
main{max-width:1328px;margin:0 auto;padding:48px 40px 64px}
h1,h2,p,dl,dd,ul,figure{margin:0;padding:0}
.kicker{font-size:20px;font-weight:500;overflow-wrap:anywhere}
h1{font-size:64px;line-height:1.1;font-weight:600;letter-spacing:-.02em;margin:2px 0 10px -3px;display:flex;flex-wrap:wrap;align-items:center;gap:20px}
.chip{font-size:14px;font-weight:500;letter-spacing:0;padding:5px 12px;border:1px solid currentColor;border-radius:999px}
.meaning{font-size:18px}
.reasons{list-style:none;margin-top:6px;color:var(--quiet);font-size:15px}
.about{margin-top:14px;color:var(--quiet);font:400 12px/1.5 ${MONO};overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(5,1fr);margin:28px 0 32px;border-top:1px solid var(--hairline);border-bottom:1px solid var(--hairline)}
.facts div{padding:14px 16px 14px 20px;border-left:1px solid var(--hairline)}
.facts div:first-child{border-left:0;padding-left:0}
.facts dt{color:var(--quiet);font-size:12px}
.facts b{display:block;font:500 24px/1.35 ${MONO};font-variant-numeric:tabular-nums}
.facts span{color:var(--quiet);font-size:12px}
.pictures{display:grid;gap:20px 16px}
.columns3{grid-template-columns:repeat(3,1fr)}
.columns4{grid-template-columns:repeat(4,1fr)}
.pictures div{display:flex;justify-content:center;align-items:center;background:rgb(11 12 14);border-radius:6px;overflow:hidden;aspect-ratio:1}
.pictures img{display:block;max-width:100%;height:auto;image-rendering:pixelated}
.pictures figcaption{margin-top:6px;color:var(--quiet);font:400 12px/1.4 ${MONO}}
@media (prefers-color-scheme: light){.pictures div{background:rgb(240 241 245)}}
.charts{display:grid;grid-template-columns:repeat(2,1fr);gap:32px 40px;margin:40px 0}
.charts svg{display:block;width:100%;height:auto;margin-top:8px}
h2{font-size:16px;font-weight:600}
figcaption p{color:var(--quiet);font-size:13px}
.table{margin-top:36px}
.table>div{overflow-x:auto;margin-top:8px}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{padding:6px 14px 6px 0;text-align:left;border-bottom:1px solid var(--grid);vertical-align:top}
thead th{color:var(--quiet);font-weight:400;font-size:12px;border-bottom-color:var(--hairline);white-space:nowrap}
tbody th{font-weight:500}
.number{text-align:right;font-family:${MONO};font-variant-numeric:tabular-nums;white-space:nowrap}
thead .number{font-family:inherit}
.reproduce{margin-top:36px}
.reproduce dl{display:grid;grid-template-columns:96px 1fr;gap:4px 12px;margin-top:8px}
.reproduce dt{color:var(--quiet)}
code{font:400 13px/1.5 ${MONO};overflow-wrap:anywhere}
@media (max-width:900px){main{padding:24px 16px}.facts{grid-template-columns:1fr 1fr}.facts div{border-left:0;padding-left:0}.charts,.columns3{grid-template-columns:1fr}.columns4{grid-template-columns:1fr 1fr}h1{font-size:44px}}
@media print{.charts figure,.pictures figure,tr{break-inside:avoid}}`
}

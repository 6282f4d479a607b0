/** A classification as a page. */

import {
  writeCharts,
  writeFacts,
  writePage,
  writeSources,
  writeTable,
} from '../page/report-page.ts'
import { toBase64 } from '../picture/base64.ts'
import { encodePng } from '../picture/encode-png.ts'
import type { PictureTheme } from '../picture/state-colors.ts'
import { element, escapeText } from '../plot/svg.ts'
import { SHEET } from './report-layout.ts'
import type { ReportModel, ReportPicture } from './report-model.ts'

/** Writes it. */
export function writeReportHtml(report: ReportModel): string {
  const title = `${report.subject}: ${report.verdict.toLowerCase()}`
  const color =
    report.classNumber === undefined ? 'var(--text)' : `var(--class${report.classNumber})`
  return writePage(
    title,
    `<header>
<p class="kicker">${escapeText(report.subject)}</p>
<h1 style="color:${color}">${escapeText(report.verdict)}${report.classLabel === undefined ? '' : `<span class="chip">${escapeText(report.classLabel)}</span>`}</h1>
<p class="meaning">${escapeText(report.meaning)}</p>
<ul class="reasons">${report.reasons.map((reason) => element('li', {}, escapeText(sentence(reason)))).join('')}</ul>
<p class="about">${escapeText(report.about)}</p>
</header>
${writeFacts(report.facts)}
<section class="pictures columns${report.columns}" aria-label="Pictures">${report.pictures.map((each) => figure(each, report.columns)).join('\n')}</section>
${writeCharts(report.charts, { width: SHEET.chartWidth, height: SHEET.chartHeight })}
${report.tables.map(writeTable).join('\n')}
${writeSources(report.reproduce)}`,
  )
}

/** A reason as a sentence. */
export function sentence(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`
}

function figure(picture: ReportPicture, columns: number): string {
  const { width, height } = picture.picture
  const scale = SHEET.pictureScale(width, columns)
  const image = element('img', {
    src: pictureUrl(picture, 'dark'),
    alt: picture.alt,
    width: width * scale,
    height: height * scale,
  })
  const light = `<source media="(prefers-color-scheme: light)" srcset="${pictureUrl(picture, 'light')}">`
  return `<figure><div><picture>${light}${image}</picture></div><figcaption>${escapeText(picture.caption)}</figcaption></figure>`
}

/** A picture as an address that holds all of it. */
export function pictureUrl({ picture, paletteOf }: ReportPicture, theme: PictureTheme): string {
  return `data:image/png;base64,${toBase64(encodePng(picture, paletteOf(theme)))}`
}

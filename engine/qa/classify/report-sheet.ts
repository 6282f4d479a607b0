/**
 * A report as one drawing, which a renderer turns into a picture: what `report-html.ts` has as a page, laid out
 * by hand, since a drawing has no lines that break and no tables.
 */

import type { ReportTable } from '../page/page-parts.ts'
import type { PictureTheme } from '../picture/state-colors.ts'
import { type ChartTheme, DARK_THEME, LIGHT_THEME, MONO, SANS } from '../plot/chart-theme.ts'
import { element, escapeText } from '../plot/svg.ts'
import { pictureUrl, sentence } from './report-html.ts'
import { SHEET } from './report-layout.ts'
import type { ReportModel } from './report-model.ts'
import { fitText, widthOfText } from './text-width.ts'

/** A drawing and its size in pixels. */
export interface Sheet {
  readonly svg: string
  readonly width: number
  readonly height: number
}

/** Parts that have been drawn, and where the next one begins. */
interface Flow {
  readonly parts: string[]
  y: number
}

/** Draws it. */
export function drawReportSheet(report: ReportModel, pictureTheme: PictureTheme): Sheet {
  const theme = pictureTheme === 'dark' ? DARK_THEME : LIGHT_THEME
  const flow: Flow = { parts: [], y: SHEET.margin }
  drawHeader(flow, report, theme)
  drawFacts(flow, report, theme)
  drawPictures(flow, report, theme, pictureTheme)
  drawCharts(flow, report, theme)
  for (const table of report.tables.slice(0, 2)) drawTable(flow, table, theme)
  drawReproduce(flow, report, theme)
  const width = SHEET.inner + 2 * SHEET.margin
  const height = Math.ceil(flow.y + SHEET.margin - 16)
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      'xmlns:xlink': 'http://www.w3.org/1999/xlink',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
    },
    element('rect', { width, height, fill: theme.surface }),
    ...flow.parts,
  )
  return { svg, width, height }
}

interface TextStyle {
  readonly size: number
  readonly fill: string
  readonly isMono?: boolean
  readonly isBold?: boolean
  readonly anchor?: 'start' | 'middle' | 'end'
}

/** Text on a baseline. The renderer knows one weight of a font, so bold letters get an outline. */
function text(x: number, y: number, words: string, style: TextStyle): string {
  const bold = style.isBold
    ? { stroke: style.fill, 'stroke-width': style.size / 38, 'stroke-linejoin': 'round' }
    : {}
  return element(
    'text',
    {
      x,
      y,
      fill: style.fill,
      'font-size': style.size,
      'font-family': style.isMono ? MONO : SANS,
      'text-anchor': style.anchor,
      ...bold,
    },
    escapeText(words),
  )
}

function hairline(x1: number, y1: number, x2: number, y2: number, stroke: string): string {
  return element('line', { x1, y1, x2, y2, stroke })
}

function drawHeader(flow: Flow, report: ReportModel, theme: ChartTheme): void {
  const { parts } = flow
  const x = SHEET.margin
  const classes = [theme.class1, theme.class2, theme.class3, theme.class4]
  const color = classes[(report.classNumber ?? 0) - 1] ?? theme.text
  parts.push(
    text(x, flow.y + 18, fitText(report.subject, 20, SHEET.inner), { size: 20, fill: theme.text }),
  )
  flow.y += 84
  parts.push(text(x - 3, flow.y, report.verdict, { size: 64, fill: color, isBold: true }))
  if (report.classLabel !== undefined) {
    const left = x + widthOfText(report.verdict, 64) + 24
    const width = widthOfText(report.classLabel, 14) + 26
    parts.push(
      element('rect', {
        x: left,
        y: flow.y - 36,
        width,
        height: 30,
        rx: 15,
        fill: 'none',
        stroke: color,
      }),
      text(left + width / 2, flow.y - 16, report.classLabel, {
        size: 14,
        fill: color,
        anchor: 'middle',
      }),
    )
  }
  flow.y += 36
  parts.push(text(x, flow.y, report.meaning, { size: 18, fill: theme.text }))
  flow.y += 6
  for (const reason of report.reasons) {
    flow.y += 22
    parts.push(
      text(x, flow.y, fitText(sentence(reason), 15, SHEET.inner), { size: 15, fill: theme.quiet }),
    )
  }
  flow.y += 32
  parts.push(
    text(x, flow.y, fitText(report.about, 12, SHEET.inner, 0.6), {
      size: 12,
      fill: theme.quiet,
      isMono: true,
    }),
  )
  flow.y += 24
}

function drawFacts(flow: Flow, report: ReportModel, theme: ChartTheme): void {
  const x = SHEET.margin
  const step = SHEET.inner / report.facts.length
  const [top, bottom] = [flow.y, flow.y + 92]
  flow.parts.push(
    hairline(x, top, x + SHEET.inner, top, theme.hairline),
    hairline(x, bottom, x + SHEET.inner, bottom, theme.hairline),
  )
  for (const [i, { label, value, note }] of report.facts.entries()) {
    const left = x + step * i
    if (i > 0) flow.parts.push(hairline(left, top, left, bottom, theme.hairline))
    const at = i === 0 ? left : left + 20
    flow.parts.push(
      text(at, top + 26, label, { size: 12, fill: theme.quiet }),
      text(at, top + 56, value, { size: 24, fill: theme.text, isMono: true }),
      text(at, top + 78, fitText(note, 12, step - 32), { size: 12, fill: theme.quiet }),
    )
  }
  flow.y = bottom + 32
}

function drawPictures(
  flow: Flow,
  report: ReportModel,
  theme: ChartTheme,
  pictureTheme: PictureTheme,
): void {
  const side = SHEET.pictureWidth(report.columns)
  for (const [i, each] of report.pictures.entries()) {
    const column = i % report.columns
    if (i > 0 && column === 0) flow.y += side + 44
    const x = SHEET.margin + (side + SHEET.gap) * column
    const scale = SHEET.pictureScale(each.picture.width, report.columns)
    const fits = Math.min(
      1,
      side / (each.picture.width * scale),
      side / (each.picture.height * scale),
    )
    const [width, height] = [each.picture.width * scale * fits, each.picture.height * scale * fits]
    flow.parts.push(
      element('rect', {
        x,
        y: flow.y,
        width: side,
        height: side,
        rx: 6,
        fill: pictureTheme === 'dark' ? 'rgb(11,12,14)' : 'rgb(240,241,245)',
      }),
      element('image', {
        x: Math.round(x + (side - width) / 2),
        y: Math.round(flow.y + (side - height) / 2),
        width,
        height,
        'image-rendering': 'optimizeSpeed',
        'xlink:href': pictureUrl(each, pictureTheme),
      }),
      text(x, flow.y + side + 20, fitText(each.caption, 12, side, 0.6), {
        size: 12,
        fill: theme.quiet,
        isMono: true,
      }),
    )
  }
  flow.y += side + 72
}

function drawCharts(flow: Flow, report: ReportModel, theme: ChartTheme): void {
  const step = SHEET.chartHeight + 88
  for (const [i, { title, note, draw }] of report.charts.entries()) {
    const x = SHEET.margin + (i % 2) * (SHEET.chartWidth + 40)
    const y = flow.y + Math.floor(i / 2) * step
    flow.parts.push(
      text(x, y, title, { size: 16, fill: theme.text, isBold: true }),
      text(x, y + 21, fitText(note, 13, SHEET.chartWidth), { size: 13, fill: theme.quiet }),
      element(
        'g',
        { transform: `translate(${x} ${y + 32})` },
        draw(theme, SHEET.chartWidth, SHEET.chartHeight),
      ),
    )
  }
  flow.y += Math.ceil(report.charts.length / 2) * step
}

function drawTable(
  flow: Flow,
  { title, columns, numeric, rows }: ReportTable,
  theme: ChartTheme,
): void {
  flow.parts.push(text(SHEET.margin, flow.y, title, { size: 16, fill: theme.text, isBold: true }))
  const widths = columns.map((column, i) => {
    const cells = rows.map((row) => widthOfText(row[i]!, 13, numeric[i] ? 0.6 : undefined))
    return Math.max(widthOfText(column, 12), ...cells) + 24
  })
  const lefts = widths.map((_, i) => widths.slice(0, i).reduce((sum, width) => sum + width, 0))
  const cell = (
    y: number,
    words: string,
    i: number,
    size: number,
    fill: string,
    isBold: boolean,
  ) => {
    const left = SHEET.margin + lefts[i]!
    const room = Math.min(widths[i]!, SHEET.inner - lefts[i]!)
    const isMono = numeric[i]! && size === 13
    const shown = fitText(words, size, room, isMono ? 0.6 : undefined)
    if (!numeric[i]) return text(left, y, shown, { size, fill, isBold })
    return text(left + widths[i]! - 24, y, shown, { size, fill, isMono, anchor: 'end' })
  }
  flow.y += 28
  flow.parts.push(...columns.map((column, i) => cell(flow.y, column, i, 12, theme.quiet, false)))
  flow.y += 9
  flow.parts.push(
    hairline(SHEET.margin, flow.y, SHEET.margin + SHEET.inner, flow.y, theme.hairline),
  )
  for (const row of rows) {
    flow.y += 20
    flow.parts.push(
      ...row.map((words, i) =>
        cell(
          flow.y,
          words,
          i,
          13,
          i === row.length - 1 && !numeric[i] ? theme.quiet : theme.text,
          false,
        ),
      ),
    )
    flow.y += 9
    flow.parts.push(hairline(SHEET.margin, flow.y, SHEET.margin + SHEET.inner, flow.y, theme.grid))
  }
  flow.y += 48
}

function drawReproduce(flow: Flow, report: ReportModel, theme: ChartTheme): void {
  flow.parts.push(
    text(SHEET.margin, flow.y, 'How to have it again', {
      size: 16,
      fill: theme.text,
      isBold: true,
    }),
  )
  flow.y += 8
  for (const { label, text: words } of report.reproduce) {
    flow.y += 22
    flow.parts.push(
      text(SHEET.margin, flow.y, label, { size: 13, fill: theme.quiet }),
      text(SHEET.margin + 108, flow.y, fitText(words, 13, SHEET.inner - 108, 0.6), {
        size: 13,
        fill: theme.text,
        isMono: true,
      }),
    )
  }
}

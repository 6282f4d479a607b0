/** What a report shows, before it is a page or a picture. */

import type { Picture, Rgb } from '../picture/encode-png.ts'
import type { PictureTheme } from '../picture/state-colors.ts'
import type { ChartTheme } from '../plot/chart-theme.ts'

/** A chart, drawn when its place is known. */
export interface ReportChart {
  readonly title: string
  /** A line on what to look for. */
  readonly note: string
  readonly draw: (theme: ChartTheme, width: number, height: number) => string
}

/** A picture of cells. */
export interface ReportPicture {
  readonly caption: string
  /** Read out instead of it. */
  readonly alt: string
  readonly picture: Picture
  readonly paletteOf: (theme: PictureTheme) => readonly Rgb[]
}

/** A number that stands at the top. */
export interface ReportFact {
  readonly label: string
  readonly value: string
  readonly note: string
}

/** A table; the first column names its rows, and those of `numeric` are set to the right in mono. */
export interface ReportTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly numeric: readonly boolean[]
  readonly rows: readonly (readonly string[])[]
}

export interface ReportModel {
  /** The rule, as people know it. */
  readonly subject: string
  /** Family, dimensions, world and ensemble in a line. */
  readonly about: string
  readonly verdict: string
  /** `Wolfram class 4`; undefined where nothing is decided. */
  readonly classLabel: string | undefined
  /** 1 to 4; undefined where nothing is decided. */
  readonly classNumber: number | undefined
  readonly meaning: string
  readonly reasons: readonly string[]
  readonly facts: readonly ReportFact[]
  /** Pictures in a row. */
  readonly columns: number
  readonly pictures: readonly ReportPicture[]
  readonly charts: readonly ReportChart[]
  readonly tables: readonly ReportTable[]
  /** How to have it again: lines of words and of commands. */
  readonly reproduce: readonly { readonly label: string; readonly text: string }[]
}

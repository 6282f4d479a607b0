/** What a report shows, before it is a page or a picture. */

import type { ReportChart, ReportFact, ReportSource, ReportTable } from '../page/page-parts.ts'
import type { Picture, Rgb } from '../picture/encode-png.ts'
import type { PictureTheme } from '../picture/state-colors.ts'

/** A picture of cells. */
export interface ReportPicture {
  readonly caption: string
  /** Read out instead of it. */
  readonly alt: string
  readonly picture: Picture
  readonly paletteOf: (theme: PictureTheme) => readonly Rgb[]
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
  readonly reproduce: readonly ReportSource[]
}

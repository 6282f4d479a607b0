/** What pages of reports are made of, before they are markup. */
import type { ChartTheme } from '../plot/chart-theme.ts'

/** A chart, drawn when its place is known. */
export interface ReportChart {
  readonly title: string
  /** A line on what to look for. */
  readonly note: string
  readonly draw: (theme: ChartTheme, width: number, height: number) => string
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

/** A line of how to have a report again. */
export interface ReportSource {
  readonly label: string
  readonly text: string
}

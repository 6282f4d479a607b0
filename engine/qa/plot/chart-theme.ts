/**
 * Colors of reports: Radix slate for surfaces, amber as the one accent, as in the viewer.
 *
 * A theme holds colors as words of SVG: in a page they are variables that the page sets for dark and
 * light; in a picture they are the colors themselves.
 */

/** What is colored, by name. */
export interface ChartTheme {
  readonly surface: string
  readonly raised: string
  readonly hairline: string
  readonly grid: string
  readonly text: string
  readonly quiet: string
  readonly accent: string
  readonly onAccent: string
  /** Colors of classes 1 to 4, told apart by color-blind readers too (after Okabe and Ito). */
  readonly class1: string
  readonly class2: string
  readonly class3: string
  readonly class4: string
}

export const DARK_THEME: ChartTheme = Object.freeze({
  surface: '#111113',
  raised: '#18191b',
  hairline: '#363a3f',
  grid: '#272a2d',
  text: '#edeef0',
  quiet: '#b0b4ba',
  accent: '#ffc53d',
  onAccent: '#21201c',
  class1: '#8b8f98',
  class2: '#56b4e9',
  class3: '#e5738a',
  class4: '#ffc53d',
})

export const LIGHT_THEME: ChartTheme = Object.freeze({
  surface: '#fcfcfd',
  raised: '#ffffff',
  hairline: '#d9d9e0',
  grid: '#e8e8ec',
  text: '#1c2024',
  quiet: '#60646c',
  accent: '#a15c00',
  onAccent: '#ffffff',
  class1: '#7b7f88',
  class2: '#0072b2',
  class3: '#b8325a',
  class4: '#a15c00',
})

/** Colors that the page around a chart says. */
export const PAGE_THEME: ChartTheme = Object.freeze(
  Object.fromEntries(Object.keys(DARK_THEME).map((name) => [name, `var(--${name})`])) as Record<
    keyof ChartTheme,
    string
  >,
)

/** The variables of `PAGE_THEME` as declarations of CSS. */
export function themeVariables(theme: ChartTheme): string {
  return Object.entries(theme)
    .map(([name, color]) => `--${name}:${color}`)
    .join(';')
}

/** The fonts of the project; what a page lacks it replaces by the system's. */
export const SANS = "'Inter Variable', Inter, system-ui, sans-serif"
export const MONO = "'IBM Plex Mono', ui-monospace, monospace"

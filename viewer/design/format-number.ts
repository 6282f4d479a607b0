/**
 * Numbers as people read them.
 *
 * Small whole numbers are written out with thin groups; big ones are shortened to three
 * significant digits with a letter, and whoever shows them offers the exact value on hover.
 */
const GROUP = '\u202f'
const UNITS = ['', 'k', 'M', 'G', 'T', 'P'] as const

/** A whole number in full, its thousands set apart by thin spaces: `12 345`. */
export function formatExact(value: number): string {
  return Math.trunc(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, GROUP)
}

/** Three significant digits and a letter: `999`, `1.05 M`, `12.3 G`. The value is at least 0. */
export function formatShort(value: number): string {
  if (value < 1000) return value < 10 && value % 1 !== 0 ? value.toFixed(1) : value.toFixed(0)
  let scaled = value
  let unit = 0
  while (scaled >= 999.5 && unit < UNITS.length - 1) {
    scaled /= 1000
    unit++
  }
  const digits = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2
  return `${scaled.toFixed(digits)}${GROUP}${UNITS[unit]}`
}

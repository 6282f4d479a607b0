/** Numbers as reports show them: three digits that mean something, and no more. */

/** `0.123`, `1.25`, `1,250`, `12.5k`, `4.24G`, `3.4e-5`; an en dash for nothing. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  const sign = value < 0 && size > 0 ? '−' : ''
  if (size === 0) return '0'
  if (size >= 1e15) return `${sign}${trim(size.toExponential(1))}`
  if (size >= 1e12) return `${sign}${trim((size / 1e12).toPrecision(3))}T`
  if (size >= 1e9) return `${sign}${trim((size / 1e9).toPrecision(3))}G`
  if (size >= 1e6) return `${sign}${trim((size / 1e6).toPrecision(3))}M`
  if (size >= 1e4) return `${sign}${trim((size / 1e3).toPrecision(3))}k`
  if (size >= 1000) return `${sign}${String(Math.round(size)).replace(/(\d)(\d{3})$/, '$1,$2')}`
  if (size >= 100) return `${sign}${Math.round(size)}`
  if (size >= 1e-3) return `${sign}${trim(size.toPrecision(3))}`
  return `${sign}${trim(size.toExponential(1))}`
}

/** `45 %`. */
export function formatShare(share: number): string {
  const percent = 100 * share
  return `${percent > 0 && percent < 1 ? '<1' : Math.round(percent)} %`
}

function trim(digits: string): string {
  return digits.includes('e')
    ? digits.replace(/\.0e/, 'e').replace('e+', 'e')
    : digits.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
}

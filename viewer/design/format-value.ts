/** A field's value as people read it: at most four digits after the point, a true minus sign. */
export function formatValue(value: number): string {
  const text = Number(value.toPrecision(5))
    .toFixed(4)
    .replace(/\.?0+$/, '')
  return (text === '-0' ? '0' : text).replace('-', '\u2212')
}

/** The same as inputs take it: a plain minus sign. */
export function formatPlain(value: number): string {
  return formatValue(value).replace('\u2212', '-')
}

/** A name, or a number in text, with its unit behind it; alone where nobody says a unit. */
export function withUnit(text: string, unit: string, between = ' '): string {
  return unit === '' ? text : text + between + unit
}

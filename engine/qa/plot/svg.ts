/** SVG as text, put together by small pure functions. What comes from outside is escaped here. */

/** Attributes of an element; those that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element with its children, which are markup already. */
export function element(name: string, attributes: Attributes = {}, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === 'number' ? formatCoordinate(value) : escapeText(value!)}"`,
    )
    .join('')
  return children.length === 0
    ? `<${name}${written}/>`
    : `<${name}${written}>${children.join('')}</${name}>`
}

/** Text made safe for markup and for attributes in double quotes. Letters XML has no way to write become U+FFFD. */
export function escapeText(text: string): string {
  return text
    .replace(/[&<>"]/g, (letter) => ENTITIES[letter]!)
    .replace(/(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, '\ufffd')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** A coordinate with at most two decimals: a hundredth of a pixel is more than can be seen. */
export function formatCoordinate(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** A path of straight lines through points. */
export function linePath(points: readonly (readonly [x: number, y: number])[]): string {
  return points
    .map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${formatCoordinate(x)} ${formatCoordinate(y)}`)
    .join('')
}

/** A closed path around points. */
export function areaPath(points: readonly (readonly [x: number, y: number])[]): string {
  return points.length === 0 ? '' : `${linePath(points)}Z`
}

/**
 * Parameters as they are written on a command line: `density=16..240/16; rule=B3/S23,B36/S23`.
 *
 * Values are parted by commas or, where one has a comma in it, by bars.
 */

/** What a sweep's document has for them; a text says what is wrong. */
export function parseVary(text: string): Readonly<Record<string, unknown>> | string {
  const parameters: Record<string, unknown> = {}
  for (const part of text.split(';')) {
    if (part.trim() === '') continue
    const equals = part.indexOf('=')
    if (equals < 1) return `${JSON.stringify(part.trim())} is not NAME=VALUES`
    const name = part.slice(0, equals).trim()
    if (Object.hasOwn(parameters, name)) return `${name} is given twice`
    Object.defineProperty(parameters, name, {
      value: parseValues(part.slice(equals + 1).trim()),
      enumerable: true,
    })
  }
  return parameters
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`
const RANGE = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})(?:/(${NUMBER}))?$`, 'i')
const ONE_NUMBER = new RegExp(`^${NUMBER}$`, 'i')

function parseValues(text: string): unknown {
  const range = RANGE.exec(text)
  if (range !== null) {
    const [from, to, step] = range.slice(1).map((each) => each && Number(each))
    return { from, to, step: step ?? 1 }
  }
  return text.split(text.includes('|') ? '|' : ',').map((each) => parseValue(each.trim()))
}

function parseValue(text: string): unknown {
  const number = ONE_NUMBER.test(text) ? Number(text) : Number.NaN
  // Seeds beyond 2^53 keep their digits.
  const isExact = Number.isSafeInteger(number) || !Number.isInteger(number)
  if (Number.isFinite(number) && isExact) return number
  if (text === 'true' || text === 'false') return text === 'true'
  return text
}

/** Seeds as they are written on a command line: so many from 0 on, a list, or `5..9`. */
export function parseSeeds(text: string): unknown {
  const range = /^(\d{1,20})\.\.(\d{1,20})$/.exec(text)
  if (range !== null) {
    const count = BigInt(range[2]!) - BigInt(range[1]!) + 1n
    return { from: range[1], count: Number(count) }
  }
  return /^\d+$/.test(text) ? { count: Number(text) } : text.split(',').map((each) => each.trim())
}

/** Which numbers of a world may vary: the places of its scenario, and the digits of its rule. */

/** A number of a scenario, or the switch of a rule. */
export interface WorldPlace {
  /** As studies name it: `initial.0.soup.density`. */
  readonly name: string
  readonly value: number
  readonly type: 'int' | 'float'
  /** A range around it to begin with. */
  readonly low: number
  readonly high: number
}

/** A rule whose counts can be switched one by one. */
export interface RuleCounts {
  readonly births: readonly number[]
  readonly survivals: readonly number[]
  /** What puts them together: `{s*,}/{b*,}/2/M`. */
  readonly template: string
  /** Counts that may be switched. */
  readonly counts: readonly number[]
}

/** More are hard to choose from. */
const MAX_PLACES = 60

/** What decides how a run is looked at, where it lies or what it is called, and no dynamics. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['version', 'seed', 'ticks', 'probes', 'expect', 'events', 'metrics', 'world', 'zones'],
  ...['box', 'at', 'cells', 'cameras', 'view', 'initialBits', 'trace'],
])

/** The most neighbors that a switch is made for: beyond, rules hardly differ. */
const MAX_COUNT = 9

/** The numbers of a scenario that may vary, in its order. */
export function listWorldPlaces(document: unknown): readonly WorldPlace[] {
  const places: WorldPlace[] = []
  visit(document, '', places)
  return places.slice(0, MAX_PLACES)
}

function visit(value: unknown, path: string, places: WorldPlace[]): void {
  if (typeof value === 'number' && Number.isFinite(value)) {
    places.push(describePlace(path, value))
    return
  }
  if (typeof value !== 'object' || value === null) return
  // Points and sizes are lists of numbers: each of them alone means little.
  if (Array.isArray(value) && value.every((each) => typeof each === 'number')) return
  for (const [key, member] of Object.entries(value)) {
    if (LEFT_OUT.has(key) || key.includes('.') || key === '__proto__') continue
    visit(member, path === '' ? key : `${path}.${key}`, places)
  }
}

/** Densities are of 256; of other numbers a fourth and four times as much is where one begins to look. */
function describePlace(name: string, value: number): WorldPlace {
  if (/\.density$/.test(name) && Number.isInteger(value)) {
    return { name, value, type: 'int', low: 8, high: 248 }
  }
  const [a, b] = [value / 4, value * 4]
  const [low, high] = value === 0 ? [0, 1] : [Math.min(a, b), Math.max(a, b)]
  if (!Number.isInteger(value))
    return { name, value, type: 'float', low: round(low), high: round(high) }
  return {
    name,
    value,
    type: 'int',
    low: Math.floor(low),
    high: Math.max(Math.ceil(high), Math.floor(low) + 1),
  }
}

const round = (value: number) => Number(value.toPrecision(4))

/** The counts of a rule in the notations that are made of them; undefined for any other. */
export function readRuleCounts(rule: string): RuleCounts | undefined {
  const life = /^B([0-8]*)\/S([0-8]*)$/.exec(rule)
  if (life !== null) {
    const digits = (text: string) => [...text].map(Number)
    return {
      births: digits(life[1]!),
      survivals: digits(life[2]!),
      template: 'B{b*}/S{s*}',
      counts: Array.from({ length: 9 }, (_, count) => count),
    }
  }
  const solid = /^([\d,-]*)\/([\d,-]*)\/(\d+)\/([MN])$/.exec(rule)
  if (solid === null) return undefined
  const [survivals, births] = [readList(solid[1]!), readList(solid[2]!)]
  if (survivals === undefined || births === undefined) return undefined
  const most = Math.max(MAX_COUNT, ...survivals, ...births)
  return {
    births,
    survivals,
    template: `{s*,}/{b*,}/${solid[3]}/${solid[4]}`,
    counts: Array.from({ length: most + 1 }, (_, count) => count),
  }
}

/** `4-6,9` as numbers. */
function readList(text: string): number[] | undefined {
  if (text === '') return []
  const numbers = text.split(',').flatMap((part) => {
    const [, low, high] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
    if (low === undefined) return [Number.NaN]
    const length = Number(high ?? low) - Number(low) + 1
    return length >= 1 && length <= 27
      ? Array.from({ length }, (_, i) => Number(low) + i)
      : [Number.NaN]
  })
  return numbers.some(Number.isNaN) ? undefined : numbers
}

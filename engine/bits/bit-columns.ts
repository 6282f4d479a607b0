/**
 * The arrays that bits are kept in: one number a site each, by flat index.
 *
 * What a bit takes, in bytes:
 *
 * | here            |    | in the kernel's planes            | kept once | doubled |
 * |-----------------|----|-----------------------------------|-----------|---------|
 * | status          |  1 | state                             |         1 |       2 |
 * | presence        |  1 | rule index                        |         4 |       8 |
 * | metaRules       |  1 | four physics parameters, 4 each   |        16 |      32 |
 * | channel         |  2 |                                   |           |         |
 * | generation      |  4 |                                   |           |         |
 * | inserted        |  4 |                                   |           |         |
 * | updated         |  4 |                                   |           |         |
 * | tickBase        |  4 |                                   |           |         |
 * | **all**         | 21 |                                   |        21 |      42 |
 *
 * That is 63 bytes at most; kernels keep narrow numbers narrower. A component after the state takes 8
 * more, a channel 12. Zones follow from the place (a byte a bolt), traces are kept only for bits that
 * have them.
 */
import { BitTableError } from './errors.ts'

/** Statuses by their numbers; 0 is a site that was never spawned. */
export const STATUSES = Object.freeze(['', 'spawned', 'active', 'suspended', 'terminated'] as const)

export const NEVER_SPAWNED = 0
export const SPAWNED = 1
export const ACTIVE = 2
export const SUSPENDED = 3
export const TERMINATED = 4

/** Presences by their numbers. */
export const PRESENCES = Object.freeze(['vacant', 'occupied', 'forwarding', 'dormant'] as const)

export const VACANT = 0
export const OCCUPIED = 1
export const FORWARDING = 2

const builders = {
  status: (cells: number) => new Uint8Array(cells),
  presence: (cells: number) => new Uint8Array(cells),
  /** Number of the list of meta-rules. */
  metaRules: (cells: number) => new Uint8Array(cells),
  /** Number of the CAChannel; 0 for none. */
  channel: (cells: number) => new Uint16Array(cells),
  /** How often the site has been spawned, modulo 2^32. */
  generation: (cells: number) => new Uint32Array(cells),
  /** The low 32 bits of the tick it was spawned at, and of that it was last commanded at. */
  inserted: (cells: number) => new Uint32Array(cells),
  updated: (cells: number) => new Uint32Array(cells),
  /**
   * While it is active, the steps that its zone had made when its own count was 0; else its count.
   * So an active bit's count follows from the tick, and no tick has to write it.
   */
  tickBase: (cells: number) => new Uint32Array(cells),
}

export type ColumnName = keyof typeof builders

export type BitColumns = {
  readonly [Name in ColumnName]: ReturnType<(typeof builders)[Name]>
}

export const COLUMN_NAMES = Object.freeze(Object.keys(builders) as ColumnName[])

/** The columns of so many sites without bits. */
export function createColumns(cells: number): BitColumns {
  const entries = COLUMN_NAMES.map((name) => [name, builders[name](cells)])
  return Object.fromEntries(entries) as BitColumns
}

/** Copies of columns, which share no memory with them. */
export function copyColumns(columns: BitColumns): BitColumns {
  const entries = COLUMN_NAMES.map((name) => [name, columns[name].slice()])
  return Object.fromEntries(entries) as BitColumns
}

/** What numbers the columns of a world may hold. */
export interface ColumnLimits {
  readonly cells: number
  readonly metaRules: number
  /** One more than the largest number of a CAChannel. */
  readonly channels: number
}

/**
 * Checks columns that come from elsewhere.
 *
 * @throws {BitTableError} naming the first column of another kind or length, or number of no meaning.
 */
export function assertColumns(columns: BitColumns, limits: ColumnLimits): void {
  const blank = createColumns(0)
  const below: Partial<Record<ColumnName, number>> = {
    status: STATUSES.length,
    presence: PRESENCES.length,
    metaRules: limits.metaRules,
    channel: limits.channels,
  }
  for (const name of COLUMN_NAMES) {
    const column: unknown = columns?.[name]
    const Kind = blank[name].constructor as {
      new (): BitColumns[ColumnName]
      readonly name: string
    }
    if (!(column instanceof Kind) || column.length !== limits.cells) {
      const wanted = `a ${Kind.name} of ${limits.cells} is wanted`
      throw new BitTableError({ found: `another column ${name}`, wanted })
    }
    const limit = below[name]
    const fault = limit === undefined ? undefined : column.find((value) => value >= limit)
    if (fault !== undefined) {
      const wanted = `numbers below ${limit} are wanted`
      throw new BitTableError({ found: `${fault} in the column ${name}`, wanted })
    }
  }
}

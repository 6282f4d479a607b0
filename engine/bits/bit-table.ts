/** A saved store: plain data that can be cloned, moved to another thread and kept. */
import { countCells } from '../lattice/size.ts'
import { assertColumns, type BitColumns } from './bit-columns.ts'
import type { BitWorld } from './bit-world.ts'
import { MAX_CHANNELS } from './channel-names.ts'
import { BitTableError } from './errors.ts'

export interface BitTable {
  readonly version: 2
  readonly tick: number
  readonly columns: BitColumns
  /** Names of CAChannels by their numbers; '' for number 0 and for numbers that are free. */
  readonly channelNames: readonly string[]
  /** Flat indices of the bits that are traced. */
  readonly tracedCells: Uint32Array
}

/**
 * Checks a table that comes from elsewhere against the world it is for.
 *
 * @throws {BitTableError} naming what does not fit.
 */
export function assertTable(table: BitTable, world: BitWorld, maxTraced: number): void {
  const cells = countCells(world.size)
  const { version, tick, columns, channelNames, tracedCells } = table
  const isCell = (cell: unknown) =>
    Number.isInteger(cell) && Number(cell) >= 0 && Number(cell) < cells
  if (version !== 2) fail(`version ${version}`, '2 is wanted')
  if (!Number.isSafeInteger(tick) || tick < 0) fail(`tick ${tick}`, 'a whole number is wanted')
  const areNames =
    Array.isArray(channelNames) && channelNames.every((name) => typeof name === 'string')
  if (!areNames || channelNames.length < 1 || channelNames.length > MAX_CHANNELS + 1) {
    fail('other names of channels', `1 to ${MAX_CHANNELS + 1} texts are wanted`)
  }
  const names = channelNames.filter((name) => name !== '')
  if (new Set(names).size < names.length || channelNames[0] !== '') {
    fail('names of channels that are not distinct', 'each is wanted once, and none for number 0')
  }
  assertColumns(columns, {
    cells,
    metaRules: world.metaRules.length,
    channels: channelNames.length,
  })
  const nameless = columns.channel.find((number) => number > 0 && channelNames[number] === '')
  if (nameless !== undefined) fail(`channel ${nameless} without a name`, 'a name is wanted')
  const isTraced =
    tracedCells instanceof Uint32Array &&
    tracedCells.length <= maxTraced &&
    tracedCells.every(isCell) &&
    new Set(tracedCells).size === tracedCells.length
  if (!isTraced) fail('other traced cells', `at most ${maxTraced} distinct ones are wanted`)
}

function fail(found: string, wanted: string): never {
  throw new BitTableError({ found, wanted })
}

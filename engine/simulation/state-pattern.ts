/** The present state of a simulation as a pattern, ready for any writer. */
import { cellListFromDense, emptyCellList } from '../formats/cell-list.ts'
import { gzip } from '../formats/gzip.ts'
import { writeQuadMacrocell } from '../formats/hashlife-macrocell.ts'
import type { PatternFormat } from '../formats/pattern.ts'
import type { PatternSource } from '../formats/pattern-source.ts'
import { ruleTextOf } from '../formats/pattern-source.ts'
import { writePattern } from '../formats/write-pattern.ts'
import type { Simulation } from './simulation.ts'

/**
 * The whole world, with the rule in force, so that a file of it opens as the same world; of a world
 * without an end, what is alive and where it lies.
 *
 * @throws {StateTooLargeError} when that spans too many cells.
 */
export async function buildStatePattern(simulation: Simulation): Promise<PatternSource> {
  const { run, rule, tick } = simulation
  const { size, topology, dimensions, title } = run
  const { box, cells } = await simulation.readState()
  const { x, y, z } = box
  return {
    cells: cellListFromDense(cells, box.size),
    size: box.size,
    dimensions,
    rule,
    world: { size, topology },
    originInWorld: { x, y, z },
    name: title,
    generation: BigInt(tick),
  }
}

/**
 * The state as a pattern file. A macrocell of a world that holds a quadtree is written from that,
 * however wide it is.
 *
 * @throws {StateTooLargeError} when what is alive spans too many cells for the format.
 * @throws {UnrepresentablePatternError} where the format cannot hold the pattern.
 */
export async function writeState(
  simulation: Simulation,
  format: PatternFormat,
  options: { readonly gzip?: boolean } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const table = format === 'macrocell' ? simulation.saveQuadtree() : undefined
  if (table === undefined) return writePattern(await buildStatePattern(simulation), format, options)
  const { rule, tick } = simulation
  const ruleText = ruleTextOf({ rule, cells: NO_CELLS, size: NO_SIZE, dimensions: 2 })
  const notes = { ruleText: ruleText ?? rule.canonical, generation: BigInt(tick) }
  const bytes = writeQuadMacrocell(table, notes) as Uint8Array<ArrayBuffer>
  return options.gzip ? gzip(bytes) : bytes
}

const NO_CELLS = emptyCellList()
const NO_SIZE = { x: 0, y: 0, z: 0 }

/**
 * Programs of the common kinds of rules, from the tables that their notations come down to.
 */
import { countNeighbors, dimensionsOf, type NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import type { NodeId, RuleProgram } from './program.ts'
import { createProgramBuilder, type ProgramBuilder } from './program-builder.ts'
import type { NextRow } from './program-form.ts'

/** A rule by own state and what is seen: `rows[own]` is a state, or a table of states. */
export interface RowsOfRule {
  readonly neighborhood: NeighborhoodSpec
  /** One row for each state, 2 to 256 of them. */
  readonly rows: readonly NextRow[]
}

/** One table over all own states is written up to so many entries; beyond, one for each row. */
const MAX_JOINT_ENTRIES = 2 ** 16

/**
 * What every notation with birth and survival means: a dead cell is born where `birth` is 1, a
 * live one stays where `survival` is 1; else it goes to 2 when there are more than two states and
 * to 0 otherwise, and states from 2 on count up to the last and then to 0.
 *
 * @param birth and `survival` hold 0 or 1 for each case; with two states they are kept as rows.
 */
export function rowsOfBirthAndSurvival(
  birth: Uint8Array,
  survival: Uint8Array,
  states: number,
): NextRow[] {
  const afterLife = states > 2 ? 2 : 0
  return Array.from({ length: states }, (_, own): NextRow => {
    if (own === 0) return liveOr(0, birth)
    if (own === 1) return liveOr(afterLife, survival)
    return own === states - 1 ? 0 : own + 1
  })
}

/** 1 where it is live, else the other state. */
function liveOr(otherwise: number, isLive: Uint8Array): Uint8Array {
  if (otherwise === 0) return isLive
  const next = new Uint8Array(isLive.length)
  for (let i = 0; i < next.length; i++) next[i] = isLive[i] === 1 ? 1 : otherwise
  return next
}

/**
 * The program of an outer-totalistic rule: by own state and the number of neighbors in state 1.
 * Rows that are tables have one entry more than there are neighbors.
 */
export function buildCountingProgram({ neighborhood, rows }: RowsOfRule): RuleProgram {
  const builder = startProgram(neighborhood, rows.length)
  const withCenter = false
  const partition = builder.partition({ kind: 'neighborhood', neighborhood, withCenter })
  const count = builder.sum(partition, { kind: 'is', value: 1 })
  return finishRows(builder, rows, count, countNeighbors(neighborhood) + 1)
}

/**
 * The program of a rule by configuration: which neighbors are in state 1. The neighbors in the
 * order z, y, x are the bits of an index, the first most significant; rows that are tables have
 * `2 ** neighbors` entries.
 */
export function buildConfigurationProgram({ neighborhood, rows }: RowsOfRule): RuleProgram {
  const builder = startProgram(neighborhood, rows.length)
  const neighbors = countNeighbors(neighborhood)
  const withCenter = false
  const partition = builder.partition({ kind: 'neighborhood', neighborhood, withCenter })
  const weights = Array.from({ length: neighbors }, (_, i) => 2 ** (neighbors - 1 - i))
  const index = builder.sum(partition, { kind: 'is', value: 1 }, weights)
  return finishRows(builder, rows, index, 2 ** neighbors)
}

/**
 * The program of a totalistic rule: `next[sum]` by the sum of the states of the cell and its
 * neighbors.
 */
export function buildTotalisticProgram(
  neighborhood: NeighborhoodSpec,
  states: number,
  next: Uint8Array,
): RuleProgram {
  const builder = startProgram(neighborhood, states)
  const withCenter = true
  const partition = builder.partition({ kind: 'neighborhood', neighborhood, withCenter })
  const sum = builder.sum(partition, { kind: 'value' })
  return builder.finish(builder.table([{ node: sum, low: 0, count: next.length }], next))
}

function startProgram(neighborhood: NeighborhoodSpec, states: number): ProgramBuilder {
  return createProgramBuilder({ dimensions: dimensionsOf(neighborhood), states })
}

function finishRows(
  builder: ProgramBuilder,
  rows: readonly NextRow[],
  seen: NodeId,
  entries: number,
): RuleProgram {
  const own = builder.own()
  if (rows.length * entries <= MAX_JOINT_ENTRIES) {
    const values = new Int32Array(rows.length * entries)
    for (const [state, row] of rows.entries()) {
      if (typeof row === 'number') values.fill(row, state * entries, (state + 1) * entries)
      else values.set(row, state * entries)
    }
    const inputs = [
      { node: own, low: 0, count: rows.length },
      { node: seen, low: 0, count: entries },
    ]
    return builder.finish(builder.table(inputs, values))
  }
  // Rows that look at nothing share one small table; the others are chosen before it.
  const constants = rows.map((row) => (typeof row === 'number' ? row : 0))
  let next = builder.table([{ node: own, low: 0, count: rows.length }], constants)
  for (const [state, row] of rows.entries()) {
    if (typeof row === 'number') continue
    const isState = builder.binary('eq', own, builder.constant(state))
    next = builder.select(
      isState,
      builder.table([{ node: seen, low: 0, count: entries }], row),
      next,
    )
  }
  return builder.finish(next)
}

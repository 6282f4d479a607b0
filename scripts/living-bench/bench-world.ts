/**
 * The world that living worlds are timed on: a zone of bits on a torus, each under one of four
 * rules, in the seven channels of the Thunderbit contract.
 *
 * All rules are of one kind, so that the plain program beside it can be written out: a bit lives by
 * its live neighbors, as long as it is not too hot where it is; it warms its place when it changes,
 * signals when it is born, and is rewarded for living.
 */
import { PHYSICS_ONE } from '../../engine/bits/physics/physics-parameter.ts'
import { DEFAULT_CHANNELS } from '../../engine/fields/default-channels.ts'
import { composeLattice } from '../../engine/forge/lattice/compose-lattice.ts'
import { ACTIVE_STATUS } from '../../engine/forge/lattice/lattice-planes.ts'
import { PLAIN_LATTICE } from '../../engine/forge/lattice/lattice-spec.ts'
import type { LatticeKernel } from '../../engine/kernels/lattice-kernel.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'
import type { LatticeProgram } from '../../engine/rules/program/lattice-program.ts'
import type { Rule } from '../../engine/rules/rule.ts'
import { parseScriptRule } from '../../engine/rules/script/script-rule.ts'

/** Neighbors with which a bit is born and lives on, both ends included, and the heat it bears. */
export interface BenchRule {
  readonly born: readonly [least: number, most: number]
  readonly lives: readonly [least: number, most: number]
  readonly maxHeat: number
}

export const BENCH_RULES: readonly BenchRule[] = [
  { born: [5, 7], lives: [4, 9], maxHeat: 12_000 },
  { born: [6, 8], lives: [5, 10], maxHeat: 20_000 },
  { born: [9, 13], lives: [8, 18], maxHeat: 30_000 },
  { born: [5, 5], lives: [4, 5], maxHeat: 60_000 },
]

/** What a bit adds to a channel, raw. */
export const HEAT_OF_CHANGE = 64
export const SIGNAL_OF_BIRTH = 256
export const REWARD_OF_LIFE = 32

/** The lattice of the world. */
export function buildBenchLattice(): LatticeProgram {
  return composeLattice({
    dimensions: 3,
    rules: BENCH_RULES.map(parseBenchRule),
    ...PLAIN_LATTICE,
    isSettled: true,
    channels: DEFAULT_CHANNELS,
  })
}

/** The rule as programs have it. */
export function parseBenchRule(rule: BenchRule): Rule {
  return parseScriptRule(writeRule(rule))
}

function writeRule({ born, lives, maxHeat }: BenchRule): string {
  return `rule({ states: 2, neighborhood: 'moore-3d', channels: ['heat', 'signal', 'reward'] },
    (state, neighbors, fields) => {
      let live = 0
      for (const neighbor of neighbors) live += neighbor
      const stays = live >= ${lives[0]} && live <= ${lives[1]}
      const comes = live >= ${born[0]} && live <= ${born[1]}
      let next = state === 1 ? (stays ? 1 : 0) : (comes ? 1 : 0)
      if (fields.heat > ${maxHeat}) next = 0
      if (next !== state) fields.heat += ${HEAT_OF_CHANGE}
      if (next > state) fields.signal += ${SIGNAL_OF_BIRTH}
      if (next === 1) fields.reward += ${REWARD_OF_LIFE}
      return next
    })`
}

/** What each cell begins with: its state and its rule, drawn at random. */
export interface BenchStart {
  readonly cells: Uint8Array
  readonly rules: Uint8Array
}

/** A start in which a quarter of the cells is alive. */
export function drawStart(size: Size): BenchStart {
  const random = createSplitMix64(7n)
  const count = countCells(size)
  const cells = new Uint8Array(count)
  const rules = new Uint8Array(count)
  for (let cell = 0; cell < count; cell++) {
    random.next()
    cells[cell] = random.high >>> 30 === 0 ? 1 : 0
    rules[cell] = random.low & 3
  }
  return { cells, rules }
}

/** Puts a start into a kernel of the lattice: every site has an active bit. */
export async function writeStart(kernel: LatticeKernel, start: BenchStart): Promise<void> {
  const count = start.cells.length
  await kernel.write(start.cells, 0)
  await kernel.writePlane({ kind: 'rule', name: '' }, Int32Array.from(start.rules))
  await kernel.writePlane(
    { kind: 'parameter', name: 'lambda_sensitivity' },
    new Int32Array(count).fill(PHYSICS_ONE / 2),
  )
  await kernel.writePlane({ kind: 'status', name: '' }, new Int32Array(count).fill(ACTIVE_STATUS))
}

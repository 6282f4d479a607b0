/** What every kernel demands of its setup and of the cells it is given, whatever its back end. */
import { countNeighbors } from '../lattice/neighborhood.ts'
import { assertSize, countCells } from '../lattice/size.ts'
import { assertTopology } from '../lattice/topology-check.ts'
import type { Rule } from '../rules/rule.ts'
import { CellsError, KernelUnsupportedError } from './errors.ts'
import type { BackendName, KernelSetup } from './kernel.ts'

/** The most sites a configuration rule may look at: its table then has 2^24 entries. */
const MAX_CONFIGURATION_SITES = 24

/**
 * Checks a setup: size, topology, and that the rule's tables are as long as its neighborhood
 * makes them and lead to states that exist.
 *
 * @throws {SizeError | TopologyError | NeighborhoodError} when the world cannot be.
 * @throws {KernelUnsupportedError} when the rule's tables do not fit its neighborhood or states.
 */
export function assertSetup(backend: BackendName, { size, topology, rule }: KernelSetup): void {
  assertSize(size)
  assertTopology(size, topology, rule.neighborhood)
  const reason = findRuleFault(rule)
  if (reason !== undefined) {
    throw new KernelUnsupportedError({ backend, rule: rule.canonical, reason })
  }
}

/**
 * Checks that cells are one byte for each site and of the rule's states.
 *
 * @throws {CellsError} naming the first fault.
 */
export function assertCells({ size, rule }: KernelSetup, cells: Uint8Array): void {
  const count = countCells(size)
  if (cells.length !== count) {
    throw new CellsError({ found: `${cells.length} cells`, wanted: `${count}` })
  }
  const { states } = rule
  if (states > 255) return
  for (let i = 0; i < count; i++) {
    if (cells[i]! >= states) {
      throw new CellsError({
        found: `state ${cells[i]} at cell ${i}`,
        wanted: `states from 0 to ${states - 1}`,
      })
    }
  }
}

function findRuleFault({ neighborhood, states, transition }: Rule): string | undefined {
  if (!Number.isInteger(states) || states < 2 || states > 256) {
    return `it has ${states} states, and 2 to 256 are possible`
  }
  const neighbors = countNeighbors(neighborhood)
  switch (transition.kind) {
    case 'outer-totalistic': {
      const wanted = neighbors + 1 + (transition.countsCenter ? 1 : 0)
      return (
        findTableFault('birth', transition.birth, wanted, 2) ??
        findTableFault('survival', transition.survival, wanted, 2)
      )
    }
    case 'configuration':
      if (neighbors + 1 > MAX_CONFIGURATION_SITES) {
        return `a configuration has at most ${MAX_CONFIGURATION_SITES} sites, not ${neighbors + 1}`
      }
      return findTableFault('live', transition.live, 2 ** (neighbors + 1), 2)
    case 'totalistic':
      return findTableFault('next', transition.next, (states - 1) * (neighbors + 1) + 1, states)
    default:
      return transition satisfies never
  }
}

function findTableFault(
  name: string,
  table: Uint8Array,
  wantedLength: number,
  limit: number,
): string | undefined {
  if (table.length !== wantedLength) {
    return `its ${name} table has ${table.length} entries where the neighborhood makes ${wantedLength}`
  }
  const fault = table.findIndex((entry) => entry >= limit)
  return fault === -1
    ? undefined
    : `entry ${fault} of its ${name} table is ${table[fault]}, not below ${limit}`
}

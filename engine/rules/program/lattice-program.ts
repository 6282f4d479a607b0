/**
 * LatticeProgram: what a whole world does in a tick, in passes over planes of numbers.
 *
 * A rule alone is one program for one cell. Bits that live in fields take more: their rules and
 * meta-rules read and write planes, and then the fields advance, which has to wait for what all
 * bits have written. So a tick is a list of passes, each a `RuleProgram` whose components are the
 * world's planes. A pass sees everything as the pass before left it, and changes all cells at once;
 * no cell of a pass sees what another makes in the same pass. `tick` is the same number in all
 * passes of a tick.
 *
 * Passes use neither channels, parameters nor rule indices of their own: `lower-program.ts` turns
 * those of a rule into planes.
 */
import type { Dimensions } from '../../lattice/size.ts'
import { ProgramError } from '../errors.ts'
import { formatPlane, isSamePlane, type LatticePlaneName } from './plane-name.ts'
import type { ComponentTraits, NodeId, RuleProgram } from './program.ts'
import { createProgramBuilder, type ProgramBuilder } from './program-builder.ts'
import { validateProgram } from './validate-program.ts'

/** A plane beside the states: component i + 1 of every pass is plane i. */
export interface LatticePlane extends ComponentTraits {
  readonly plane: LatticePlaneName
  /** Whether it is part of the state, so that it is hashed and saved. */
  readonly isState: boolean
}

export interface LatticePass {
  /** What it does, for people. */
  readonly name: string
  readonly program: RuleProgram
  /**
   * Nodes whose values are added up over all cells and ticks, wrapping at 64 bits. They are for
   * observers; nothing in a program can read them.
   */
  readonly tallies: readonly Tally[]
}

export interface Tally {
  readonly name: string
  readonly value: NodeId
}

export interface LatticeProgram {
  readonly version: 1
  readonly dimensions: Dimensions
  /** States of the cells, 2 to 256. */
  readonly states: number
  readonly planes: readonly LatticePlane[]
  /** At least one. */
  readonly passes: readonly LatticePass[]
}

/** Limits on what a lattice may ask for. */
export const LATTICE_LIMITS = Object.freeze({ planes: 63, passes: 8, tallies: 64 })

/** The head of a lattice: all but its passes. */
export type LatticeHead = Omit<LatticeProgram, 'version' | 'passes'>

/** Starts the program of a pass; its component i + 1 is plane i. */
export function startPass({ dimensions, states, planes }: LatticeHead): ProgramBuilder {
  return createProgramBuilder({
    dimensions,
    states,
    components: planes.map(({ plane }) => formatPlane(plane)),
    traits: planes.map(({ low, high, edge }) => ({ low, high, edge })),
  })
}

/**
 * Ends a pass.
 *
 * @param next the nodes of the components that change, by component; all others stay as they are.
 */
export function finishPass(
  { planes }: LatticeHead,
  code: ProgramBuilder,
  name: string,
  next: ReadonlyMap<number, NodeId>,
  tallies: readonly Tally[] = [],
): LatticePass {
  const components = Array.from({ length: planes.length + 1 }, (_, component) => component)
  const outputs = components.map((component) => next.get(component) ?? code.own(component))
  return Object.freeze({ name, program: code.finish(outputs), tallies })
}

/** The number of a plane as a component of passes; undefined where there is no such plane. */
export function componentOf({ planes }: LatticeHead, wanted: LatticePlaneName): number | undefined {
  const found = planes.findIndex(({ plane }) => isSamePlane(plane, wanted))
  return found === -1 ? undefined : found + 1
}

/**
 * Checks a lattice and gives it back.
 *
 * @throws {ProgramError} naming what is at fault, and in which pass.
 * @throws {NeighborhoodError} when a neighborhood cannot be built.
 */
export function validateLattice(lattice: LatticeProgram): LatticeProgram {
  const { planes, passes, states, dimensions } = lattice
  const fail = (found: string): never => {
    throw new ProgramError({ node: undefined, found })
  }
  const { planes: mostPlanes, passes: mostPasses, tallies: mostTallies } = LATTICE_LIMITS
  if (planes.length > mostPlanes) fail(`${planes.length} planes, more than ${mostPlanes}`)
  if (passes.length < 1 || passes.length > mostPasses) {
    fail(`${passes.length} passes, not 1 to ${mostPasses}`)
  }
  const tallies = passes.flatMap((pass) => pass.tallies)
  if (tallies.length > mostTallies) fail(`${tallies.length} tallies, more than ${mostTallies}`)
  if (new Set(tallies.map(({ name }) => name)).size < tallies.length) {
    fail('tallies whose names are not distinct')
  }
  const head = startPass({ dimensions, states, planes }).finish([])
  for (const { name, program, tallies: counted } of passes) {
    const { channels, parameters, rules, components, traits, nodes } = validateProgram(program)
    if (channels.length > 0 || parameters.length > 0 || rules > 1) {
      fail(`channels, parameters or rules in the pass ${name}`)
    }
    const isSameHead =
      program.states === states &&
      program.dimensions === dimensions &&
      JSON.stringify([components, traits]) === JSON.stringify([head.components, head.traits])
    if (!isSameHead) fail(`the pass ${name} with other components than the planes`)
    for (const { value } of counted) {
      const node = nodes[value]
      if (node === undefined || node.op === 'partition') {
        fail(`a tally of node ${value} in the pass ${name}, which is no number`)
      }
    }
  }
  return lattice
}

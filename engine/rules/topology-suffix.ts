/**
 * The suffix of a rule that asks for a bounded world: `:T64,64`, `:K30*,20`, `:S30`.
 *
 * In two dimensions it is Golly's, shifts and all (Golly Help, "Bounded Grids"). One and three
 * dimensions have `:T` and `:P` with as many sizes as axes. A single size stands for all axes.
 */
import { isLargerThanLife } from '../lattice/neighborhood.ts'
import { type Dimensions, MAX_AXIS_CELLS } from '../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../lattice/topology.ts'
import { normalizeTopology } from '../lattice/topology-check.ts'
import { RuleTopologyError } from './errors.ts'
import type { NotationReader } from './notation-reader.ts'
import type { RuleProgram } from './program/program.ts'
import { gatheringsOf, neighborhoodsOf } from './program/program-topology.ts'
import type { Rule, RuleWorld } from './rule.ts'

const topologyNames = {
  p: 'plane (:P)',
  t: 'torus (:T)',
  k: 'Klein bottle (:K)',
  c: 'cross-surface (:C)',
  s: 'sphere (:S)',
} as const

type TopologyLetter = keyof typeof topologyNames

/** One size with what Golly lets follow it: `30`, `30*`, `30+5`, `30*+1`. */
interface Axis {
  readonly cells: number
  readonly isTwisted: boolean
  /** Reduced modulo the size; negative after `-`. */
  readonly shiftCells: number
}

/**
 * Reads what follows the colon.
 *
 * @returns the world, or undefined when every axis is 0, which means no bounds at all.
 * @throws {RuleTopologyError} for a topology that the rule cannot have.
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readTopologySuffix(reader: NotationReader, rule: Rule): RuleWorld | undefined {
  const start = reader.position
  const letter = reader.accept('ptkcs') as TopologyLetter | undefined
  if (letter === undefined) reader.fail('one of the topologies P, T, K, C, S')
  refuseForRule(reader, start, letter, rule)
  const axes = readAxes(reader, letter, rule.dimensions)
  reader.expectEnd('the end of the topology')
  if (axes.some((axis) => axis.shiftCells !== 0)) refuseShift(reader, start, letter, rule, axes)
  const [x, y, z] = axes.map((axis) => axis.cells)
  if (axes.every((axis) => axis.cells === 0)) return undefined
  return Object.freeze({
    size: Object.freeze({ x: x!, y: y ?? 1, z: z ?? 1 }),
    topology: Object.freeze(buildTopology(letter, axes)),
  })
}

function refuseForRule(
  { notation }: NotationReader,
  position: number,
  letter: TopologyLetter,
  { dimensions, canonical, program }: Rule,
): void {
  if (letter === 'p' || letter === 't') return
  const topology = topologyNames[letter]
  const refuse = (reason: string): never => {
    throw new RuleTopologyError({ notation, position, topology, reason })
  }
  if (dimensions !== 2) {
    const rule = canonical.length > MAX_SHOWN_CHARS ? 'this rule' : canonical
    refuse(`it exists for 2-D rules only, and ${rule} is ${dimensions}-D`)
  }
  const only = 'takes only a plane (:P) or a torus (:T)'
  if (isWide(program)) refuse(`a Larger than Life rule ${only}`)
  if (hasBlocks(program)) refuse(`a rule of blocks ${only}`)
}

/** Longer rules are not repeated in errors. */
const MAX_SHOWN_CHARS = 80

const isWide = (program: RuleProgram) => neighborhoodsOf(program).some(isLargerThanLife)

const hasBlocks = (program: RuleProgram) =>
  gatheringsOf(program).some(({ kind }) => kind === 'block')

function refuseShift(
  { notation }: NotationReader,
  position: number,
  letter: TopologyLetter,
  { dimensions, program }: Rule,
  axes: readonly Axis[],
): void {
  const refuse = (reason: string): never => {
    throw new RuleTopologyError({ notation, position, topology: topologyNames[letter], reason })
  }
  if (dimensions !== 2) refuse('shifts exist for 2-D rules only')
  if (isWide(program)) refuse('a Larger than Life torus has no shift')
  if (hasBlocks(program)) refuse('a torus of blocks has no shift')
  if (axes.every(({ shiftCells }) => shiftCells !== 0)) refuse('only one axis can have a shift')
  if (axes.some(({ cells }) => cells === 0)) refuse('an infinite axis allows no shift')
}

function readAxes(
  reader: NotationReader,
  letter: TopologyLetter,
  dimensions: Dimensions,
): readonly Axis[] {
  const axes = [readAxis(reader, letter, false)]
  const [first] = axes
  reader.skipSpace()
  // One size stands for every axis; a sphere's two are always equal.
  if (reader.atEnd || letter === 's') {
    const others = { cells: first!.cells, isTwisted: false, shiftCells: 0 }
    return [first!, ...Array.from({ length: dimensions - 1 }, () => others)]
  }
  while (axes.length < dimensions) {
    reader.expectText(',', `"," and the size of axis ${axes.length + 1} of ${dimensions}`)
    reader.skipSpace()
    axes.push(
      readAxis(
        reader,
        letter,
        axes.some((axis) => axis.isTwisted),
      ),
    )
    reader.skipSpace()
  }
  // Golly writes its line as a plane of one row.
  if (dimensions === 1 && reader.acceptText(',')) {
    reader.skipSpace()
    reader.readNumber('the one row of a 1-D world,', 1, 1)
    reader.skipSpace()
  }
  return axes
}

function readAxis(reader: NotationReader, letter: TopologyLetter, hasTwist: boolean): Axis {
  const isClosed = letter === 'k' || letter === 'c' || letter === 's'
  const what = isClosed ? 'a size in cells (never infinite here)' : 'a size in cells'
  const cells = reader.readNumber(what, isClosed ? 1 : 0, MAX_AXIS_CELLS)
  const isTwisted = letter === 'k' && !hasTwist && reader.acceptText('*')
  const canShift = letter === 't' || isTwisted
  if (!canShift || !/[+-]/.test(reader.peek())) return { cells, isTwisted, shiftCells: 0 }
  const sign = reader.accept('+-') === '-' ? -1 : 1
  const shift = reader.readNumber('a shift in cells', 0, Number.MAX_SAFE_INTEGER)
  const reduced = cells === 0 ? shift : shift % cells
  return { cells, isTwisted, shiftCells: reduced === 0 ? 0 : sign * reduced }
}

function buildTopology(letter: TopologyLetter, axes: readonly Axis[]): Topology {
  const [x, y] = axes
  switch (letter) {
    case 'p':
      return BOX
    case 't': {
      if (axes.every(({ shiftCells }) => shiftCells === 0)) return TORUS
      const along = x!.shiftCells !== 0 ? 'x' : 'y'
      const { shiftCells } = along === 'x' ? x! : y!
      return { kind: 'shifted-torus', along, shiftCells }
    }
    case 'k': {
      // Golly reads `:K30,20` as `:K30,20*`.
      const along = x!.isTwisted ? 'x' : 'y'
      const { shiftCells } = along === 'x' ? x! : y!
      const size = { x: x!.cells, y: y!.cells, z: 1 }
      return normalizeTopology(size, { kind: 'klein', along, shiftCells })
    }
    case 'c':
      return { kind: 'cross-surface' }
    case 's':
      return { kind: 'sphere' }
    default:
      throw new Error(`unknown topology letter ${letter satisfies never}`)
  }
}

/**
 * Where the planes of a lattice lie, and which shaders a tick takes.
 *
 * Planes are packed into banks, each a buffer that a shader binds once. What a pass both gathers
 * and changes has two places in its bank and is written to the other one, so it moves with every
 * such pass; what a pass changes and reads at its own cell alone is written where it is, and what it
 * leaves as it is not at all. Where a plane lies is known from the pass and from whether the tick is
 * even or odd.
 *
 * A pass that touches more banks than a shader binds is made in several steps. All that it changes
 * then moves, so that none of them sees what another has made.
 */

import type { LatticePass } from '../../rules/program/lattice-program.ts'
import { isKept } from '../../rules/program/optimize-pass.ts'
import type { NodeId } from '../../rules/program/program.ts'
import { liveNodesFrom } from '../../rules/program/program-graph.ts'
import { DeviceLimitError } from './errors.ts'
import { type BufferLimits, countStateWords } from './lane-layout.ts'
import { type LanePlaces, type Offsets, offsetOf, type PlanePlaces } from './lane-places.ts'

/** A plane's place. */
export interface LatticePlace {
  readonly bank: number
  /** The first of its words, and of those of its other place, where it has one. */
  readonly firstWord: number
  readonly words: number
  /** How often it moves from one place to the other in a tick. */
  readonly moves: number
}

/** First words of a plane, in even ticks and in odd ones, after some moves of the tick. */
export function firstWordsOf(
  { firstWord, words, moves }: LatticePlace,
  movesMade: number,
): Offsets {
  const after = (all: number) => firstWord + (all % 2) * words
  return [after(movesMade), after(moves + movesMade)]
}

/** What one shader makes: some of the planes that a pass changes, and some of its tallies. */
export interface LatticeStep {
  readonly pass: LatticePass
  readonly tallies: readonly NodeId[]
  /** Number of the first of them among all of the lattice. */
  readonly firstTotal: number
  readonly places: LanePlaces
}

export interface LatticeLayout {
  /** The states, then the planes. */
  readonly components: readonly LatticePlace[]
  /** Words of each bank. */
  readonly banks: readonly number[]
  /** The steps of a tick, in order. */
  readonly steps: readonly LatticeStep[]
}

/** What a pass does with each component. */
interface PassUse {
  readonly pass: LatticePass
  readonly changed: readonly number[]
  /** Those that are written to their other place. */
  readonly moved: ReadonlySet<number>
  readonly firstTotal: number
}

const WORD_BYTES = 4

/** Name of a bank's buffer. */
export function bankName(bank: number): string {
  return `bank_${bank}`
}

/**
 * Places the planes of a lattice.
 *
 * @param passes in their simplest form.
 * @param cells how many the world has.
 * @throws {DeviceLimitError} when a plane is larger than a binding, or what a plane comes from lies
 * in too many.
 */
export function buildLatticeLayout(
  passes: readonly LatticePass[],
  cells: number,
  limits: BufferLimits,
): LatticeLayout {
  const split = new Set<LatticePass>()
  for (;;) {
    const uses = listUses(passes, split)
    const { components, banks } = placeAll(uses, cells, limits)
    const steps: LatticeStep[] = []
    const tooWide = uses.filter((use, number) => {
      const parts = split.has(use.pass) ? splitUse(use, components, limits) : [wholeOf(use)]
      const made = parts.map((part) => buildStep(uses, number, part, components, cells))
      steps.push(...made)
      return made.some(({ places, tallies }) => {
        return places.buffers.length + countOthers(tallies) > limits.maxStorageBuffersPerShaderStage
      })
    })
    if (tooWide.length === 0) return { components, banks, steps }
    for (const { pass } of tooWide) split.add(pass)
  }
}

/** Storage buffers that a shader binds beside its banks: tables, and totals where it tallies. */
function countOthers(tallies: readonly NodeId[]): number {
  return tallies.length > 0 ? 2 : 1
}

function listUses(passes: readonly LatticePass[], split: ReadonlySet<LatticePass>): PassUse[] {
  let firstTotal = 0
  return passes.map((pass) => {
    const { program, tallies } = pass
    const changed = program.next.map((_, component) => component).filter((c) => !isKept(pass, c))
    const { gathered } = readsOf(pass, [...changed.map((c) => program.next[c]!), ...valuesOf(pass)])
    const moved = new Set(changed.filter((c) => split.has(pass) || gathered.has(c)))
    const use = { pass, changed, moved, firstTotal }
    firstTotal += tallies.length
    return use
  })
}

const valuesOf = ({ tallies }: LatticePass) => tallies.map(({ value }) => value)

/** The components that some nodes of a pass come from: all, and those of other cells. */
function readsOf({ program }: LatticePass, outputs: readonly NodeId[]) {
  const read = new Set<number>()
  const gathered = new Set<number>()
  for (const id of liveNodesFrom(program.nodes, outputs)) {
    const node = program.nodes[id]!
    if (node.op === 'own' || node.op === 'partition') read.add(node.component)
    if (node.op === 'partition') gathered.add(node.component)
  }
  return { read, gathered }
}

/** Puts each component, with both its places if it has two, into the first bank with room. */
function placeAll(
  uses: readonly PassUse[],
  cells: number,
  { maxStorageBufferBindingSize: allowed }: BufferLimits,
): Pick<LatticeLayout, 'components' | 'banks'> {
  const banks: number[] = []
  const count = uses[0]!.pass.program.next.length
  const components = Array.from({ length: count }, (_, component): LatticePlace => {
    const moves = countMoves(uses, component)
    const words = component === 0 ? countStateWords(cells) : cells
    const taken = moves > 0 ? 2 * words : words
    if (taken * WORD_BYTES > allowed) {
      const limit = 'maxStorageBufferBindingSize'
      throw new DeviceLimitError({ limit, allowed, wanted: taken * WORD_BYTES })
    }
    const found = banks.findIndex((used) => (used + taken) * WORD_BYTES <= allowed)
    const bank = found === -1 ? banks.length : found
    const first = banks[bank] ?? 0
    banks[bank] = first + taken
    return { bank, firstWord: first, words, moves }
  })
  return { components, banks }
}

/** How often a component moves in some passes. */
function countMoves(uses: readonly PassUse[], component: number): number {
  return uses.filter(({ moved }) => moved.has(component)).length
}

/** Components that a step makes, and which of its pass's tallies. */
interface Part {
  readonly made: readonly number[]
  readonly tallies: readonly NodeId[]
  readonly firstTotal: number
}

const wholeOf = ({ pass, changed, firstTotal }: PassUse): Part => {
  return { made: changed, tallies: valuesOf(pass), firstTotal }
}

/**
 * Cuts what a pass makes into parts that each touch few enough banks.
 *
 * @throws {DeviceLimitError} when a single plane or tally touches too many.
 */
function splitUse(
  { pass, changed, firstTotal }: PassUse,
  components: readonly LatticePlace[],
  { maxStorageBuffersPerShaderStage: allowed }: BufferLimits,
): Part[] {
  const { next } = pass.program
  const countBuffers = ({ made, tallies }: Part) => {
    const { read } = readsOf(pass, [...made.map((component) => next[component]!), ...tallies])
    const banks = new Set([...read, ...made].map((component) => components[component]!.bank))
    return banks.size + countOthers(tallies)
  }
  const singles: Part[] = [
    ...changed.map((component) => ({ made: [component], tallies: [], firstTotal })),
    ...valuesOf(pass).map((value, i) => {
      return { made: [], tallies: [value], firstTotal: firstTotal + i }
    }),
  ]
  const parts: Part[] = []
  for (const single of singles) {
    const wanted = countBuffers(single)
    if (wanted > allowed) {
      throw new DeviceLimitError({ limit: 'maxStorageBuffersPerShaderStage', allowed, wanted })
    }
    const last = parts.at(-1)
    const joined = last && joinParts(last, single)
    if (joined !== undefined && countBuffers(joined) <= allowed) parts.splice(-1, 1, joined)
    else parts.push(single)
  }
  return parts
}

const joinParts = (a: Part, b: Part): Part => ({
  made: [...a.made, ...b.made],
  tallies: [...a.tallies, ...b.tallies],
  firstTotal: a.tallies.length > 0 ? a.firstTotal : b.firstTotal,
})

function buildStep(
  uses: readonly PassUse[],
  number: number,
  { made, tallies, firstTotal }: Part,
  components: readonly LatticePlace[],
  cells: number,
): LatticeStep {
  const { pass, moved } = uses[number]!
  const { program } = pass
  const { read } = readsOf(pass, [...made.map((component) => program.next[component]!), ...tallies])
  const offsets: Offsets[] = []
  const places = components.map((place, component): PlanePlaces | undefined => {
    const isMade = made.includes(component)
    if (!isMade && !read.has(component)) return undefined
    const buffer = bankName(place.bank)
    const movesMade = countMoves(uses.slice(0, number), component)
    const wordsAfter = (all: number) => {
      const firstWords = firstWordsOf(place, all)
      const [even, odd] = firstWords
      return { buffer, first: even === odd ? `${even}u` : offsetOf(offsets.push(firstWords) - 1) }
    }
    const source = wordsAfter(movesMade)
    if (!isMade) return { source, target: undefined }
    return { source, target: moved.has(component) ? wordsAfter(movesMade + 1) : source }
  })
  const written = new Set(made.map((component) => components[component]!.bank))
  const touched = new Set(components.flatMap(({ bank }, i) => (places[i] ? [bank] : [])))
  return {
    pass,
    tallies,
    firstTotal,
    places: {
      cells,
      components: places,
      channels: [],
      parameters: [],
      rule: undefined,
      buffers: [...touched].map((bank) => {
        return { kind: written.has(bank) ? 'write' : 'read', buffer: bankName(bank) }
      }),
      offsets,
    },
  }
}

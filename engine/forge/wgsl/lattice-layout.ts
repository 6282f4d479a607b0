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
import type { NodeId } from '../../rules/program/program.ts'
import { DeviceLimitError } from './errors.ts'
import { type BufferLimits, countStateWords } from './lane-layout.ts'
import {
  type LanePlaces,
  type Offsets,
  offsetOf,
  type PlanePlaces,
  type WordPlace,
} from './lane-places.ts'
import { countBuffers, type Part, splitUse, wholeOf } from './lattice-split.ts'
import { countMoves, listUses, type PassUse, readsOf } from './pass-use.ts'
import type { ShaderBinding } from './shader.ts'

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
  const { maxStorageBuffersPerShaderStage: allowed } = limits
  const split = new Set<LatticePass>()
  for (;;) {
    const uses = listUses(passes, split)
    const { components, banks } = placeAll(uses, cells, limits)
    const bankOf = components.map(({ bank }) => bank)
    const isTooWide = (use: PassUse) => {
      return !split.has(use.pass) && countBuffers(use.pass, wholeOf(use), bankOf) > allowed
    }
    const tooWide = uses.filter(isTooWide)
    // Once split, what a pass changes takes more room, and others may become too wide by that.
    for (const { pass } of tooWide) split.add(pass)
    if (tooWide.length > 0) continue
    const steps = uses.flatMap((use, number) => {
      const parts = split.has(use.pass) ? splitUse(use, bankOf, allowed) : [wholeOf(use)]
      return parts
        .filter(({ made, tallies }) => made.length + tallies.length > 0)
        .map((part) => buildStep(uses, number, part, components, cells))
    })
    return { components, banks, steps }
  }
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

function buildStep(
  uses: readonly PassUse[],
  number: number,
  { made, tallies, firstTotal }: Part,
  components: readonly LatticePlace[],
  cells: number,
): LatticeStep {
  const { pass, moved } = uses[number]!
  const { read } = readsOf(pass, made, tallies)
  const offsets: Offsets[] = []
  const wordsAfter = (place: LatticePlace, movesMade: number): WordPlace => {
    const firstWords = firstWordsOf(place, movesMade)
    const [even, odd] = firstWords
    const first = even === odd ? `${even}u` : offsetOf(offsets.push(firstWords) - 1)
    return { buffer: bankName(place.bank), first }
  }
  const places = components.map((place, component): PlanePlaces | undefined => {
    const isMade = made.includes(component)
    if (!isMade && !read.has(component)) return undefined
    const movesMade = countMoves(uses.slice(0, number), component)
    const source = wordsAfter(place, movesMade)
    if (!isMade) return { source, target: undefined }
    return { source, target: moved.has(component) ? wordsAfter(place, movesMade + 1) : source }
  })
  const written = new Set(made.map((component) => components[component]!.bank))
  const touched = new Set(components.flatMap(({ bank }, i) => (places[i] ? [bank] : [])))
  const buffers = [...touched].map((bank): ShaderBinding => {
    return { kind: written.has(bank) ? 'write' : 'read', buffer: bankName(bank) }
  })
  const none = { channels: [], parameters: [], rule: undefined }
  const lanes: LanePlaces = { cells, components: places, ...none, buffers, offsets }
  return { pass, tallies, firstTotal, places: lanes }
}

/**
 * Where the planes of a program lie: packed into as few storage buffers as a device's limits allow.
 *
 * States are bytes, four to a word in flat order, as they come and go. All other planes have a word
 * a cell. What a tick changes lies in *state banks*, of which there are two, one to read and one to
 * write; what it only reads lies in *constant banks*.
 */
import type { RuleProgram } from '../../rules/program/program.ts'
import { DeviceLimitError } from './errors.ts'
import type { LanePlaces, PlanePlaces } from './lane-places.ts'
import type { ShaderBinding } from './shader.ts'

export type BankGroup = 'state' | 'constant'

/** A plane's place. */
export interface PlanePlace {
  readonly group: BankGroup
  /** Number of the bank in its group. */
  readonly bank: number
  /** First word of the plane in its bank. */
  readonly firstWord: number
  readonly words: number
}

export interface LaneLayout {
  readonly cells: number
  /** The states, then the other components. */
  readonly components: readonly PlanePlace[]
  readonly channels: readonly PlanePlace[]
  readonly parameters: readonly PlanePlace[]
  /** Undefined where the program has but one rule. */
  readonly rule: PlanePlace | undefined
  /** Words of each bank. */
  readonly banks: Readonly<Record<BankGroup, readonly number[]>>
}

/** What a device allows, as WebGPU names it. */
export interface BufferLimits {
  readonly maxStorageBufferBindingSize: number
  readonly maxStorageBuffersPerShaderStage: number
}

const WORD_BYTES = 4

/**
 * Places the planes of a program in a world of so many cells.
 *
 * @throws {DeviceLimitError} when a plane is larger than a binding, or there are too many banks.
 */
export function buildLaneLayout(
  program: RuleProgram,
  cells: number,
  limits: BufferLimits,
): LaneLayout {
  const banks: Record<BankGroup, number[]> = { state: [], constant: [] }
  const place = (group: BankGroup, words: number) => placePlane(banks[group], group, words, limits)
  const written = new Set(program.writes.map(({ channel }) => channel))
  const layout: LaneLayout = {
    cells,
    components: [
      place('state', countStateWords(cells)),
      ...program.components.map(() => place('state', cells)),
    ],
    channels: program.channels.map((_, i) => place(written.has(i) ? 'state' : 'constant', cells)),
    parameters: program.parameters.map(() => place('constant', cells)),
    rule: program.rules > 1 ? place('constant', cells) : undefined,
    banks,
  }
  // State banks are bound twice, and the tables take one more.
  const wanted = 2 * banks.state.length + banks.constant.length + 1
  const allowed = limits.maxStorageBuffersPerShaderStage
  if (wanted > allowed) {
    throw new DeviceLimitError({ limit: 'maxStorageBuffersPerShaderStage', allowed, wanted })
  }
  return layout
}

/** Names of a bank's buffers: where a tick reads, and where it writes. */
export function bankNames(group: BankGroup, bank: number): { source: string; target: string } {
  return group === 'state'
    ? { source: `source_${bank}`, target: `target_${bank}` }
    : { source: `constants_${bank}`, target: `constants_${bank}` }
}

/** The layout as a shader sees it, which reads one set of state banks and writes the other. */
export function placesOf(layout: LaneLayout): LanePlaces {
  const { cells, components, channels, parameters, rule, banks } = layout
  const places = ({ group, bank, firstWord }: PlanePlace): PlanePlaces => {
    const { source, target } = bankNames(group, bank)
    const first = `${firstWord}u`
    const written = group === 'state' ? { buffer: target, first } : undefined
    return { source: { buffer: source, first }, target: written }
  }
  const names = (group: BankGroup) => banks[group].map((_, i) => bankNames(group, i))
  return {
    cells,
    components: components.map(places),
    channels: channels.map(places),
    parameters: parameters.map(places),
    rule: rule && places(rule),
    buffers: [
      ...names('state').map(({ source }): ShaderBinding => ({ kind: 'read', buffer: source })),
      ...names('state').map(({ target }): ShaderBinding => ({ kind: 'write', buffer: target })),
      ...names('constant').map(({ source }): ShaderBinding => ({ kind: 'read', buffer: source })),
    ],
    offsets: [],
  }
}

/** Words that hold the states of so many cells. */
export function countStateWords(cells: number): number {
  return Math.ceil(cells / 4)
}

/** Puts a plane into the first bank that has room for it, or into a new one. */
function placePlane(
  banks: number[],
  group: BankGroup,
  words: number,
  { maxStorageBufferBindingSize: allowed }: BufferLimits,
): PlanePlace {
  const wanted = words * WORD_BYTES
  if (wanted > allowed) {
    throw new DeviceLimitError({ limit: 'maxStorageBufferBindingSize', allowed, wanted })
  }
  const found = banks.findIndex((used) => (used + words) * WORD_BYTES <= allowed)
  const bank = found < 0 ? banks.length : found
  const firstWord = banks[bank] ?? 0
  banks[bank] = firstWord + words
  return { group, bank, firstWord, words }
}

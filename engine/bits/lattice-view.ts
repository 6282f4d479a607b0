/** What a tick of one bit may see of its world, and nothing else. Thunderbit contract, section 9. */
import { OUTSIDE } from '../lattice/site-resolver.ts'
import type { GridPoint } from '../lattice/zones.ts'
import { createPhilox, type Philox } from '../math/philox.ts'
import { listFirstDraws } from '../rules/program/first-draws.ts'
import type { Rule } from '../rules/rule.ts'
import type { Outcome } from './bit-failure.ts'
import { planeOf } from './bit-planes.ts'
import type { BitStore } from './bit-store.ts'
import { fixedFromRaw } from './fixed-point.ts'
import { SpatialIndex } from './spatial-index.ts'
import type { BitState, Thunderbit } from './thunderbit.ts'
import { PARAMETERS } from './thunderbit-attributes.ts'
import type { TickContext } from './tick-context.ts'

/** What the forge is asked: which rule is the bit to have at the next tick? */
export interface MetaRuleRequest {
  readonly bit: Thunderbit
  /** Number of the rule that the bit has now, and all rules it may be given. */
  readonly rule: number
  readonly rules: readonly Rule[]
  /** What the bit becomes in this tick. */
  readonly next: BitState
  readonly fieldState: Readonly<Record<string, number>>
  readonly context: TickContext
}

/** Evaluates a bit's meta-rules to the number of a rule. */
export type EvaluateMetaRules = (request: MetaRuleRequest) => Outcome<number>

export interface LatticeView {
  readonly spatialIndex: SpatialIndex
  /** By rule index. */
  readonly rules: readonly Rule[]
  /** Names of components after the state, and of channels. */
  readonly components: readonly string[]
  readonly channels: readonly string[]
  /** A channel's value at a coordinate; 0 for one that the world has not. */
  readField(channel: string, coord: GridPoint): number
  /** Names of the parameters that sites have. */
  readonly parameters: readonly string[]
  /** The raw number that a site has of one of them. */
  readParameter(name: string, coord: GridPoint): number
  /** By rule index: where the draws of a rule begin among those of a site. */
  readonly firstDraws: readonly number[]
  readonly random: Philox
  /** Undefined where nothing evaluates meta-rules. */
  readonly evaluateMetaRules: EvaluateMetaRules | undefined
  /** Milliseconds from some moment on, to see whether reading takes too long. */
  nowMs(): number
  /** Milliseconds since the epoch, for traces; undefined where there is no such clock. */
  readonly wallTimeMs: (() => number) | undefined
}

export interface LatticeViewOptions {
  readonly evaluateMetaRules?: EvaluateMetaRules | undefined
  /** Names of parameters that sites have beside those of the contract. */
  readonly parameters?: readonly string[]
  /** Absent, time stands still, and nothing takes too long. */
  readonly nowMs?: () => number
}

/** Looks at the world of a store. */
export function createLatticeView(store: BitStore, options: LatticeViewOptions = {}): LatticeView {
  const { world, planes } = store
  const spatialIndex = new SpatialIndex(world, planes)
  const readAt = (kind: 'channel' | 'parameter', name: string, coord: GridPoint) => {
    const cell = spatialIndex.resolve(coord)
    return cell === OUTSIDE ? 0 : planes.readAt(planeOf(kind, name), cell)
  }
  const contractual = PARAMETERS.map(({ parameter }) => parameter)
  return {
    spatialIndex,
    rules: world.rules,
    components: world.components,
    channels: world.channels,
    readField: (channel, coord) => fixedFromRaw(readAt('channel', channel, coord)),
    parameters: [...new Set([...contractual, ...(options.parameters ?? [])])],
    readParameter: (name, coord) => readAt('parameter', name, coord),
    firstDraws: listFirstDraws(world.rules.map(({ program }) => program)),
    random: createPhilox(world.seed),
    evaluateMetaRules: options.evaluateMetaRules,
    nowMs: options.nowMs ?? (() => 0),
    wallTimeMs: store.wallTimeMs,
  }
}

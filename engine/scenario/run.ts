/**
 * A run: everything that decides what a simulation does, ready to be ticked.
 *
 * Scenario files, pattern files with command-line options and share links all end here, so that
 * what follows need not know where a run came from. A run is data and is never changed.
 */
import type { Dimensions, Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { MetricSpec } from '../metrics/parse-metrics.ts'
import type { Rule } from '../rules/rule.ts'
import type { LivingOrder, LivingRun } from './living-run.ts'
import type { PackUse } from './packs/parameter-pack.ts'
import type { Stroke } from './stroke.ts'

/** What happens to state `tick` before it is looked at or ticked on; in listed order. */
export type Command =
  | { readonly kind: 'paint'; readonly tick: number; readonly stroke: Stroke }
  /** Cells in states the new rule does not have become 0. */
  | { readonly kind: 'rule'; readonly tick: number; readonly rule: Rule }
  /** Living worlds only. */
  | { readonly kind: 'order'; readonly tick: number; readonly order: LivingOrder }

/** What must hold at a tick. Absent members are not asked. */
export interface Expectation {
  readonly tick: number
  readonly population?: number | undefined
  readonly counts?: Readonly<Record<string, number>> | undefined
  readonly cellsHash?: string | undefined
  readonly stateHash?: string | undefined
}

export interface Run {
  readonly title: string
  /** Why it is interesting; undefined where nobody says. */
  readonly about: string | undefined
  readonly rule: Rule
  /** Axes the world is thought of as having: the larger of the rule's and the size's. */
  readonly dimensions: Dimensions
  /** What makes it a world of bits and fields; undefined for plain automata. */
  readonly living?: LivingRun | undefined
  readonly size: Size
  readonly topology: Topology
  /** A u64. */
  readonly seed: bigint
  /** The strokes that make state 0, in order, on a world of zeros. */
  readonly initial: readonly Stroke[]
  /** Sorted by tick, listed order kept within one. */
  readonly commands: readonly Command[]
  /** How far it is meant to go; undefined where nobody says. */
  readonly ticks: number | undefined
  /** Ticks to report on, ascending; empty where nobody says. */
  readonly probes: readonly number[]
  /** What probes measure; absent where nobody says. */
  readonly metrics?: readonly MetricSpec[] | undefined
  readonly expectations: readonly Expectation[]
  readonly ticksPerSecond: number | undefined
  /** Packs that values of the scenario come from; absent where there are none. Their values decide, not they. */
  readonly packs?: readonly PackUse[]
}

/** What the person who opens a file says beside it; each overrides what the file says. */
export interface RunOverrides {
  /** Any notation, with or without a topology suffix. */
  readonly rule?: string
  /** `512`, `64,64` or `64x64x64`. */
  readonly size?: string
  /** `torus` or `box`. */
  readonly topology?: string
  /** A decimal u64. */
  readonly seed?: string
}

/** Reads a file by a scenario's relative path. */
export type ReadFile = (path: string) => Promise<Uint8Array>

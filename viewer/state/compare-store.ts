/** What the run is compared with, and how the two differ. Only the compare desk writes here. */
import { create } from 'zustand'
import type { BackendName } from '../../engine/kernels/kernel.ts'
import type { Failure } from '../../engine/protocol/result.ts'
import type { RunInfo, StateDifference } from '../../engine/protocol/simulation-api.ts'

/** What the run is to be compared with. */
export type CompareWish =
  /** Another course of the same run. */
  | { readonly kind: 'branch'; readonly id: number }
  /** The same run on another back end, which has the same bits. */
  | { readonly kind: 'backend'; readonly backend: BackendName }
  /** The same start under another rule, of any notation. */
  | { readonly kind: 'rule'; readonly rule: string }
  /** Another run of the library. */
  | { readonly kind: 'library'; readonly id: string }

/** How many cells differ, without where. */
export type DifferenceSums = Omit<StateDifference, 'marks'>

export interface CompareState {
  /** Undefined while nothing is compared. */
  readonly wish: CompareWish | undefined
  readonly phase: 'off' | 'opening' | 'on'
  /** What the other one is called. */
  readonly title: string
  /** What the other one is; undefined until it is there. */
  readonly info: RunInfo | undefined
  /** Where the other one stands. */
  readonly tick: number
  readonly population: number | undefined
  readonly sums: DifferenceSums | undefined
  /** The first tick at which they were seen to differ, and the last one at which they were the same before it. */
  readonly firstTick: number | undefined
  /** Ticks that were compared. */
  readonly compared: number
  /** Why there is nothing to be compared. */
  readonly failure: Failure | undefined
}

export const NOT_COMPARED: CompareState = Object.freeze({
  wish: undefined,
  phase: 'off',
  title: '',
  info: undefined,
  tick: 0,
  population: undefined,
  sums: undefined,
  firstTick: undefined,
  compared: 0,
  failure: undefined,
})

export const useCompareStore = create<CompareState>(() => NOT_COMPARED)

/** What is running, as the panels show it. Only the run controller writes here. */
import { create } from 'zustand'
import type { BackendOffer } from '../../engine/kernels/list-backends.ts'
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
import type {
  ReplayStanding,
  RunInfo,
  RunSource,
  StateHashes,
} from '../../engine/protocol/simulation-api.ts'
import type { BranchTree } from './branches.ts'
import { DEFAULT_SPEED } from './speed-ladder.ts'

/** A pattern whose file names no rule. */
export interface Ruleless {
  readonly source: Extract<RunSource, { readonly kind: 'pattern' }>
  /** What it is called, at the beginning of a sentence. */
  readonly label: string
  readonly wishes: OpenWishes
}

/** What a recording tells of itself when it is opened. */
export interface RecordedSpan {
  /** How far it goes. */
  readonly lastTick: number
  /** Whether it came to its end; where it was broken off, all whole lines of it count. */
  readonly isComplete: boolean
}

/** How a run is opened. */
export interface OpenWishes {
  readonly libraryId?: string | undefined
  /** The tick to run to before it is looked at. */
  readonly tick?: number
  readonly isPlaying?: boolean
  readonly speed?: number | undefined
  /** What was changed by hand, to be done again at its ticks. */
  readonly edits?: readonly EditEvent[]
  /** Its branches, as they were on the last visit. */
  readonly branches?: BranchTree | undefined
  /** The replay file that it comes from. */
  readonly replay?: Uint8Array<ArrayBuffer>
  /** Leaves errors standing, as where this opens in the place of what failed. */
  readonly keepsErrors?: boolean
}

export interface RunState {
  /** `lost` when its worker died again and again: something has to be opened anew. */
  readonly phase: 'starting' | 'loading' | 'ready' | 'lost'
  readonly info: RunInfo | undefined
  readonly source: RunSource | undefined
  /** A pattern that waits to be opened until somebody names its rule. */
  readonly ruleless: Ruleless | undefined
  /** What else it could be ticked by; empty until that is known. */
  readonly backends: readonly BackendOffer[]
  /** The library entry the run came from; undefined for files and soups. */
  readonly libraryId: string | undefined
  readonly tick: number
  /** Undefined where infinitely many cells are alive. */
  readonly population: number | undefined
  /** Tells whether the picture leaves something alive out, as it is too wide to be drawn. */
  readonly isClipped: boolean
  readonly isPlaying: boolean
  /** The speed asked for; undefined is as fast as possible. */
  readonly speed: number | undefined
  /** The speed measured over the last second; 0 when paused. */
  readonly ticksPerSecond: number
  /** The tick a long step is on its way to; undefined when there is none. */
  readonly targetTick: number | undefined
  /** Hashes of the newest state that was hashed; its own tick may lie behind `tick`. */
  readonly hashes: StateHashes | undefined
  /** How it compares with the recording that it was opened from; undefined where it was not. */
  readonly replay: ReplayStanding | undefined
  /** The recording that it was opened from; undefined where it was not. */
  readonly recorded: RecordedSpan | undefined
}

export const useRunStore = create<RunState>(() => ({
  phase: 'starting',
  info: undefined,
  source: undefined,
  ruleless: undefined,
  backends: [],
  libraryId: undefined,
  tick: 0,
  population: 0,
  isClipped: false,
  isPlaying: false,
  speed: DEFAULT_SPEED,
  ticksPerSecond: 0,
  targetTick: undefined,
  hashes: undefined,
  replay: undefined,
  recorded: undefined,
}))

/** Where the guided tour stands, and what it shows beside the world. */
import { create } from 'zustand'

/** What can be looked over while a chapter tells of it. */
export type TourEvidence =
  /** The same ticks on two back ends. */
  | {
      readonly kind: 'replay'
      readonly backends: readonly [string, string]
      readonly rows: readonly ReplayRow[]
    }
  /** Entries of a ledger, and what a check of them came to. */
  | {
      readonly kind: 'ledger'
      readonly lines: readonly LedgerLine[]
      /** A sentence; undefined until it was checked. */
      readonly verdict: string | undefined
      readonly isSound: boolean | undefined
    }

export interface ReplayRow {
  readonly tick: number
  /** State hashes, hex; undefined until they are known. */
  readonly hashes: readonly [string | undefined, string | undefined]
}

export interface LedgerLine {
  readonly seq: number
  /** What the entry tells, short. */
  readonly text: string
  /** Its leaf hash, hex. */
  readonly hash: string
  readonly isWrong: boolean
}

interface TourState {
  readonly isOn: boolean
  /** Whether this visit began as a tour: where its panels stand is then not kept for the next. */
  readonly isVisit: boolean
  /** The chapter, from 0. */
  readonly chapter: number
  readonly isPlaying: boolean
  readonly caption: string
  readonly evidence: TourEvidence | undefined
}

export const useTourStore = create<TourState>(() => ({
  isOn: false,
  isVisit: false,
  chapter: 0,
  isPlaying: false,
  caption: '',
  evidence: undefined,
}))

/** Changes where it stands. */
export const setTour = useTourStore.setState

/** Goes to the tour, which is a visit of its own: the person's run is as it was when they come back. */
export function beginTour(): void {
  location.assign('?demo')
}

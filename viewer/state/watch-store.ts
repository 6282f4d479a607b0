/** The server's run that the scene shows; undefined while it shows the page's own. */
import { create } from 'zustand'

export interface WatchedRun {
  readonly runId: string
  readonly title: string
  /** As the server calls it: `queued`, `running`, `completed`, `failed`, `cancelled`. */
  readonly state: string
  /** The tick that it is meant to come to; undefined where that is not known. */
  readonly ticks: number | undefined
  /** Whether pictures come: false while the connection is lost or not there yet. */
  readonly isConnected: boolean
  /** Why nothing more is told of it, a sentence; undefined while all is well. */
  readonly problem: string | undefined
}

export interface WatchState {
  readonly watched: WatchedRun | undefined
}

export const useWatchStore = create<WatchState>(() => ({ watched: undefined }))

/** Why the page's own run cannot be steered meanwhile, as a sentence; undefined while it can. */
export function findObstacle(
  { watched }: WatchState = useWatchStore.getState(),
): string | undefined {
  return watched === undefined
    ? undefined
    : 'The scene shows a run of the server. Detach it to go on with your own.'
}

/** Small moves of the camera by key, passed from the page to whichever camera is there. */
export interface CameraNudge {
  /** Steps to the right and up: a turn around a solid world, a shift over a flat one. */
  readonly right: number
  readonly up: number
  /** Steps closer. */
  readonly closer: number
}

type NudgeListener = (nudge: CameraNudge) => void

const listeners = new Set<NudgeListener>()

/** Moves the camera. */
export function nudgeCamera(nudge: Partial<CameraNudge>): void {
  for (const listener of listeners) listener({ right: 0, up: 0, closer: 0, ...nudge })
}

/** Listens for moves; gives the function that stops listening. */
export function onCameraNudge(listener: NudgeListener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

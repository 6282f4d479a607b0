/** The site that the camera is to be brought to, held until the scene of its run is there. */
import { create } from 'zustand'
import type { Site } from '../../engine/protocol/inspect-api.ts'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import { useRunStore } from './run-store.ts'

/** Each wish is an object of its own, so that the same site can be wished for again. */
export interface CameraFocus {
  readonly site: Site
  /** The run that it is a site of. */
  readonly source: RunSource | undefined
}

export const useCameraFocus = create<{ readonly focus: CameraFocus | undefined }>(() => ({
  focus: undefined,
}))

/** Has the camera look at a site of the present run closely. */
export function focusCamera(site: Site): void {
  const { source } = useRunStore.getState()
  useCameraFocus.setState({ focus: { site, source } })
}

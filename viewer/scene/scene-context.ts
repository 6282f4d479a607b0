/** What every part of the scene needs and no part of it owns. */
import { createContext, useContext } from 'react'
import type { StatePalette } from '../design/state-palette.ts'
import type { FrameChannel } from '../state/frame-channel.ts'
import type { WorldDesk } from '../state/world-desk.ts'

export interface SceneContextValue {
  readonly frames: FrameChannel
  /** Where fields come from, and where edits go. */
  readonly desk: WorldDesk
  readonly palette: StatePalette
  /** Software draws: what moves is drawn coarser from the start. */
  readonly isSlow: boolean
  /** Grows when the graphics card has lost all that was on it, and takes it again. */
  readonly generation: number
  /** The place of this view among those of the world. */
  readonly viewIndex: number
}

export const SceneContext = createContext<SceneContextValue | undefined>(undefined)

/** @throws {Error} outside of a scene. */
export function useScene(): SceneContextValue {
  const value = useContext(SceneContext)
  if (value === undefined) throw new Error('A part of the scene stands outside of the scene.')
  return value
}

/** How the run is looked at. None of it changes a bit of the run. */
import { create } from 'zustand'
import { applyTheme, readTheme, rememberTheme, type Theme } from '../design/theme.ts'
import { type AxisPart, type Clip, type ClipAxis, WHOLE } from './clip.ts'

export type RenderMode = 'auto' | 'volume' | 'cubes' | 'surface' | 'slices'
export type DialogName = 'help' | 'share' | 'hash' | 'rule' | 'metrics' | 'palette' | 'glossary'

export interface ViewState {
  readonly theme: Theme
  readonly clip: Clip
  /** The axis whose far plane keys move. */
  readonly clipAxis: ClipAxis
  readonly renderMode: RenderMode
  /** Turns slowly until the person takes hold of the camera. */
  readonly isTurning: boolean
  readonly dialog: DialogName | undefined
  /** Grows with every wish to see the whole world again. */
  readonly fitCount: number
}

export const useViewStore = create<ViewState>(() => ({
  theme: readTheme(),
  clip: WHOLE,
  clipAxis: 'x',
  renderMode: 'auto',
  isTurning: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  dialog: undefined,
  fitCount: 0,
}))

/** Changes how the run is looked at. */
export const setView = useViewStore.setState

/** Switches between light and dark and remembers the choice. */
export function toggleTheme(): void {
  const theme = useViewStore.getState().theme === 'dark' ? 'light' : 'dark'
  rememberTheme(theme)
  applyTheme(theme)
  setView({ theme })
}

/** Has keys move the clipping plane of the next axis. */
export function cycleClipAxis(): void {
  const next = { x: 'y', y: 'z', z: 'x' } as const
  setView(({ clipAxis }) => ({ clipAxis: next[clipAxis] }))
}

/** Changes one end of the part of an axis that is drawn, or both; no end passes the other. */
export function clipAlong(axis: ClipAxis, change: Partial<AxisPart>): void {
  setView(({ clip }) => {
    const { from, to } = { ...clip[axis], ...change }
    const within = (at: number) => Math.min(1, Math.max(0, at))
    const part =
      change.from === undefined
        ? { from: within(Math.min(from, to)), to: within(to) }
        : { from: within(from), to: within(Math.max(from, to)) }
    return { clip: { ...clip, [axis]: part } }
  })
}

/** Goes through the ways to draw a solid world. */
export function cycleRenderMode(): void {
  const next = {
    auto: 'volume',
    volume: 'cubes',
    cubes: 'surface',
    surface: 'slices',
    slices: 'auto',
  } as const
  setView(({ renderMode }) => ({ renderMode: next[renderMode] }))
}

/** Opens a dialog, or closes the one that is open. */
export function showDialog(dialog: DialogName | undefined): void {
  setView({ dialog })
}

/** Shows the whole world again. */
export function fitView(): void {
  setView(({ fitCount }) => ({ fitCount: fitCount + 1 }))
}

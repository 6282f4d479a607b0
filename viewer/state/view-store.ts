/** How the run is looked at. None of it changes a bit of the run. */
import { create } from 'zustand'
import { applyTheme, readTheme, rememberTheme, type Theme } from '../design/theme.ts'

export type ClipAxis = 'x' | 'y' | 'z'
export type RenderMode = 'auto' | 'volume' | 'cubes'
/** What the color of a cell tells: its state, or how far it lies from the middle of the world. */
export type ColorMode = 'state' | 'depth'
export type DialogName = 'help' | 'share' | 'hash' | 'rule' | 'metrics'

export interface Clip {
  readonly axis: ClipAxis
  /** The part of the axis that is cut away, 0 (nothing) to 1. */
  readonly cut: number
}

export interface ViewState {
  readonly theme: Theme
  readonly clip: Clip
  readonly renderMode: RenderMode
  /** Undefined lets the world decide: depth for two states, state for more. */
  readonly colorMode: ColorMode | undefined
  /** Turns slowly until the person takes hold of the camera. */
  readonly isTurning: boolean
  readonly dialog: DialogName | undefined
  /** Grows with every wish to see the whole world again. */
  readonly fitCount: number
}

export const useViewStore = create<ViewState>(() => ({
  theme: readTheme(),
  clip: { axis: 'x', cut: 0 },
  renderMode: 'auto',
  colorMode: undefined,
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

/** Moves the clipping plane to the next axis, keeping its depth. */
export function cycleClipAxis(): void {
  const next = { x: 'y', y: 'z', z: 'x' } as const
  setView(({ clip }) => ({ clip: { ...clip, axis: next[clip.axis] } }))
}

/** Switches between drawing a volume and drawing cubes. */
export function cycleRenderMode(): void {
  const next = { auto: 'volume', volume: 'cubes', cubes: 'auto' } as const
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

/** How fields and zones are shown. None of it changes a bit of the run. */
import { create } from 'zustand'
import type { ValueRange } from '../../engine/fields/value-range.ts'
import type { ClipAxis } from './clip.ts'

/** A slice through a solid world, all of it as a cloud, or where it reaches a threshold. */
export type FieldMode = 'slice' | 'volume' | 'surface'
/** The field with the states on it, or the field alone. */
export type FieldPlace = 'over' | 'instead'

/** A channel of directions has arrows in the place of none. */
export type FieldFlow = 'none' | 'arrows' | 'lines'

export interface FieldState {
  /** Name of the channel that is shown; undefined for none. */
  readonly channel: string | undefined
  readonly mode: FieldMode
  readonly place: FieldPlace
  /** The slice: which axis it stands across, and where along it, 0 to 1. */
  readonly axis: ClipAxis
  readonly at: number
  /** Where in the range the surface lies, 0 to 1. */
  readonly threshold: number
  /** A range that somebody has fixed; undefined follows the values. */
  readonly fixedRange: ValueRange | undefined
  /** The range that is shown at present; undefined while no values have come. */
  readonly range: ValueRange | undefined
  /** How the slope of a field is drawn on it, or the way of a channel of directions. */
  readonly flow: FieldFlow
  readonly showsZones: boolean
}

export const useFieldStore = create<FieldState>(() => ({
  channel: undefined,
  mode: 'slice',
  place: 'over',
  axis: 'z',
  at: 0.5,
  threshold: 0.5,
  fixedRange: undefined,
  range: undefined,
  flow: 'none',
  showsZones: false,
}))

export const setField = useFieldStore.setState

/** Shows a channel, or none. */
export function showChannel(channel: string | undefined): void {
  setField({ channel, fixedRange: undefined, range: undefined })
}

/** The layer a slice stands at. */
export function layerOf(at: number, cells: number): number {
  return Math.min(cells - 1, Math.max(0, Math.floor(at * cells)))
}

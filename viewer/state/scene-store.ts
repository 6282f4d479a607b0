/** How the scene shows the run: colors of cells, slices, the surface, and how many views. */
import { create } from 'zustand'
import type { ValueRange } from '../../engine/fields/value-range.ts'
import type { FrameShades } from '../../engine/protocol/picture-api.ts'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'
import type { ClipAxis } from './clip.ts'
import { findLayer } from './find-layer.ts'

/** What the color of a cell tells. */
export type ColorMode = 'state' | 'depth' | FrameShades['kind']

/** The colors of the newest picture, without the cells themselves. */
export type ShadesNews = Omit<FrameShades, 'places'>

export type ViewCount = 1 | 2 | 3 | 4

export interface SliceChoice {
  readonly isShown: boolean
  /** Where along its axis, 0 to 1. */
  readonly at: number
}

export interface SceneState {
  /** Undefined lets the world decide: depth for two states in three dimensions, else state. */
  readonly colorMode: ColorMode | undefined
  /** The channel or other plane of the mode `plane`. */
  readonly colorPlane: string | undefined
  /** A range that somebody has kept; undefined follows the values. */
  readonly colorRange: ValueRange | undefined
  readonly shades: ShadesNews | undefined
  /** The planes of the mode `slices`. */
  readonly slices: Readonly<Record<ClipAxis, SliceChoice>>
  /** The density at which the surface lies, 0 to 1. */
  readonly surfaceAt: number
  readonly viewCount: ViewCount
  /** The view that keys move, by its place. */
  readonly activeView: number
  /** Ticks and numbers along the axes. */
  readonly showsScale: boolean
  readonly showsMap: boolean
  /** Cells in corners are darker, as less light comes to them. */
  readonly hasOcclusion: boolean
}

const MIDDLE: SliceChoice = Object.freeze({ isShown: true, at: 0.5 })

export const useSceneStore = create<SceneState>(() => ({
  colorMode: undefined,
  colorPlane: undefined,
  colorRange: undefined,
  shades: undefined,
  slices: { x: MIDDLE, y: MIDDLE, z: MIDDLE },
  surfaceAt: 0.11,
  viewCount: 1,
  activeView: 0,
  showsScale: true,
  showsMap: false,
  hasOcclusion: true,
}))

/** Changes how the scene shows the run. */
export const setScene = useSceneStore.setState

/** Colors cells by a channel or another plane, within the range of its values. */
export function colorByPlane(colorPlane: string): void {
  setScene({ colorMode: 'plane', colorPlane, colorRange: undefined })
}

/** Shows one more view of the world; after four, one again. */
export function cycleViewCount(): void {
  setScene(({ viewCount }) => {
    const next = ((viewCount % 4) + 1) as ViewCount
    return { viewCount: next, activeView: 0 }
  })
}

/** What can be told by the color of a cell of this world, in the order of a list. */
export function listColorModes({ rule, living }: RunInfo): readonly ColorMode[] {
  if (rule.dimensions === 1) return ['state']
  const ofAll: readonly ColorMode[] =
    rule.dimensions === 3 ? ['state', 'depth', 'age', 'activity'] : ['state', 'age', 'activity']
  if (living === undefined) return ofAll
  const hasLayers = living.channels.length + living.planes.length > 0
  return [...ofAll, 'rule', 'zone', ...(hasLayers ? (['plane'] as const) : [])]
}

/** What the color of a cell tells: what is wished for, unless this world does not have it. */
export function chooseColorMode(
  info: RunInfo,
  { colorMode, colorPlane }: Pick<SceneState, 'colorMode' | 'colorPlane'>,
): ColorMode {
  const own = info.rule.dimensions === 3 && info.rule.states === 2 ? 'depth' : 'state'
  if (colorMode === undefined || !listColorModes(info).includes(colorMode)) return own
  if (colorMode === 'plane' && findLayer(info.living, colorPlane) === undefined) return own
  return colorMode
}

/** Whether the colors of the newest picture are those of the mode. */
export function areShadesOf(
  shades: ShadesNews | undefined,
  mode: ColorMode,
  plane: string | undefined,
): boolean {
  return shades?.kind === mode && (mode !== 'plane' || shades.name === plane)
}

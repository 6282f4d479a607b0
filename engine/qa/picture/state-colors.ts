/** Colors of states in the pictures of reports: as in the viewer, an accent for what lives, and a ramp for what fades. */
import type { Rgb } from './encode-png.ts'

/** What a picture is shown on. */
export type PictureTheme = 'dark' | 'light'

/** Behind the cells. */
const GROUND: Readonly<Record<PictureTheme, Rgb>> = { dark: [11, 12, 14], light: [240, 241, 245] }

const LIVE: Readonly<Record<PictureTheme, Rgb>> = { dark: [255, 197, 61], light: [171, 95, 0] }

/** From the live state to the last one. */
const FADE: Readonly<Record<PictureTheme, readonly Rgb[]>> = {
  dark: [
    [255, 211, 92],
    [249, 142, 9],
    [221, 81, 58],
    [163, 43, 98],
    [100, 28, 112],
    [62, 30, 98],
  ],
  light: [
    [196, 90, 0],
    [203, 65, 73],
    [160, 61, 122],
    [130, 96, 165],
    [151, 142, 190],
    [186, 186, 206],
  ],
}

/** From the middle of a world outward. */
const DEPTH: Readonly<Record<PictureTheme, readonly Rgb[]>> = {
  dark: [
    [255, 221, 120],
    [255, 170, 50],
    [236, 106, 74],
    [172, 96, 180],
    [98, 128, 224],
  ],
  light: [
    [214, 120, 0],
    [205, 84, 40],
    [176, 64, 100],
    [112, 78, 160],
    [52, 96, 178],
  ],
}

/** Where a change has come to, against what is as it was. */
const CHANGED: Readonly<Record<PictureTheme, Rgb>> = { dark: [255, 197, 61], light: [171, 95, 0] }
const UNCHANGED: Readonly<Record<PictureTheme, Rgb>> = {
  dark: [44, 48, 54],
  light: [208, 210, 218],
}

/** Most colors of states; rules with more share them. */
const MAX_COLORS = 16

/** Number of a state's color in `statePalette`. */
export function colorIndexOf(state: number, states: number): number {
  if (state === 0 || states <= MAX_COLORS) return state
  return 1 + Math.floor(((state - 1) * (MAX_COLORS - 1)) / (states - 1))
}

/** Colors by number: the ground, then those of states. */
export function statePalette(states: number, theme: PictureTheme): Rgb[] {
  const colors = Math.min(states, MAX_COLORS)
  const live = Array.from({ length: colors - 1 }, (_, i) =>
    states === 2 ? LIVE[theme] : sampleRamp(FADE[theme], i / Math.max(4, colors - 2)),
  )
  return [GROUND[theme], ...live]
}

/** Colors of the picture of a change: the ground, what lives, what has changed. */
export function changePalette(theme: PictureTheme): Rgb[] {
  return [GROUND[theme], UNCHANGED[theme], CHANGED[theme]]
}

/** Levels of color that cubes have. */
export const VOXEL_LEVELS = 12

/** How light the top, the left and the right face of a cube are. */
const FACES: Readonly<Record<PictureTheme, readonly number[]>> = {
  dark: [1, 0.72, 0.5],
  light: [1, 0.84, 0.7],
}

/** Colors of cubes: the ground, the frame of the world, then the three faces of each level. */
export function voxelPalette(states: number, theme: PictureTheme): Rgb[] {
  const ramp = states === 2 ? DEPTH[theme] : FADE[theme]
  const frame: Rgb = theme === 'dark' ? [67, 72, 78] : [176, 180, 188]
  const faces = Array.from({ length: VOXEL_LEVELS }, (_, level) => {
    const color = sampleRamp(ramp, level / (VOXEL_LEVELS - 1))
    return FACES[theme].map(
      (light): Rgb => [
        Math.round(color[0] * light),
        Math.round(color[1] * light),
        Math.round(color[2] * light),
      ],
    )
  })
  return [GROUND[theme], frame, ...faces.flat()]
}

/** Linear interpolation over evenly spaced stops; `position` from 0 to 1. */
function sampleRamp(stops: readonly Rgb[], position: number): Rgb {
  const scaled = Math.min(1, Math.max(0, position)) * (stops.length - 1)
  const index = Math.min(stops.length - 2, Math.floor(scaled))
  const share = scaled - index
  const [from, to] = [stops[index]!, stops[index + 1]!]
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(from[channel] + (to[channel] - from[channel]) * share)
  return [mix(0), mix(1), mix(2)]
}

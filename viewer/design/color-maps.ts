/**
 * Color maps of fields: 256 colors along even steps of perceived lightness.
 *
 * What has one sign climbs from the background's lightness away from it; what has two signs has 0
 * at the background's lightness and one hue to each side, equally far away. Directions go around
 * the hues at one lightness.
 */
import { type Rgb, rgbOfOklch } from './oklch.ts'
import type { Theme } from './theme.ts'

export type ColorMapName = 'ember' | 'dusk' | 'balance'

/** Colors of a map. */
export const MAP_COLORS = 256

/** Lightness at the end near the background and at the far end. */
const SPAN: Readonly<Record<Theme, readonly [near: number, far: number]>> = {
  dark: [0.17, 0.95],
  light: [0.97, 0.3],
}

const HUES = {
  /** From violet through red to yellow; against a light background the other way. */
  ember: { from: 290, to: 450, chroma: 0.2 },
  /** From blue to yellow through gray, told apart under all common color vision deficiencies. */
  dusk: { from: 262, to: 95, chroma: 0.13 },
  below: 250,
  above: 55,
} as const

/** Chroma at the ends of a map with two signs. */
const SIGNED_CHROMA = 0.17
/** A map with two signs stops short of white and black, where hues are lost. */
const SIGNED_REACH = 0.82

/** The map for a channel: `isSigned` where it has values on both sides of 0. */
export function mapOfChannel(name: string, isSigned: boolean): ColorMapName {
  if (isSigned) return 'balance'
  return name === 'entropy' ? 'dusk' : 'ember'
}

/**
 * The colors of a map as RGBA bytes, sRGB, least value first.
 *
 * @param least the part of the map, 0 to 1, that is left out at the background's end, so that no
 * color comes near it.
 */
export function buildColorMap(
  name: ColorMapName,
  theme: Theme,
  least = 0,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * MAP_COLORS)
  for (let i = 0; i < MAP_COLORS; i++) {
    bytes.set([...colorAt(name, theme, leaveOut(least, name, i / (MAP_COLORS - 1))), 255], 4 * i)
  }
  return bytes
}

/** The color of a direction in the plane, by its angle; all of them equally light. */
export function directionColor(angleDegrees: number, theme: Theme): Rgb {
  return rgbOfOklch(theme === 'dark' ? 0.8 : 0.52, 0.13, angleDegrees)
}

/** A map as a CSS gradient, least value at the left. */
export function cssGradientOf(map: Uint8Array): string {
  const stops = Array.from({ length: 17 }, (_, i) => {
    const at = 4 * Math.round((i / 16) * (MAP_COLORS - 1))
    return `rgb(${map[at]} ${map[at + 1]} ${map[at + 2]})`
  })
  return `linear-gradient(90deg, ${stops.join(', ')})`
}

/** The place in the whole map of a place in what is left of it. */
function leaveOut(least: number, name: ColorMapName, position: number): number {
  if (name !== 'balance') return least + (1 - least) * position
  const side = position < 0.5 ? -1 : 1
  return 0.5 + (side * (least + (1 - least) * Math.abs(2 * position - 1))) / 2
}

function colorAt(name: ColorMapName, theme: Theme, position: number): Rgb {
  const [near, far] = SPAN[theme]
  if (name === 'balance') {
    const distance = Math.abs(2 * position - 1)
    const lightness = near + (far - near) * SIGNED_REACH * distance
    const hue = position < 0.5 ? HUES.below : HUES.above
    return rgbOfOklch(lightness, SIGNED_CHROMA * distance ** 0.7, hue)
  }
  const lightness = near + (far - near) * position
  const { from, to, chroma } = HUES[name]
  // The dark end of a map keeps its hue whichever background it is on.
  const toward = theme === 'dark' ? position : 1 - position
  if (name === 'ember') {
    const strength = chroma * Math.sin(Math.PI * (0.12 + 0.8 * toward))
    return rgbOfOklch(lightness, strength, from + (to - from) * toward)
  }
  const distance = Math.abs(2 * toward - 1)
  return rgbOfOklch(lightness, chroma * distance, toward < 0.5 ? from : to)
}

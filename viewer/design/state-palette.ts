/**
 * The color of every state, as bytes for a texture and as text for the legend.
 *
 * Two-state worlds have one color, which the scene shades by depth. Refractory states fade from
 * the live color through the middle of `inferno` (van der Walt and Smith, 2015), whose lightness
 * falls evenly, so that the order of states reads without hue. States that are plain numbers climb
 * the same ramp, so that the highest stands out. A few states without an order use the set of Okabe
 * and Ito (2008), told apart under all common color vision deficiencies. A rule file's own colors go
 * before all of these. They and that set were not made for one background: what would not stand out
 * from the theme's is darkened or lightened until it does.
 */
import type { RuleInfo } from '../../engine/protocol/simulation-api.ts'
import { type Rgb, rgbOfOklch } from './oklch.ts'
import type { Theme } from './theme.ts'

export type PaletteKind = 'two-state' | 'refractory' | 'categorical' | 'graded'

export interface StatePalette {
  readonly kind: PaletteKind
  readonly states: number
  /**
   * Two rows of 256 RGBA quadruples, sRGB: a color for every state (that of state 0 is
   * transparent), then the ramp of depth from the middle of the world outward.
   */
  readonly bytes: Uint8Array<ArrayBuffer>
}

const LIVE: Readonly<Record<Theme, Rgb>> = { dark: [255, 197, 61], light: [171, 95, 0] }

/** From the live state to the last refractory one; the far end nears the background. */
const FADE: Readonly<Record<Theme, readonly Rgb[]>> = {
  dark: [
    [255, 211, 92],
    [249, 142, 9],
    [221, 81, 58],
    [163, 43, 98],
    [100, 28, 112],
    [52, 24, 84],
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

/** From the middle of the world outward; warm inside, cool outside, none of it dark. */
const DEPTH: Readonly<Record<Theme, readonly Rgb[]>> = {
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

/**
 * The luminance, 0 to 1, at which a color has twice that of the scene's background, or half of it,
 * as WCAG measures contrast: the darkest part of the light one, the lightest of the dark one.
 */
const VISIBLE: Readonly<Record<Theme, number>> = { dark: 0.067, light: 0.35 }

/** A rule with fewer refractory states uses the near part of the ramp, where they stand out. */
const MIN_FADE_STATES = 4

const ROW_BYTES = 256 * 4

const GOLDEN_ANGLE = 137.508

const OKABE_ITO: readonly Rgb[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
]

/** Families whose states need not be a live one and those it dies through. */
const FREE_FAMILIES: readonly RuleInfo['family'][] = ['totalistic', 'rule-file', 'custom', 'lenia']

/** Says which palette suits a rule. */
export function choosePaletteKind({
  states,
  family,
}: Pick<RuleInfo, 'states' | 'family'>): PaletteKind {
  if (states <= 2) return 'two-state'
  if (!FREE_FAMILIES.includes(family)) return 'refractory'
  return states - 1 <= OKABE_ITO.length ? 'categorical' : 'graded'
}

/** Builds the palette of a rule. */
export function paletteOfRule(rule: RuleInfo, theme: Theme): StatePalette {
  return buildStatePalette(choosePaletteKind(rule), rule.states, theme, rule.colors)
}

/**
 * Builds the palette of a world with `states` states, 2 to 256.
 *
 * @param given colors that go before the palette's own, by state; what is dead stays transparent.
 */
export function buildStatePalette(
  kind: PaletteKind,
  states: number,
  theme: Theme,
  given: RuleInfo['colors'] = [],
): StatePalette {
  const bytes = new Uint8Array(2 * ROW_BYTES)
  for (let state = 1; state < 256; state++) {
    const own = given[state]
    const color = own ? makeVisible(own, theme) : colorOf(kind, states, state, theme)
    bytes.set([...color, 255], 4 * state)
  }
  for (let i = 0; i < 256; i++) {
    bytes.set([...sampleRamp(DEPTH[theme], i / 255), 255], ROW_BYTES + 4 * i)
  }
  return { kind, states, bytes }
}

/** The ramp of depth alone, from the middle of the world outward: 256 RGBA quadruples. */
export function depthRampOf({ bytes }: StatePalette): Uint8Array<ArrayBuffer> {
  return bytes.slice(ROW_BYTES)
}

/** A color for the thing of a number, of many without an order: the first seven are those of Okabe and Ito. */
export function categoryColor(number: number, theme: Theme): Rgb {
  const named = OKABE_ITO[number]
  if (named !== undefined) return makeVisible(named, theme)
  // Steps of the golden angle put hues that follow each other far apart.
  return rgbOfOklch(theme === 'dark' ? 0.74 : 0.5, 0.13, (GOLDEN_ANGLE * number) % 360)
}

/** A palette's color of a state as CSS writes it: `rgb(230 159 0)`. */
export function cssColorOf({ bytes }: StatePalette, state: number): string {
  return `rgb(${bytes[4 * state]} ${bytes[4 * state + 1]} ${bytes[4 * state + 2]})`
}

/** The depth ramp as a CSS gradient, middle first. */
export function cssDepthGradient({ bytes }: StatePalette): string {
  const stops = [0, 64, 128, 192, 255].map((i) => {
    const at = ROW_BYTES + 4 * i
    return `rgb(${bytes[at]} ${bytes[at + 1]} ${bytes[at + 2]})`
  })
  return `linear-gradient(90deg, ${stops.join(', ')})`
}

function colorOf(kind: PaletteKind, states: number, state: number, theme: Theme): Rgb {
  switch (kind) {
    case 'two-state':
      return LIVE[theme]
    case 'refractory':
      return sampleRamp(FADE[theme], (state - 1) / Math.max(MIN_FADE_STATES, states - 2))
    case 'graded':
      return sampleRamp(FADE[theme], 1 - (state - 1) / Math.max(1, states - 2))
    case 'categorical':
      return makeVisible(OKABE_ITO[(state - 1) % OKABE_ITO.length]!, theme)
    default:
      return kind satisfies never
  }
}

/** The same hue, dark enough for a light background, or light enough for a dark one. */
function makeVisible(color: Rgb, theme: Theme): Rgb {
  const [red, green, blue] = [toLight(color[0]), toLight(color[1]), toLight(color[2])]
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  const wanted = VISIBLE[theme]
  if (theme === 'light' ? luminance <= wanted : luminance >= wanted) return color
  const share = theme === 'light' ? wanted / luminance : (1 - wanted) / (1 - luminance)
  const scale = (light: number) =>
    toByte(theme === 'light' ? light * share : 1 - (1 - light) * share)
  return [scale(red), scale(green), scale(blue)]
}

/** Light, 0 to 1, of an sRGB byte, and back. */
const toLight = (byte: number) =>
  byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4
const toByte = (light: number) =>
  Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055))

/** Linear interpolation over evenly spaced stops; `position` is clamped to 0..1. */
function sampleRamp(stops: readonly Rgb[], position: number): Rgb {
  const scaled = Math.min(1, Math.max(0, position)) * (stops.length - 1)
  const index = Math.min(stops.length - 2, Math.floor(scaled))
  const fraction = scaled - index
  const [from, to] = [stops[index]!, stops[index + 1]!]
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(from[channel] + (to[channel] - from[channel]) * fraction)
  return [mix(0), mix(1), mix(2)]
}

/**
 * Colors by perceived lightness, chroma and hue: OKLCH (Bjoern Ottosson, "A perceptual color space
 * for image processing", 2020, https://bottosson.github.io/posts/oklab/), to sRGB bytes and back.
 */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Steps of the search for the greatest chroma that a screen can show. */
const GAMUT_STEPS = 12

/** Linear light of a color, which may lie outside of what a screen shows. */
function toLinear(lightness: number, chroma: number, hueDegrees: number): Rgb {
  const hue = (hueDegrees * Math.PI) / 180
  const a = chroma * Math.cos(hue)
  const b = chroma * Math.sin(hue)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

const isShown = (color: Rgb) => color.every((light) => light >= -1e-4 && light <= 1 + 1e-4)

const toByte = (light: number) => {
  const bounded = Math.min(1, Math.max(0, light))
  const encoded = bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * bounded ** (1 / 2.4) - 0.055
  return Math.round(255 * encoded)
}

const toLight = (byte: number) =>
  byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4

/** The sRGB bytes of a color; where a screen cannot show it, those of one with less chroma. */
export function rgbOfOklch(lightness: number, chroma: number, hueDegrees: number): Rgb {
  let shown = 0
  let beyond = chroma
  if (isShown(toLinear(lightness, chroma, hueDegrees))) shown = chroma
  else {
    for (let step = 0; step < GAMUT_STEPS; step++) {
      const middle = (shown + beyond) / 2
      if (isShown(toLinear(lightness, middle, hueDegrees))) shown = middle
      else beyond = middle
    }
  }
  const [red, green, blue] = toLinear(lightness, shown, hueDegrees)
  return [toByte(red), toByte(green), toByte(blue)]
}

/** Perceived lightness of sRGB bytes, 0 to 1. */
export function lightnessOf([red, green, blue]: Rgb): number {
  const [r, g, b] = [toLight(red), toLight(green), toLight(blue)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
}

/**
 * Contrast as a reader meets it: every text and control of the page against what lies behind it
 * (WCAG 2.2, success criteria 1.4.3 and 1.4.11).
 *
 * The function runs inside the page, so that it can use nothing but itself.
 */

export interface ContrastFault {
  readonly what: string
  readonly ratio: number
  readonly wanted: number
  readonly color: string
  readonly background: string
}

export interface ContrastReport {
  /** How many colors were compared. */
  readonly compared: number
  readonly faults: readonly ContrastFault[]
}

/** Compares all that is shown of the page, or of the dialog that is open over it. */
export function measureContrast(): ContrastReport {
  type Rgb = readonly [red: number, green: number, blue: number]
  type Layer = { readonly rgb: Rgb; readonly alpha: number }
  const TEXT = 4.5
  const CONTROL = 3
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  const known = new Map<string, Layer>()

  /** Whatever CSS calls a color, in sRGB. */
  const parse = (color: string): Layer => {
    const found = known.get(color)
    if (found !== undefined) return found
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = color
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data
    const layer: Layer = { rgb: [red, green, blue], alpha: alpha / 255 }
    known.set(color, layer)
    return layer
  }
  const over = (top: Layer, below: Rgb): Rgb => {
    const mix = (i: 0 | 1 | 2) => top.rgb[i] * top.alpha + below[i] * (1 - top.alpha)
    return [mix(0), mix(1), mix(2)]
  }
  const luminance = (rgb: Rgb): number => {
    const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const contrast = (a: Rgb, b: Rgb): number => {
    const [x, y] = [luminance(a), luminance(b)]
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
  }
  const token = (name: string): Rgb =>
    parse(getComputedStyle(document.documentElement).getPropertyValue(name)).rgb
  const name = (rgb: Rgb) => `rgb(${rgb.map(Math.round).join(' ')})`

  /** What may lie behind an element: what stands on the scene has any cell behind it. */
  const backdrops = (element: Element | null): Rgb[] => {
    const layers: Layer[] = []
    for (let at = element; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at)
      const layer = parse(backgroundColor)
      if (layer.alpha > 0) layers.unshift(layer)
      const isOpaque = layer.alpha === 1
      const isScene = at.classList.contains('scene')
      if (!isOpaque && !isScene) continue
      const shades = [token('--scene-top'), token('--scene-bottom')]
      const cells: Rgb[] = [
        [0, 0, 0],
        [255, 255, 255],
      ]
      // A bare word in the scene stands beside the world, on the ground.
      const bases = isOpaque ? [layer.rgb] : layers.length === 0 ? shades : [...shades, ...cells]
      return bases.map((base) => layers.reduce((below, top) => over(top, below), base))
    }
    return [token('--surface')]
  }
  const faults: ContrastFault[] = []
  let compared = 0
  const compare = (what: string, color: Rgb, behind: readonly Rgb[], wanted: number): void => {
    for (const background of behind) {
      compared++
      const ratio = contrast(color, background)
      if (ratio >= wanted) continue
      faults.push({ what, ratio, wanted, color: name(color), background: name(background) })
      return
    }
  }
  const describe = (element: Element): string => {
    const text = element.textContent?.trim().slice(0, 40) ?? ''
    return `${element.localName}.${element.getAttribute('class') ?? ''} ${text}`
  }
  const isShown = (element: Element): boolean => {
    if (element.closest(':disabled, .screen-reader-only, option') !== null) return false
    const { width, height } = element.getBoundingClientRect()
    const isDrawn = element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    return isDrawn && width > 0 && height > 0
  }
  const colorsOn = (color: string, behind: readonly Rgb[]) =>
    behind.map((background) => over(parse(color), background))

  const root = document.querySelector('dialog[open]') ?? document.body
  for (const element of root.querySelectorAll('*')) {
    if (!isShown(element)) continue
    const style = getComputedStyle(element)
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    )
    const isField = element.matches('input:not([type=range], [type=checkbox]), select, textarea')
    if (hasText || isField) {
      const behind = backdrops(element)
      for (const [i, color] of colorsOn(style.color, behind).entries()) {
        compare(describe(element), color, [behind[i]!], TEXT)
      }
    }
    if (isField) {
      const { color } = getComputedStyle(element, '::placeholder')
      if (element.matches('[placeholder]:placeholder-shown')) {
        const behind = backdrops(element)
        for (const [i, each] of colorsOn(color, behind).entries()) {
          compare(`placeholder of ${describe(element)}`, each, [behind[i]!], TEXT)
        }
      }
      const behind = backdrops(element.parentElement)
      for (const [i, each] of colorsOn(style.borderTopColor, behind).entries()) {
        compare(`border of ${describe(element)}`, each, [behind[i]!], CONTROL)
      }
    }
    if (element.localName === 'svg' && element.closest('button, a, summary') !== null) {
      const behind = backdrops(element.parentElement)
      for (const [i, each] of colorsOn(style.color, behind).entries()) {
        compare(`icon of ${describe(element.parentElement!)}`, each, [behind[i]!], CONTROL)
      }
    }
  }
  // What CSS tells nobody: the parts of sliders and boxes, focus rings, marks of what is chosen.
  const surfaces = ['--surface', '--surface-raised'].map(token)
  const scene = ['--scene-top', '--scene-bottom'].map(token)
  for (const part of ['--field-border', '--knob', '--accent', '--focus', '--danger', '--good']) {
    compare(`token ${part}`, token(part), surfaces, CONTROL)
  }
  compare('token --focus', token('--focus'), scene, CONTROL)
  return { compared, faults }
}

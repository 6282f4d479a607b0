import { expect, test } from 'vitest'
import { buildStatePalette, choosePaletteKind, cssColorOf } from './state-palette.ts'

/** Relative luminance as WCAG 2 defines it. */
function luminanceOf(bytes: Uint8Array, state: number): number {
  const [red, green, blue] = [0, 1, 2].map((channel) => {
    const value = bytes[4 * state + channel]! / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

test('the dead state is transparent and every other opaque', () => {
  const { bytes } = buildStatePalette('refractory', 256, 'dark')
  expect(bytes[3]).toBe(0)
  for (let state = 1; state < 256; state++) expect(bytes[4 * state + 3]).toBe(255)
})

test('refractory states grow darker, one after another, on the dark background', () => {
  const { bytes } = buildStatePalette('refractory', 10, 'dark')
  for (let state = 2; state < 10; state++) {
    expect(luminanceOf(bytes, state)).toBeLessThan(luminanceOf(bytes, state - 1))
  }
})

test('the live state of the light theme stands out from a light background', () => {
  const { bytes } = buildStatePalette('two-state', 2, 'light')
  expect(1.05 / (luminanceOf(bytes, 1) + 0.05)).toBeGreaterThan(4.5)
})

test('only families whose states are no way to die are categorical or graded', () => {
  expect(choosePaletteKind({ states: 2, family: 'life-3d' })).toBe('two-state')
  expect(choosePaletteKind({ states: 4, family: 'generations' })).toBe('refractory')
  expect(choosePaletteKind({ states: 3, family: 'totalistic' })).toBe('categorical')
  expect(choosePaletteKind({ states: 8, family: 'rule-file' })).toBe('categorical')
  expect(choosePaletteKind({ states: 9, family: 'custom' })).toBe('graded')
  expect(choosePaletteKind({ states: 256, family: 'lenia' })).toBe('graded')
})

test('states that are plain numbers grow brighter, one after another', () => {
  const { bytes } = buildStatePalette('graded', 10, 'dark')
  for (let state = 2; state < 10; state++) {
    expect(luminanceOf(bytes, state)).toBeGreaterThan(luminanceOf(bytes, state - 1))
  }
})

test.each(['light', 'dark'] as const)(
  'no state is lost in the background of the %s theme',
  (theme) => {
    const background = { light: [0xdf, 0xe2, 0xe8], dark: [0x15, 0x17, 0x1c] }[theme]
    const behind = luminanceOf(Uint8Array.from(background), 0)
    // Golly's files have them all: white, black, and whatever lies between.
    const given = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => {
      return [255 * (i & 1), 255 * ((i >> 1) & 1), i === 8 ? 9 : 255 * ((i >> 2) & 1)] as const
    })
    for (const { bytes } of [
      buildStatePalette('categorical', 9, theme, given),
      buildStatePalette('categorical', 8, theme),
      buildStatePalette('two-state', 2, theme),
    ]) {
      for (let state = 1; state < 9; state++) {
        const [high, low] = [luminanceOf(bytes, state), behind].toSorted((a, b) => b - a)
        expect((high! + 0.05) / (low! + 0.05), `state ${state}`).toBeGreaterThan(1.98)
      }
    }
  },
)

test('a color that stands out stays as it was given, and one that does not keeps its hue', () => {
  const given = [undefined, [255, 0, 0], [255, 255, 0]] as const
  const palette = buildStatePalette('categorical', 3, 'light', given)
  expect(cssColorOf(palette, 1)).toBe('rgb(255 0 0)')
  expect(cssColorOf(palette, 2)).toMatch(/^rgb\((\d+) \1 0\)$/)
})

test('colors that a rule file gives go before the palette’s own', () => {
  const palette = buildStatePalette('categorical', 4, 'dark', [[9, 9, 9], undefined, [1, 200, 3]])
  expect(cssColorOf(palette, 1)).toBe('rgb(230 159 0)')
  expect(cssColorOf(palette, 2)).toBe('rgb(1 200 3)')
  expect(palette.bytes[3]).toBe(0)
})

test('the legend reads the color the texture holds', () => {
  expect(cssColorOf(buildStatePalette('categorical', 3, 'dark'), 2)).toBe('rgb(86 180 233)')
})

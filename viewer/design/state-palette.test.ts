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

test('colors that a rule file gives go before the palette’s own', () => {
  const palette = buildStatePalette('categorical', 4, 'dark', [[9, 9, 9], undefined, [1, 2, 3]])
  expect(cssColorOf(palette, 1)).toBe('rgb(230 159 0)')
  expect(cssColorOf(palette, 2)).toBe('rgb(1 2 3)')
  expect(palette.bytes[3]).toBe(0)
})

test('the legend reads the color the texture holds', () => {
  expect(cssColorOf(buildStatePalette('categorical', 3, 'dark'), 2)).toBe('rgb(86 180 233)')
})

import { describe, expect, test } from 'vitest'
import { buildColorMap, directionColor, MAP_COLORS, mapOfChannel } from './color-maps.ts'
import { lightnessOf, rgbOfOklch } from './oklch.ts'

const themes = ['dark', 'light'] as const

function lightnesses(bytes: Uint8Array): number[] {
  return Array.from({ length: MAP_COLORS }, (_, i) =>
    lightnessOf([bytes[4 * i]!, bytes[4 * i + 1]!, bytes[4 * i + 2]!]),
  )
}

test('white, black and the red of sRGB are where the paper puts them', () => {
  expect(lightnessOf([255, 255, 255])).toBeCloseTo(1, 3)
  expect(lightnessOf([0, 0, 0])).toBe(0)
  expect(rgbOfOklch(0.62796, 0.25768, 29.234)).toEqual([255, 0, 0])
})

describe.each(themes)('on a %s background', (theme) => {
  const sign = theme === 'dark' ? 1 : -1

  test.each(['ember', 'dusk'] as const)('%s climbs away from the background evenly', (name) => {
    const steps = lightnesses(buildColorMap(name, theme))
    const mean = (steps.at(-1)! - steps[0]!) / (MAP_COLORS - 1)
    expect(sign * mean).toBeGreaterThan(0.002)
    for (let i = 8; i < MAP_COLORS; i++) {
      const climb = (steps[i]! - steps[i - 8]!) / 8
      expect(climb / mean).toBeGreaterThan(0.5)
      expect(climb / mean).toBeLessThan(1.5)
    }
  })

  test('a map with two signs is as light at a value as at its negative', () => {
    const steps = lightnesses(buildColorMap('balance', theme))
    for (let i = 0; i < MAP_COLORS / 2; i++) {
      expect(Math.abs(steps[i]! - steps[MAP_COLORS - 1 - i]!)).toBeLessThan(0.02)
      if (i >= 4) expect(sign * (steps[i - 4]! - steps[i]!)).toBeGreaterThan(0)
    }
  })

  test('all directions are equally light', () => {
    const all = Array.from({ length: 36 }, (_, i) => lightnessOf(directionColor(10 * i, theme)))
    expect(Math.max(...all) - Math.min(...all)).toBeLessThan(0.02)
  })
})

test('signed channels have a map with a middle', () => {
  expect(mapOfChannel('signal', true)).toBe('balance')
  expect(mapOfChannel('heat', false)).toBe('ember')
  expect(mapOfChannel('entropy', false)).toBe('dusk')
})

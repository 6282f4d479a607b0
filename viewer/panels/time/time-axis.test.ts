import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listLabels, panTo, placeOf, tickAt, zoomAbout } from './time-axis.ts'

const anySpan = fc
  .record({ from: fc.nat(1e9), length: fc.integer({ min: 1, max: 1e9 }) })
  .map(({ from, length }) => ({ from, to: from + length }))

test('the tick at the place of a tick is that tick', () => {
  const isThere = fc.property(anySpan, fc.integer({ min: 50, max: 4000 }), (span, widthPx) => {
    const axis = { ...span, widthPx }
    for (const tick of [span.from, span.to, Math.floor((span.from + span.to) / 2)]) {
      expect(tickAt(axis, placeOf(axis, tick))).toBe(tick)
    }
  })
  fc.assert(isThere)
})

test('labels are whole, lie within the axis, and have their room', () => {
  const fits = fc.property(anySpan, fc.integer({ min: 200, max: 4000 }), (span, widthPx) => {
    const axis = { ...span, widthPx }
    const labels = listLabels(axis, 90)
    for (const [i, tick] of labels.entries()) {
      expect(Number.isInteger(tick)).toBe(true)
      expect(tick).toBeGreaterThanOrEqual(span.from)
      expect(tick).toBeLessThanOrEqual(span.to)
      if (i > 0) {
        expect(placeOf(axis, tick) - placeOf(axis, labels[i - 1]!)).toBeGreaterThanOrEqual(89)
      }
    }
  })
  fc.assert(fits)
})

test('zooming in keeps the tick under the pointer, and zooming out ends at all there is', () => {
  const whole = { from: 0, to: 1000 }
  expect(zoomAbout(whole, 250, 0.5, whole)).toEqual({ from: 125, to: 625 })
  expect(zoomAbout({ from: 0, to: 500 }, 0, 2, whole)).toBeUndefined()
  expect(zoomAbout({ from: 900, to: 1000 }, 1000, 2, whole)).toEqual({ from: 800, to: 1000 })
  expect(zoomAbout({ from: 10, to: 14 }, 12, 0.01, whole)).toEqual({ from: 10, to: 14 })
  expect(panTo({ from: 10, to: 20 }, 5000, whole)).toEqual({ from: 990, to: 1000 })
  expect(panTo({ from: 10, to: 20 }, -7, whole)).toEqual({ from: 0, to: 10 })
})

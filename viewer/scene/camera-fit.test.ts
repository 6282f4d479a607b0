import { expect, test } from 'vitest'
import { FOV_DEGREES, fitFlatZoom, fitSolid, shiftBetween } from './camera-fit.ts'

test.each([0.5, 1, 16 / 9])('the sphere around a world fits the view of aspect %d', (aspect) => {
  const size = { x: 72, y: 72, z: 48 }
  const { position, near, far } = fitSolid(size, aspect)
  const distance = Math.hypot(...position)
  const radius = Math.hypot(72, 72, 48) / 2
  const halfHeight = distance * Math.tan((FOV_DEGREES * Math.PI) / 360)
  expect(radius).toBeLessThan(Math.min(1, aspect) * halfHeight)
  expect(near).toBeLessThan(distance - radius)
  expect(far).toBeGreaterThan(distance + radius)
})

test('a flat world is fitted by its tighter axis, and leaves the corners free', () => {
  expect(fitFlatZoom({ x: 100, y: 10, z: 1 }, 1080, 1080)).toBeCloseTo(10)
  expect(fitFlatZoom({ x: 10, y: 100, z: 1 }, 1080, 540)).toBeCloseTo(4.52)
  expect(fitFlatZoom({ x: 10, y: 100, z: 1 }, 1080, 100)).toBeCloseTo(0.5)
})

test('a window that grows to one side moves what is drawn, and the camera goes with it', () => {
  const before = { x: -32, y: 0, z: 0, size: { x: 64, y: 64, z: 1 } }
  const after = { x: -96, y: -32, z: 0, size: { x: 128, y: 96, z: 1 } }
  const placeOf = (box: typeof before, x: number, y: number) => [
    x - (box.x + box.size.x / 2),
    box.y + box.size.y / 2 - y,
  ]
  const [x, y] = shiftBetween(before, after)
  const [beforeX, beforeY] = placeOf(before, 5, 7)
  expect([beforeX! + x, beforeY! + y]).toEqual(placeOf(after, 5, 7))
})

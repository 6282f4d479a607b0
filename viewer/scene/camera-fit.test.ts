import { expect, test } from 'vitest'
import { FOV_DEGREES, fitFlatZoom, fitSolid } from './camera-fit.ts'

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

test('a flat world is fitted by its tighter axis', () => {
  expect(fitFlatZoom({ x: 100, y: 10, z: 1 }, 1080, 1080)).toBeCloseTo(10)
  expect(fitFlatZoom({ x: 10, y: 100, z: 1 }, 1080, 540)).toBeCloseTo(5)
})

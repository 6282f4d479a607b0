import { expect, test } from 'vitest'
import { parseSize, parseTopology } from './parse-size.ts'

test.each([
  ['512', { x: 512, y: 1, z: 1 }, 1],
  ['64,32', { x: 64, y: 32, z: 1 }, 2],
  ['64x32', { x: 64, y: 32, z: 1 }, 2],
  [' 64 X 32 x 16 ', { x: 64, y: 32, z: 16 }, 3],
] as const)('%s is a size', (text, size, dimensions) => {
  expect(parseSize(text)).toEqual({ size, dimensions })
})

test.each(['', 'x', '1,2,3,4', '-1', '1.5', '1e3', '64,,64', '9999999999'])(
  'size %j is refused by name',
  (text) => {
    expect(() => parseSize(text)).toThrow(expect.objectContaining({ code: 'run/option' }))
  },
)

test('topologies are told apart in any case, and others refused', () => {
  expect(parseTopology('Torus')).toEqual({ kind: 'torus' })
  expect(parseTopology('box')).toEqual({ kind: 'box' })
  expect(() => parseTopology('bagel')).toThrow(expect.objectContaining({ code: 'run/option' }))
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawDivergence } from '../../engine/qa/draw-divergence.ts'
import { splitPicture } from './split-picture.ts'

const anyWindow = fc
  .tuple(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 1, max: 11 }))
  .chain(([width, height]) => {
    const states = fc.array(fc.nat({ max: 30 }), {
      minLength: width * height,
      maxLength: width * height,
    })
    return fc.record({ width: fc.constant(width), expected: states, found: states })
  })

test('the parts of a picture are its columns, whatever their width', () => {
  fc.assert(
    fc.property(anyWindow, ({ width, expected, found }) => {
      const height = expected.length / width
      const window = { corner: [0, 0, 0], size: [width, height, 1], expected, found } as const
      const lines = drawDivergence({
        ...{ plane: 'cells', cell: 0, site: [0, 0, 0], planes: [], window },
        ...{ expected: expected[0]!, found: found[0]! },
      })
      const { panels, legend } = splitPicture(lines)!
      expect(panels.map(({ title }) => title)).toEqual(['expected', 'found', 'differs'])
      expect(legend).toBe(lines.at(-1))
      for (const { rows } of panels) {
        expect(rows.map((row) => row.length)).toEqual(Array(height).fill(width))
      }
      const isSame = panels[2]!.rows
        .join('')
        .split('')
        .map((sign) => sign === '.')
      expect(isSame).toEqual(expected.map((state, i) => state === found[i]))
    }),
    { numRuns: 30 },
  )
})

test.each([[[]], [['expected found differs']], [['a stranger', 'wrote', 'this']]])(
  'lines that are no such picture are left as they are: %j',
  (lines) => {
    expect(splitPicture(lines)).toBeUndefined()
  },
)

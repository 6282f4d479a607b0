import { expect, test } from 'vitest'
import { EXPORT_FORMATS, exportFileName } from './export-formats.ts'

const formatsFor = (dimensions: 1 | 2 | 3, states: number) =>
  EXPORT_FORMATS.filter(({ isFor }) => isFor({ dimensions, states })).map(({ format }) => format)

test('flat worlds are saved as RLE and solid ones as 3-D RLE unless one says otherwise', () => {
  expect(formatsFor(2, 2)[0]).toBe('rle')
  expect(formatsFor(1, 3)[0]).toBe('rle')
  expect(formatsFor(3, 5)[0]).toBe('rle3')
})

test('formats that know only live and dead are not offered for more states', () => {
  expect(formatsFor(2, 2)).toContain('cells')
  expect(formatsFor(2, 3)).not.toContain('cells')
  expect(formatsFor(2, 3)).not.toContain('life106')
})

test.each([
  ['R-pentomino', 'r-pentomino-7.rle'],
  ["  Brian's Brain!", 'brian-s-brain-7.rle'],
  ['???', 'world-7.rle'],
])('%s is saved as %s', (title, fileName) => {
  expect(exportFileName(title, 7, 'rle')).toBe(fileName)
})

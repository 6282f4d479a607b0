import { describe, expect, test } from 'vitest'
import { detectFormat } from './detect-format.ts'
import { formatOfFileName } from './format-names.ts'
import type { PatternFormat } from './pattern.ts'

const encode = (text: string) => new TextEncoder().encode(text)

describe('the content tells the format, and the name only breaks ties', () => {
  test.each<[string, string | undefined, PatternFormat]>([
    ['x = 1, y = 1\no!', 'wrong.cells', 'rle'],
    ['#N only\n#C comments\nbo$2bo$3o!', undefined, 'rle'],
    ['!Name: x\nO', 'wrong.rle', 'cells'],
    ['..O\nOOO', undefined, 'cells'],
    ['..O', 'x.rle', 'rle'],
    ['..O', 'x.cells', 'cells'],
    ['..O$3O!', undefined, 'rle'],
    ['.*.\n***', undefined, 'life105'],
    ['#P 0 0\n.*.\n***', 'x.rle', 'life105'],
    ['1 2\n-3 4', undefined, 'life106'],
    ['[M2]\n', undefined, 'macrocell'],
    ['3D version=1', undefined, 'rle3'],
    ['#C nothing yet', 'x.rle', 'rle'],
  ])('%j named %s is %s', (text, fileName, format) => {
    expect(detectFormat(encode(text), fileName)).toBe(format)
  })

  test('a name gives a format to write', () => {
    expect(formatOfFileName('a/b.c/Gun.RLE.gz')).toEqual({ format: 'rle', gzip: true })
    expect(formatOfFileName('x.npy')).toEqual({ format: 'npy', gzip: false })
    expect(formatOfFileName('x.gz')).toBeUndefined()
    expect(formatOfFileName('constructor')).toBeUndefined()
    expect(formatOfFileName('x.constructor')).toBeUndefined()
  })
})

import { describe, expect, test } from 'vitest'
import { listCells, patternOf } from '../testing/patterns.ts'
import { threadTimeMs } from '../testing/thread-time.ts'
import { readPattern } from './read-pattern.ts'
import { writePattern } from './write-pattern.ts'

const read = (text: string) => readPattern(new TextEncoder().encode(text))

const GOSPER_BODY = `24bo$22bobo$12b2o6b2o12b2o$11bo3bo4b2o12b2o$2o8bo5bo3b2o$2o8bo3bob2o4b
obo$10bo5bo7bo$11bo3bo$12b2o!`

/** The R-pentomino's cells. */
const R_PENTOMINO = ['1,0,0:1', '2,0,0:1', '0,1,0:1', '1,1,0:1', '1,2,0:1']

describe('RLE', () => {
  test('the Gosper gun has 36 cells in 36 x 9', async () => {
    const gun = await read(`#N Gosper glider gun\nx = 36, y = 9, rule = B3/S23\n${GOSPER_BODY}`)
    expect(gun.cells.states.length).toBe(36)
    expect(gun.size).toEqual({ x: 36, y: 9, z: 1 })
    expect(gun.name).toBe('Gosper glider gun')
    expect(gun.ruleText).toBe('B3/S23')
  })

  test.each([
    ['a body alone', 'b2o$2o$bo!'],
    ['no end mark', 'x = 3, y = 3\nb2o$2o$bo'],
    ['text after the end', 'x = 3, y = 3\nb2o$2o$bo! and so on, 5x'],
    ['white space anywhere', 'x=3,y=3\r\n b 2\to $\r\n2\n\no$b\no\r!'],
    ['sizes too small', 'x = 1, y = 1\nb2o$2o$bo!'],
    ['a comment between rows', 'x = 3, y = 3\nb2o$\n#C about here\n2o$bo!'],
    ['letters of several states', 'x = 3, y = 3, rule = 345/2/4\n.2A$2A$.A!'],
    ['a byte order mark', '\ufeffx = 3, y = 3\nb2o$2o$bo!'],
    ['a capital X', 'X = 3, Y = 3, Rule = B3/S23\nb2o$2o$bo!'],
  ])('%s is read', async (_, text) => {
    expect(listCells((await read(text)).cells)).toEqual(R_PENTOMINO)
  })

  test('a header may be larger than the cells, and the pattern is then as large', async () => {
    expect((await read('x = 10, y = 20\no!')).size).toEqual({ x: 10, y: 20, z: 1 })
  })

  test('states run from A to X and from pA to yO', async () => {
    const { cells } = await read('x = 5, y = 1, rule = 0/2/256\nAXpAxXyO!')
    expect([...cells.states]).toEqual([1, 24, 25, 240, 255])
  })

  test('the suffix of a rule is its world, and Pos a place in it', async () => {
    const pattern = await read(
      '#CXRLE Pos=-15,-10 Gen=3480106827776\nx = 1, y = 1, rule = B3/S23:T31,20\no!',
    )
    expect(pattern.ruleText).toBe('B3/S23')
    expect(pattern.world).toEqual({ size: { x: 31, y: 20, z: 1 }, topology: { kind: 'torus' } })
    expect(pattern.originInWorld).toEqual({ x: 0, y: 0, z: 0 })
    expect(pattern.generation).toBe(3480106827776n)
  })

  test('a rule we do not know is kept as it is, and its suffix read', async () => {
    const pattern = await read('x = 1, y = 1, rule = LifeHistory:K40*,20\nC!')
    expect(pattern.ruleText).toBe('LifeHistory')
    expect(pattern.world?.topology).toEqual({ kind: 'klein', along: 'x', shiftCells: 0 })
  })

  test('a suffix that a known rule cannot have stays with it', async () => {
    const pattern = await read('x = 1, y = 1, rule = R5,C0,M1,S34..58,B34..45,NM:K40*,20\no!')
    expect(pattern.ruleText).toBe('R5,C0,M1,S34..58,B34..45,NM:K40*,20')
    expect(pattern.world).toBeUndefined()
  })

  test('a soup of 1024 x 1024 is read in a blink', async () => {
    let random = 1
    const soup = new Uint8Array(2 ** 20).map(() => {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0
      return (random >>> 16) & 1
    })
    const source = patternOf(soup, { x: 1024, y: 1024, z: 1 }, 2)
    const bytes = await writePattern(source, 'rle')
    await readPattern(bytes)
    const start = threadTimeMs()
    const { cells } = await readPattern(bytes)
    expect(threadTimeMs() - start).toBeLessThan(1500)
    expect(cells).toEqual(source.cells)
  })
})

describe('the other text formats', () => {
  test.each([
    ['!Name: R-pentomino\n!Settles late.\n.OO\nOO\n.O\n', 'cells'],
    ['#Life 1.05\n#D R-pentomino\n#N\n#P -1 -1\n.**\n**\n.*\n', 'life105'],
    ['#Life 1.05\n#P 0 0\n*\n#P -1 -1\n.**\n*\n#P 0 1\n*\n', 'life105'],
    ['#Life 1.06\n0 -1\n1 -1\n-1 0\n0 0\n0 1\n', 'life106'],
    ['#Life 1.06\r\n0 1\r\n0 0\r\n-1 0\r\n1 -1\r\n0 -1\r\n0 0\r\n', 'life106'],
    ['[M2] (golly 3.3)\n#R B3/S23\n$$$$$$$.**$\n**$.*$\n4 0 1 0 2\n', 'macrocell'],
    ['[M2] (golly 3.3)\n1 0 1 1 1\n1 1 0 0 0\n1 0 1 0 0\n2 1 2 3 0\n', 'macrocell'],
    ['3D version=1 size=9 pos=1,2,3\n# R\nx=3 y=3 z=1 rule=4555\nb2o$2o$bo!', 'rle3'],
  ])('%j is the R-pentomino', async (text, format) => {
    const pattern = await read(text)
    expect(pattern.format).toBe(format)
    expect(listCells(pattern.cells)).toEqual(R_PENTOMINO)
    expect(pattern.size).toEqual({ x: 3, y: 3, z: 1 })
  })

  test('notes of plaintext and Life 1.05 are kept', async () => {
    const plain = await read('!Name: Glider\n!Author: Richard K. Guy\n! moves\n.O\n')
    expect(plain.name).toBe('Glider')
    expect(plain.comments).toEqual(['Author: Richard K. Guy', 'moves'])
    const life = await read('#Life 1.05\n#D one\n#R 125/36\n#P 0 0\n*\n')
    expect(life.comments).toEqual(['one'])
    expect(life.ruleText).toBe('125/36')
  })

  test('a block of Life 1.05 may stand as far off as a cell of 1.06', async () => {
    const far = await read('#Life 1.05\n#P -1073741824 1073741824\n.*\n*\n')
    expect(listCells(far.cells)).toEqual(['1,0,0:1', '0,1,0:1'])
  })

  test('blank rows of plaintext are rows', async () => {
    expect(listCells((await read('!x\nO\n\nO\n')).cells)).toEqual(['0,0,0:1', '0,2,0:1'])
  })

  test('the 3-D spaceship of the 3D.lua help stands where it says', async () => {
    const ship = await read(
      '3D version=1 size=40 pos=19,18,18\n# A 10c/10 orthogonal spaceship.\n' +
        'x=2 y=4 z=4 rule=3D4,7/5,8\n$bo$bo/bo$bo$bo$oo/oo$bo$bo$bo/$bo$bo!\n',
    )
    expect(ship.dimensions).toBe(3)
    expect(ship.cells.states.length).toBe(14)
    expect(ship.size).toEqual({ x: 2, y: 4, z: 4 })
    expect(ship.originInWorld).toEqual({ x: 19, y: 18, z: 18 })
    expect(ship.world).toEqual({ size: { x: 40, y: 40, z: 40 }, topology: { kind: 'torus' } })
    expect(listCells(ship.cells).slice(0, 3)).toEqual(['1,1,0:1', '1,2,0:1', '1,0,1:1'])
  })
})

describe('NumPy', () => {
  const npy = (descr: string, fortran: string, shape: string, data: number[]) => {
    const header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }\n`
    const text = `\x93NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`
    return Uint8Array.from([...Array.from(text, (letter) => letter.charCodeAt(0)), ...data])
  }

  test('axes are z, y, x, and the last is the fastest', async () => {
    const { size, cells } = await readPattern(npy('|u1', 'False', '1, 2, 3', [0, 7, 0, 0, 0, 9]))
    expect(size).toEqual({ x: 3, y: 2, z: 1 })
    expect(listCells(cells)).toEqual(['1,0,0:7', '2,1,0:9'])
  })

  test('in Fortran order the first is', async () => {
    const { cells } = await readPattern(npy('|b1', 'True', '2, 3', [0, 0, 1, 0, 0, 1]))
    expect(listCells(cells)).toEqual(['1,0,0:1', '2,1,0:1'])
  })

  test('sixteen MiB are read in a second or so', async () => {
    const size = { x: 256, y: 256, z: 256 }
    const dense = new Uint8Array(2 ** 24).map((_, i) => (i % 3 === 0 ? 1 : 0))
    const bytes = await writePattern(patternOf(dense, size, 3), 'npy')
    expect((bytes.length - dense.length) % 64).toBe(0)
    const start = threadTimeMs()
    await readPattern(bytes)
    expect(threadTimeMs() - start).toBeLessThan(4000)
  })
})

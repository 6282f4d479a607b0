import { describe, expect, test } from 'vitest'
import { listCells, patternOf } from '../testing/patterns.ts'
import { threadTimeMs } from '../testing/thread-time.ts'
import { boundsOf } from './cell-list.ts'
import { inspectPattern } from './inspect-pattern.ts'
import { readPattern } from './read-pattern.ts'
import { writePattern } from './write-pattern.ts'

const encode = (text: string) => new TextEncoder().encode(text)

describe('a macrocell is described from its tree', () => {
  test('2^60 cells wide in milliseconds', async () => {
    const lines = ['[M2] (golly 4.2)', '#R B3/S23', '#G 1000000000000', '*$']
    for (let level = 4; level <= 60; level++) lines.push(`${level} ${level - 3} 0 0 ${level - 3}`)
    const bytes = encode(lines.join('\n'))
    await inspectPattern(bytes)
    const start = threadTimeMs()
    const info = await inspectPattern(bytes)
    expect(threadTimeMs() - start).toBeLessThan(200)
    expect(info.population).toBe(2n ** 57n)
    expect(info.size).toEqual([2n ** 60n - 7n, 2n ** 60n - 7n, 1n])
    expect(info.counts).toEqual({ 0: (2n ** 60n - 7n) ** 2n - 2n ** 57n, 1: 2n ** 57n })
    expect(info.generation).toBe(1_000_000_000_000n)
    await expect(readPattern(bytes)).rejects.toMatchObject({ code: 'formats/too-large' })
  })

  test('two cells at the ends of a long diagonal have their place', async () => {
    const tower = (from: number, corner: number) =>
      Array.from({ length: 20 }, (_, i) => {
        const quarters = [0, 0, 0, 0]
        quarters[corner] = i === 0 ? from : from + i
        return `${i + 4} ${quarters.join(' ')}`
      })
    const lines = [
      '[M2]',
      '*$',
      ...tower(1, 0),
      '$$$$$$$.......*$',
      ...tower(22, 3),
      '24 21 0 0 42',
    ]
    const { cells, size } = await readPattern(encode(lines.join('\n')))
    const far = 2 ** 24 - 1
    expect(size).toEqual({ x: far + 1, y: far + 1, z: 1 })
    expect(listCells(cells)).toEqual(['0,0,0:1', `${far},${far},0:1`])
  })

  test('it says the same as the cells themselves', async () => {
    const cells = new Uint8Array(40 * 30).map((_, i) => ((i * i) % 7 === 2 ? (i % 5) + 1 : 0))
    const source = patternOf(cells, { x: 40, y: 30, z: 1 }, 2)
    const macrocell = await inspectPattern(await writePattern(source, 'macrocell'))
    const rle = await inspectPattern(await writePattern(source, 'rle'))
    expect(macrocell.population).toBe(rle.population)
    const bounds = boundsOf(source.cells)!
    const [width, height] = [bounds.maxX - bounds.minX + 1, bounds.maxY - bounds.minY + 1]
    expect(macrocell.size).toEqual([BigInt(width), BigInt(height), 1n])
    expect({ ...macrocell.counts, 0: 0n }).toEqual({ ...rle.counts, 0: 0n })
  })
})

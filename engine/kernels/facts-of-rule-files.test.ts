/** Rules from rule files, by what is published of them. */
import { describe, expect, test } from 'vitest'
import { TORUS } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'

/** A world of a known rule with rows of digits in it, blanks being 0. */
function start(name: string, width: number, height: number, rows: readonly string[]) {
  const size = { x: width, y: height, z: 1 }
  const cells = new Uint8Array(width * height)
  for (const [y, row] of rows.entries()) {
    for (const [x, digit] of [...row].entries()) cells[x + width * y] = Number(digit)
  }
  const { rule } = parseRule(name)
  const kernel = createReferenceKernel({ size, topology: TORUS, rule, seed: 0n })
  kernel.write(cells, 0)
  return {
    cells,
    after(ticks: number): Uint8Array {
      kernel.advance(ticks)
      const read = new Uint8Array(cells.length)
      kernel.read(read)
      return read
    },
  }
}

describe("Langton's loop", () => {
  // C. G. Langton, Physica D 10 (1984), figure 12: the loop of 86 cells.
  const loop = [
    ' 22222222      ',
    '2170140142     ',
    '2022222202     ',
    '272    212     ',
    '212    212     ',
    '202    212     ',
    '272    212     ',
    '21222222122222 ',
    '207107107111112',
    ' 2222222222222 ',
  ]

  test('has a copy of itself beside it after 151 ticks', () => {
    const [left, top, width] = [12, 15, 44]
    const rows = [...new Array<string>(top).fill(''), ...loop.map((row) => ' '.repeat(left) + row)]
    const world = start('Langtons-Loops', width, 40, rows)
    expect(world.cells.filter((state) => state !== 0).length).toBe(86)
    const after = world.after(151)
    const copy = loop.map((_, y) =>
      loop[0]!
        .split('')
        .map((_, x) => after[left + 11 + x + width * (top + y)] || ' ')
        .join(''),
    )
    expect(copy).toEqual(loop.map((row) => row.replaceAll('0', ' ')))
  })
})

describe('WireWorld', () => {
  test('moves an electron along a wire, one cell a tick', () => {
    const world = start('WireWorld', 12, 3, ['', '2133333333'])
    expect([...world.after(5).slice(12, 24)].join('')).toBe('333332133300')
  })

  test('lets an electron through a diode one way only', () => {
    // Beyond the gap an electron from the left has three heads at once behind it, and dies of them.
    const diode = (row: string) => ['', '      33 ', row, '      33 '].map((r) => r.padEnd(16))
    const rightward = start('WireWorld', 16, 6, diode('213333 33333333 '))
    const leftward = start('WireWorld', 16, 6, diode('333333 33333312 '))
    const heads = (cells: Uint8Array) => cells.filter((state) => state === 1).length
    expect([heads(rightward.after(12)), heads(leftward.after(12))]).toEqual([0, 1])
  })
})

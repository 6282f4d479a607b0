/** Lenia: its kernel and growth by their definitions, and Orbium, which lives in it. */
import { describe, expect, test } from 'vitest'
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { RuleRangeError } from '../errors.ts'
import { parseRule } from '../parse-rule.ts'
import { type CellView, evaluateProgram } from '../program/evaluate-program.ts'
import type { ProgramNode, RuleProgram } from '../program/program.ts'
import { neighborhoodsOf } from '../program/program-topology.ts'
import { validateProgram } from '../program/validate-program.ts'

type Node<Op extends ProgramNode['op']> = Extract<ProgramNode, { readonly op: Op }>

function nodeOf<Op extends ProgramNode['op']>({ nodes }: RuleProgram, op: Op): Node<Op> {
  return nodes.find((node): node is Node<Op> => node.op === op)!
}

/** The kernel of a rule: the weight of each offset. */
function kernelOf(text: string): ReadonlyMap<string, number> {
  const { program } = parseRule(text).rule
  const { offsets } = buildNeighborhood(neighborhoodsOf(program)[0]!)
  const { weights } = nodeOf(program, 'sum')
  return new Map(
    weights!.map((weight, i) => [offsets.slice(3 * i, 3 * i + 3).join(), weight] as const),
  )
}

const ORBIUM_RULE = 'lenia:R13,T10,mu=0.15,sigma=0.015'

describe('the kernel', () => {
  test('is the ring of its definition, rounded', () => {
    for (const [kernel, heightAt] of [
      ['exp', (r: number) => Math.exp(4 - 1 / (r * (1 - r)))],
      ['poly', (r: number) => (4 * r * (1 - r)) ** 4],
    ] as const) {
      const weights = kernelOf(`${ORBIUM_RULE},kernel=${kernel}`)
      const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
      const heights = [...weights.keys()].map((key) => {
        const [dx, dy] = key.split(',').map(Number)
        return heightAt(Math.hypot(dx!, dy!) / 13)
      })
      const sum = heights.reduce((all, height) => all + height, 0)
      for (const [i, weight] of [...weights.values()].entries()) {
        expect(Math.abs(weight - (heights[i]! / sum) * 65_000)).toBeLessThan(0.55)
      }
      // No potential reaches 2^24, so that 32-bit floats hold them all.
      expect(total * 255).toBeLessThan(2 ** 24)
    }
  })

  test('looks the same from every side', () => {
    const weights = kernelOf('lenia:D3,R6,T10,mu=0.15,sigma=0.015,b=1;0.5')
    for (const [key, weight] of weights) {
      const [x, y, z] = key.split(',').map(Number) as [number, number, number]
      for (const turned of [
        [-x, y, z],
        [y, x, z],
        [z, x, y],
        [-z, -y, x],
      ]) {
        expect(weights.get(turned.join())).toBe(weight)
      }
    }
  })

  test('has as many rings as heights, of which 0 is none', () => {
    const weights = kernelOf('lenia:R12,T10,mu=0.15,sigma=0.015,b=1;0;1/2')
    const [inner, between, outer] = [2, 6, 10].map((x) => weights.get(`${x},0,0`) ?? 0)
    expect(between).toBe(0)
    expect(inner! / outer!).toBeCloseTo(2, 1)
  })

  test('fits a list of neighbors at its widest', () => {
    for (const widest of ['lenia:R36,T10,mu=0.1,sigma=0.01', 'lenia:D3,R9,T10,mu=0.1,sigma=0.01']) {
      expect(() => validateProgram(parseRule(widest).rule.program)).not.toThrow()
    }
  })
})

test('a kernel that comes to nothing is refused by name', () => {
  // All cells of so small a circle lie in the outer ring, or on the line between them.
  expect(() => parseRule('lenia:R2,T1,mu=0.05,sigma=0.01,b=1;0')).toThrow(RuleRangeError)
})

describe('growth', () => {
  test.each([
    ['exp', (u: number) => 2 * Math.exp(-((u - 0.15) ** 2) / (2 * 0.015 ** 2)) - 1],
    ['poly', (u: number) => 2 * Math.max(0, 1 - (u - 0.15) ** 2 / (9 * 0.015 ** 2)) ** 4 - 1],
  ] as const)('is the %s bell of its definition, rounded', (growth, bell) => {
    const { program } = parseRule(`${ORBIUM_RULE},growth=${growth}`).rule
    const { values } = nodeOf(program, 'table')
    const { weights } = nodeOf(program, 'sum')
    const highest = 255 * weights!.reduce((sum, weight) => sum + weight, 0)
    for (const [i, value] of values.entries()) {
      expect(Math.abs(value - 25.5 * bell((4096 * i + 2048) / highest))).toBeLessThan(0.501)
    }
  })

  test('never leaves 0 to 255', () => {
    const { program } = parseRule(ORBIUM_RULE).rule
    const sites = nodeOf(program, 'sum').weights!.length
    const nextOf = (own: number, around: number) => {
      const gathered = new Array<number>(sites).fill(around)
      const view = { own: () => own, gather: () => gathered } as unknown as CellView
      return evaluateProgram(program, view)[program.next[0]!]!
    }
    expect(nextOf(3, 0)).toBe(0)
    expect(nextOf(250, 38)).toBe(255)
    expect(nextOf(100, 255)).toBe(74)
  })
})

describe('Orbium', () => {
  // B. W.-C. Chan's Orbium unicaudatus, species O2u of his collection, in Golly's letters.
  const orbium = [
    '7.MD6.qL$6.pKqEqFURpApBRAqQ$5.VqTrSsBrOpXpWpTpWpUpCrQ$4.CQrQsTsWsApITNPpGqGvL$',
    '3.IpIpWrOsGsBqXpJ4.LsFrL$A.DpKpSpJpDqOqUqSqE5.ExD$qL.pBpTT2.qCrGrVrWqM5.sTpP$',
    '.pGpWpD3.qUsMtItQtJ6.tL$.uFqGH3.pXtOuR2vFsK5.sM$.tUqL4.GuNwAwVxBwNpC4.qXpA$',
    '2.uH5.vBxGyEyMyHtW4.qIpL$2.wV5.tIyG3yOxQqW2.FqHpJ$2.tUS4.rM2yOyJyOyHtVpPMpFqNV$',
    '2.HsR4.pUxAyOxLxDxEuVrMqBqGqKJ$3.sLpE3.pEuNxHwRwGvUuLsHrCqTpR$',
    '3.TrMS2.pFsLvDvPvEuPtNsGrGqIP$4.pRqRpNpFpTrNtGtVtStGsMrNqNpF$',
    '5.pMqKqLqRrIsCsLsIrTrFqJpHE$6.RpSqJqPqVqWqRqKpRXE$8.OpBpIpJpFTK!',
  ].join('')

  const SIDE = 64

  function readOrbium(): Uint8Array {
    const cells = new Uint8Array(SIDE * SIDE)
    let [x, y] = [20, 20]
    for (const [, count, prefix, symbol] of orbium.matchAll(/(\d*)([p-y]?)([A-X.$!])/g)) {
      const repeats = Number(count || 1)
      if (symbol === '$') [x, y] = [20, y + repeats]
      if (symbol === '$' || symbol === '!') continue
      const block = prefix ? prefix.charCodeAt(0) - 'o'.charCodeAt(0) : 0
      const state = symbol === '.' ? 0 : 24 * block + symbol!.charCodeAt(0) - 64
      cells.fill(state, x + SIDE * y, x + repeats + SIDE * y)
      x += repeats
    }
    return cells
  }

  /** One tick on a torus: every live cell adds to the potentials around it. */
  function createTick({ program }: { program: RuleProgram }) {
    const kernel = [...kernelOf(`${ORBIUM_RULE}`)].map(([key, weight]) => {
      const [dx, dy] = key.split(',').map(Number)
      return [dx!, dy!, weight] as const
    })
    const { values } = nodeOf(program, 'table')
    return (cells: Uint8Array): Uint8Array => {
      const potentials = new Int32Array(cells.length)
      for (const [i, state] of cells.entries()) {
        if (state === 0) continue
        const [x, y] = [i % SIDE, Math.floor(i / SIDE)]
        for (const [dx, dy, weight] of kernel) {
          const column = (x + dx + SIDE) % SIDE
          potentials[column + SIDE * ((y + dy + SIDE) % SIDE)]! += state * weight
        }
      }
      return cells.map((state, i) => {
        return Math.min(255, Math.max(0, state + values[potentials[i]! >> 12]!))
      })
    }
  }

  /** Where on the torus its middle lies along an axis. */
  function middleOf(cells: Uint8Array, axis: 'x' | 'y'): number {
    let [across, along] = [0, 0]
    for (const [i, state] of cells.entries()) {
      const angle = (2 * Math.PI * (axis === 'x' ? i % SIDE : Math.floor(i / SIDE))) / SIDE
      across += state * Math.cos(angle)
      along += state * Math.sin(angle)
    }
    return (Math.atan2(along, across) * SIDE) / (2 * Math.PI)
  }

  test('keeps its mass and glides on a straight line', () => {
    const tick = createTick(parseRule(ORBIUM_RULE).rule)
    let cells = readOrbium()
    const apart = (to: number, from: number) => ((to - from + 1.5 * SIDE) % SIDE) - SIDE / 2
    const glide = (ticks: number) => {
      let [x, y] = [0, 0]
      for (let t = 0; t < ticks; t++) {
        const [fromX, fromY] = [middleOf(cells, 'x'), middleOf(cells, 'y')]
        cells = tick(cells)
        x += apart(middleOf(cells, 'x'), fromX)
        y += apart(middleOf(cells, 'y'), fromY)
        const mass = cells.reduce((sum, state) => sum + state, 0)
        expect(Math.abs(mass - 18_200)).toBeLessThan(1000)
      }
      return { x, y }
    }
    // It takes a while to find its shape among whole numbers.
    for (let t = 0; t < 100; t++) cells = tick(cells)
    const [first, second] = [glide(150), glide(150)]
    expect(Math.hypot(first.x, first.y)).toBeGreaterThan(75)
    expect(Math.hypot(second.x - first.x, second.y - first.y)).toBeLessThan(3)
  })

  test('dies where growth is too narrow for it', () => {
    const tick = createTick(parseRule(ORBIUM_RULE.replace('0.015', '0.01')).rule)
    let cells = readOrbium()
    for (let t = 0; t < 100; t++) cells = tick(cells)
    expect(cells.every((state) => state === 0)).toBe(true)
  })
})

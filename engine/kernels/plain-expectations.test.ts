/**
 * What kernels compute is what the notations say, by other means: each rule is written here again
 * as its documentation reads, and shares nothing with the way it takes through `engine/rules`.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOX, TORUS, type Topology } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { Rule } from '../rules/rule.ts'
import { parseRuleFile } from '../rules/rule-file/rule-file.ts'
import { assertSame } from '../testing/case.ts'
import { listParserCases } from '../testing/parser-cases.ts'
import { type PlainRule, readPlainTable, readPlainTree } from '../testing/plain-rule-files.ts'
import { FOLDS, runPlainly, shiftColumns, shiftRows } from '../testing/plain-worlds.ts'
import { anyTable } from '../testing/rule-tables.ts'
import { tries } from '../testing/tries.ts'
import type { CreateKernel } from './kernel.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'
import { createIntLaneKernel } from './wasm/int-lanes/int-lane-kernel.ts'
import { createWasmKernel } from './wasm/wasm-kernel.ts'

const kernels: Readonly<Record<string, CreateKernel>> = {
  reference: createReferenceKernel,
  wasm: createWasmKernel,
  // The one that runs any program, also where another is faster.
  'int lane': createIntLaneKernel,
}

interface Run {
  readonly rule: Rule
  readonly topology: Topology
  readonly cells: Uint8Array
  readonly size: readonly [x: number, y: number, z: number]
  readonly ticks: number
  readonly startTick?: number
  readonly seed?: bigint
}

/** That all kernels come to the same cells. */
async function expectOfAll(run: Run, expected: Iterable<number>): Promise<void> {
  const [x, y, z] = run.size
  const { rule, topology, seed = 0n } = run
  for (const [name, createKernel] of Object.entries(kernels)) {
    const kernel = await createKernel({ size: { x, y, z }, topology, rule, seed })
    await kernel.write(run.cells, run.startTick ?? 0)
    await kernel.advance(run.ticks)
    const after = new Uint8Array(run.cells.length)
    await kernel.read(after)
    kernel.dispose()
    assertSame(after, Uint8Array.from(expected), name)
  }
}

const anyCells = (states: number, cells: number) =>
  fc.uint8Array({ min: 0, max: states - 1, minLength: cells, maxLength: cells })

const anyShape = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 }))

/** A rule of the plane on a torus and in a box of any small size. */
function runsPlainly(rule: Rule, plain: PlainRule) {
  const shape = rule.dimensions === 1 ? anyShape.map(([w]) => [w, 1] as const) : anyShape
  return fc.asyncProperty(
    shape.chain(([w, h]) => fc.tuple(fc.constant([w, h] as const), anyCells(rule.states, w * h))),
    fc.boolean(),
    async ([[w, h], cells], isTorus) => {
      const topology = isTorus ? TORUS : BOX
      const expected = runPlainly(plain, isTorus ? FOLDS.torus : FOLDS.plane, w, cells, 2)
      await expectOfAll({ rule, topology, cells, size: [w, h, 1], ticks: 2 }, expected)
    },
  )
}

describe("Golly's rule files", () => {
  test('mean what tables say, in every neighborhood and symmetry', () =>
    fc.assert(
      fc.asyncProperty(anyTable, fc.nat(), async (table, seed) => {
        const rule = parseRuleFile(`@RULE Any\n@TABLE\n${table}\n`)
        await fc.assert(runsPlainly(rule, readPlainTable(table)), { numRuns: 2, seed })
      }),
      { numRuns: tries(150) },
    ))

  /** Nodes of every level, each leading to any of the level below. */
  const anyTree = fc
    .record({
      states: fc.integer({ min: 2, max: 5 }),
      neighbors: fc.constantFrom(4, 8),
      widths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 8, maxLength: 8 }),
      picks: fc.array(fc.nat(), { minLength: 200, maxLength: 200 }),
    })
    .map(({ states, neighbors, widths, picks }) => {
      const lines: string[] = []
      let used = 0
      let below = Array.from({ length: states }, (_, state) => state)
      for (let level = 1; level <= neighbors + 1; level++) {
        const width = level === neighbors + 1 ? 1 : widths[level - 1]!
        const here: number[] = []
        for (let i = 0; i < width; i++) {
          const to = Array.from(
            { length: states },
            () => below[picks[used++ % picks.length]! % below.length]!,
          )
          here.push(lines.push([level, ...to].join(' ')) - 1)
        }
        below = here
      }
      const head = `num_states=${states}\nnum_neighbors=${neighbors}\nnum_nodes=${lines.length}\n`
      return head + lines.join('\n')
    })

  test('mean what trees say', () =>
    fc.assert(
      fc.asyncProperty(anyTree, fc.nat(), async (tree, seed) => {
        const rule = parseRuleFile(`@RULE Any\n@TREE\n${tree}\n`)
        await fc.assert(runsPlainly(rule, readPlainTree(tree)), { numRuns: 2, seed })
      }),
      { numRuns: tries(100) },
    ))
})

describe("Golly's bounded grids are joined as its help draws them", () => {
  // What a MAP says differs for every arrangement, so that a mirrored or turned border shows.
  const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const anyMap = fc.array(fc.nat(63), { minLength: 86, maxLength: 86 }).map((digits) => {
    const values = digits.with(85, digits[85]! & 0b110000)
    const bits = values.flatMap((digit) => [5, 4, 3, 2, 1, 0].map((bit) => (digit >> bit) & 1))
    const places = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => `${dx},${dy}`))
    // The top left cell is the most significant of nine.
    const plain: PlainRule = (around) =>
      bits[places.reduce((index, place) => 2 * index + around(place), 0)]!
    return { notation: `MAP${values.map((digit) => BASE64[digit]).join('')}`, plain }
  })
  const side = fc.integer({ min: 1, max: 7 })
  const even = side.map((half) => 2 * half)
  const shift = fc.integer({ min: -9, max: 9 })
  const sign = (by: number) => (by < 0 ? by : `+${by}`)
  const surfaces: Readonly<Record<string, fc.Arbitrary<readonly [string, typeof FOLDS.torus]>>> = {
    plane: fc.tuple(side, side).map(([w, h]) => [`P${w},${h}`, FOLDS.plane as never]),
    torus: fc.tuple(side, side).map(([w, h]) => [`T${w},${h}`, FOLDS.torus]),
    'torus with shifted rows': fc
      .tuple(side, shift, side)
      .map(([w, by, h]) => [`T${w}${sign(by)},${h}`, shiftRows(by) as never]),
    'torus with shifted columns': fc
      .tuple(side, side, shift)
      .map(([w, h, by]) => [`T${w},${h}${sign(by)}`, shiftColumns(by) as never]),
    'Klein bottle': fc.tuple(side, side).map(([w, h]) => [`K${w}*,${h}`, FOLDS.kleinOfRows]),
    'Klein bottle on its side': fc
      .tuple(side, side)
      .map(([w, h]) => [`K${w},${h}*`, FOLDS.kleinOfColumns]),
    'shifted Klein bottle': fc
      .tuple(even, side, shift)
      .filter(([w, , by]) => by % w !== 0)
      .map(([w, h, by]) => [`K${w}*${sign(by)},${h}`, FOLDS.shiftedKleinOfRows]),
    'shifted Klein bottle on its side': fc
      .tuple(side, even, shift)
      .filter(([, h, by]) => by % h !== 0)
      .map(([w, h, by]) => [`K${w},${h}*${sign(by)}`, FOLDS.shiftedKleinOfColumns]),
    'cross-surface': fc
      .tuple(side, side)
      .map(([w, h]) => [`C${w},${h}`, FOLDS.crossSurface as never]),
    sphere: side.map((w) => [`S${w}`, FOLDS.sphere as never]),
  }
  test.each(Object.entries(surfaces))('%s', (_, surface) =>
    fc.assert(
      fc.asyncProperty(
        anyMap,
        surface,
        anyCells(2, 196),
        async ({ notation, plain }, [suffix, fold], soup) => {
          const { rule, world } = parseRule(`${notation}:${suffix}`)
          const { size, topology } = world!
          const cells = soup.subarray(0, size.x * size.y)
          const expected = runPlainly(plain, fold, size.x, cells, 3)
          await expectOfAll(
            { rule, topology, cells, size: [size.x, size.y, 1], ticks: 3 },
            expected,
          )
        },
      ),
      { numRuns: tries(40) },
    ),
  )
})

describe('Generations in three dimensions', () => {
  type Site = readonly [number, number, number]
  const cube: readonly Site[] = [-1, 0, 1].flatMap((z) =>
    [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x) => [x, y, z] as const)),
  )
  const steps = (site: Site) => site.reduce((sum, at) => sum + Math.abs(at), 0)
  const bothWays = (list: readonly Site[]) =>
    list.flatMap(([x, y, z]): Site[] => [
      [x, y, z],
      [-x, -y, -z],
    ])
  const hexahedral = bothWays([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, -1, 0],
    [1, 0, -1],
    [0, 1, -1],
  ])
  const tetrahedron = cube.filter(([x, y, z]) => x * y * z === 1)
  const neighborhoods: Readonly<Record<string, readonly Site[]>> = {
    M: cube.filter((site) => steps(site) > 0),
    N: cube.filter((site) => steps(site) === 1),
    VN: cube.filter((site) => steps(site) === 1),
    C: cube.filter((site) => steps(site) === 3),
    E: cube.filter((site) => steps(site) === 2),
    H: hexahedral,
    T: tetrahedron,
  }
  /** Tetrahedra are mirrored on odd sites. */
  const neighborsOf = (name: string, site: Site) => {
    const sign = name === 'T' && site.reduce((sum, at) => sum + at, 0) % 2 === 1 ? -1 : 1
    return neighborhoods[name]!.map((step) => step.map((by, axis) => site[axis]! + sign * by))
  }
  const anyRule = fc.constantFrom(...Object.keys(neighborhoods)).chain((name) => {
    const most = neighborhoods[name]!.length
    const counts = fc.uniqueArray(fc.nat(most), { maxLength: most })
    return fc.record({
      name: fc.constant(name),
      survival: counts,
      birth: counts,
      states: fc.integer({ min: 2, max: 12 }),
    })
  })
  // Tetrahedra want even sides on a torus.
  const anySize = fc.array(
    fc.integer({ min: 1, max: 4 }).map((half) => 2 * half),
    {
      minLength: 3,
      maxLength: 3,
    },
  )
  test('live, age and are born as documented', () =>
    fc.assert(
      fc.asyncProperty(
        anyRule,
        anySize,
        anyCells(12, 512),
        fc.boolean(),
        async (any, sides, soup, isTorus) => {
          const { name, survival, birth, states } = any
          const { rule } = parseRule(`${survival.join()}/${birth.join()}/${states}/${name}`)
          const size = sides as unknown as Site
          const [w, h, d] = size
          let cells = soup.subarray(0, w * h * d).map((state) => state % states)
          const start = cells
          for (let tick = 0; tick < 3; tick++) {
            const before = cells
            cells = before.map((own, i) => {
              const site = [i % w, Math.floor(i / w) % h, Math.floor(i / w / h)] as const
              let live = 0
              for (const at of neighborsOf(name, site)) {
                const isIn = at.every((place, axis) => place >= 0 && place < size[axis]!)
                if (!isIn && !isTorus) continue
                const [x, y, z] = at.map((place, axis) => (place + size[axis]!) % size[axis]!)
                if (before[x! + w * (y! + h * z!)] === 1) live++
              }
              if (own === 0) return birth.includes(live) ? 1 : 0
              if (own === 1 && survival.includes(live)) return 1
              return (own + 1) % states
            })
          }
          const topology = isTorus ? TORUS : BOX
          await expectOfAll({ rule, topology, cells: start, size, ticks: 3 }, cells)
        },
      ),
      { numRuns: tries(120) },
    ))
})

describe('chances', () => {
  const M0 = 0xd2511f53n
  const M1 = 0xcd9e8d57n
  const word = (value: bigint) => value & 0xffffffffn
  /** Philox4x32-10: J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011. */
  function philox(counter: readonly bigint[], key: readonly bigint[]): readonly bigint[] {
    let [a, b, c, d] = counter as [bigint, bigint, bigint, bigint]
    let [k, l] = key as [bigint, bigint]
    for (let round = 0; round < 10; round++) {
      const [p, q] = [a * M0, c * M1]
      ;[a, b, c, d] = [(q >> 32n) ^ b ^ k, word(q), (p >> 32n) ^ d ^ l, word(p)]
      ;[k, l] = [word(k + 0x9e3779b9n), word(l + 0xbb67ae85n)]
    }
    return [a, b, c, d]
  }

  test('are drawn by the generator of the paper', () => {
    // Random123's kat_vectors, the digits of pi.
    const key = [0xa4093822n, 0x299f31d0n]
    const counter = [0x243f6a88n, 0x85a308d3n, 0x13198a2en, 0x03707344n]
    expect(philox(counter, key)).toEqual([0xd16cfe09n, 0x94fdccebn, 0x5001e420n, 0x24126ea1n])
  })

  const anyChance = fc.integer({ min: 0, max: 1_000_000_000 })
  const decimal = (billionths: number) => (billionths / 1e9).toFixed(9)
  const happens = (draw: bigint, billionths: number) =>
    draw < (BigInt(billionths) << 32n) / 1_000_000_000n

  test('decide by the words that the documentation numbers', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          counts: fc.tuple(fc.uniqueArray(fc.nat(8)), fc.uniqueArray(fc.nat(8))),
          chances: fc.tuple(anyChance, anyChance, anyChance, anyChance),
          states: fc.integer({ min: 3, max: 9 }),
          soup: anyCells(9, 63),
          seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
          startTick: fc.constantFrom(0, 5, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 40),
        }),
        async ({ counts: [survives, isBorn], chances, states, soup, seed, startTick }) => {
          const [birth, survival, noise, update] = chances
          const suffix = `birth=${decimal(birth)},survival=${decimal(survival)},noise=${decimal(noise)},update=${decimal(update)}`
          const { rule } = parseRule(`${survives.join('')}/${isBorn.join('')}/${states}~${suffix}`)
          const [w, h] = [9, 7]
          const start = soup.map((state) => state % states)
          let cells = start
          for (let tick = startTick; tick < startTick + 3; tick++) {
            const before = cells
            cells = before.map((own, i) => {
              const [x, y] = [i % w, Math.floor(i / w)]
              let live = 0
              for (const dy of [-1, 0, 1]) {
                for (const dx of [-1, 0, 1]) {
                  if (dx === 0 && dy === 0) continue
                  if (before[((x + dx + w) % w) + w * ((y + dy + h) % h)] === 1) live++
                }
              }
              const counter = [BigInt(x), BigInt(y), 0n, word(BigInt(tick))]
              const [first, second, third, fourth] = philox(counter, [word(seed), seed >> 32n])
              if (!happens(fourth!, update)) return own
              if (happens(second!, noise)) return Number(((third! >> 8n) * BigInt(states)) >> 24n)
              if (own === 0) return isBorn.includes(live) && happens(first!, birth) ? 1 : 0
              if (own === 1 && survives.includes(live) && happens(first!, survival)) return 1
              return (own + 1) % states
            })
          }
          const run = { rule, topology: TORUS, cells: start, size: [w, h, 1], ticks: 3 } as const
          await expectOfAll({ ...run, startTick, seed }, cells)
        },
      ),
      { numRuns: tries(60) },
    ))
})

describe('Lenia', () => {
  const shells = {
    exp: (r: number) => (r > 0 && r < 1 ? Math.exp(4 - 1 / (r * (1 - r))) : 0),
    poly: (r: number) => (4 * r * (1 - r)) ** 4,
  } as const
  const bells = {
    exp: (away: number) => Math.exp(-(away ** 2) / 2),
    poly: (away: number) => Math.max(0, 1 - away ** 2 / 9) ** 4,
  } as const
  /** Rounded, halves away from zero; undefined where doubles leave open to which side. */
  const round = (value: number) => {
    const isOpen = Math.abs(Math.abs(value % 1) - 0.5) < 1e-7
    return isOpen ? undefined : Math.sign(value) * Math.round(Math.abs(value))
  }
  const anyLenia = fc.record({
    is3d: fc.boolean(),
    radius: fc.integer({ min: 2, max: 9 }),
    ticks: fc.integer({ min: 1, max: 20 }),
    mu: fc.integer({ min: 5, max: 40 }),
    sigma: fc.integer({ min: 1, max: 20 }),
    rings: fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 3 }),
    kernel: fc.constantFrom('exp', 'poly'),
    growth: fc.constantFrom('exp', 'poly'),
  })
  test('is its formulas in whole numbers: weights of 65,000 in all, potentials by 4096', () =>
    fc.assert(
      fc.asyncProperty(anyLenia, anyCells(256, 343), async (any, soup) => {
        const { is3d, ticks, rings, kernel, growth } = any
        fc.pre(rings.some((height) => height > 0))
        const radius = is3d ? 2 + (any.radius % 2) : any.radius
        const [mu, sigma] = [any.mu / 100, any.sigma / 100]
        const list = rings.map((height) => height / 10)
        const notation = `lenia:${is3d ? 'D3,' : ''}R${radius},T${ticks},mu=${mu},sigma=${sigma},b=${list.join(';')},kernel=${kernel},growth=${growth}`
        const [w, h, d] = is3d ? [7, 7, 7] : [19, 18, 1]
        const cells = soup.subarray(0, w * h * d)
        const span = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius)
        const sites = (is3d ? span : [0]).flatMap((dz) =>
          span.flatMap((dy) => span.map((dx) => [dx, dy, dz] as const)),
        )
        const heights = sites.map(([dx, dy, dz]) => {
          const r = (Math.hypot(dx, dy, dz) / radius) * list.length
          // Whole numbers of squares: a distance that is a ring's end is none of its inside.
          const isIn = dx * dx + dy * dy + dz * dz < radius * radius
          return isIn && r > 0 ? list[Math.floor(r)]! * shells[kernel](r % 1) : 0
        })
        const total = heights.reduce((sum, height) => sum + height, 0)
        // Where hardly anything weighs, 48 bits of fraction tell less than doubles.
        fc.pre(total > 0.01)
        const { rule } = parseRule(notation)
        const weights = heights.map((height) => round((height / total) * 65_000))
        fc.pre(weights.every((weight) => weight !== undefined))
        const highest = 255 * weights.reduce<number>((sum, weight) => sum + weight!, 0)
        const expected: number[] = []
        for (const [i, own] of cells.entries()) {
          const [x, y, z] = [i % w, Math.floor(i / w) % h, Math.floor(i / w / h)]
          let potential = 0
          for (const [site, [dx, dy, dz]] of sites.entries()) {
            const column = (x + dx + 2 * w) % w
            const row = (y + dy + 2 * h) % h
            const layer = (z + dz + 2 * d) % d
            potential += weights[site]! * cells[column + w * (row + h * layer)]!
          }
          const share = (Math.floor(potential / 4096) * 4096 + 2048) / highest
          const grown = round((255 / ticks) * (2 * bells[growth]((share - mu) / sigma) - 1))
          fc.pre(grown !== undefined)
          expected.push(Math.min(255, Math.max(0, own + grown!)))
        }
        await expectOfAll({ rule, topology: TORUS, cells, size: [w, h, d], ticks: 1 }, expected)
      }),
      { numRuns: tries(40), maxSkipsPerRun: 1000 },
    ))
})

describe('to JavaScript and to every kernel', () => {
  const found = listParserCases(['{}']).filter(({ kind }) => kind.includes('JavaScript'))
  test.each(found.map((each) => [each.kind, each] as const))('%s', (_, { property }) =>
    fc.assert(property, { numRuns: tries(40), maxSkipsPerRun: 1000 }),
  )
})

describe('blocks', () => {
  test('become what their numbers say on even and odd ticks, also where an edge cuts them', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(15), { minLength: 15, maxLength: 15 }),
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
        anyCells(2, 81),
        fc.nat(3),
        async (rest, [w, h], soup, startTick) => {
          // What is empty stays so, or an edge would matter.
          const next = [0, ...rest]
          const { rule } = parseRule(`M${next.join()}`)
          const start = soup.subarray(0, w * h)
          let cells = start
          for (let tick = startTick; tick < startTick + 3; tick++) {
            const after = new Uint8Array(cells.length)
            const at = (x: number, y: number) =>
              x >= 0 && x < w && y >= 0 && y < h ? x + w * y : -1
            for (let y = (tick % 2) - 2; y < h; y += 2) {
              for (let x = (tick % 2) - 2; x < w; x += 2) {
                const sites = [at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)]
                const block = sites.reduce((sum, site, i) => sum + ((cells[site] ?? 0) << i), 0)
                for (const [i, site] of sites.entries()) {
                  if (site >= 0) after[site] = (next[block]! >> i) & 1
                }
              }
            }
            cells = after
          }
          await expectOfAll(
            { rule, topology: BOX, cells: start, size: [w, h, 1], ticks: 3, startTick },
            cells,
          )
        },
      ),
      { numRuns: tries(60) },
    ))
})

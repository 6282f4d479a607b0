/** What holds in living worlds whatever they are made of, on the kernel that runs them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { Simulation } from './simulation.ts'

const RUNS = { numRuns: 12 }

async function start(document: object): Promise<Simulation> {
  const text = JSON.stringify({ version: 1, name: 'Property', ...document })
  const run = await compileScenario(text, () => Promise.reject(new Error('no files')))
  return Simulation.start(run, { backend: 'wasm' })
}

/** Cells and planes after so many ticks. */
async function stateAfter(document: object, ticks: number): Promise<(Uint8Array | Int32Array)[]> {
  const simulation = await start(document)
  await simulation.advance(ticks)
  const { cells } = await simulation.readState()
  const planes: (Uint8Array | Int32Array)[] = [cells]
  await simulation.readPlanes((values) => planes.push(values))
  simulation.dispose()
  return planes
}

const WIDTH = 12
const HEIGHT = 10
const site = fc.tuple(
  fc.integer({ min: 0, max: WIDTH - 1 }),
  fc.integer({ min: 0, max: HEIGHT - 1 }),
)
type Site = [number, number]
const sites = fc.uniqueArray(site, { minLength: 5, maxLength: 60, selector: String })
const pokes = fc.array(
  fc.record({ at: site, value: fc.double({ min: 0.01, max: 2, noNaN: true }) }),
  {
    minLength: 1,
    maxLength: 8,
  },
)

const moveSites = (list: readonly Site[], move: (at: Site) => Site) => list.map(move)
const shifted =
  (dx: number, dy: number) =>
  ([x, y]: Site): Site => [(x + dx) % WIDTH, (y + dy) % HEIGHT]
const mirrored = ([x, y]: Site): Site => [WIDTH - 1 - x, y]

describe('heat', () => {
  test.each(['box', 'torus'])('is conserved in a %s where no rule writes it', (topology) =>
    fc.assert(
      fc.asyncProperty(
        sites,
        pokes,
        fc.integer({ min: 1, max: 40 }),
        async (cells, heats, ticks) => {
          const document = {
            world: { size: [WIDTH, HEIGHT], topology },
            rule: 'B3/S23',
            channels: ['heat'],
            initial: [{ cells }],
            events: [
              {
                tick: 0,
                poke: heats.map(({ at, value }) => ({ channel: 'heat', cells: [at], value })),
              },
            ],
          }
          const total = async (at: number) => {
            const [, heat] = await stateAfter(document, at)
            let sum = 0
            for (const raw of heat!) sum += raw
            return sum
          }
          const before = await total(0)
          expect(before).toBeGreaterThan(0)
          expect(await total(ticks)).toBe(before)
        },
      ),
      RUNS,
    ),
  )
})

/** A world of bits, physics, a rule that writes a field, and heat. */
const livingWorld = (cells: readonly Site[], heats: readonly { at: Site; value: number }[]) => ({
  world: { size: [WIDTH, HEIGHT], topology: 'torus' },
  rule: `rule({ states: 2, neighborhood: 'moore', channels: ['heat'], parameters: ['trust'] }, (s, n, f, cell) => {
    const c = n.filter((x) => x === 1).length
    if (s === 1) f.heat += 300
    return c === 3 || s === 1 && c === 2 || f.heat > 6000 && cell.trust < 12000 ? 1 : 0
  })`,
  channels: ['heat', 'signal', 'gravity'],
  physics: {},
  zones: [{ name: 'all', box: { size: [WIDTH, HEIGHT] }, settled: true }],
  policies: { use: ['permit-all'] },
  bits: [{ cells, state: 1, phiPhase: 0.3 }],
  events: [
    {
      tick: 0,
      poke: heats.flatMap(({ at, value }) => [
        { channel: 'heat', cells: [at], value },
        { channel: 'signal', cells: [at], value: -value },
      ]),
    },
  ],
})

/** Moves a plane as sites are moved. */
function movePlane(plane: Uint8Array | Int32Array, move: (at: Site) => Site) {
  const moved = plane.slice()
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const [toX, toY] = move([x, y])
      moved[toX + WIDTH * toY] = plane[x + WIDTH * y]!
    }
  }
  return moved
}

async function expectSymmetry(
  cells: Site[],
  heats: { at: Site; value: number }[],
  move: (at: Site) => Site,
) {
  const ticks = 15
  const plain = await stateAfter(livingWorld(cells, heats), ticks)
  const movedHeats = heats.map(({ at, value }) => ({ at: move(at), value }))
  const moved = await stateAfter(livingWorld(moveSites(cells, move), movedHeats), ticks)
  expect(moved).toEqual(plain.map((plane) => movePlane(plane, move)))
}

describe('a living world on a torus', () => {
  test('has no preferred place: shifted, it goes on shifted', () =>
    fc.assert(
      fc.asyncProperty(sites, pokes, site, (cells, heats, [dx, dy]) =>
        expectSymmetry(cells, heats, shifted(dx, dy)),
      ),
      RUNS,
    ))

  test('has no preferred hand: mirrored, it goes on mirrored', () =>
    fc.assert(
      fc.asyncProperty(sites, pokes, (cells, heats) => expectSymmetry(cells, heats, mirrored)),
      RUNS,
    ))
})

describe('bits', () => {
  const base = {
    world: { size: [WIDTH, HEIGHT], topology: 'torus' },
    rule: "rule({ states: 4, neighborhood: 'moore' }, (s, n) => n.filter((x) => x === 3).length)",
    zones: [{ name: 'all', box: { size: [WIDTH, HEIGHT] }, settled: true }],
    policies: { use: ['permit-all'] },
  }

  test('hold their state while suspended, and are seen', async () => {
    const bits = [
      { cells: [[5, 5]], state: 3 },
      { cells: [[6, 5]], state: 0 },
    ]
    const events = [{ tick: 0, suspend: [{ cells: [[5, 5]] }] }]
    const [cells] = await stateAfter({ ...base, bits, events }, 7)
    expect([cells![5 + 5 * WIDTH], cells![6 + 5 * WIDTH]]).toEqual([3, 1])
  })

  test('read 0 once they are terminated, whatever is around', async () => {
    const bits = [
      {
        cells: [
          [5, 5],
          [6, 5],
        ],
        state: 3,
      },
    ]
    const events = [{ tick: 0, terminate: [{ cells: [[5, 5]] }] }]
    const [cells] = await stateAfter({ ...base, bits, events }, 1)
    expect([cells![5 + 5 * WIDTH], cells![6 + 5 * WIDTH]]).toEqual([0, 0])
  })

  test('are born nowhere by themselves: vacant sites of settled zones stay 0', () =>
    fc.assert(
      fc.asyncProperty(
        sites,
        fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { minLength: 1 }),
        async (spawned, births) => {
          const rule = `B${births.sort().join('')}/S012345678`
          const document = {
            ...base,
            rule,
            bits: [{ cells: spawned, state: 0 }],
            initial: [{ soup: { density: 200 } }],
          }
          const [cells] = await stateAfter(document, 6)
          const occupied = new Set(spawned.map(([x, y]) => x + WIDTH * y))
          expect([...cells!].filter((state, i) => state !== 0 && !occupied.has(i))).toEqual([])
          expect(cells!.some((state) => state !== 0)).toBe(true)
        },
      ),
      RUNS,
    ))

  test('hear directions as they are, however sensitive, and the deaf hear none', async () => {
    const document = {
      ...base,
      rule: "rule({ states: 9, neighborhood: 'moore', channels: ['intent'] }, (s, n, f) => f.intent)",
      channels: [
        { name: 'reward', dynamic: { kind: 'static' } },
        {
          name: 'intent',
          dynamic: { kind: 'uphill', of: 'reward', neighborhood: 'von-neumann-2d' },
        },
      ],
      bits: [0, 0.3, 0.5, 1].map((lambdaSensitivity, i) => ({
        cells: [[2, 2 * i]],
        lambdaSensitivity,
      })),
      events: [
        {
          tick: 0,
          poke: [{ channel: 'reward', box: { at: [3, 0], size: [1, HEIGHT] }, value: 1 }],
        },
      ],
    }
    const [cells] = await stateAfter(document, 3)
    // Up, left, right, down are 1 to 4.
    expect([0, 2, 4, 6].map((y) => cells![2 + y * WIDTH])).toEqual([0, 3, 3, 3])
  })
})

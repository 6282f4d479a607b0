import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
import type { RunSource, StateHashes } from '../../engine/protocol/simulation-api.ts'
import { FIRE } from '../../engine/testing/living-scenarios.ts'
import { unwrap } from '../../engine/testing/unwrap.ts'
import { SimulationService } from '../../engine/worker/simulation-service.ts'
import { findFilePaths, findRuleNames } from './open-input.ts'
import { writeScenario } from './scenario-file.ts'

const TICKS = 12
const bytesOf = (text: string) => new TextEncoder().encode(text)
const GLIDER = 'x = 3, y = 3, rule = B3/S23\nbob$2bo$3o!'
const paint = (tick: number, cells: number[][]): EditEvent => ({
  tick,
  paint: [{ cells, state: 1 }],
})

async function hashesOf(source: RunSource, edits: readonly EditEvent[]) {
  const service = new SimulationService({ now: () => performance.now() })
  const info = unwrap(await service.load(source, edits))
  const hashes: StateHashes[] = []
  for (let tick = 0; tick <= TICKS; tick++) {
    hashes.push(unwrap(await service.hash()))
    unwrap(await service.step(1))
  }
  await service.dispose()
  return { info, hashes }
}

const SOURCES: readonly [name: string, source: RunSource, edits: readonly EditEvent[]][] = [
  [
    'a soup with wishes',
    {
      kind: 'soup',
      rule: 'B3/S23',
      density: 90,
      overrides: { size: '24,16', topology: 'box', seed: '12345678901234567890' },
    },
    [
      paint(3, [[2, 2]]),
      paint(0, [
        [5, 5],
        [6, 5],
      ]),
    ],
  ],
  [
    'a soup on a bottle',
    { kind: 'soup', rule: 'B3/S23:K24,16*', density: 90, overrides: { seed: '3' } },
    [paint(2, [[0, 0]])],
  ],
  [
    'a line',
    { kind: 'soup', rule: 'W30', density: 90, overrides: { size: '40', seed: '3' } },
    [paint(2, [[7]])],
  ],
  [
    'a pattern on an endless plane',
    { kind: 'pattern', bytes: bytesOf(GLIDER), fileName: 'glider.rle' },
    [
      paint(4, [
        [-20, 3],
        [-20, 4],
        [-20, 5],
      ]),
    ],
  ],
  [
    'a pattern under another rule, in a world of another size',
    {
      kind: 'pattern',
      bytes: bytesOf(GLIDER),
      fileName: 'glider.rle',
      overrides: { rule: 'B36/S23', size: '20,10' },
    },
    [paint(4, [[1, 3]])],
  ],
  [
    'a living scenario with another seed and topology',
    {
      kind: 'scenario',
      text: FIRE,
      files: {},
      overrides: { seed: '9', topology: 'torus' },
    },
    [
      { tick: 1, poke: [{ channel: 'heat', box: { at: [3, 3], size: [2, 2] }, value: 1 }] },
      { tick: 5, paint: [{ fill: { size: [4, 4] }, state: 2 }] },
    ],
  ],
  [
    'a scenario with a pattern in RLE and a rule file',
    {
      kind: 'scenario',
      text: 'version: 1\nname: Two files\nworld: { size: [16, 16] }\nrule: Still\ninitial:\n  - { pattern: a/glider.rle, at: [3, 3] }\nticks: 2\nexpect: [{ tick: 0, population: 5 }]\n',
      files: {
        'a/glider.rle': bytesOf(GLIDER),
        'Still.rule': bytesOf(
          '@RULE Still\n@TABLE\nn_states:2\nneighborhood:Moore\nsymmetries:none\n1,1,1,1,1,1,1,1,1,0\n',
        ),
      },
    },
    [paint(6, [[1, 1]])],
  ],
]

describe.each(SOURCES)('the file of %s', (_, source, edits) => {
  test.each([
    ['with edits', edits],
    ['without any', []],
  ])('%s comes to the same states, alone', async (_, made) => {
    const { info, hashes } = await hashesOf(source, made)
    const { text, beside } = writeScenario({ source, edits: made }, info)
    expect(beside).toEqual([])
    const again = await hashesOf({ kind: 'scenario', text, files: {} }, [])
    expect(again.hashes).toEqual(hashes)
  })
})

test('a pattern of another format stays a file beside it', async () => {
  const bytes = bytesOf('!Name: blinker\n.....\n.OOO.\n')
  const source: RunSource = { kind: 'pattern', bytes, fileName: 'blinker.cells' }
  const { info, hashes } = await hashesOf(source, [paint(1, [[9, 9]])])
  const { text, beside, files } = writeScenario({ source, edits: [paint(1, [[9, 9]])] }, info)
  expect(beside).toEqual(['blinker.cells'])
  expect(files).toEqual({ 'blinker.cells': bytes })
  expect((await hashesOf({ kind: 'scenario', text, files }, [])).hashes).toEqual(hashes)
})

const LIBRARY = new URL('../../scenarios/', import.meta.url)
const read = (path: string) => new Uint8Array(readFileSync(new URL(path, LIBRARY)))

test.each(['trust-market', 'phases', 'two-clocks', 'demons', 'gosper-gun', 'life-to-maze'])(
  'the scenario %s of the library, edited, is written whole',
  async (id) => {
    const text = readFileSync(new URL(`${id}.yaml`, LIBRARY), 'utf8')
    const there = new Set(readdirSync(LIBRARY))
    const names = findRuleNames(text).map((name) => `${name}.rule`)
    const paths = [...findFilePaths(text), ...names.filter((name) => there.has(name))]
    const files = Object.fromEntries(paths.map((path) => [path, read(path)]))
    const source: RunSource = { kind: 'scenario', text, files }
    const edits = [
      paint(1, [
        [3, 3],
        [4, 3],
      ]),
    ]
    const { info, hashes } = await hashesOf(source, edits)
    const written = writeScenario({ source, edits }, info)
    expect(written.beside).toEqual([])
    const again = await hashesOf({ kind: 'scenario', text: written.text, files: {} }, [])
    expect(again.hashes).toEqual(hashes)
  },
)

/**
 * The discoveries that are shown: each certificate on the reference kernel, each pattern by a simulation that shares no
 * line with the engine, and each soup that a find came from.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRun } from '../engine/cli/open-run.ts'
import { parseRule } from '../engine/rules/parse-rule.ts'
import { parseCertificate } from '../engine/simulation/attractor/certificate.ts'
import { verifyCertificate } from '../engine/simulation/attractor/certify-run.ts'
import { DEFAULT_LIMITS } from '../engine/simulation/census/census-limits.ts'
import { planRuleCensus } from '../engine/simulation/census/plan-census.ts'
import { SoupCensus } from '../engine/simulation/census/soup-census.ts'
import { Simulation } from '../engine/simulation/simulation.ts'

interface Find {
  readonly study: string
  readonly rule: string
  readonly code: string
  readonly kind: 'ship' | 'oscillator'
  readonly period: number
  readonly displacement: readonly [number, number, number]
  readonly cells: readonly [number, number]
  readonly seed: string
  readonly density: number
  readonly soup: number
  readonly soupSeed: string
  readonly certificateHash: string
}

const FOLDER = import.meta.dirname
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8')
const { finds } = JSON.parse(read('discoveries/finds.json')) as { readonly finds: readonly Find[] }
const shown = JSON.parse(read('discoveries/gallery.json')) as readonly {
  readonly name: string
  readonly rule: string
  readonly code: string
}[]

const findOf = ({ rule, code }: { readonly rule: string; readonly code: string }) =>
  finds.find((find) => find.rule === rule && find.code === code)!

test('ten are shown, of all four neighborhoods, ships and oscillators of more than two ticks', () => {
  expect(shown).toHaveLength(10)
  const neighborhoods = shown.map(({ rule }) => rule.split('/')[3])
  expect(new Set(neighborhoods)).toEqual(new Set(['M', 'N', 'H', 'HEX12']))
  for (const each of shown) {
    const { kind, period, displacement } = findOf(each)
    expect(kind === 'ship' ? displacement.some((along) => along !== 0) : period > 2).toBe(true)
  }
})

test('every find is listed once a study, and its study is there', () => {
  const keys = finds.map(({ study, rule, code }) => `${study} ${rule} ${code}`)
  expect(new Set(keys).size).toBe(keys.length)
  const studies = readdirSync(join(FOLDER, 'studies'))
  for (const { study } of finds) expect(studies).toContain(`${study}.yaml`)
})

test('docs/discoveries.md tells of each that is shown what the data say', () => {
  const page = readFileSync(join(FOLDER, '../docs/discoveries.md'), 'utf8')
  for (const { name, rule, code } of shown) {
    const { period, displacement, certificateHash } = findOf({ rule, code })
    const row = page.split('\n').find((line) => line.includes(`/${name}.yaml)`))!
    expect(row).toContain(`\`${rule}\``)
    expect(row).toContain(`| ${period} |`)
    expect(row).toContain(`| ${displacement.join(', ')} |`)
    expect(row).toContain(certificateHash.slice(0, 12))
  }
})

/** Where a cell's neighbors are, written out once more. */
const CUBE = [-1, 0, 1].flatMap((x) => [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((z) => [x, y, z])))
const AROUND = CUBE.filter((at) => at.some((along) => along !== 0))
const NEIGHBORS: Readonly<Record<string, readonly number[][]>> = {
  M: AROUND,
  N: AROUND.filter(([x, y, z]) => Math.abs(x!) + Math.abs(y!) + Math.abs(z!) === 1),
  H: [
    ...[1, -1].flatMap((s) => [
      [s, 0, 0],
      [0, s, 0],
      [0, 0, s],
    ]),
    ...[1, -1].flatMap((s) => [
      [s, -s, 0],
      [s, 0, -s],
      [0, s, -s],
    ]),
  ],
  HEX12: [
    ...AROUND.filter(([, , z]) => z === 0),
    ...[
      [0, 0, 1],
      [0, 0, -1],
      [1, 0, 1],
      [-1, 0, -1],
    ],
  ],
}

type State = ReadonlyMap<string, number>

const countsIn = (text: string) =>
  new Set(
    text.split(',').flatMap((part) => {
      if (part === '') return []
      const [low, high = low] = part.split('-').map(Number)
      return Array.from({ length: high! - low! + 1 }, (_, i) => low! + i)
    }),
  )

/** One tick of S/B/C/N, cell by cell, in a world of no size. */
function stepPlainly(state: State, rule: string): State {
  const [survival, birth, states, name] = rule.split('/')
  const [survives, isBorn] = [countsIn(survival!), countsIn(birth!)]
  const counts = new Map<string, number>()
  for (const [site, value] of state) {
    if (value !== 1) continue
    const at = site.split(',').map(Number)
    for (const step of NEIGHBORS[name!]!) {
      // Whoever has this cell at `step` from it.
      const seer = at.map((along, axis) => along - step[axis]!).join()
      counts.set(seer, (counts.get(seer) ?? 0) + 1)
    }
  }
  const next = new Map<string, number>()
  for (const site of new Set([...state.keys(), ...counts.keys()])) {
    const [value, count] = [state.get(site) ?? 0, counts.get(site) ?? 0]
    let becomes = value + 1
    if (value === 0) becomes = isBorn.has(count) ? 1 : 0
    else if (value === 1 && survives.has(count)) becomes = 1
    if (becomes !== 0 && becomes < Number(states)) next.set(site, becomes)
  }
  return next
}

/** The cells of a pattern file of 3-D RLE, read the short way. */
function readPlainly(text: string): State {
  const lines = text.split('\n')
  const body = lines.slice(lines.findIndex((line) => line.startsWith('x=')) + 1).join('')
  const cells = new Map<string, number>()
  let [x, y, z] = [0, 0, 0]
  for (const [, run, letter] of body.matchAll(/(\d*)([.A-Xbo$/])/g)) {
    const length = run === '' ? 1 : Number(run)
    if (letter === '$') [x, y] = [0, y + length]
    else if (letter === '/') [x, y, z] = [0, 0, z + length]
    else {
      const state = letter === 'o' ? 1 : '.b'.includes(letter!) ? 0 : letter!.charCodeAt(0) - 64
      for (let i = 0; i < length; i++, x++) if (state > 0) cells.set(`${x},${y},${z}`, state)
    }
  }
  return cells
}

const textOf = (state: State, [x, y, z]: readonly number[] = [0, 0, 0]) =>
  [...state]
    .map(([site, value]) => {
      const at = site.split(',').map(Number)
      return `${at[0]! - x!},${at[1]! - y!},${at[2]! - z!}:${value}`
    })
    .sort()
    .join(' ')

describe.each(shown)('$name', ({ name, rule, code }) => {
  const find = findOf({ rule, code })
  const certified = join(FOLDER, `discoveries/${name}.certificate.json`)

  test('its certificate is the one of the find, and holds on the reference kernel', async () => {
    const bytes = readFileSync(certified)
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(find.certificateHash)
    const certificate = parseCertificate(bytes)
    const run = await openRun(join(FOLDER, `patterns/${name}.rle3`), {
      size: certificate.run.options.size!,
    })
    const simulation = await Simulation.start(run, { backend: 'reference' })
    expect(await verifyCertificate(simulation, certificate)).toEqual({ holds: true })
    simulation.dispose()
    const { period, translation } = certificate.attractor
    expect(period).toBe(find.period)
    expect(translation?.displacement ?? [0, 0, 0]).toEqual(find.displacement)
  })

  test('a plain simulation comes back after as many ticks, as far away, and no sooner', () => {
    const pattern = read(`patterns/${name}.rle3`)
    expect(parseRule(/rule=(\S+)/.exec(pattern)![1]!).rule.canonical).toBe(rule)
    const first = readPlainly(pattern)
    const populations = [first.size]
    let state = stepPlainly(first, rule)
    for (let tick = 1; tick < find.period; tick++) {
      populations.push(state.size)
      // Moved by whatever its first cell has moved: the order of sites is that of a moved set.
      const corner = (of: State) =>
        [0, 1, 2].map((axis) => Math.min(...[...of.keys()].map((s) => Number(s.split(',')[axis]))))
      expect(textOf(state, corner(state))).not.toBe(textOf(first, corner(first)))
      state = stepPlainly(state, rule)
    }
    expect(textOf(state, find.displacement)).toBe(textOf(first))
    expect([Math.min(...populations), Math.max(...populations)]).toEqual(find.cells)
  })

  test('the soup that it was found in leaves it', async () => {
    const study = read(`studies/${find.study}.yaml`)
    const side = Number(/size: \[(\d+)/.exec(study)![1])
    const limits = { ...DEFAULT_LIMITS, maxTicks: 1000, maxPeriod: 256 }
    const census = new SoupCensus(
      planRuleCensus(parseRule(rule), {
        ...{ size: `${side}`, topology: 'torus', density: find.density },
        ...{ seed: BigInt(find.seed), limits },
      }),
    )
    const outcome = await census.take(find.soup)
    census.dispose()
    expect(String(outcome.seed)).toBe(find.soupSeed)
    expect(outcome.objects.map(({ object }) => object.code)).toContain(code)
  })
})

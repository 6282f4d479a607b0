/**
 * That every parser answers whatever it is given, with a result or an error that has a name,
 * and soon; and that what writers write is what readers read.
 */
import fc from 'fast-check'
import { inspectPattern } from '../formats/inspect-pattern.ts'
import type { PatternFormat } from '../formats/pattern.ts'
import { readPattern } from '../formats/read-pattern.ts'
import { writePattern } from '../formats/write-pattern.ts'
import { createReferenceKernel } from '../kernels/reference/reference-kernel.ts'
import { createWasmKernel } from '../kernels/wasm/wasm-kernel.ts'
import { TORUS } from '../lattice/topology.ts'
import { isNamedError } from '../named-error.ts'
import { formatRuleWorld } from '../rules/format-rule-world.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { ScenarioFileError } from '../scenario/errors.ts'
import { parseSize, parseTopology } from '../scenario/parse-size.ts'
import type { Run } from '../scenario/run.ts'
import { readStateFile } from '../simulation/read-state-file.ts'
import { Simulation } from '../simulation/simulation.ts'
import { writeStateFile } from '../simulation/write-state-file.ts'
import { anyAlteredDocument } from './altered-documents.ts'
import { answer, answers } from './answers.ts'
import { assertSame, type Case } from './case.ts'
import { anyDamage, anyDamagedText } from './hostile-bytes.ts'
import { anyNotation, topologySuffixes } from './notations.ts'
import { anyPattern, listCells, listCroppedCells } from './patterns.ts'
import { buildClosureText } from './random-closures.ts'
import { anyFunctionText } from './random-functions.ts'
import { anyTable } from './rule-tables.ts'
import { runWorld } from './run-world.ts'
import { anySavedRun, compileAlone as compileSavedRun } from './saved-runs.ts'
import { forgeStateFile, openStateFile } from './state-files.ts'

const FORMATS = {
  rle: { dimensions: 2, states: 256 },
  macrocell: { dimensions: 2, states: 256 },
  rle3: { dimensions: 3, states: 256 },
  cells: { dimensions: 2, states: 2 },
  life105: { dimensions: 2, states: 2 },
  life106: { dimensions: 2, states: 2 },
  vox: { dimensions: 3, states: 256 },
  npy: { dimensions: 3, states: 256 },
} as const satisfies Record<PatternFormat, object>

const anySuffix = fc.oneof(...Object.values(topologySuffixes))
const anyRuleWithWorld = fc
  .tuple(anyNotation, fc.option(anySuffix))
  .map(([rule, suffix]) => (suffix === null ? rule : `${rule}:${suffix}`))

/** @param scenarios texts of sound scenario files, to be damaged. */
export function listParserCases(scenarios: readonly string[]): Case[] {
  const anyScenario = fc.constantFrom(...scenarios)
  return [
    ...(Object.keys(FORMATS) as PatternFormat[]).flatMap(listFormatCases),
    { kind: 'notations read as they are written', property: readsItsCanonicalForm },
    answers('damaged notations', anyDamagedText(anyRuleWithWorld), parseRule),
    answers('any text as a rule', fc.string({ unit: 'binary', maxLength: 60 }), parseRule),
    answers('damaged rule tables', anyDamagedText(anyTable.map(asTableFile)), parseRule),
    answers('damaged rule trees', anyDamagedText(anyTable.map(asTreeFile)), parseRule),
    answers('damaged functions', anyDamagedText(anyFunctionText), parseRule),
    {
      kind: 'functions mean what they mean to JavaScript',
      property: meansTheSame(anyFunctionText),
    },
    {
      kind: 'functions with functions in them mean what they mean to JavaScript',
      property: meansTheSame(fc.nat().map(buildClosureText)),
    },
    answers('damaged scenarios', anyDamagedText(anyScenario), compileAlone),
    answers('scenarios with a member changed', anyAlteredDocument(anyScenario), compileAlone),
    ...listStateFileCases(),
    answers('sizes and topologies', anyDamagedText(fc.constantFrom('64', '64,64', '4x4x4')), (s) =>
      parseSize(s),
    ),
    answers('names of topologies', anyDamagedText(fc.constantFrom('torus', 'box')), parseTopology),
  ]
}

/** A state file, as damaged as it is; and one whose inside is, under a sound hash. */
function listStateFileCases(): Case[] {
  const state = saveState()
  const read = async (change: (file: Uint8Array) => Promise<Uint8Array>) => {
    const { run, file } = await state()
    const damaged = await change(file)
    await answer(() => readStateFile(damaged, run))
  }
  const damage = (bytes: Uint8Array, seed: number) =>
    fc.sample(anyDamage(fc.constant(bytes)), { seed, numRuns: 1 })[0]!
  return [
    {
      kind: 'damaged state files',
      property: fc.asyncProperty(fc.nat(), (seed) => read(async (file) => damage(file, seed))),
    },
    {
      kind: 'forged state files',
      property: fc.asyncProperty(fc.nat(), fc.boolean(), (seed, isHeader) =>
        read(async (file) => {
          const { header, body } = await openStateFile(file)
          if (!isHeader) return forgeStateFile({ header, body: damage(body, seed) })
          const text = new TextDecoder().decode(damage(new TextEncoder().encode(header), seed))
          return forgeStateFile({ header: text, body })
        }),
      ),
    },
  ]
}

/** A run and its state file, made when they are first asked for. */
function saveState() {
  let state: Promise<{ readonly run: Run; readonly file: Uint8Array }> | undefined
  const save = async () => {
    const [saved] = fc.sample(anySavedRun.living, { numRuns: 1, seed: 7 })
    const run = await compileSavedRun(saved!.text)
    const simulation = await Simulation.start(run, { backend: 'reference' })
    await simulation.advance(2)
    const file = await writeStateFile(simulation)
    simulation.dispose()
    return { run, file }
  }
  return () => {
    state ??= save()
    return state
  }
}

function listFormatCases(format: PatternFormat): Case[] {
  const patterns = anyPattern({ ...FORMATS[format], maxAxisCells: 12 })
  const property = fc.asyncProperty(patterns, fc.boolean(), async (source, gzip) => {
    const read = await readPattern(await writePattern(source, format, { gzip }))
    assertSame(read.format, format, 'the format')
    assertSame(listCroppedCells(read.cells), listCroppedCells(source.cells), 'the cells')
    const again = await readPattern(await writePattern(read, format))
    assertSame(listCells(again.cells), listCells(read.cells), 'the cells, read again')
  })
  const written = fc
    .record({ source: patterns, rule: anyRuleWithWorld, gzip: fc.constantFrom(false, false, true) })
    .map(({ source, rule, gzip }) => ({ source: { ...source, ruleText: rule }, gzip }))
  return [
    { kind: `${format}: what is written is read`, property },
    {
      kind: `${format}: damaged files`,
      property: fc.asyncProperty(written, fc.infiniteStream(fc.nat()), async (file, stream) => {
        const whole = await writePattern(file.source, format, { gzip: file.gzip })
        const [seed] = stream.take(1)
        const [bytes] = fc.sample(anyDamage(fc.constant(whole)), { seed: seed!, numRuns: 1 })
        await answer(() => readPattern(bytes!, { fileName: `x.${format}` }))
        await answer(() => inspectPattern(bytes!))
      }),
    },
  ]
}

const compileAlone = (text: string) =>
  compileScenario(text, (path) =>
    Promise.reject(new ScenarioFileError({ path, reason: 'there is none' })),
  )

const asTableFile = (table: string) => `@RULE Any\n@TABLE\n${table}\n`
const asTreeFile = (table: string) => parseRule(asTableFile(table)).rule.canonical

const readsItsCanonicalForm = fc.asyncProperty(anyRuleWithWorld, async (notation) => {
  let parsed: ReturnType<typeof parseRule>
  try {
    parsed = parseRule(notation)
  } catch (error) {
    // Not every rule can have every topology.
    fc.pre(!isNamedError(error))
    throw error
  }
  const { rule, world } = parsed
  const same = parseRule(rule.canonical).rule
  assertSame(same.canonical, rule.canonical, `the canonical form of ${notation}`)
  assertSame(same.program, rule.program, `the program of ${notation}`)
  if (world !== undefined) {
    const again = parseRule(rule.canonical + formatRuleWorld(world, rule.dimensions))
    assertSame(again.world, world, `the world of ${notation}`)
  }
})

const SIZE = { x: 5, y: 4, z: 1 }

/** A function is run by JavaScript, cell by cell, and by two kernels. */
const meansTheSame = (texts: fc.Arbitrary<string>) =>
  fc.asyncProperty(
    texts,
    fc.uint8Array({ min: 0, max: 3, minLength: 20, maxLength: 20 }),
    async (text, cells) => {
      const rule = parseFunction(text)
      // The text was made here, and is evaluated nowhere else.
      const twin = new Function(`return ${text}`)() as (s: number, n: number[]) => number
      // A next state outside of the rule's four is brought to the nearest.
      const nearest = (next: number | boolean) => Math.min(3, Math.max(0, Number(next)))
      const expected = cells.map((state, site) => nearest(twin(state, neighborsOf(cells, site))))
      const world = { setup: { size: SIZE, topology: TORUS, rule, seed: 0n }, cells, ticks: 1 }
      assertSame(await runWorld(createReferenceKernel, world), expected, 'what the program gives')
      assertSame(await runWorld(createWasmKernel, world), expected, 'what WebAssembly gives')
    },
  )

/** Functions whose program would be too large are passed over. */
function parseFunction(text: string) {
  try {
    return parseRule(`rule({ states: 4 }, ${text})`).rule
  } catch (error) {
    fc.pre(!isNamedError(error))
    throw error
  }
}

/** The eight cells around a site of the torus, row by row. */
function neighborsOf(cells: Uint8Array, site: number): number[] {
  const [x, y] = [site % SIZE.x, Math.floor(site / SIZE.x)]
  return [-1, 0, 1].flatMap((dy) =>
    [-1, 0, 1].flatMap((dx) => {
      if (dx === 0 && dy === 0) return []
      const column = (x + dx + SIZE.x) % SIZE.x
      return [cells[column + SIZE.x * ((y + dy + SIZE.y) % SIZE.y)]!]
    }),
  )
}

/**
 * From the text of a scenario file to a run, with the faults of all its parts told at once.
 *
 * The schema checks each part by itself; this walk then compiles the parts that are sound and
 * checks them against each other. A run comes out only when nothing was at fault.
 */

import { MAX_AXIS_CELLS } from '../lattice/size.ts'
import { BOX } from '../lattice/topology.ts'
import type { WrittenTopology } from '../lattice/topology-check.ts'
import { parseSeed } from '../math/seed.ts'
import { type MetricSpec, parseMetrics } from '../metrics/parse-metrics.ts'
import { isNamedError } from '../named-error.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { ParsedRule } from '../rules/rule.ts'
import { channelsWrittenBy, checkChannels } from './check-channels.ts'
import { checkSchema } from './check-schema.ts'
import { compileEvents } from './compile-events.ts'
import { compileLiving, isLiving } from './compile-living.ts'
import { ScenarioInvalidError } from './errors.ts'
import { FaultList, type FieldPath } from './fault-list.ts'
import { resolvePacks } from './packs/resolve-packs.ts'
import { parseDocument } from './parse-document.ts'
import { sizeFromAxes } from './parse-size.ts'
import { hintOfRule, resolveWorld, type World } from './resolve-world.ts'
import { compileRule, type RuleSource } from './rule-source.ts'
import type { Expectation, ReadFile, Run, RunOverrides } from './run.ts'
import { type ScenarioDocument, scenarioSchema, type TopologyDocument } from './scenario-schema.ts'
import { SharedParts } from './shared-parts.ts'
import { compileStrokes } from './stroke-list.ts'
import { asArray, asRecord } from './unchecked.ts'

/** A document whose members have not been checked. */
type Unchecked = { readonly [Key in keyof ScenarioDocument]?: unknown }

/**
 * Compiles a scenario.
 *
 * @param readFile reads the pattern and rule files it names, by path relative to the scenario.
 * @throws {ScenarioSyntaxError} when the text is no YAML or JSON document.
 * @throws {ScenarioInvalidError} listing the faults of the document and its files: all
 * that break the schema, and the first of each stroke, event and rule that contradicts the rest.
 */
export async function compileScenario(
  text: string,
  readFile: ReadFile,
  overrides: RunOverrides = {},
): Promise<Run> {
  return compileDocument(parseDocument(text), readFile, overrides)
}

/**
 * Compiles a scenario that has been read as plain data.
 *
 * @throws {ScenarioInvalidError} as `compileScenario` does.
 */
export async function compileDocument(
  written: unknown,
  readFile: ReadFile,
  overrides: RunOverrides = {},
): Promise<Run> {
  const faults = new FaultList(written)
  const { document, packs } = await resolvePacks(written, readFile, faults)
  const checked = checkSchema(scenarioSchema, document)
  if (!checked.success) faults.addIssues(checked.issues)
  const parts = new SharedParts(readFile)
  const run = await compile(asRecord(document), faults, parts, overrides, checked.success)
  if (faults.faults.length > 0) throw new ScenarioInvalidError(faults.faults)
  return packs.length === 0 ? run! : { ...run!, packs }
}

/** Compiles what is sound; the result counts only when no fault was found. */
async function compile(
  document: Unchecked,
  faults: FaultList,
  parts: SharedParts,
  overrides: RunOverrides,
  checked: boolean,
): Promise<Run | undefined> {
  const found = await compileRule(document.rule, ['rule'], faults, parts, overrides.rule)
  // What follows a rule that cannot be read is checked as far as any rule would allow it.
  const rule = found ?? { parsed: ANY_RULE, own: undefined }
  const isSized = asRecord(document.world).size !== undefined
  const settled = found || isSized ? compileWorld(document, rule, faults, overrides) : undefined
  const world = settled ?? ANY_WORLD
  const seed = compileSeed(document, faults, overrides)
  const { rule: firstRule } = rule.parsed
  if (found !== undefined && !isLiving(document)) {
    checkChannels(['rule'], firstRule, channelsWrittenBy(firstRule), faults)
  }
  // A living world is compiled only where its parts are sound: they build on each other.
  const compiled =
    isLiving(document) && settled !== undefined && found !== undefined && checked
      ? await compileLiving(document as ScenarioDocument, {
          rule: firstRule,
          world,
          seed: seed ?? 0n,
          faults,
          parts,
        })
      : undefined
  const living = compiled?.living
  const initial = await compileStrokes(
    document.initial,
    ['initial'],
    world,
    { states: (living?.lattice ?? firstRule).states, hasZones: isLiving(document) },
    faults,
    parts,
  )
  const commands = await compileEvents(
    document.events,
    world,
    firstRule,
    faults,
    parts,
    compiled,
    isLiving(document),
  )
  checkTicks(document, faults)
  const metrics = compileMetrics(document, faults)
  if (faults.faults.length > 0) return undefined
  const sound = document as ScenarioDocument
  return {
    title: sound.name,
    about: sound.about,
    rule: firstRule,
    ...world,
    ...(living === undefined ? {} : { living }),
    seed: seed ?? 0n,
    initial,
    commands,
    ticks: sound.ticks,
    probes: [...new Set(sound.probes ?? [])].sort((a, b) => a - b),
    ...(metrics === undefined ? {} : { metrics }),
    expectations: (sound.expect ?? []) as readonly Expectation[],
    ticksPerSecond: sound.view?.ticksPerSecond,
  }
}

/** Stands in for a rule that cannot be read: no state is beyond it. */
const ANY_RULE: ParsedRule = parseRule('//256')

/** Stands in for a world that cannot be: no site with coordinates of its own is outside. */
const ANY_WORLD: World = {
  size: { x: MAX_AXIS_CELLS, y: MAX_AXIS_CELLS, z: MAX_AXIS_CELLS },
  dimensions: 3,
  topology: BOX,
}

function compileWorld(
  document: Unchecked,
  rule: RuleSource,
  faults: FaultList,
  overrides: RunOverrides,
): World | undefined {
  const shape = scenarioSchema.shape.world.safeParse(document.world)
  if (!shape.success) return undefined
  const own = shape.data ?? {}
  const fileHint = {
    size: own.size && sizeFromAxes(own.size),
    topology: own.topology && topologyOf(own.topology),
  }
  const overrideHints = overrides.rule === undefined ? [] : [hintOfRule(rule.parsed)]
  const ownHints = rule.own === undefined ? [] : [hintOfRule(rule.own)]
  const hints = [...overrideHints, fileHint, ...ownHints]
  try {
    return resolveWorld(rule.parsed.rule, overrides, hints)
  } catch (error) {
    // What the person wrote beside the file is not the file's fault.
    if (!isNamedError(error) || overrides.size !== undefined || overrides.topology !== undefined) {
      throw error
    }
    const field = error.code.startsWith('lattice/topology') ? 'topology' : 'size'
    faults.add(['world', field], error.message)
    return undefined
  }
}

function topologyOf(document: TopologyDocument): WrittenTopology {
  if (typeof document === 'string') return { kind: document }
  if (document.kind === 'klein') {
    return { kind: 'klein', along: document.along, shiftCells: document.shift ?? 0 }
  }
  return { kind: 'shifted-torus', along: document.along, shiftCells: document.shift }
}

function compileSeed(
  document: Unchecked,
  faults: FaultList,
  overrides: RunOverrides,
): bigint | undefined {
  if (overrides.seed !== undefined) return parseSeed(overrides.seed)
  const { seed } = document
  if (typeof seed !== 'string' && typeof seed !== 'number') return undefined
  if (!scenarioSchema.shape.seed.safeParse(seed).success) return undefined
  return faults.try(['seed'], () => parseSeed(String(seed)))
}

/** One text at a time, so that each fault is told where it stands. */
function compileMetrics(
  { metrics }: Unchecked,
  faults: FaultList,
): readonly MetricSpec[] | undefined {
  if (!scenarioSchema.shape.metrics.safeParse(metrics).success || metrics === undefined) {
    return undefined
  }
  const texts = asArray(metrics).filter((text) => typeof text === 'string')
  for (const [i, text] of texts.entries()) faults.try(['metrics', i], () => parseMetrics(text))
  return faults.faults.length > 0 ? undefined : faults.try(['metrics'], () => parseMetrics(texts))
}

/** Events, probes and expectations lie within the ticks the scenario says it has. */
function checkTicks(document: Unchecked, faults: FaultList): void {
  const { ticks } = document
  if (typeof ticks !== 'number' || !(ticks >= 0)) return
  const check = (value: unknown, path: FieldPath) => {
    if (typeof value === 'number' && value > ticks) {
      faults.add(path, `lies beyond the scenario's ${ticks} ticks`)
    }
  }
  for (const [i, probe] of asArray(document.probes).entries()) check(probe, ['probes', i])
  for (const list of ['events', 'expect'] as const) {
    for (const [i, item] of asArray(document[list]).entries()) {
      check(asRecord(item).tick, [list, i, 'tick'])
    }
  }
}

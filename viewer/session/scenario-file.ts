/**
 * A run with its edits as one scenario file, which comes to the same states wherever it is opened.
 *
 * Whatever the run was opened with becomes part of it: wishes for another rule or size, patterns in
 * RLE and rule files. Patterns of other formats stay files beside it.
 */
import { dump, load } from 'js-yaml'
import { hasEnd, type Size } from '../../engine/lattice/size.ts'
import type { Topology } from '../../engine/lattice/topology.ts'
import type { RunInfo, RunSource } from '../../engine/protocol/simulation-api.ts'
import { inlinePacks } from './inline-packs.ts'
import type { EditedSource } from './verification.ts'

export interface ScenarioFile {
  /** In YAML. */
  readonly text: string
  /** Files that have to lie beside it, by the paths that it names. */
  readonly beside: readonly string[]
  /** What these files hold, by the same paths. */
  readonly files: Readonly<Record<string, Uint8Array>>
}

/** A document as YAML has it; what it says is checked by whoever opens it. */
type Document = Record<string, unknown>

/** What a file writer needs to know of a run. */
export type RunFacts = Pick<RunInfo, 'title' | 'size' | 'topology' | 'seed' | 'patternAt'> & {
  readonly rule: Pick<RunInfo['rule'], 'canonical' | 'dimensions'>
}

/** Writes the scenario of a run. */
export function writeScenario({ source, edits }: EditedSource, info: RunFacts): ScenarioFile {
  const beside: string[] = []
  const document = documentOf(source, info, beside)
  if (edits.length > 0) {
    document.events = [...asList(document.events), ...edits]
    // What was to come out was told of the run without edits.
    delete document.expect
    const { ticks } = document
    const last = Math.max(...edits.map(({ tick }) => tick))
    if (typeof ticks === 'number') document.ticks = Math.max(ticks, last)
  }
  const files = Object.fromEntries(beside.map((path) => [path, bytesOf(source, path)]))
  return { text: dump(document, { lineWidth: 120, flowLevel: 4, noRefs: true }), beside, files }
}

function documentOf(source: RunSource, info: RunFacts, beside: string[]): Document {
  const { title, size, topology, seed, rule } = info
  const plain = {
    version: 1,
    name: title.slice(0, 200),
    world: worldOf(size, topology, rule.dimensions),
    seed,
    rule: rule.canonical,
  }
  switch (source.kind) {
    case 'soup':
      return { ...plain, initial: [{ soup: { density: source.density } }] }
    case 'pattern': {
      const { fileName = 'pattern', bytes, overrides } = source
      const { x, y, z } = info.patternAt ?? { x: 0, y: 0, z: 0 }
      const painted = paintOf(fileName, bytes, beside)
      // A seed that nobody named is 0, as a scenario's is.
      const ruled = overrides?.rule === undefined ? {} : { rule: overrides.rule }
      return { ...plain, ...ruled, initial: [{ ...painted, at: [x, y, z] }] }
    }
    case 'scenario':
      return completeScenario(source, info, beside)
    default:
      return source satisfies never
  }
}

/** The scenario's own document with its files inside, and what was wished beside it. */
function completeScenario(
  { text, files, overrides = {} }: Extract<RunSource, { readonly kind: 'scenario' }>,
  { size, topology, seed, rule }: RunFacts,
  beside: string[],
): Document {
  const document: Document = { ...inlinePacks(load(text) as Document, files) }
  const isElsewhere = overrides.size !== undefined || overrides.topology !== undefined
  if (isElsewhere) document.world = worldOf(size, topology, rule.dimensions)
  if (overrides.seed !== undefined) document.seed = seed
  if (overrides.rule !== undefined) document.rule = overrides.rule
  // Zones and orders call rules by names that the document gives; only these may be files.
  const ruleOf = (named: unknown) => {
    const file = files[`${named}.rule`]
    return file === undefined ? named : decode(file)
  }
  document.rule = ruleOf(document.rule)
  if (isRecord(document.rules)) {
    const rules = Object.entries(document.rules)
    document.rules = Object.fromEntries(rules.map(([name, named]) => [name, ruleOf(named)]))
  }
  const strokesOf = (strokes: unknown) =>
    asList(strokes).map((stroke) => {
      if (!isRecord(stroke) || typeof stroke.pattern !== 'string') return stroke
      const { pattern, ...rest } = stroke
      const bytes = files[pattern as string]
      return bytes ? { ...paintOf(pattern as string, bytes, beside), ...rest } : stroke
    })
  if (document.initial !== undefined) document.initial = strokesOf(document.initial)
  if (document.events !== undefined) {
    document.events = asList(document.events).map((event) => {
      if (!isRecord(event)) return event
      const named = event.rule === undefined ? {} : { rule: ruleOf(event.rule) }
      const painted = event.paint === undefined ? {} : { paint: strokesOf(event.paint) }
      return { ...event, ...named, ...painted }
    })
  }
  return document
}

/** The part of a stroke that says what is painted: RLE is written out, others stay files. */
function paintOf(path: string, bytes: Uint8Array, beside: string[]): Document {
  const text = decode(bytes)
  if (/^\s*(?:#.*\r?\n\s*)*x\s*=/.test(text)) return { rle: text }
  beside.push(path)
  return { pattern: path }
}

/** What a file beside it holds: of a pattern that is the pattern itself. */
function bytesOf(source: RunSource, path: string): Uint8Array {
  if (source.kind === 'pattern') return source.bytes
  return (source.kind === 'scenario' ? source.files[path] : undefined) ?? new Uint8Array()
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

function worldOf(size: Size, topology: Topology, dimensions: 1 | 2 | 3): Document {
  const axes = [size.x, size.y, size.z].slice(0, dimensions)
  return hasEnd(size, dimensions)
    ? { size: axes, topology: writeTopology(topology) }
    : { size: axes }
}

/** As scenario files say it. */
function writeTopology(topology: Topology): unknown {
  switch (topology.kind) {
    case 'klein':
      return { kind: 'klein', along: topology.along, shift: topology.shiftCells }
    case 'shifted-torus':
      return { kind: 'shifted-torus', along: topology.along, shift: topology.shiftCells }
    default:
      return topology.kind
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isRecord(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

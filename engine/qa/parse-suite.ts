/** From the text of a suite file to a suite, with all its faults told at once. */
import { METRICS } from '../metrics/metric-list.ts'
import { MAX_METRICS, parseMetrics } from '../metrics/parse-metrics.ts'
import { checkSchema } from '../scenario/check-schema.ts'
import { ScenarioSyntaxError } from '../scenario/errors.ts'
import { FaultList, type FieldPath } from '../scenario/fault-list.ts'
import { parseDocument } from '../scenario/parse-document.ts'
import { asArray, asRecord } from '../scenario/unchecked.ts'
import { type Band, type Bands, EXACT } from './band.ts'
import { withDefaultBands } from './default-bands.ts'
import { QaFileError, SuiteInvalidError } from './errors.ts'
import type { ScenarioSource, Suite, SuiteEntry } from './suite.ts'
import { type BandDocument, MAX_ENTRIES, type SuiteDocument, suiteSchema } from './suite-schema.ts'

/** How long a scenario may take where nobody says. */
export const DEFAULT_TIME_LIMIT_SECONDS = 30

/** Of what a file or a scenario is called; an entry that says its name says less. */
const MAX_NAME_CHARACTERS = 200

type EntryDocument = SuiteDocument['entries'][number]

/** A document whose members have not been checked. */
type Unchecked<T> = { readonly [Key in keyof T]?: unknown }

/**
 * Reads a suite.
 *
 * @throws {QaFileError} when the text is no YAML or JSON document.
 * @throws {SuiteInvalidError} listing the faults of all its parts.
 */
export function parseSuite(text: string): Suite {
  const document = parseText(text, 'suite')
  const faults = new FaultList(document)
  const checked = checkSchema(suiteSchema, document)
  if (!checked.success) faults.addIssues(checked.issues)
  checkParts(asRecord(document), faults)
  if (faults.faults.length > 0) throw new SuiteInvalidError(faults.faults)
  return compileSuite(document as SuiteDocument)
}

/** A document of a suite's file. @throws {QaFileError} when it is none. */
export function parseText(text: string, file: 'suite' | 'baseline'): unknown {
  try {
    return parseDocument(text)
  } catch (error) {
    if (!(error instanceof ScenarioSyntaxError)) throw error
    const { reason, line, column } = error.details
    const where = line === undefined ? '' : `line ${line}, column ${column}: `
    throw new QaFileError({ file, reason: `${where}${reason}` }, { cause: error })
  }
}

function compileSuite(document: SuiteDocument): Suite {
  const { name, about, root = '.', entries } = document
  return { name, about, root, entries: entries.map((entry) => compileEntry(entry, document)) }
}

function compileEntry(entry: EntryDocument, suite: SuiteDocument): SuiteEntry {
  const limit = entry.timeLimitSeconds ?? suite.timeLimitSeconds ?? DEFAULT_TIME_LIMIT_SECONDS
  const metrics = [...(suite.metrics ?? []), ...(entry.metrics ?? [])]
  return {
    name: nameOf(entry),
    source: sourceOf(entry),
    ticks: entry.ticks,
    probes: entry.probes && [...new Set(entry.probes)].sort((a, b) => a - b),
    metrics: [...new Set(metrics)],
    bands: withDefaultBands({ ...compileBands(suite.bands), ...compileBands(entry.bands) }),
    limits: listLimits(entry.bands),
    isExact: entry.exact ?? true,
    digest: entry.digest ?? 'every tick',
    timeLimitSeconds: limit,
  }
}

/** An entry's own name, else that of its file, else that of the scenario that is written out. */
function nameOf({ name, scenario }: Unchecked<EntryDocument>): string {
  if (typeof name === 'string') return name
  if (typeof scenario === 'string') return scenario.replace(/^.*\//, '').replace(/\.\w+$/, '')
  const own = asRecord(scenario).name
  return typeof own === 'string' ? own : ''
}

function sourceOf({ scenario }: EntryDocument): ScenarioSource {
  if (typeof scenario === 'string') return { kind: 'file', path: scenario }
  // Every JSON document is one of YAML too.
  return { kind: 'inline', text: JSON.stringify(scenario) }
}

function compileBands(bands: SuiteDocument['bands'] = {}): Bands {
  return Object.fromEntries(Object.entries(bands).map(([name, band]) => [name, compileBand(band)]))
}

function listLimits(bands: SuiteDocument['bands'] = {}): string[] {
  return Object.entries(bands)
    .filter(([name, band]) => compileBand(band).kind === 'limits' && !name.endsWith('*'))
    .map(([name]) => name)
    .filter((name) => name !== 'population')
}

function compileBand(band: BandDocument): Band {
  if (band === 'exact') return EXACT
  if ('relative' in band) return { kind: 'relative', share: band.relative }
  if ('absolute' in band) return { kind: 'absolute', distance: band.absolute }
  return { kind: 'limits', min: 'min' in band ? band.min : undefined, max: band.max }
}

/** What needs two fields at once, of a document that the schema may not allow. */
function checkParts(document: Unchecked<SuiteDocument>, faults: FaultList): void {
  checkMetrics(document.metrics, ['metrics'], faults)
  checkBands(document.bands, ['bands'], faults)
  const places = new Map<string, number>()
  for (const [i, item] of asArray(document.entries).slice(0, MAX_ENTRIES).entries()) {
    const entry: Unchecked<EntryDocument> = asRecord(item)
    checkMetrics(entry.metrics, ['entries', i, 'metrics'], faults)
    checkBands(entry.bands, ['entries', i, 'bands'], faults)
    checkProbes(entry, ['entries', i, 'probes'], faults)
    const name = nameOf(entry)
    const first = places.get(name)
    if (name === '') faults.add(['entries', i, 'name'], 'is needed where the scenario has none')
    else if (name === '__proto__' || name.length > MAX_NAME_CHARACTERS) {
      const problem = `needs a name of its own, of at most ${MAX_NAME_CHARACTERS} characters`
      faults.add(['entries', i, 'name'], problem)
    } else if (first !== undefined) {
      const problem = `needs a name of its own: entries[${first}] is called ${name} too`
      faults.add(['entries', i, 'name'], problem)
    } else places.set(name, i)
  }
}

function checkMetrics(metrics: unknown, path: FieldPath, faults: FaultList): void {
  for (const [i, spec] of asArray(metrics).slice(0, MAX_METRICS).entries()) {
    if (typeof spec === 'string') faults.try([...path, i], () => parseMetrics([spec]))
  }
}

function checkProbes(
  { ticks, probes }: Unchecked<EntryDocument>,
  path: FieldPath,
  faults: FaultList,
): void {
  if (typeof ticks !== 'number') return
  for (const [i, probe] of asArray(probes).entries()) {
    if (typeof probe === 'number' && probe > ticks) {
      faults.add([...path, i], `lies beyond the entry's ${ticks} ticks`)
    }
  }
}

function checkBands(bands: unknown, path: FieldPath, faults: FaultList): void {
  for (const [name, band] of Object.entries(asRecord(bands))) {
    const { min, max } = asRecord(band)
    if (typeof min === 'number' && typeof max === 'number' && min > max) {
      faults.add([...path, name], 'has a min above its max')
    }
    if (!mayBeMeasured(name)) faults.add([...path, name], 'is not what anything measures')
  }
}

/** What is measured of every world, without its parameters and what comes behind a dot. */
const WORDS: ReadonlySet<string> = new Set([
  'population',
  'bits',
  ...METRICS.flatMap(({ outputs }) => outputs.map(({ key }) => firstWord(key))),
])

function firstWord(name: string): string {
  return name.split(/[.:]/, 1)[0]!
}

/**
 * Tells whether there can be a number of this name. Those of FieldChannels, zones and CAChannels begin
 * with names that only a scenario knows, and have a dot behind them.
 */
function mayBeMeasured(name: string): boolean {
  if (/[.:]/.test(name)) return true
  if (!name.endsWith('*')) return WORDS.has(name)
  return [...WORDS].some((word) => word.startsWith(name.slice(0, -1)))
}

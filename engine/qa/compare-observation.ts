/** What of a run is not as its baseline has it. */
import { type Band, EXACT, findBand, formatBand, isWithin } from './band.ts'
import type { Observation, ObservedProbe } from './baseline.ts'
import { tellApart } from './plain-parts.ts'
import type { Breach, BreachKind } from './report-schema.ts'
import type { SuiteEntry } from './suite.ts'

type Numbers = Readonly<Record<string, number>>
type Value = string | number | null

/** What is judged: how far off a number may be, and whether states have to be the same. */
export type Terms = Pick<SuiteEntry, 'bands' | 'limits' | 'isExact'>

/**
 * Compares a run with its baseline. Where another run is meant (a rule, a seed, a number of ticks has
 * changed), that is the breach, and states are not compared.
 */
export function compareObservation(
  expected: Observation,
  found: Observation,
  terms: Terms,
): Breach[] {
  const plan = comparePlan(expected, found)
  if (plan.length > 0) return plan
  const identity = terms.isExact
    ? compareIdentity(expected, found)
    : compareSameVersions(expected.packs, found.packs)
  if (identity.length > 0) return identity
  const states = terms.isExact ? compareStates(expected, found) : []
  return [...states, ...compareMetrics(expected, found, terms)]
}

/** A breach that needs no band. */
export function breachOf(
  kind: BreachKind,
  what: string,
  expected: Value,
  found: Value,
  tick: number | null = null,
): Breach {
  return { kind, what, tick, expected, found, band: null, by: null }
}

function comparePlan(expected: Observation, found: Observation): Breach[] {
  const ticksOf = (looks: readonly { readonly tick: number }[]) =>
    looks.map(({ tick }) => tick).join(', ')
  const plan = ({ ticks, digest, probes, marks }: Observation) => ({
    ticks,
    digest,
    probes: ticksOf(probes),
    // A baseline that marks less sees less.
    marks: ticksOf(marks),
  })
  const [wanted, own] = [plan(expected), plan(found)]
  const keys = ['ticks', 'digest', 'probes', 'marks'] as const
  return keys
    .filter((key) => wanted[key] !== own[key])
    .map((key) => breachOf('plan', key, wanted[key], own[key]))
}

function compareIdentity(expected: Observation, found: Observation): Breach[] {
  return [
    ...compareRecords('packs', expected.packs, found.packs),
    ...compareRecords('identity', expected.identity, found.identity).map((breach) =>
      inWords(breach, expected.parts ?? {}, found.parts ?? {}),
    ),
  ]
}

/** What a part was and is, where that is known; else its hashes. */
function inWords(breach: Breach, expected: Texts, found: Texts): Breach {
  const [wanted, own] = [ownOf(expected, breach.what), ownOf(found, breach.what)]
  if (own === undefined || breach.found === null) return breach
  const told = tellApart(wanted ?? '', own)
  if (told === undefined) return breach
  return { ...breach, expected: wanted === undefined ? breach.expected : told[0], found: told[1] }
}

/** Whatever a scenario may change, a pack that has changed has a new version. */
function compareSameVersions(expected: Hashes, found: Hashes): Breach[] {
  return compareRecords('packs', expected, found).filter(
    (breach) => breach.expected !== null && breach.found !== null,
  )
}

type Hashes = Readonly<Record<string, string>>
type Texts = Readonly<Record<string, string>>

function compareRecords(kind: BreachKind, expected: Hashes, found: Hashes): Breach[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)])
  return [...names]
    .map((name) => [name, ownOf(expected, name), ownOf(found, name)] as const)
    .filter(([, wanted, own]) => wanted !== own)
    .map(([name, wanted, own]) => breachOf(kind, name, wanted ?? null, own ?? null))
}

function compareStates(expected: Observation, found: Observation): Breach[] {
  const mark = expected.marks.find(({ digest }, i) => digest !== found.marks[i]?.digest)
  const other = found.marks.find(({ tick }) => tick === mark?.tick)
  const digests =
    mark === undefined
      ? []
      : [breachOf('digest', 'run digest', mark.digest, other?.digest ?? null, mark.tick)]
  const probes = pairProbes(expected, found).flatMap(([wanted, own]) =>
    (['population', 'cellsHash', 'stateHash'] as const)
      .filter((key) => wanted[key] !== own[key])
      .map((key) => {
        const kind = key === 'population' ? 'population' : 'hash'
        return breachOf(kind, key, wanted[key], own[key], wanted.tick)
      }),
  )
  return [...digests, ...probes]
}

function compareMetrics(expected: Observation, found: Observation, terms: Terms): Breach[] {
  const probes = pairProbes(expected, found).flatMap(([wanted, own]) => {
    const withPopulation = ({ population, metrics }: ObservedProbe) =>
      terms.isExact || population === null ? metrics : { ...metrics, population }
    return compareNumbers(withPopulation(wanted), withPopulation(own), terms, wanted.tick)
  })
  const summary = compareNumbers(expected.summary, found.summary, terms, null)
  return [...probes, ...summary, ...findUnmet(found, terms)]
}

/** Limits ask nothing of a baseline, and so they ask that there is a number at all. */
function findUnmet({ probes, summary }: Observation, { limits, bands }: Terms): Breach[] {
  const seen = [...probes.map(({ metrics }) => metrics), summary]
  return limits
    .filter((name) => !seen.some((numbers) => Object.hasOwn(numbers, name)))
    .map((name) => metricBreach(name, findBand(bands, name), undefined, undefined, null))
}

function compareNumbers(
  expected: Numbers,
  found: Numbers,
  { bands }: Terms,
  tick: number | null,
): Breach[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort()
  return names.flatMap((name) => {
    const band = findBand(bands, name)
    const [wanted, own] = [ownOf(expected, name), ownOf(found, name)]
    const isKept = own !== undefined && wanted !== undefined && isWithin(band, wanted, own)
    return isKept ? [] : [metricBreach(name, band, wanted, own, tick)]
  })
}

function metricBreach(
  what: string,
  band: Band,
  expected: number | undefined,
  found: number | undefined,
  tick: number | null,
): Breach {
  const by = expected === undefined || found === undefined ? null : formatStep(expected, found)
  const limits = band === EXACT ? null : formatBand(band)
  const values = { expected: expected ?? null, found: found ?? null }
  return { kind: 'metric', what, tick, ...values, band: limits, by }
}

/** By how much a number has moved: `+7.2 %`, or the difference where it was 0. */
function formatStep(expected: number, found: number): string {
  const step = found - expected
  const sign = step > 0 ? '+' : ''
  if (expected === 0) return `${sign}${Number(step.toPrecision(3))}`
  return `${sign}${Number(((100 * step) / Math.abs(expected)).toPrecision(3))} %`
}

/** What a record itself holds by a name, which a file may have chosen. */
function ownOf<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

function pairProbes(expected: Observation, found: Observation) {
  return expected.probes.map((wanted, i) => [wanted, found.probes[i]!] as const)
}

/**
 * The report of a run, as a file: what made it, and what its probes saw. Canonical JSON without clocks and machines,
 * so that whoever makes the run again has the same bytes.
 */
import { canonicalJson } from '../json/canonical-json.ts'
import type { Run } from '../scenario/run.ts'
import { ENGINE_VERSION } from '../simulation/replay/engine-version.ts'
import type { Breach, Probe } from '../simulation/run-to-probes.ts'

const REPORT_FORMAT = 'thunderline-run-report'
const REPORT_VERSION = 1

/** Reports of many probes with many states are longer than other documents. */
const MAX_REPORT_CHARS = 2 ** 26

/** What a probe saw, as plain data: numbers beyond 2^53 are texts, and what is no number is left out. */
export interface ReportProbe {
  readonly tick: number
  readonly population?: number | string
  readonly counts: readonly (number | string)[]
  readonly cells_sha256?: string
  readonly state_sha256?: string
  readonly metrics: Readonly<Record<string, number | string>>
}

/** Something that was asked for and could not be made. */
export interface OmittedOutput {
  readonly role: string
  readonly code: string
}

export interface RunReportFacts {
  readonly run: Run
  readonly scenarioSha256: string
  /** The back end that began it. */
  readonly backend: string
  readonly ticks: number
  readonly digest: string | undefined
  readonly probes: readonly ReportProbe[]
  /** What was measured of the whole run. */
  readonly whole: Readonly<Record<string, number>>
  /** Undefined where the run is not as its scenario has it, which then expects nothing. */
  readonly breaches: readonly Breach[] | undefined
  readonly omitted: readonly OmittedOutput[]
}

/** A probe as a report has it. */
export function toReportProbe(seen: Probe): ReportProbe {
  const { tick, population, counts, cellsHash, stateHash, metrics } = seen
  return {
    tick,
    ...(population === undefined ? {} : { population: toText(population) }),
    counts: counts.map(toText),
    ...(cellsHash === undefined ? {} : { cells_sha256: cellsHash }),
    ...(stateHash === undefined ? {} : { state_sha256: stateHash }),
    metrics: toMetrics(metrics),
  }
}

/** Writes a report. */
export function writeRunReport(facts: RunReportFacts): Uint8Array<ArrayBuffer> {
  const { run, scenarioSha256, backend, ticks, digest, probes, whole, breaches, omitted } = facts
  const { title, rule, seed, size, topology, packs = [] } = run
  const report = {
    ...{ format: REPORT_FORMAT, version: REPORT_VERSION, engine: ENGINE_VERSION },
    ...{ scenario_sha256: scenarioSha256, title: title.toWellFormed(), rule: rule.canonical },
    ...{ seed: seed.toString(), size: [size.x, size.y, size.z], topology: topology.kind },
    packs: packs.map(({ name, version, hash }) => ({ name, version, hash })),
    ...{ backend, ticks, probes, metrics: toMetrics(whole) },
    ...(digest === undefined ? {} : { state_hash: digest }),
    ...(breaches === undefined ? {} : { breaches: breaches.map(toPlainBreach) }),
    omitted: omitted.map(({ role, code }) => ({ role, code })),
  }
  const text = canonicalJson(report, { maxChars: MAX_REPORT_CHARS })
  return new TextEncoder().encode(text)
}

function toPlainBreach({ tick, what, expected, found }: Breach) {
  const plain = (value: string | number) => (typeof value === 'number' ? toText(value) : value)
  const told = { tick, what, expected: plain(expected) }
  return found === undefined ? told : { ...told, found: plain(found) }
}

function toMetrics(values: Readonly<Record<string, number>>): ReportProbe['metrics'] {
  const told = Object.entries(values).filter(([, value]) => Number.isFinite(value))
  return Object.fromEntries(told.map(([name, value]) => [name, toText(value)]))
}

const toText = (value: number): number | string =>
  Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : value.toString()

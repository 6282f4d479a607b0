/** What a scenario says, for whoever only wants to know: compiled in a thread, since a stranger may have written it. */
import { createHash } from 'node:crypto'
import { countCells, type Dimensions, isUnbounded, type Size } from '../lattice/size.ts'
import type { ZoneMap } from '../lattice/zone-map.ts'
import type { Run } from '../scenario/run.ts'
import { compileBundle, writeBundle } from '../scenario/scenario-bundle.ts'
import { estimateRunMib } from '../simulation/run-memory.ts'
import { RunMeter } from '../simulation/run-meter.ts'

export interface ScenarioQuestion {
  /** YAML or JSON of a scenario, or of a bundle of it with its files. */
  readonly text: string
  /** Files beside it, in base64 by their paths. */
  readonly files?: Readonly<Record<string, string>> | undefined
  /** In the place of the scenario's own, in decimal digits. */
  readonly seed?: string | undefined
}

export interface ScenarioZone {
  readonly name: string
  readonly rule: string
  /** The smallest box that holds it; absent of what has no end, and of a zone without cells. */
  readonly box?: { readonly origin: readonly number[]; readonly size: readonly number[] }
  readonly cells?: number
}

export interface ScenarioFacts {
  /** The bundle as canonical JSON, and the SHA-256 of that in hex. */
  readonly canonicalText: string
  readonly sha256: string
  readonly title: string
  readonly rule: string
  readonly seed: string
  readonly size: Size
  readonly dimensions: Dimensions
  /** How far it goes where nobody says. */
  readonly ticks: number
  /** What a run of it takes, at a guess. */
  readonly memoryMib: number
  /** The first of its zones, and how many there are. */
  readonly zones: readonly ScenarioZone[]
  readonly zoneCount: number
}

/** So many zones are described. */
export const MAX_ZONES = 1000

/** How far a scenario goes that does not say: what the command line takes. */
const DEFAULT_TICKS = 100

/** Compiling takes no longer, or is given up. */
const LIMIT_SECONDS = 10

/**
 * Describes a scenario with the files that came with it.
 *
 * @throws the named errors of the scenario room, and of the metrics that it names.
 * @throws {CanonicalJsonError} where it has values that JSON has not.
 */
export async function describeScenario(
  { text, files, seed }: ScenarioQuestion,
  onLimit: (seconds: number) => void,
): Promise<ScenarioFacts> {
  onLimit(LIMIT_SECONDS)
  const canonicalText = writeBundle(text, files)
  const run = await compileBundle(canonicalText, seed === undefined ? {} : { seed })
  if (run.metrics !== undefined) new RunMeter(run, run.metrics).dispose()
  const { title, rule, size, dimensions } = run
  return {
    canonicalText,
    ...{
      sha256: createHash('sha256').update(canonicalText).digest('hex'),
      title,
      size,
      dimensions,
    },
    ...{ rule: rule.canonical, seed: run.seed.toString(), ticks: lastTickOf(run) },
    memoryMib: estimateRunMib(run),
    ...describeZones(run),
  }
}

function lastTickOf({ ticks, probes, expectations }: Run): number {
  const known = [...probes, ...expectations.map(({ tick }) => tick)]
  if (ticks === undefined && known.length === 0) return DEFAULT_TICKS
  return known.reduce((a, b) => Math.max(a, b), ticks ?? 0)
}

function describeZones({ living, size, rule }: Run): Pick<ScenarioFacts, 'zones' | 'zoneCount'> {
  if (living === undefined) {
    const whole = { name: 'world', rule: rule.canonical }
    const box = { origin: [0, 0, 0], size: [size.x, size.y, size.z] }
    const zone = isUnbounded(size) ? whole : { ...whole, box, cells: countCells(size) }
    return { zones: [zone], zoneCount: 1 }
  }
  const { zones, rules, zoneMap } = living
  const described = zones.slice(0, MAX_ZONES).map(({ name, rule: number }, zone) => {
    const cells = zoneMap.countCells(zone)
    const told = { name, rule: rules[number]!.rule.canonical, cells }
    return cells === 0 ? told : { ...told, box: boxOf(zoneMap, zone) }
  })
  return { zones: described, zoneCount: zones.length }
}

function boxOf(map: ZoneMap, zone: number): NonNullable<ScenarioZone['box']> {
  const { x: width, y: height } = map.size
  const low = [Infinity, Infinity, Infinity]
  const high = [0, 0, 0]
  map.eachRun(zone, (first, cells) => {
    const row = Math.floor(first / width)
    const start = [first % width, row % height, Math.floor(row / height)]
    for (const [axis, at] of start.entries()) {
      low[axis] = Math.min(low[axis]!, at)
      high[axis] = Math.max(high[axis]!, at + (axis === 0 ? cells : 1))
    }
  })
  return { origin: low, size: high.map((end, axis) => end - low[axis]!) }
}

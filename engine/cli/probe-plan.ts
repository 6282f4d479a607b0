/** Which ticks a run on the command line stops at. */
import type { Run } from '../scenario/run.ts'
import type { CommandInput } from './command.ts'
import { UsageError } from './errors.ts'
import { parseCount } from './parse-arguments.ts'

/** What a pattern is run for when nobody says. */
export const DEFAULT_TICKS = 100

/** As many as a number counts exactly, which is how ticks are counted everywhere. */
const MAX_TICKS = Number.MAX_SAFE_INTEGER

const MAX_PROBES = 10_000

/** Where a run stops to look, and where it ends. */
export interface ProbePlan {
  readonly ticks: number
  /** What is reported. */
  readonly shown: ReadonlySet<number>
  /** What is looked at: also what only expectations ask for. Ascending. */
  readonly all: readonly number[]
}

/**
 * Plans a run from what the person asks for and what the run says of itself.
 *
 * @param firstTick where it begins; what the run itself wants to have looked at before is left out.
 * @throws {UsageError} when an option is no list of ticks, or asks for a tick beyond the last or
 * before the first.
 */
export function planProbes(run: Run, text: CommandInput['text'], firstTick = 0): ProbePlan {
  const asked = text.probe === undefined ? undefined : parseProbes(text.probe)
  const expected = run.expectations.map(({ tick }) => tick)
  const own = [...run.probes, ...expected]
  const ticks =
    text.ticks === undefined
      ? defaultTicks(run, asked ?? own, asked !== undefined)
      : parseCount('run', 'ticks', text.ticks, [0, MAX_TICKS])
  const beyond = asked?.find((tick) => tick > ticks)
  if (beyond !== undefined) {
    throw new UsageError({
      command: 'run',
      problem: `--probe ${beyond} lies beyond --ticks ${ticks}`,
    })
  }
  assertNotBefore(firstTick, ticks, asked ?? [])
  const shown = new Set(asked ?? [...own, ticks])
  const all = [...new Set([...shown, ...expected])]
  return {
    ticks,
    shown,
    all: all.filter((tick) => tick >= firstTick && tick <= ticks).sort((a, b) => a - b),
  }
}

function assertNotBefore(firstTick: number, ticks: number, asked: readonly number[]): void {
  const where = `lies before tick ${firstTick}, which --resume goes on from`
  const before = asked.find((tick) => tick < firstTick)
  if (before !== undefined) {
    throw new UsageError({ command: 'run', problem: `--probe ${before} ${where}` })
  }
  if (ticks < firstTick) {
    const problem = `The last tick, ${ticks}, ${where}: --ticks takes the tick to run to`
    throw new UsageError({ command: 'run', problem })
  }
}

function defaultTicks(run: Run, probes: readonly number[], isAsked: boolean): number {
  const known = [...probes, ...(run.ticks === undefined ? [] : [run.ticks])]
  if (known.length === 0 && !isAsked) return DEFAULT_TICKS
  return known.reduce((a, b) => Math.max(a, b), 0)
}

function parseProbes(text: string): number[] {
  const parts = text.split(',')
  if (parts.length > MAX_PROBES) {
    throw new UsageError({ command: 'run', problem: `--probe takes at most ${MAX_PROBES} ticks` })
  }
  return parts.map((part) => parseCount('run', 'probe', part, [0, MAX_TICKS]))
}

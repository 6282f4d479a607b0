/** `thunderline run`: a scenario or pattern, headless, with what its probes see. */

import { formatOfFileName } from '../formats/format-names.ts'
import { writePattern } from '../formats/write-pattern.ts'
import { parseBackend } from '../kernels/create-kernel.ts'
import { countCells, formatSize } from '../lattice/size.ts'
import { assertWritable, writeFileWhole } from '../node/files.ts'
import type { Run, RunOverrides } from '../scenario/run.ts'
import {
  type Breach,
  findBreaches,
  type Probe,
  type RunReport,
  runToProbes,
} from '../simulation/run-to-probes.ts'
import { Simulation } from '../simulation/simulation.ts'
import { buildStatePattern } from '../simulation/state-pattern.ts'
import type { Command, CommandInput, CommandResult, Io } from './command.ts'
import { UsageError } from './errors.ts'
import { openRun } from './open-run.ts'
import { parseCount } from './parse-arguments.ts'
import { Progress } from './progress.ts'

/** What a pattern is run for when nobody says. */
const DEFAULT_TICKS = 100

const MAX_TICKS = 1e15

const MAX_PROBES = 10_000

export const runCommand: Command = {
  name: 'run',
  summary: 'Run a scenario or a pattern file and report on it.',
  args: ['FILE'],
  options: {
    rule: { type: 'string', value: 'RULE', help: 'any notation; overrides the file' },
    size: { type: 'string', value: 'X,Y,Z', help: '64,64,64 or 64x64x64; overrides the file' },
    topology: { type: 'string', value: 'NAME', help: 'torus or box; overrides the file' },
    ticks: { type: 'string', value: 'N', help: 'how far to run' },
    probe: { type: 'string', value: '1,2,5', help: 'ticks to report on' },
    seed: { type: 'string', value: 'U64', help: 'overrides the file' },
    backend: { type: 'string', value: 'NAME', help: 'auto, cpu or reference' },
    threads: { type: 'string', value: 'N', help: 'threads a back end may use' },
    export: { type: 'string', value: 'FILE', help: 'write the last state as a pattern file' },
  },
  notes:
    'Without --probe a scenario reports its own probes and expectations, a pattern its last tick.\n' +
    `Without --ticks a pattern runs to its last probe, or for ${DEFAULT_TICKS} ticks. A scenario's\n` +
    'expectations are checked unless an option changes the rule, the world or the seed; exit 1 means\n' +
    'one does not hold.',
  run,
}

async function run(input: CommandInput, io: Io): Promise<CommandResult> {
  const { text } = input
  const backend = parseBackend(text.backend ?? 'auto')
  const exportFormat = text.export === undefined ? undefined : exportFormatOf(text.export)
  if (text.threads !== undefined) parseCount('run', 'threads', text.threads, [1, 256])
  const overrides = pickOverrides(text)
  const opened = await openRun(input.args[0]!, overrides)
  const isAsWritten = Object.keys(overrides).length === 0
  const subject = isAsWritten ? opened : { ...opened, expectations: [] }
  const plan = planProbes(subject, text)
  if (text.export !== undefined) await assertWritable(text.export)

  const simulation = await Simulation.start(subject, backend)
  try {
    const progress = new Progress(io, plan.ticks, 'ticks')
    const report = await runToProbes(simulation, {
      probes: plan.all,
      ticks: plan.ticks,
      onTick: (tick) => progress.update(tick),
      now: io.now,
    })
    progress.finish()
    if (exportFormat !== undefined) {
      const { format, gzip } = exportFormat
      const bytes = await writePattern(await buildStatePattern(simulation), format, { gzip })
      await writeFileWhole(text.export!, bytes)
    }
    const breaches = findBreaches(subject, report.probes)
    tellWhatWasLeftOut(opened, isAsWritten, plan, io)
    return {
      exitCode: breaches.length === 0 ? 0 : 1,
      json: describeRun(simulation, report, plan, breaches),
      text: formatRun(simulation, report, plan, breaches),
    }
  } finally {
    simulation.dispose()
  }
}

function pickOverrides(text: CommandInput['text']): RunOverrides {
  const names = ['rule', 'size', 'topology', 'seed'] as const
  const given = names.filter((name) => text[name] !== undefined)
  return Object.fromEntries(given.map((name) => [name, text[name]!]))
}

interface ProbePlan {
  readonly ticks: number
  /** What is reported. */
  readonly shown: ReadonlySet<number>
  /** What is looked at: also what only expectations ask for. Ascending. */
  readonly all: readonly number[]
}

function planProbes(run: Run, text: CommandInput['text']): ProbePlan {
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
  const shown = new Set(asked ?? [...own, ticks])
  const all = [...new Set([...shown, ...expected])]
  return {
    ticks,
    shown,
    all: all.filter((tick) => tick <= ticks).sort((a, b) => a - b),
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

function exportFormatOf(path: string) {
  const found = formatOfFileName(path)
  if (found !== undefined) return found
  throw new UsageError({
    command: 'run',
    problem: `--export knows a format by its ending (.rle, .mc, .rle3, .npy ...), and ${path} has none of them`,
  })
}

function tellWhatWasLeftOut(opened: Run, isAsWritten: boolean, plan: ProbePlan, io: Io): void {
  const count = opened.expectations.length
  if (count === 0) return
  if (!isAsWritten) {
    io.err(`The scenario's ${count} expectations are not checked: an option changes the run.\n`)
    return
  }
  const missed = opened.expectations.filter(({ tick }) => tick > plan.ticks).length
  if (missed > 0) io.err(`${missed} of ${count} expectations lie beyond tick ${plan.ticks}.\n`)
}

function speedOf(simulation: Simulation, { tickingMs }: RunReport) {
  const ticksPerSecond = tickingMs === 0 ? 0 : (simulation.tick * 1000) / tickingMs
  return { ticksPerSecond, cellsPerSecond: ticksPerSecond * countCells(simulation.run.size) }
}

function describeRun(
  simulation: Simulation,
  report: RunReport,
  plan: ProbePlan,
  breaches: readonly Breach[],
) {
  const { run, backend } = simulation
  const { size } = run
  return {
    scenario: run.title,
    rule: run.rule.canonical,
    size: [size.x, size.y, size.z],
    topology: run.topology.kind,
    seed: run.seed.toString(),
    backend,
    probes: report.probes.filter(({ tick }) => plan.shown.has(tick)).map(describeProbe),
    ...speedOf(simulation, report),
    breaches,
  }
}

function describeProbe({ tick, population, counts, cellsHash, stateHash }: Probe) {
  const byState = Object.fromEntries(counts.map((count, state) => [state, count]))
  return { tick, population, counts: byState, cellsHash, stateHash, metrics: {} }
}

function formatRun(
  simulation: Simulation,
  report: RunReport,
  plan: ProbePlan,
  breaches: readonly Breach[],
): string {
  const { run, backend } = simulation
  const { rule, size, dimensions, topology } = run
  const speed = speedOf(simulation, report)
  const name = rule.name === undefined ? '' : ` (${rule.name})`
  const shown = report.probes.filter(({ tick }) => plan.shown.has(tick))
  const tickWidth = Math.max(4, ...shown.map(({ tick }) => String(tick).length))
  const popWidth = Math.max(10, ...shown.map(({ population }) => String(population).length))
  return [
    `${run.title}: ${rule.canonical}${name}, ${formatSize(size, dimensions)} ${topology.kind}, ${backend}`,
    `${'tick'.padStart(tickWidth)}  ${'population'.padStart(popWidth)}  cells hash`,
    ...shown.map(
      ({ tick, population, cellsHash }) =>
        `${String(tick).padStart(tickWidth)}  ${String(population).padStart(popWidth)}  ${cellsHash}`,
    ),
    ...breaches.map(
      ({ tick, what, expected, found }) =>
        `tick ${tick}: ${what} should be ${expected}, and is ${found}`,
    ),
    `${Math.round(speed.ticksPerSecond)} ticks/s, ${(speed.cellsPerSecond / 1e6).toFixed(1)} Mcells/s`,
    '',
  ].join('\n')
}

/** `thunderline run`: a scenario or pattern, headless, with what its probes see. */

import { formatOfFileName, type NamedFormat } from '../formats/format-names.ts'
import type { PatternFormat } from '../formats/pattern.ts'
import { assertFormatHolds } from '../formats/write-pattern.ts'
import { BACKEND_NAMES, parseBackend } from '../kernels/backend-names.ts'
import { type MetricSpec, parseMetrics } from '../metrics/parse-metrics.ts'
import { isNamedError } from '../named-error.ts'
import { assertWritable, writeFileWhole } from '../node/files.ts'
import type { DataFormat } from '../protocol/analysis-api.ts'
import { describeFailure } from '../protocol/failure.ts'
import type { Failure } from '../protocol/result.ts'
import type { Run } from '../scenario/run.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import { DEFAULT_METRICS } from '../simulation/run-table.ts'
import { findBreaches, type Probe, runToProbes } from '../simulation/run-to-probes.ts'
import { Simulation } from '../simulation/simulation.ts'
import type { Snapshot } from '../simulation/snapshot.ts'
import { writeState } from '../simulation/state-pattern.ts'
import { writeStateData } from '../simulation/write-state-data.ts'
import { describeEntropySample } from '../telemetry/entropy-sample.ts'
import type { EventPublisher } from '../telemetry/event-publisher.ts'
import { Checkpoints, checkpointOptions } from './checkpoints.ts'
import type { Command, CommandInput, CommandResult, Io } from './command.ts'
import { eventsOption, withTelemetry } from './command-telemetry.ts'
import { createNodeMachine } from './create-node-machine.ts'
import { InterruptedError, UsageError } from './errors.ts'
import { assertTable, MetricsTable, metricsOptions } from './metrics-table.ts'
import { openRunWithSource } from './open-run.ts'
import { parseCount } from './parse-arguments.ts'
import { DEFAULT_TICKS, type ProbePlan, planProbes } from './probe-plan.ts'
import { Progress } from './progress.ts'
import { checkWorldOptions, pickOverrides } from './run-overrides.ts'
import { RunRecording, recordOptions } from './run-recording.ts'
import { describeRun, formatRun } from './run-report.ts'
import { readSavedState, saveState, TOO_WIDE } from './saved-state.ts'
import { kernelThreadsOption, parseKernelThreads } from './threads-option.ts'

/** The longest that --timeout takes: a day. */
const MAX_TIMEOUT_MS = 86_400_000

export const runCommand: Command = {
  name: 'run',
  summary: 'Run a scenario or a pattern file and report on it.',
  args: ['FILE'],
  options: {
    rule: {
      type: 'string',
      value: 'RULE',
      help: 'any notation, or a .rule or .js file; overrides the file',
    },
    size: { type: 'string', value: 'X,Y,Z', help: '64,64,64 or 64x64x64; overrides the file' },
    topology: {
      type: 'string',
      value: 'NAME',
      help: 'torus or box, of a world with a size; overrides the file',
    },
    ticks: { type: 'string', value: 'N', help: 'how far to run: 1000, 1e6 or 2^40; to 2^53 - 1' },
    probe: { type: 'string', value: '1,2,5', help: 'ticks to report on' },
    ...metricsOptions,
    seed: { type: 'string', value: 'U64', help: 'overrides the file' },
    backend: { type: 'string', value: 'NAME', help: `auto, ${BACKEND_NAMES.join(', ')}` },
    ...kernelThreadsOption,
    timeout: {
      type: 'string',
      value: 'MS',
      help: 'give up at a tick that takes longer, in milliseconds, and undo it; in a world with a size',
    },
    digest: {
      type: 'boolean',
      help: 'digest every tick, and report it; ticks are done one by one, which is slower',
    },
    export: {
      type: 'string',
      value: 'FILE',
      help: 'write the last state as a pattern file, by its ending: .rle .mc .rle3 .npy ...; or .csv .parquet .npz',
    },
    save: {
      type: 'string',
      value: 'STATE',
      help: 'write all of the last state, for --resume; a name such as later.thunder',
    },
    resume: {
      type: 'string',
      value: 'STATE',
      help: 'go on from a state that --save or --checkpoint has written of this very run',
    },
    ...checkpointOptions,
    ...recordOptions,
    ...eventsOption,
  },
  notes:
    'A pattern without --size, in itself too, runs in a world without an end.\n' +
    'Without --probe a scenario reports its own probes and expectations, a pattern its last tick.\n' +
    `Without --ticks a pattern runs to its last probe, or for ${DEFAULT_TICKS} ticks. A scenario's\n` +
    'expectations are checked unless an option changes the rule, the world or the seed; exit 1 means\n' +
    'one does not hold. With --digest each probe has two more numbers of 64 bits: the digest of its\n' +
    'state, and the run digest of all states so far, which differs as soon as one of them does.\n' +
    'With --resume the run goes on as if it had never stopped, on any back end; --ticks and --probe name\n' +
    'ticks since its start. FILE and the options that change the run must be those it was saved with.\n' +
    'With --checkpoint the state is saved again and again, and when the run is told to end; whenever it\n' +
    'is killed, the file holds one whole state. With --record and --resume the recording is continued.\n' +
    'With --metrics each probe is a row. What it has measured is what --metric names, else what the\n' +
    'scenario does, else entropy, alive and activity. docs/sweeps.md tells of the columns.',
  run: (input, io) => withTelemetry('run', input, io, (publisher) => run(input, io, publisher)),
}

async function run(
  input: CommandInput,
  io: Io,
  publisher: EventPublisher | undefined,
): Promise<CommandResult> {
  const { text } = input
  const backend = parseBackend(text.backend ?? 'auto')
  const exportFormat = text.export === undefined ? undefined : exportFormatOf(text.export)
  await assertTable(text.metrics)
  for (const path of [text.export, text.save, text.checkpoint, text.record])
    if (path !== undefined) await assertWritable(path)
  const threads = parseKernelThreads('run', text)
  const timeoutMs = text.timeout && parseCount('run', 'timeout', text.timeout, [1, MAX_TIMEOUT_MS])
  const overrides = await pickOverrides(text)
  const { run: opened, source } = await openRunWithSource(input.args[0]!, overrides)
  checkWorldOptions(opened, overrides, io)
  const isAsWritten = Object.keys(overrides).length === 0
  const subject = isAsWritten ? opened : { ...opened, expectations: [] }
  const resumed = text.resume === undefined ? undefined : await readSavedState(text.resume, subject)
  const plan = planProbes(subject, text, resumed?.tick)
  if (typeof exportFormat === 'object') assertExportable(subject, plan.ticks, exportFormat.format)

  const machine = createNodeMachine(io, backend, threads)
  const checkpoints = Checkpoints.plan(text, io)
  const specs = chooseMetrics(subject, text)
  const meter = specs.length === 0 ? undefined : new RunMeter(subject, specs)
  const startedAtMs = io.now()
  const simulation = await Simulation.start(subject, {
    backend,
    machine,
    foldsDigests: input.flags.has('digest'),
    tickLimit: timeoutMs ? { timeoutMs, now: io.now } : undefined,
  })
  let recording: RunRecording | undefined
  let table: MetricsTable | undefined
  try {
    if (resumed !== undefined) await resume(simulation, resumed, io)
    recording = await RunRecording.open(simulation, source, { ticks: plan.ticks, text, io })
    table = await MetricsTable.open(text.metrics, specs, plan.shown, io)
    checkpoints?.begin(simulation, recording)
    const openingMs = io.now() - startedAtMs
    const unit = input.flags.has('digest') ? 'digested ticks' : 'ticks'
    const progress = new Progress(io, plan.ticks, unit, simulation.tick)
    const report = await runToProbes(simulation, {
      probes: plan.all,
      ticks: plan.ticks,
      onTick: (tick) => progress.update(tick),
      now: io.now,
      visitors: [recording, checkpoints].filter((each) => each !== undefined),
      isOver: () => checkpoints?.signal !== undefined,
      meter,
      onProbe: async (seen) => {
        tellEntropy(publisher, simulation, seen)
        await table?.add(simulation, seen)
      },
    })
    progress.finish()
    if (checkpoints?.signal !== undefined) {
      const { path, signal } = checkpoints
      await checkpoints.save(simulation)
      throw new InterruptedError({ tick: simulation.tick, checkpoint: path, signal })
    }
    await recording?.end(simulation)
    await table?.finish()
    table = undefined
    const breaches = findBreaches(subject, report.probes)
    tellWhatWasLeftOut(opened, isAsWritten, plan, report.firstTick, io)
    if (text.events !== undefined && !report.probes.some(({ metrics }) => 'entropy' in metrics)) {
      io.err('There were no events to tell: --metric entropy has probes measure it.\n')
    }
    const unexported =
      exportFormat && (await exportState(simulation, text.export!, exportFormat, io))
    const unsaved = text.save === undefined ? undefined : await saveState(simulation, text.save, io)
    const failure = unexported ?? unsaved
    const document = describeRun(simulation, { ...report, openingMs }, plan, breaches)
    const outcome = breaches.length === 0 ? 0 : 1
    return {
      exitCode: failure === undefined ? outcome : 2,
      json: failure === undefined ? document : { ...document, error: failure },
      text: await formatRun(simulation, report, plan, breaches),
    }
  } finally {
    checkpoints?.end()
    await table?.abandon()
    await recording?.close()
    meter?.dispose()
    simulation.dispose()
  }
}

/**
 * What probes measure beside what they always tell: what is asked for, else what the scenario says, else
 * for a table the metrics that each has.
 *
 * @throws {MetricError} where it is no metric.
 */
function chooseMetrics(run: Run, { metric, metrics }: CommandInput['text']): readonly MetricSpec[] {
  if (metric !== undefined) return parseMetrics(metric)
  return run.metrics ?? (metrics === undefined ? [] : DEFAULT_METRICS)
}

/** Tells of the entropy at a probe, where it is measured. */
function tellEntropy(
  publisher: EventPublisher | undefined,
  simulation: Simulation,
  seen: Probe,
): void {
  const { backend, run, rule } = simulation
  const look = { ...seen, scenario: run.title, rule: rule.canonical, backend }
  const event = describeEntropySample(look)
  if (event !== undefined) publisher?.publishEvent(event)
}

async function resume(simulation: Simulation, state: Snapshot, io: Io): Promise<void> {
  await simulation.restore(state)
  if (simulation.foldsDigests && state.runDigest === undefined) {
    io.err(
      'There is no run digest: --resume goes on from a state that was saved without --digest.\n',
    )
  }
}

/** @throws {UnrepresentablePatternError} where a rule of the run has what the format cannot hold. */
function assertExportable({ rule, commands, size }: Run, ticks: number, format: PatternFormat) {
  const rules = commands.flatMap((each) =>
    each.kind === 'rule' && each.tick <= ticks ? [each.rule] : [],
  )
  assertFormatHolds(format, Math.max(...[rule, ...rules].map(({ states }) => states)), size)
}

/** Writes the state into a file, and says so; or else why not, for what was found is not lost. */
async function exportState(
  simulation: Simulation,
  path: string,
  named: NamedFormat | DataFormat,
  io: Io,
): Promise<Failure | undefined> {
  const format = typeof named === 'string' ? named : named.format
  try {
    const bytes =
      typeof named === 'string'
        ? await writeStateData(simulation, named)
        : await writeState(simulation, named.format, { gzip: named.gzip })
    await writeFileWhole(path, bytes)
    io.err(`${path}: written, tick ${simulation.tick} as ${format}, ${bytes.length} bytes\n`)
    return undefined
  } catch (error) {
    if (!isNamedError(error)) throw error
    io.err(`${path} is not written: ${error.message}\n`)
    const isTooWide = TOO_WIDE.includes(error.code) && format !== 'macrocell'
    if (isTooWide && simulation.saveQuadtree() !== undefined) {
      io.err('A macrocell holds it however wide it is: let the name end in .mc.\n')
    }
    return describeFailure(error)
  }
}

const DATA_FORMATS: readonly DataFormat[] = ['csv', 'parquet', 'npz']

function exportFormatOf(path: string): NamedFormat | DataFormat {
  const found = formatOfFileName(path) ?? DATA_FORMATS.find((format) => path.endsWith(`.${format}`))
  if (found !== undefined) return found
  throw new UsageError({
    command: 'run',
    problem: `--export knows a format by its ending (.rle, .mc, .rle3, .npy ...), and ${path} has none of them`,
  })
}

function tellWhatWasLeftOut(
  opened: Run,
  isAsWritten: boolean,
  plan: ProbePlan,
  firstTick: number,
  io: Io,
): void {
  const count = opened.expectations.length
  if (count === 0) return
  if (!isAsWritten) {
    io.err(`The scenario's ${count} expectations are not checked: an option changes the run.\n`)
    return
  }
  const missed = opened.expectations.filter(({ tick }) => tick > plan.ticks).length
  if (missed > 0) io.err(`${missed} of ${count} expectations lie beyond tick ${plan.ticks}.\n`)
  const past = opened.expectations.filter(({ tick }) => tick < firstTick).length
  if (past > 0) io.err(`${past} of ${count} expectations lie before tick ${firstTick}.\n`)
}

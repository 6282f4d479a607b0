/** `thunderline sweep`: points of a scenario's parameters, each over seeds, as a table. */
import { dirname } from 'node:path'
import { BACKEND_NAMES, parseBackend } from '../kernels/backend-names.ts'
import { isSweepDocument, openSweep, readDocument } from '../node/open-sweep.ts'
import { runSweepInNode } from '../node/run-sweep.ts'
import { tableFormatOf } from '../node/table-file.ts'
import { asRecord } from '../scenario/unchecked.ts'
import { parseSeeds, parseVary } from '../simulation/sweep/parse-vary.ts'
import type { Command, CommandInput, CommandResult, Io } from './command.ts'
import { UsageError } from './errors.ts'
import { assertTable } from './metrics-table.ts'
import { isScenarioName } from './open-run.ts'
import { parseCount } from './parse-arguments.ts'
import { Progress } from './progress.ts'
import { readRuleText } from './read-rule-text.ts'
import { describeDryRun, describeSweep, formatDryRun, formatSweep } from './sweep-report.ts'
import { parseTaskThreads, taskThreadsOption } from './threads-option.ts'

const ANY_COUNT = [0, Number.MAX_SAFE_INTEGER] as const

export const sweepCommand: Command = {
  name: 'sweep',
  summary:
    'Run a scenario or a rule with many values of its parameters, and write what is measured.',
  args: ['FILE|RULE'],
  options: {
    vary: {
      type: 'string',
      value: 'NAME=VALUES',
      help: "parameters: 'density=16..240/16; rule=B3/S23,B36/S23'",
    },
    seeds: { type: 'string', value: 'SEEDS', help: '10 for 0 to 9, 5..9, or a list: 1,2,3' },
    size: { type: 'string', value: 'X,Y,Z', help: 'of the soup of a RULE' },
    topology: { type: 'string', value: 'NAME', help: 'of its world: torus or box' },
    density: { type: 'string', value: 'N', help: 'of 256 cells of it so many live; 128' },
    ticks: { type: 'string', value: 'N', help: 'how far to run' },
    probe: { type: 'string', value: '1,2,5', help: 'ticks that have a row; the last one has one' },
    metric: { type: 'string', value: 'NAMES', help: 'what is measured: entropy,block-entropy:3' },
    repeat: { type: 'string', value: 'N', help: 'make each run so often, and compare' },
    out: { type: 'string', value: 'TABLE', help: 'write all rows: .csv or .parquet' },
    resume: { type: 'boolean', help: 'take runs over that the .csv file has already' },
    'dry-run': { type: 'boolean', help: 'list the runs, and make none' },
    ...taskThreadsOption,
    backend: { type: 'string', value: 'NAME', help: `auto, ${BACKEND_NAMES.join(', ')}` },
  },
  notes:
    'FILE is a sweep, or a scenario; RULE any notation, or a .rule or .js file. Options go before what a\n' +
    'sweep file says. The table is the same whatever the number of threads, and holds complete rows\n' +
    'whenever the program is killed: --resume goes on, and ends with the same bytes. A run that fails is\n' +
    'a row with its error, and exit 1; the others go on. docs/sweeps.md tells of files and columns.',
  run,
}

async function run(input: CommandInput, io: Io): Promise<CommandResult> {
  const { text, flags } = input
  const backend = parseBackend(text.backend ?? 'auto')
  await assertTable(text.out)
  if (flags.has('resume') && (text.out === undefined || tableFormatOf(text.out) !== 'csv')) {
    throw new UsageError({ command: 'sweep', problem: '--resume goes on with --out FILE.csv' })
  }
  const threads = parseTaskThreads('sweep', text)
  const subject = input.args[0]!
  const isFile = isScenarioName(subject)
  const opened = await openSweep(
    await buildDocument(subject, isFile, text),
    isFile ? dirname(subject) : '.',
    backend,
  )
  if (flags.has('dry-run')) {
    return { exitCode: 0, json: describeDryRun(opened), text: formatDryRun(opened) }
  }
  const progress = new Progress(io, opened.tasks.length, 'runs')
  const startedAtMs = io.now()
  const outcome = await runSweepInNode(opened, {
    threads,
    out: text.out,
    resumes: flags.has('resume'),
    now: io.now,
    onProgress: (done) => progress.update(done),
  })
  progress.finish()
  const seconds = ((io.now() - startedAtMs) / 1000).toFixed(1)
  const kept = outcome.resumed === 0 ? '' : `, ${outcome.resumed} of them taken over`
  io.err(`${outcome.runs} runs in ${seconds} s${kept}\n`)
  return {
    exitCode: outcome.failed === 0 ? 0 : 1,
    json: describeSweep(opened, outcome, text.out),
    text: formatSweep(opened, outcome),
  }
}

/** The sweep's document: what a file says, and before that what options do. */
async function buildDocument(subject: string, isFile: boolean, text: CommandInput['text']) {
  const given = optionsOf(text)
  if (!isFile) return { version: 1, rule: await readRuleText(subject), ...given }
  const document = await readDocument(subject)
  if (!isSweepDocument(document)) return { version: 1, scenario: document, ...given }
  return { ...asRecord(document), ...given }
}

/** What options say, as a sweep file would. */
function optionsOf(text: CommandInput['text']): Record<string, unknown> {
  const { vary, seeds, size, topology, density, ticks, probe, metric, repeat } = text
  const parameters = vary === undefined ? undefined : parseVary(vary)
  if (typeof parameters === 'string') {
    throw new UsageError({ command: 'sweep', problem: `--vary: ${parameters}` })
  }
  const numberOf = (option: string, value: string) => parseCount('sweep', option, value, ANY_COUNT)
  const options = {
    parameters,
    seeds: seeds === undefined ? undefined : parseSeeds(seeds),
    size,
    topology,
    density: density && numberOf('density', density),
    ticks: ticks && numberOf('ticks', ticks),
    probes: probe?.split(',').map((each) => numberOf('probe', each)),
    metrics: metric?.split(',').map((each) => each.trim()),
    repeat: repeat && numberOf('repeat', repeat),
  }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

/** `thunderline qa`: a suite of scenarios against its baseline, for people and for machines that gate. */

import { relative, resolve } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { BACKEND_NAMES, parseBackend } from '../kernels/backend-names.ts'
import { assertWritable, writeFileWhole } from '../node/files.ts'
import { type OpenSuite, openSuite } from '../node/open-suite.ts'
import { runSuiteInNode, updateSuiteInNode } from '../node/run-suite.ts'
import { formatAnnotations } from '../qa/format-annotations.ts'
import { formatJUnit } from '../qa/format-junit.ts'
import { formatEntry, formatSummary } from '../qa/format-report.ts'
import { colored, type Paint, plain } from '../qa/paint.ts'
import type { EntryReport, SuiteReport } from '../qa/report-schema.ts'
import { selectEntries } from '../qa/run-suite.ts'
import type { EventPublisher } from '../telemetry/event-publisher.ts'
import type { Command, CommandInput, CommandResult, Io } from './command.ts'
import { eventsHaveStdout, eventsOption, withTelemetry } from './command-telemetry.ts'
import { UsageError } from './errors.ts'
import { printableText } from './printable-text.ts'
import { Progress } from './progress.ts'
import { parseKernelThreads, parseTaskThreads, taskThreadsOption } from './threads-option.ts'

export const qaCommand: Command = {
  name: 'qa',
  summary: 'Run a suite of scenarios and compare it with its baseline.',
  args: [],
  options: {
    suite: {
      type: 'string',
      value: 'NAME|FILE',
      help: 'core, or a suite file; core when left out',
    },
    filter: { type: 'string', value: 'GLOB', help: 'only entries of these names: rule-*' },
    backend: { type: 'string', value: 'NAME', help: `auto, ${BACKEND_NAMES.join(', ')}` },
    ...taskThreadsOption,
    'kernel-threads': {
      type: 'string',
      value: 'N',
      help: "threads of each scenario's kernel, to try what it does on several; 1",
    },
    update: { type: 'boolean', help: 'accept what two back ends agree on as the baseline' },
    report: { type: 'string', value: 'FILE', help: 'write the report as JSON' },
    junit: { type: 'string', value: 'FILE', help: "write the report as JUnit's XML" },
    ...eventsOption,
    github: { type: 'boolean', help: 'print annotations for GitHub' },
    'no-color': { type: 'boolean', help: 'no colors; so do NO_COLOR and what is no terminal' },
  },
  notes:
    'Each scenario has a thread of its own. Exit 0: all is as the baseline has it. Exit 1: something is\n' +
    'not, or took too long, or crashed. Exit 2: the suite, its baseline or a scenario cannot be read.\n' +
    'Where states differ, the first tick, plane and cell are found by a second back end. docs/qa.md tells\n' +
    'how to write suites, and what the report holds.',
  run: (input, io) => withTelemetry('qa', input, io, (publisher) => run(input, io, publisher)),
}

async function run(
  input: CommandInput,
  io: Io,
  publisher: EventPublisher | undefined,
): Promise<CommandResult> {
  const { text, flags } = input
  const threads = parseTaskThreads('qa', text)
  const kernelThreads = parseKernelThreads('qa', text, 'kernel-threads')
  for (const path of [text.report, text.junit]) if (path !== undefined) await assertWritable(path)
  if (flags.has('update') && [text.report, text.junit, text.events].some((path) => path)) {
    throw new UsageError({ command: 'qa', problem: '--update writes no report and no events' })
  }
  const opened = await openSuite(text.suite ?? 'core')
  assertOwnFiles([text.report, text.junit], opened)
  const paint = io.hasColor === true && !flags.has('no-color') ? colored : plain
  const isJson = flags.has('json')
  const hasStdout = !isJson && !eventsHaveStdout(input)
  const total = selectEntries(opened.suite, text.filter).length
  const progress = new Progress(io, total, 'scenarios')
  let done = 0
  const isOnGitHub = flags.has('github') || io.env?.GITHUB_ACTIONS === 'true'
  const printer = new Printer(io, paint, hasStdout, isOnGitHub)
  const options = {
    backend: parseBackend(text.backend ?? 'auto'),
    threads,
    kernelThreads,
    filter: text.filter,
    engine: manifest.version,
    now: io.now,
    onResult(entry: EntryReport, place: number) {
      progress.finish()
      printer.add(entry, place)
      progress.update(++done)
    },
  }
  if (flags.has('update')) return update(opened, options, printer)
  const report = await runSuiteInNode(opened, { ...options, publisher })
  printer.print(formatSummary(report, paint))
  if (text.report !== undefined)
    await writeText(text.report, `${JSON.stringify(report, null, 2)}\n`)
  if (text.junit !== undefined) await writeText(text.junit, formatJUnit(report))
  if (flags.has('github') && hasStdout) annotate(report, opened, io)
  return { exitCode: report.exitCode, json: report, text: '' }
}

type UpdateOptions = Parameters<typeof updateSuiteInNode>[1]

async function update(
  opened: OpenSuite,
  options: UpdateOptions,
  printer: Printer,
): Promise<CommandResult> {
  const outcome = await updateSuiteInNode(opened, options)
  const { changes, refused, file } = outcome
  const late = refused.filter(({ outcome: each, message }) => each === 'failed' && message !== null)
  printer.print(late.map(({ name, message }) => printableText(`${name}: ${message}`)))
  const changed = changes.filter(({ what }) => what !== 'as before').length
  printer.print(changes.map(({ name, what }) => `${name}: ${what}`))
  printer.print([
    refused.length > 0
      ? `nothing is written: ${refused.length} of ${changes.length + refused.length} are not agreed on`
      : `${file}: ${changed} ${changed === 1 ? 'change' : 'changes'}`,
  ])
  const isInvalid = refused.some(({ outcome: each }) => each === 'invalid')
  return { exitCode: isInvalid ? 2 : refused.length > 0 ? 1 : 0, json: outcome, text: '' }
}

/** What is written is neither read nor written otherwise. */
function assertOwnFiles(
  paths: readonly (string | undefined)[],
  { file, baselineFile }: OpenSuite,
): void {
  const taken = new Set([resolve(file), resolve(baselineFile)])
  for (const path of paths) {
    if (path === undefined) continue
    if (taken.has(resolve(path))) {
      const problem = `${path} is the suite, its baseline or another report: none is written over it`
      throw new UsageError({ command: 'qa', problem })
    }
    taken.add(resolve(path))
  }
}

/** Prints entries in the order of the suite, each as soon as those before it are there. */
class Printer {
  readonly #io: Io
  readonly #paint: Paint
  readonly #hasStdout: boolean
  readonly #guards: boolean
  readonly #waiting = new Map<number, EntryReport>()
  #next = 0

  constructor(io: Io, paint: Paint, hasStdout: boolean, guards: boolean) {
    this.#io = io
    this.#paint = paint
    this.#hasStdout = hasStdout
    this.#guards = guards
  }

  add(entry: EntryReport, place: number): void {
    this.#waiting.set(place, entry)
    for (;;) {
      const next = this.#waiting.get(this.#next)
      if (next === undefined) return
      this.#waiting.delete(this.#next++)
      this.print(formatEntry(printableEntry(next), this.#paint))
    }
  }

  /** Where a document or events have stdout, what people read goes to stderr. */
  print(lines: readonly string[]): void {
    const safe = this.#guards ? lines.map(disarm) : lines
    const text = safe.map((line) => `${line}\n`).join('')
    if (this.#hasStdout) this.#io.out(text)
    else this.#io.err(text)
  }
}

/** What a file of strangers says is no command to the runner that reads the log. */
const disarm = (line: string) => line.replace(/^(\s*)(::|##\[)/, '$1·$2')

/** The words of files and errors, without what a terminal would obey. */
function printableEntry(entry: EntryReport): EntryReport {
  const { name, message } = entry
  return { ...entry, name: printableText(name), message: message && printableText(message) }
}

function annotate(report: SuiteReport, { file, folder }: OpenSuite, io: Io): void {
  // Where GitHub looks for files, which need not be where the command runs.
  const root = io.env?.GITHUB_WORKSPACE || process.cwd()
  const fileOf = (path: string | undefined) =>
    relative(root, path === undefined ? resolve(file) : resolve(folder, path))
  for (const line of formatAnnotations(report, fileOf)) io.out(`${printableText(line)}\n`)
}

async function writeText(path: string, text: string): Promise<void> {
  await writeFileWhole(path, new TextEncoder().encode(text))
}

/** `thunderline events lint`: whether files hold events, and whether the source publishes only such. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type LintReport, lintEvents } from '../node/lint-events.ts'
import { readLines } from '../node/read-lines.ts'
import { runSourceGate } from '../node/run-source-gate.ts'
import { buildSchemaIndex } from '../telemetry/event-registry.ts'
import { EVENT_TYPES } from '../telemetry/event-types.ts'
import { MAX_ENVELOPE_BYTES } from '../telemetry/parse-cloud-event.ts'
import type { Command, CommandInput, CommandResult } from './command.ts'
import { UsageError } from './errors.ts'

/** Two levels up both from the source and from what is built of it; what is installed has no such file. */
const SOURCE_GATE = new URL('../../scripts/lint-events.ts', import.meta.url)

export const eventsLintCommand: Command = {
  name: 'events lint',
  summary: 'Check files of events, or the source that publishes them.',
  args: [],
  rest: 'FILE',
  options: {},
  notes:
    'Each line of a FILE (- for stdin) must be an envelope of a type and version that is registered; what is\n' +
    'wrong is named by file, line and field. Without a FILE, and in a checkout of Thunderline, its source is\n' +
    'checked: everything is published by publishEvent, under a name that is registered and documented.\n' +
    'Exit 1 when anything is wrong.',
  run,
}

async function run({ args }: CommandInput): Promise<CommandResult> {
  return args.length === 0 ? lintSource() : lintFiles(args)
}

async function lintFiles(paths: readonly string[]): Promise<CommandResult> {
  const schemas = buildSchemaIndex(EVENT_TYPES)
  const reports: LintReport[] = []
  for (const path of paths) {
    reports.push(await lintEvents(path, readLines(path, MAX_ENVELOPE_BYTES), schemas))
  }
  const sum = (pick: (report: LintReport) => number) =>
    reports.reduce((total, report) => total + pick(report), 0)
  const faulty = sum((report) => report.faultyLines)
  const lines = reports.flatMap(({ file, faults, faultyLines }) => {
    const told = faults.map(({ line, field, problem }) => {
      return `${file}:${line}: ${field === '' ? '' : `${field}: `}${problem}\n`
    })
    const more = faultyLines - faults.length
    return more > 0 ? [...told, `${file}: and ${more} more\n`] : told
  })
  const events = sum((report) => report.lines)
  const verdict = faulty === 0 ? 'all are events' : `${faulty} are none`
  return {
    exitCode: faulty === 0 ? 0 : 1,
    json: { events, faulty, files: reports },
    text: `${lines.join('')}${events} lines: ${verdict}\n`,
  }
}

async function lintSource(): Promise<CommandResult> {
  const script = fileURLToPath(SOURCE_GATE)
  if (!existsSync(script)) {
    throw new UsageError({
      command: 'events lint',
      problem:
        'Name a FILE of events. The gate of the source is scripts/lint-events.ts of a checkout of Thunderline, and this is none',
    })
  }
  const { isGood, text } = await runSourceGate(script)
  const faults = isGood ? [] : text.trimEnd().split('\n')
  return { exitCode: isGood ? 0 : 1, json: { source: true, faults }, text }
}

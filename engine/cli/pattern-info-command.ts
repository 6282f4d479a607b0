/** `thunderline pattern info`: what a pattern file holds. */
import { basename, dirname } from 'node:path'
import { inspectPattern } from '../formats/inspect-pattern.ts'
import { createFolderReader, readFileBounded } from '../node/files.ts'
import { toResult } from '../protocol/failure.ts'
import type { Failure } from '../protocol/result.ts'
import { formatRuleWorld } from '../rules/format-rule-world.ts'
import { labelRule } from '../rules/label-rule.ts'
import type { Rule } from '../rules/rule.ts'
import { openRule } from '../scenario/open-rule.ts'
import type { Command, CommandInput, CommandResult, Io } from './command.ts'
import { toJsonNumber } from './json-number.ts'
import { printableText } from './printable-text.ts'

export const patternInfoCommand: Command = {
  name: 'pattern info',
  summary: 'Tell what a pattern file holds.',
  args: ['FILE'],
  options: {},
  notes:
    'The format is told from the content. The rule is printed as "run" does, and whole by --json; one\n' +
    'that cannot be run is printed as the file writes it, said why on stderr, and ends in exit 2.',
  run,
}

async function run({ args }: CommandInput, io: Io): Promise<CommandResult> {
  const path = args[0]!
  const info = await inspectPattern(await readFileBounded(path), { fileName: basename(path) })
  const { rule, failure } = await readRule(info.ruleText, dirname(path))
  if (failure !== undefined) io.err(printableText(`${path}: ${failure.message}\n`))
  const { dimensions, world } = info
  const json = {
    format: info.format,
    rule: rule?.canonical ?? info.ruleText ?? null,
    ruleName: rule?.name ?? null,
    dimensions,
    size: info.size.map(toJsonNumber),
    population: toJsonNumber(info.population),
    counts: Object.fromEntries(
      Object.entries(info.counts).map(([state, count]) => [state, toJsonNumber(count)]),
    ),
    name: info.name ?? null,
    comments: info.comments,
    generation: info.generation === undefined ? null : toJsonNumber(info.generation),
    world: world === undefined ? null : formatRuleWorld(world, rule?.dimensions ?? dimensions),
  }
  const document = failure === undefined ? json : { ...json, error: failure }
  const label = rule === undefined ? info.ruleText : await labelRule(rule)
  const text = formatInfo({ ...json, rule: label ?? null })
  return { exitCode: failure === undefined ? 0 : 2, json: document, text }
}

/** The rule a file names, or why it is none that can be run: the cells are told all the same. */
async function readRule(
  ruleText: string | undefined,
  folder: string,
): Promise<{ readonly rule?: Rule; readonly failure?: Failure }> {
  if (ruleText === undefined) return {}
  const parsed = await toResult(() => openRule(ruleText, createFolderReader(folder)))
  return parsed.ok ? { rule: parsed.value.rule } : { failure: parsed.failure }
}

function formatInfo(info: {
  readonly [key: string]: unknown
  readonly size: readonly unknown[]
  readonly dimensions: number
  readonly counts: Readonly<Record<string, unknown>>
  readonly comments: readonly string[]
}): string {
  const rows: [string, unknown][] = [
    ['format', info.format],
    ['name', info.name],
    ['rule', info.rule],
    ['world', info.world],
    ['size', info.size.slice(0, info.dimensions).join(' x ')],
    ['population', info.population],
    [
      'states',
      Object.entries(info.counts)
        .map(([state, count]) => `${state}: ${count}`)
        .join(', '),
    ],
    ['generation', info.generation],
    ...info.comments.map((line): [string, unknown] => ['comment', line]),
  ]
  return rows
    .filter(([, value]) => value !== null && value !== '')
    .map(([label, value]) => `${label.padEnd(11)}${value}\n`)
    .join('')
}

/** `thunderline pattern convert`: one pattern format to another. */
import { basename } from 'node:path'
import { FORMAT_ENDINGS, formatOfFileName } from '../formats/format-names.ts'
import { readPattern } from '../formats/read-pattern.ts'
import { writePattern } from '../formats/write-pattern.ts'
import { readFileBounded, writeFileWhole } from '../node/files.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { Command, CommandInput, CommandResult } from './command.ts'
import { UsageError } from './errors.ts'

export const patternConvertCommand: Command = {
  name: 'pattern convert',
  summary: 'Write a pattern in another format.',
  args: ['IN', 'OUT'],
  options: {
    rule: { type: 'string', value: 'RULE', help: 'the rule to write; overrides the file' },
  },
  notes: `OUT names the format by its ending: ${FORMAT_ENDINGS.join(' ')}, each also with .gz.`,
  run,
}

async function run({ args, text }: CommandInput): Promise<CommandResult> {
  const [from, to] = args as [string, string]
  const target = formatOfFileName(to)
  if (target === undefined) {
    throw new UsageError({
      command: 'pattern convert',
      problem: `${to} has none of the endings that name a format: ${FORMAT_ENDINGS.join(' ')}`,
    })
  }
  const pattern = await readPattern(await readFileBounded(from), { fileName: basename(from) })
  const parsed = text.rule === undefined ? undefined : parseRule(text.rule)
  const source =
    parsed === undefined ? pattern : { ...pattern, rule: parsed.rule, world: parsed.world }
  const bytes = await writePattern(source, target.format, { gzip: target.gzip })
  await writeFileWhole(to, bytes)
  const population = pattern.cells.states.length
  return {
    exitCode: 0,
    json: { from: pattern.format, to: target.format, file: to, population, bytes: bytes.length },
    text: `${to}: ${population} cells as ${target.format}, ${bytes.length} bytes\n`,
  }
}

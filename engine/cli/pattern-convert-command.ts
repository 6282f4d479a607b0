/** `thunderline pattern convert`: one pattern format to another. */
import { basename } from 'node:path'
import { emptyCellList } from '../formats/cell-list.ts'
import { detectFormat } from '../formats/detect-format.ts'
import { FORMAT_ENDINGS, formatOfFileName } from '../formats/format-names.ts'
import { sumCounts } from '../formats/macrocell-facts.ts'
import { openFile } from '../formats/open-file.ts'
import type { Pattern } from '../formats/pattern.ts'
import type { PatternSource } from '../formats/pattern-source.ts'
import { type Macrocell, parseMacrocell, whyTooLarge } from '../formats/read-macrocell.ts'
import { readFormat } from '../formats/read-pattern.ts'
import { rewriteMacrocell } from '../formats/rewrite-macrocell.ts'
import { writePattern } from '../formats/write-pattern.ts'
import { readFileBounded, writeFileWhole } from '../node/files.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { Command, CommandInput, CommandResult } from './command.ts'
import { UsageError } from './errors.ts'
import { toJsonNumber } from './json-number.ts'

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
  const parsed = text.rule === undefined ? undefined : parseRule(text.rule)
  const named = parsed && { rule: parsed.rule, world: parsed.world }
  const content = await openFile(await readFileBounded(from))
  const format = detectFormat(content, basename(from))
  const isTree = format === 'macrocell' && target.format === 'macrocell'
  const huge = isTree ? readHugeMacrocell(content) : undefined
  const { bytes, population } =
    huge === undefined
      ? await convertCells(readFormat(format, content), named, target)
      : await convertTree(huge, named, target)
  await writeFileWhole(to, bytes)
  const shown = toJsonNumber(population)
  return {
    exitCode: 0,
    json: { from: format, to: target.format, file: to, population: shown, bytes: bytes.length },
    text: `${to}: ${population} cells as ${target.format}, ${bytes.length} bytes\n`,
  }
}

type Target = NonNullable<ReturnType<typeof formatOfFileName>>
type NamedRule = Pick<PatternSource, 'rule' | 'world'> | undefined

/** A macrocell that cannot be laid out, as its tree; undefined for any other. */
function readHugeMacrocell(content: Uint8Array): Macrocell | undefined {
  const macrocell = parseMacrocell(content)
  return whyTooLarge(macrocell) === undefined ? undefined : macrocell
}

async function convertCells(pattern: Pattern, named: NamedRule, { format, gzip }: Target) {
  const bytes = await writePattern({ ...pattern, ...named }, format, { gzip })
  return { bytes, population: BigInt(pattern.cells.states.length) }
}

async function convertTree(macrocell: Macrocell, named: NamedRule, { gzip }: Target) {
  const { name, comments, ruleText, world, generation, counts } = macrocell
  const facts = { name, comments, ruleText, world, generation, ...named }
  const noCells = { cells: emptyCellList(), size: { x: 1, y: 1, z: 1 }, dimensions: 2 } as const
  const bytes = await rewriteMacrocell(macrocell, { ...facts, ...noCells }, { gzip })
  return { bytes, population: sumCounts(counts) }
}

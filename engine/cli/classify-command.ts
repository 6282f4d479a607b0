/** `thunderline classify`: what a rule does, from an ensemble of seeded beginnings, with a report to look at. */
import { dirname, join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { isUnbounded } from '../lattice/size.ts'
import { parseSeed } from '../math/seed.ts'
import {
  assertWritable,
  createFolderReader,
  makeFolder,
  readFileBounded,
  writeFileWhole,
} from '../node/files.ts'
import { unmeasuredOptions } from '../node/member-task.ts'
import { renderPng } from '../node/render-png.ts'
import { hasTaskThreads, TaskPool } from '../node/task-pool.ts'
import { buildReport } from '../qa/classify/build-report.ts'
import { classifyRule } from '../qa/classify/classify-rule.ts'
import {
  describeClassification,
  formatClassification,
} from '../qa/classify/describe-classification.ts'
import { defaultSize, planEnsemble } from '../qa/classify/ensemble-plan.ts'
import { writeReportHtml } from '../qa/classify/report-html.ts'
import { drawReportSheet } from '../qa/classify/report-sheet.ts'
import { captureShowcase } from '../qa/classify/showcase.ts'
import { cutRuleText } from '../rules/cut-rule-text.ts'
import { labelRule } from '../rules/label-rule.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { optimizeProgram } from '../rules/program/optimize-program.ts'
import { hashProgram } from '../rules/program/serialize-program.ts'
import { MAX_DOCUMENT_BYTES } from '../scenario/parse-document.ts'
import type { Run, RunOverrides } from '../scenario/run.ts'
import { measureMember } from '../simulation/classify/measure-member.ts'
import type { MemberPlan } from '../simulation/classify/member-plan.ts'
import type { MemberReport } from '../simulation/classify/member-report.ts'
import { buildTemplate, type ClassifySource } from '../simulation/classify/member-task.ts'
import type { Command, CommandInput, CommandResult, Io } from './command.ts'
import { UsageError } from './errors.ts'
import { isScenarioName } from './open-run.ts'
import { parseCount } from './parse-arguments.ts'
import { Progress } from './progress.ts'
import { readRuleText } from './read-rule-text.ts'
import { parseTaskThreads, taskThreadsOption } from './threads-option.ts'

/** Counts that options take; what is too much work is refused where the ensemble is planned. */
const ANY_COUNT = [1, Number.MAX_SAFE_INTEGER] as const

export const classifyCommand: Command = {
  name: 'classify',
  summary: 'Tell what a rule does (dies, freezes, cycles, chaotic, complex), from many beginnings.',
  args: ['RULE'],
  options: {
    size: {
      type: 'string',
      value: 'X,Y,Z',
      help: 'the world; by default 293, 131,131 or 37,37,37',
    },
    topology: { type: 'string', value: 'NAME', help: 'torus (the default) or box' },
    soups: {
      type: 'string',
      value: 'N',
      help: 'beginnings: four fifths soups, a fifth patches; 25',
    },
    density: {
      type: 'string',
      value: '51,128',
      help: 'densities of the soups, of 256; by default 20,51,90,128,192',
    },
    ticks: { type: 'string', value: 'N', help: 'of each; by default 1200, 800 or 400' },
    seed: { type: 'string', value: 'U64', help: 'of the ensemble; 0' },
    ...taskThreadsOption,
    out: {
      type: 'string',
      value: 'FILE',
      help: 'write a report: .html, .png, or a folder for both and the numbers',
    },
    theme: { type: 'string', value: 'NAME', help: 'dark (the default) or light, of a .png' },
  },
  notes:
    'RULE is any notation, a .rule file, a .js file with a function, or a scenario file: then its rule and its\n' +
    'world are taken, and in a living world its beginning under seeds of ours. The verdict, the measures and the\n' +
    'report depend on the options alone, and on neither back end nor threads. docs/classification.md tells\n' +
    'what is measured, the thresholds with their sources, and how often published classes are met.',
  run,
}

async function run(input: CommandInput, io: Io): Promise<CommandResult> {
  const { text } = input
  const outputs = await planOutputs(text.out)
  const theme = parseTheme(text.theme)
  const path = input.args[0]!
  const { source, template } = await openTemplate(await readSource(path, text), path)
  const plan = planEnsemble(template, {
    soups:
      text.soups === undefined ? undefined : parseCount('classify', 'soups', text.soups, ANY_COUNT),
    ticks:
      text.ticks === undefined ? undefined : parseCount('classify', 'ticks', text.ticks, ANY_COUNT),
    densities: text.density === undefined ? undefined : parseDensities(text.density),
    seed: parseSeed(text.seed ?? '0'),
  })
  const options = unmeasuredOptions(template)
  const threads = parseTaskThreads('classify', text)
  const startedAtMs = io.now()
  const progress = new Progress(io, plan.soups.length + plan.patches.length, 'beginnings')
  // One thread has nothing that this one has not.
  const isAlone = threads < 2 || !hasTaskThreads()
  const pool = isAlone ? undefined : createPool(threads, source, path)
  const classification = await classifyRule(template, plan, {
    measure: pool
      ? (member) => pool.run(member)
      : inTurn((member) => measureMember(template, member, options)),
    onProgress: (done) => progress.update(done),
  }).finally(() => pool?.close())
  progress.finish()
  const command = describeCommand(path, text)
  if (outputs.length > 0) {
    const ruleHash = await hashProgram(optimizeProgram(template.rule.program))
    const showcase = await captureShowcase(classification, options)
    const origin = { command, version: manifest.version, ruleHash }
    const report = buildReport(classification, showcase, origin)
    for (const { path: file, kind } of outputs) {
      const bytes =
        kind === 'html'
          ? new TextEncoder().encode(writeReportHtml(report))
          : kind === 'json'
            ? new TextEncoder().encode(
                `${JSON.stringify(describeClassification(classification), null, 2)}\n`,
              )
            : await renderPng(drawReportSheet(report, theme))
      await writeFileWhole(file, bytes)
      io.err(`${file}: written, ${bytes.length} bytes\n`)
    }
  }
  const seconds = ((io.now() - startedAtMs) / 1000).toFixed(1)
  io.err(
    `${classification.soups.length + classification.patches.length + classification.searches.length} beginnings in ${seconds} s\n`,
  )
  return {
    exitCode: 0,
    json: describeClassification(classification),
    text: formatClassification(classification, await labelRule(template.rule)),
  }
}

function createPool(threads: number, source: ClassifySource, path: string) {
  const setup = { kind: 'member', source: { source, folder: dirname(path) } } as const
  return new TaskPool<MemberPlan, MemberReport>(setup, { threads })
}

interface Output {
  readonly path: string
  readonly kind: 'html' | 'png' | 'json'
}

/**
 * What to write where, checked before the work is done.
 *
 * @throws {FileAccessError} where it could not be written.
 */
async function planOutputs(out: string | undefined): Promise<readonly Output[]> {
  if (out === undefined) return []
  const ending = /\.(html|png|json)$/i.exec(out)?.[1]?.toLowerCase() as Output['kind'] | undefined
  if (ending !== undefined) {
    await assertWritable(out)
    return [{ path: out, kind: ending }]
  }
  await makeFolder(out)
  return (['html', 'png', 'json'] as const).map((kind) => ({
    path: join(out, `report.${kind}`),
    kind,
  }))
}

async function readSource(path: string, text: CommandInput['text']): Promise<ClassifySource> {
  const names = ['size', 'topology'] as const
  const given: RunOverrides = Object.fromEntries(
    names.filter((name) => text[name] !== undefined).map((name) => [name, text[name]!]),
  )
  if (isScenarioName(path)) {
    const bytes = await readFileBounded(path, MAX_DOCUMENT_BYTES)
    return { kind: 'scenario', text: new TextDecoder().decode(bytes), overrides: given }
  }
  const rule = await readRuleText(path)
  const parsed = parseRule(rule)
  const size =
    given.size ?? (parsed.world === undefined ? defaultSize(parsed.rule.dimensions) : undefined)
  return { kind: 'rule', rule, overrides: size === undefined ? given : { ...given, size } }
}

interface Opened {
  readonly source: ClassifySource
  readonly template: Run
}

/** Builds the run; a plain scenario without a size has the default one of its rule. */
async function openTemplate(source: ClassifySource, path: string): Promise<Opened> {
  const readFile = createFolderReader(dirname(path))
  const template = await buildTemplate(source, readFile)
  const { living, size, rule } = template
  if (source.kind === 'rule' || living !== undefined || !isUnbounded(size))
    return { source, template }
  const overrides = { ...source.overrides, size: defaultSize(rule.dimensions) }
  const sized = { ...source, overrides }
  return { source: sized, template: await buildTemplate(sized, readFile) }
}

/** @throws {UsageError} unless they are whole numbers from 1 to 255, at most sixteen. */
function parseDensities(text: string): number[] {
  const parts = text.split(',')
  if (parts.length > 16) {
    throw new UsageError({
      command: 'classify',
      problem: `--density takes at most 16 numbers, not ${parts.length}`,
    })
  }
  return parts.map((part) => parseCount('classify', 'density', part, [1, 255]))
}

function parseTheme(text: string | undefined): 'dark' | 'light' {
  if (text === undefined || text === 'dark' || text === 'light') return text ?? 'dark'
  throw new UsageError({
    command: 'classify',
    problem: `--theme takes dark or light, not ${JSON.stringify(text)}`,
  })
}

/** The command that gives the same report again, without what it writes. */
function describeCommand(path: string, text: CommandInput['text']): string {
  const quote = (word: string) =>
    /^[\w.,:/@%+=-]+$/.test(word) ? word : `'${cutRuleText(word).replaceAll("'", "'\\''")}'`
  const names = ['size', 'topology', 'soups', 'density', 'ticks', 'seed']
  const options = names.flatMap((name) =>
    text[name] === undefined ? [] : [`--${name} ${quote(text[name])}`],
  )
  return ['thunderline classify', quote(path), ...options].join(' ')
}

/** Lets one member after another be measured. */
function inTurn<I, O>(measure: (input: I) => Promise<O>): (input: I) => Promise<O> {
  let before: Promise<unknown> = Promise.resolve()
  return (input) => {
    const next = before.then(() => measure(input))
    before = next.catch(() => {})
    return next
  }
}

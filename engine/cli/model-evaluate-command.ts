/** `thunderline model evaluate`: what a saved model is worth on the data of its study, and whether that is what was told of it. */
import { basename, dirname } from 'node:path'
import { measureBaselines } from '../learning/baselines/baselines.ts'
import { makeTask } from '../learning/data/make-task.ts'
import { ModelFileError } from '../learning/errors.ts'
import type { Model } from '../learning/heads/model.ts'
import { readLearnedRule } from '../learning/learned-rule.ts'
import { loadModel } from '../learning/model-file.ts'
import { evaluateModel } from '../learning/train-trial.ts'
import { readFileBounded } from '../node/files.ts'
import { type OpenStudy, openStudy } from '../node/open-study.ts'
import { readDocument } from '../node/open-sweep.ts'
import { readRecord } from '../studies/study-record.ts'
import { MAX_TRIALS } from '../studies/study-schema.ts'
import type { Command, CommandInput, CommandResult } from './command.ts'
import { UsageError } from './errors.ts'
import { parseCount } from './parse-arguments.ts'

const NAME = 'model evaluate'

export const modelEvaluateCommand: Command = {
  name: NAME,
  summary: 'Tell what a saved model is worth on the data of its study, baselines beside it.',
  args: ['STUDY', 'MODEL'],
  options: {
    record: {
      type: 'string',
      value: 'FILE',
      help: 'the record of the study: whether each number is the one that was told, to the last bit',
    },
    trial: {
      type: 'string',
      value: 'N',
      help: 'the trial that the model is of; by its name, trial-N.model, when left out',
    },
  },
  notes:
    'MODEL is what "search --models" keeps, or the content of an artifact of a server. The data are made again\n' +
    'from the study. Of a rule of a plane with two states that was learned, the rule is printed. Exit 1: a\n' +
    'number is another than the record has.',
  run,
}

type Numbers = Readonly<Record<string, number>>

async function run({ args, text }: CommandInput): Promise<CommandResult> {
  const [file, path] = args as [string, string]
  const opened = await openStudy(await readDocument(file), dirname(file), { allowsCommands: true })
  const { maker } = opened
  if (maker.kind !== 'training') throw misused(`${file} trains no models`)
  const told =
    text.record === undefined ? undefined : await readTold(text.record, opened, trialOf(path, text))
  const model = loadModel(await readFileBounded(path))
  const task = makeTask(maker.plan.spec.task)
  if (JSON.stringify(model.shape) !== JSON.stringify(task.shape)) {
    throw new ModelFileError({ problem: `it is of other data than those of ${basename(file)}` })
  }
  const values: Numbers = { ...evaluateModel(model, task), ...measureBaselines(task) }
  const differing = told && Object.keys(values).filter((name) => values[name] !== told[name])
  const { task: of } = maker.plan.spec
  const rule = of.name === 'lattice' ? readLearnedRule(model) : undefined
  return {
    exitCode: differing !== undefined && differing.length > 0 ? 1 : 0,
    json: {
      model: path,
      head: model.settings,
      task: of,
      values,
      rule: rule ?? null,
      recorded: told ?? null,
      differing: differing ?? null,
    },
    text: formatModel(path, model, values, { rule, told, differing, record: text.record }),
  }
}

const misused = (problem: string) => new UsageError({ command: NAME, problem })

/** The trial that a model is of, as was said or by its file's name. */
function trialOf(path: string, { trial }: CommandInput['text']): number {
  const words = trial ?? /^trial-(\d{1,9})\.model$/.exec(basename(path))?.[1]
  if (words === undefined) throw misused(`of which trial ${basename(path)} is, --trial says`)
  return parseCount(NAME, 'trial', words, [0, MAX_TRIALS])
}

/** What a record tells of a trial that is complete. */
async function readTold(path: string, { id }: OpenStudy, trial: number): Promise<Numbers> {
  const { entries } = readRecord(await readFileBounded(path))
  const [first] = entries
  if (first?.kind !== 'study' || first.id !== id) throw misused(`${path} is of another study`)
  for (const entry of entries) {
    if (entry.kind !== 'tell' || entry.trial !== trial) continue
    if ('values' in entry.result) return entry.result.measured ?? {}
  }
  throw misused(`${path} has no complete trial ${trial}`)
}

interface Findings {
  readonly rule: string | undefined
  readonly told: Numbers | undefined
  readonly differing: readonly string[] | undefined
  readonly record: string | undefined
}

function formatModel(
  path: string,
  { settings: { name, ...settings } }: Model,
  values: Numbers,
  { rule, told, differing, record }: Findings,
): string {
  const said = Object.entries(settings).map(([setting, value]) => `${setting} ${value}`)
  const width = 2 + Math.max(...Object.keys(values).map((value) => value.length))
  const rows = Object.entries(values).map(([value, number]) => {
    const isOther = differing?.includes(value) === true
    return `${value.padEnd(width)}${number}${isOther ? `, and was told as ${told![value]}` : ''}`
  })
  const verdict =
    differing === undefined
      ? []
      : [
          differing.length === 0
            ? `all as ${record} has it, to the last bit`
            : `${differing.length} of ${rows.length} are other than ${record} has them`,
        ]
  return [
    `${path}: ${name}, ${said.join(', ')}`,
    ...rows,
    ...(rule === undefined ? [] : [`rule              ${rule}`]),
    ...verdict,
    '',
  ].join('\n')
}

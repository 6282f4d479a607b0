/** `thunderline search`: a study of a scenario's parameters, or of a program's, for several objectives at once. */
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { assertWritable, makeFolder, readFileBounded, writeFileWhole } from '../node/files.ts'
import { createLocalEvaluator } from '../node/local-evaluator.ts'
import { openBundle } from '../node/mount-study.ts'
import { type OpenStudy, openStudy } from '../node/open-study.ts'
import { readDocument } from '../node/open-sweep.ts'
import { runStudyInNode, type StudyOutcome } from '../node/run-study.ts'
import { readOptunaJournal } from '../search/optuna/read-journal.ts'
import { writeOptunaJournal } from '../search/optuna/write-journal.ts'
import { ENGINE_VERSION } from '../simulation/replay/engine-version.ts'
import { giveTrials } from '../studies/give-trials.ts'
import { readTimes } from '../studies/record-times.ts'
import { writeStudyHtml } from '../studies/report/study-html.ts'
import { splitBundle } from '../studies/study-bundle.ts'
import type { StudyPlan } from '../studies/study-plan.ts'
import { type GivenTrial, readRecord } from '../studies/study-record.ts'
import { MAX_TRIALS, MAX_WORKERS } from '../studies/study-schema.ts'
import { summarizeStudy } from '../studies/study-summary.ts'
import type { Command, CommandInput, CommandResult, Io } from './command.ts'
import { UsageError } from './errors.ts'
import { parseCount } from './parse-arguments.ts'
import { printableText } from './printable-text.ts'
import { Progress } from './progress.ts'
import { describeSearch, formatEnd, formatSearch, noteOnProgress } from './search-report.ts'

export const searchCommand: Command = {
  name: 'search',
  summary: 'Search values of parameters for several objectives at once, and keep the record.',
  args: ['STUDY'],
  options: {
    resume: { type: 'boolean', help: 'go on with the record that is there' },
    workers: {
      type: 'string',
      value: 'N',
      help: 'trials at a time; 0: none but this, for a debugger',
    },
    trials: {
      type: 'string',
      value: 'N',
      help: 'how many in all, in place of what the study says',
    },
    out: {
      type: 'string',
      value: 'FILE',
      help: 'the record; beside the study, STUDY.trials.jsonl, when left out',
    },
    report: {
      type: 'string',
      value: 'FILE',
      help: 'write a page with the front, charts and tables',
    },
    import: {
      type: 'string',
      value: 'FILE',
      help: "begin with the trials of a journal of Optuna's",
    },
    optuna: { type: 'string', value: 'FILE', help: "write all trials as a journal of Optuna's" },
    models: { type: 'string', value: 'FOLDER', help: 'keep the model of each training' },
  },
  notes:
    'STUDY is a file, .yaml or .json. Each trial is on the disk before it counts: killed anywhere, --resume\n' +
    'goes on, and ends with the same trials. Ctrl-C ends after what can be told. Exit 0: the budget is spent.\n' +
    'Exit 1: the study was interrupted, has failed too often, or no trial is feasible. Exit 2: the study or\n' +
    'its record cannot be read. docs/studies.md tells of files, programs and records.',
  run,
}

async function run({ args, text, flags }: CommandInput, io: Io): Promise<CommandResult> {
  const file = args[0]!
  const opened = await openFile(file)
  const { plan } = opened
  const out = text.out ?? `${file.replace(/\.(?:ya?ml|json)$/i, '')}.trials.jsonl`
  for (const path of [out, text.report, text.optuna])
    if (path !== undefined) await assertOwn(path, file)
  const trials = countOf('trials', text.trials, [1, MAX_TRIALS]) ?? plan.budget.trials
  const workers = countOf('workers', text.workers, [0, MAX_WORKERS]) ?? plan.workers
  const given = text.import === undefined ? undefined : await readGiven(text.import, plan)
  const resumes = flags.has('resume')
  const { models } = text
  if (models !== undefined) await prepareModels(models, plan)
  if (resumes && !(await isThere(out))) {
    io.err(printableText(`${out} is not there: the study begins with its first trial.\n`))
  }
  const outcome = await lead(opened, { out, trials, workers, resumes, given, models }, io)
  const summary = summarizeStudy(plan, outcome.study)
  const trialWords = text.trials === undefined ? [] : ['--trials', text.trials]
  if (text.report !== undefined) {
    const command = `thunderline search ${[file, ...trialWords].join(' ')}`
    const page = writeStudyHtml(plan, outcome.study, summary, {
      id: opened.id,
      command,
      version: ENGINE_VERSION,
    })
    await writeFileWhole(text.report, new TextEncoder().encode(page))
  }
  if (text.optuna !== undefined) await exportJournal(text.optuna, plan.title, outcome, out)
  const { end } = outcome
  if (end.kind !== 'spent') {
    const words = [file, ...(text.out === undefined ? [] : ['--out', text.out]), ...trialWords]
    io.err(printableText(`${formatEnd(end, outcome.study, words)}\n`))
  }
  const isGood = end.kind === 'spent' && end.what !== 'failures' && summary.best.length > 0
  return {
    exitCode: isGood ? 0 : 1,
    json: describeSearch(opened, outcome, summary, out),
    text: formatSearch(plan, outcome, summary, out),
  }
}

/** A study beside its files, or one that has them with it, as servers give it back. */
async function openFile(file: string): Promise<OpenStudy> {
  const bundle = splitBundle(await readDocument(file, 'study'))
  if (Object.keys(bundle.files).length > 0) return await openBundle(bundle)
  return await openStudy(bundle.document, dirname(file), { allowsCommands: true })
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Makes the folder where models are kept. */
async function prepareModels(folder: string, { objective }: StudyPlan): Promise<void> {
  if (objective.kind !== 'training') {
    throw new UsageError({ command: 'search', problem: '--models is of studies that train' })
  }
  await makeFolder(folder)
}

/** Trials of another study, whatever proposed them. */
async function readGiven(path: string, plan: StudyPlan): Promise<readonly GivenTrial[]> {
  const text = new TextDecoder().decode(await readFileBounded(path))
  const { sampler, seed } = plan
  return giveTrials(plan, readOptunaJournal(text, { sampler, seed }).study)
}

/** The times of trials are those of the record. */
async function exportJournal(
  path: string,
  name: string,
  { study }: StudyOutcome,
  record: string,
): Promise<void> {
  const { entries } = readRecord(await readFileBounded(record))
  const journal = writeOptunaJournal(study, { name, timesOf: readTimes(entries) })
  await writeFileWhole(path, new TextEncoder().encode(journal))
}

interface Wishes {
  readonly out: string
  readonly trials: number
  readonly workers: number
  readonly resumes: boolean
  readonly given: readonly GivenTrial[] | undefined
  readonly models: string | undefined
}

async function lead(
  opened: OpenStudy,
  { out, trials, workers, resumes, given, models }: Wishes,
  io: Io,
): Promise<StudyOutcome> {
  const stop = new AbortController()
  const takeBack = io.onInterrupt?.((signal) => stop.abort(signal))
  let progress: Progress | undefined
  try {
    return await runStudyInNode(opened, {
      out,
      resumes,
      given,
      workers,
      budget: { ...opened.plan.budget, trials },
      createEvaluator: (...of) => createLocalEvaluator(...of, models),
      now: () => Date.now(),
      signal: stop.signal,
      onProgress(study) {
        const done = study.trials.filter(({ state }) => state !== 'running').length
        progress ??= new Progress(io, trials, 'trials', done)
        progress.update(done, () => noteOnProgress(study))
      },
    })
  } finally {
    progress?.finish()
    takeBack?.()
  }
}

const countOf = (option: string, value: string | undefined, range: readonly [number, number]) =>
  value === undefined ? undefined : parseCount('search', option, value, range)

/** The study itself is not written over. */
async function assertOwn(path: string, study: string): Promise<void> {
  if (path === study) {
    throw new UsageError({ command: 'search', problem: `${path} is the study itself` })
  }
  await assertWritable(path)
}

/** A study as a page: the front, how it was come by, and how to have it again. Equal studies, equal bytes. */

import type { ReportFact } from '../../qa/page/page-parts.ts'
import {
  writeCharts,
  writeFacts,
  writePage,
  writeSources,
  writeTable,
} from '../../qa/page/report-page.ts'
import { formatNumber, formatShare } from '../../qa/plot/format-number.ts'
import { escapeText } from '../../qa/plot/svg.ts'
import type { Study } from '../../search/study.ts'
import type { StudyPlan } from '../study-plan.ts'
import type { StudySummary } from '../study-summary.ts'
import { buildStudyCharts } from './study-charts.ts'
import { buildStudyTables } from './study-tables.ts'

/** What a reader needs to have the same study again. */
export interface StudyOrigin {
  /** The hash of all that decides its trials. */
  readonly id: string
  /** As it would be typed. */
  readonly command: string
  readonly version: string
}

/** In pixels; two lie side by side. */
const CHART = Object.freeze({ width: 604, height: 300 })

/** Writes it. */
export function writeStudyHtml(
  plan: StudyPlan,
  study: Study,
  summary: StudySummary,
  origin: StudyOrigin,
): string {
  const { title, about, objectives } = plan
  const kicker = `A search for ${objectives.map(({ name, direction }) => `${direction === 'minimize' ? 'little' : 'much'} ${name}`).join(', ')}`
  const main = [
    '<header>',
    `<p class="kicker">${escapeText(kicker)}</p>`,
    `<h1>${escapeText(title)}</h1>`,
    ...(about === undefined ? [] : [`<p class="meaning">${escapeText(about)}</p>`]),
    `<p class="about">${escapeText(describeTrials(summary))}</p>`,
    '</header>',
    writeFacts(buildFacts(plan, summary)),
    writeCharts(buildStudyCharts(plan, study, summary), CHART),
    ...buildStudyTables(plan, study, summary).map(writeTable),
    writeSources(listSources(plan, origin)),
  ]
  return writePage(`${title}: a study`, main.join('\n'))
}

function describeTrials({ counts, infeasible }: StudySummary): string {
  const { complete, pruned, failed, running } = counts
  return [
    `${complete + pruned + failed} trials`,
    `${complete} complete`,
    `${infeasible} of them not feasible`,
    `${pruned} pruned`,
    `${failed} failed`,
    ...(running > 0 ? [`${running} not ended`] : []),
  ].join(' · ')
}

function buildFacts({ objectives }: StudyPlan, summary: StudySummary): ReportFact[] {
  const { best, knee, hypervolume, importance } = summary
  const [first, ...others] = objectives
  const isSingle = others.length === 0
  const [most] = importance
  return [
    isSingle
      ? {
          label: `Best ${first!.name}`,
          value: formatNumber(best[0]?.values?.[0]),
          note: best[0] === undefined ? 'no feasible trial' : `trial ${best[0].number}`,
        }
      : {
          label: 'On the front',
          value: String(best.length),
          note: 'no other trial is better in all objectives',
        },
    ...(isSingle
      ? []
      : [
          {
            label: 'Knee',
            value: knee === undefined ? '–' : `trial ${knee.number}`,
            note:
              knee === undefined ? 'the front has none' : knee.values!.map(formatNumber).join(', '),
          },
          {
            label: 'Hypervolume',
            value: formatNumber(hypervolume?.over.at(-1)?.volume),
            note:
              hypervolume === undefined
                ? 'not measured'
                : `up to ${hypervolume.reference.map(formatNumber).join(', ')}`,
          },
        ]),
    {
      label: 'Matters most',
      value: most === undefined || most.share === 0 ? '–' : most.name.slice(0, 14),
      note:
        most === undefined
          ? 'there are too few trials to tell'
          : most.share === 0
            ? 'no parameter alone'
            : `of ${importance.length}: ${formatShare(most.share)} of what each alone explains`,
    },
  ]
}

function listSources(plan: StudyPlan, { id, command, version }: StudyOrigin) {
  const { seed, sampler, pruner, repeat, workers, objective } = plan
  const isRepeated = repeat !== undefined || workers === 1
  return [
    { label: 'Command', text: command },
    { label: 'Study', text: id },
    { label: 'Seed', text: String(seed) },
    ...(objective.kind === 'automaton'
      ? [{ label: 'Run seeds', text: objective.seeds?.join(', ') ?? 'the seed of the scenario' }]
      : [{ label: 'Program', text: objective.run.join(' ') }]),
    { label: 'Sampler', text: JSON.stringify(sampler) },
    { label: 'Pruner', text: JSON.stringify(pruner) },
    {
      label: 'Repeats',
      text: isRepeated
        ? `trial by trial, with ${(repeat ?? 1) === 1 ? 'one worker' : `up to ${repeat} workers`}; values that are measured aside`
        : 'by its record: with several workers and no repeat, their pace decides what is proposed',
    },
    { label: 'Version', text: `thunderline ${version}` },
  ]
}

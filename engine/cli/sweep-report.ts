/** What a sweep on the command line tells, as a document and as text. */
import type { OpenSweep } from '../node/open-sweep.ts'
import type { SweepOutcome } from '../node/run-sweep.ts'
import type { SampleFacts } from '../simulation/sweep/summarize.ts'
import type { SweepTask } from '../simulation/sweep/sweep.ts'

/** Rows of tables that people read; the documents have them all. */
const SHOWN_ROWS = 40

/** Stands where there is no number, and where a point leaves a parameter as it is. */
const NOTHING = '-'

/** Numbers of the table that people read. */
const SHOWN_METRICS = 5

/** The document that `--json` prints. */
export function describeSweep(
  { sweep }: OpenSweep,
  { points, runs, resumed, failed, errors }: SweepOutcome,
  out: string | undefined,
) {
  return {
    sweep: sweep.title,
    parameters: sweep.parameters,
    runs,
    resumed,
    failed,
    out: out ?? null,
    points: points.map(({ values, probes, ...counts }) => ({
      parameters: values,
      ...counts,
      probes: probes.map(({ tick, metrics }) => ({ tick, metrics: describeMetrics(metrics) })),
    })),
    errors: errors.map(({ task, message }) => ({ ...describeTask(task), message })),
  }
}

function describeMetrics(metrics: Readonly<Record<string, SampleFacts>>) {
  const described = Object.entries(metrics).map(
    ([name, { sd, ...facts }]) => [name, { ...facts, sd: sd ?? null }] as const,
  )
  return Object.fromEntries(described)
}

function describeTask({ key, values, seed }: SweepTask) {
  return { point: key, parameters: values, seed: seed ?? null }
}

/** What `--dry-run --json` prints. */
export function describeDryRun({ sweep, tasks }: OpenSweep) {
  return { sweep: sweep.title, parameters: sweep.parameters, runs: tasks.map(describeTask) }
}

/** What `--dry-run` prints. */
export function formatDryRun({ sweep, tasks }: OpenSweep): string {
  const points = `${sweep.points.length} points`
  const lines = tasks.slice(0, SHOWN_ROWS).map(({ key, values, seed }) => {
    return [key, formatValues(values), seed === undefined ? '' : `seed ${seed}`]
      .join('  ')
      .trimEnd()
  })
  const left = tasks.length - lines.length
  const more = left > 0 ? [`and ${left} more, which --json lists`] : []
  return [`${sweep.title}: ${tasks.length} runs of ${points}`, ...lines, ...more, ''].join('\n')
}

const formatValues = (values: SweepTask['values']) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${formatValue(value)}`)
    .join(', ')

const formatValue = (value: unknown) =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

/** The table that people read: each point at its last tick. */
export function formatSweep({ sweep }: OpenSweep, outcome: SweepOutcome): string {
  const { points, runs, failed, errors } = outcome
  const lasts = points.map(({ probes }) => probes.at(-1))
  const names = [...new Set(lasts.flatMap((last) => Object.keys(last?.metrics ?? {})))].sort()
  // Shares and the like follow from what is shown; they are in the table.
  const plain = names.filter((name) => !name.includes('.') && name !== 'population')
  const shown = (plain.length > 0 ? plain : names).slice(0, SHOWN_METRICS)
  const rows = points
    .slice(0, SHOWN_ROWS)
    .map(({ values, runs: count, failed: bad }, i) => [
      ...sweep.parameters.map((name) => (name in values ? formatValue(values[name]) : NOTHING)),
      bad === 0 ? String(count) : `${count - bad} of ${count}`,
      lasts[i] === undefined ? 'failed' : String(lasts[i].tick),
      ...shown.map((name) => formatFacts(lasts[i]?.metrics[name])),
    ])
  const left = points.length - rows.length
  const ended = failed === 0 ? '' : `, ${failed} failed`
  return [
    `${sweep.title}: ${runs} runs of ${points.length} points${ended}`,
    ...layOut([[...sweep.parameters, 'runs', 'tick', ...shown], ...rows]),
    ...(left > 0 ? [`and ${left} points more, which --json has`] : []),
    ...formatErrors(errors),
    ...(failed > errors.length ? [`and ${failed - errors.length} runs more that failed`] : []),
    '',
  ].join('\n')
}

/** A line for each point and what went wrong there; seeds that it went wrong with stand together. */
function formatErrors(errors: SweepOutcome['errors']): string[] {
  const lines = new Map<string, { values: string; seeds: string[]; message: string }>()
  for (const { task, message } of errors) {
    const values = formatValues(task.values)
    const key = JSON.stringify([task.point, message])
    const line = lines.get(key) ?? { values, seeds: [], message }
    lines.set(key, line)
    if (task.seed !== undefined) line.seeds.push(task.seed)
  }
  return [...lines.values()].map(({ values, seeds, message }) => {
    const ofSeeds = `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`
    const where = [values, seeds.length === 0 ? '' : ofSeeds].filter((each) => each !== '')
    return `${where.join(', ')}: ${message}`
  })
}

/** The mean, and how far numbers are spread about it. */
function formatFacts(facts: SampleFacts | undefined): string {
  if (facts === undefined) return NOTHING
  const mean = formatNumber(facts.mean)
  return facts.sd === undefined ? mean : `${mean} ±${formatNumber(facts.sd)}`
}

const formatNumber = (value: number) => String(Number(value.toPrecision(4)))

function layOut(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => row.map((cell, i) => cell.padStart(widths[i]!)).join('  '))
}

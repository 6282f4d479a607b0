/** The checks of a study whose trials are automata: what is run, where parameters go, what is measured. */
import { hasAtMost } from '../scenario/bounded-values.ts'
import type { ScenarioFault } from '../scenario/errors.ts'
import type { FaultList } from '../scenario/fault-list.ts'
import { askForName } from '../scenario/nearest-name.ts'
import { SweepInvalidError } from '../simulation/sweep/errors.ts'
import { compileSweep } from '../simulation/sweep/parse-sweep.ts'
import type { Sweep, SweepBase } from '../simulation/sweep/sweep.ts'
import type { AutomatonDocument } from './automaton-schema.ts'
import {
  canMeasure,
  describeUnknownNumber,
  isOwnNumber,
  metricOfValue,
  OWN_NUMBERS,
} from './metric-of-value.ts'
import type { AutomatonPlan, ValuePlan } from './study-plan.ts'
import type { StudyDocument } from './study-schema.ts'
import { findTemplateFault, listTemplateNames, namesIn } from './template.ts'

/** Values that all templates together may hold. */
const MAX_TEMPLATE_VALUES = 100_000

/** Seeds of one trial. */
const MAX_SEEDS = 1000

/** The plan of it; undefined where there are faults, which are then in the list. */
export function compileAutomaton(
  study: StudyDocument,
  document: AutomatonDocument,
  faults: FaultList,
): AutomatonPlan | undefined {
  const names = study.space.map(({ name }) => name)
  const set = document.set ?? Object.fromEntries(names.map((name) => [name, `{${name}}`]))
  if (document.set === undefined) checkPlainNames(names, faults)
  else checkTemplates(study, document.set, faults)
  const sweep = checkSweep(document, set, faults)
  const { values, metrics } = listValues(study, document, sweep?.base, faults)
  if (sweep === undefined) return undefined
  const { seeds, settings, base, root, timeLimitSeconds } = sweep
  if ((seeds?.length ?? 0) > MAX_SEEDS) {
    faults.add(['objective', 'seeds'], `needs at most ${MAX_SEEDS} seeds`)
  }
  return {
    kind: 'automaton',
    root,
    base,
    set,
    seeds,
    settings: { ...settings, metrics: [...metrics] },
    timeLimitSeconds,
    values,
  }
}

/** Without templates, a name is a place, in which a brace would be none. */
function checkPlainNames(names: readonly string[], faults: FaultList): void {
  for (const [i, name] of names.entries()) {
    if (/[{}|*]/.test(name))
      faults.add(['space', i, 'name'], 'is the place of no value in a scenario')
  }
}

function checkTemplates(
  { space }: StudyDocument,
  set: Readonly<Record<string, unknown>>,
  faults: FaultList,
): void {
  const path = ['objective', 'set'] as const
  if (!hasAtMost(MAX_TEMPLATE_VALUES, set)) {
    faults.add(path, `needs at most ${MAX_TEMPLATE_VALUES} values in all`)
    return
  }
  const names = listTemplateNames(space.map(({ name }) => name))
  const used = new Set(space.flatMap((each) => each.if?.param ?? []))
  for (const [place, template] of Object.entries(set)) {
    const fault = findTemplateFault(template, names)
    if (fault !== undefined) faults.add([...path, place], fault)
    for (const name of namesIn(template, names)) used.add(name)
  }
  for (const [i, { name }] of space.entries()) {
    if (!used.has(name)) faults.add(['space', i, 'name'], 'is named nowhere in objective.set')
  }
}

/** What a sweep would say of the same scenario, seeds and probes. */
function checkSweep(
  { kind: _kind, set: _set, values: _values, ...document }: AutomatonDocument,
  set: Readonly<Record<string, unknown>>,
  faults: FaultList,
): Sweep | undefined {
  // Only whether these are given counts; what they become is told by each trial.
  const given = { rule: 'any', size: 'any', ticks: 0, seed: '0' }
  const point = Object.fromEntries(
    Object.entries(given).filter(([name]) => Object.hasOwn(set, name)),
  )
  try {
    return compileSweep({ version: 1, ...document, points: [point] })
  } catch (error) {
    if (!(error instanceof SweepInvalidError)) throw error
    for (const { field, problem } of error.details.faults) {
      faults.add(pathOf(field), problem.replace("the sweep's", "the study's"))
    }
    return undefined
  }
}

/** The path of a sweep's field in a study. */
function pathOf(field: ScenarioFault['field']): (string | number)[] {
  const parts = field.replaceAll(/\[(\d+)\]/g, '.$1').split('.')
  const steps = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  const isOfPoints = steps[0] === 'points' || steps[0] === 'parameters' || field === ''
  return ['objective', ...(isOfPoints ? ['set'] : steps)]
}

interface MeasuredValues {
  readonly values: readonly ValuePlan[]
  /** The metrics that give them, as `parseMetrics` takes them. */
  readonly metrics: ReadonlySet<string>
}

/** @param base what is varied; undefined where that is not known. */
function listValues(
  { objectives, constraints = [] }: StudyDocument,
  { values }: AutomatonDocument,
  base: SweepBase | undefined,
  faults: FaultList,
): MeasuredValues {
  const path = ['objective', 'values'] as const
  const measured = new Map([
    ...objectives.map((each) => [each.name, each.measured ?? false] as const),
    ...constraints.map(({ name }) => [name, true] as const),
  ])
  for (const name of measured.keys()) {
    if (Object.hasOwn(values, name)) continue
    const problem = `says nothing of ${JSON.stringify(name)}: what is measured for it?`
    faults.add(path, problem)
  }
  const unsaid = [...measured.keys()].filter((name) => !Object.hasOwn(values, name))
  const metrics = new Set<string>()
  const plans = Object.entries(values).map(([name, value]) => {
    const plan = typeof value === 'string' ? { of: value } : value
    const field = [...path, name, ...(typeof value === 'string' ? [] : ['of'])]
    if (!measured.has(name)) {
      const question = askForName(name, unsaid)
      faults.add([...path, name], `is no objective and no constraint${question}`)
    }
    const metric = faults.try(field, () => metricOf(plan.of) ?? 'none')
    if (metric !== undefined && metric !== 'none') metrics.add(metric)
    // What a file has is known when that is read.
    if (metric === 'none' && base?.kind === 'document' && !canMeasure(base.document, plan.of)) {
      faults.add(field, describeUnknownNumber(plan.of))
    }
    if (OWN_NUMBERS[plan.of]?.repeats === false && measured.get(name) === false) {
      faults.add(field, 'is never twice the same: its objective needs measured: true')
    }
    const { of, when = 'last', over = 'mean', target, missing } = plan
    return { name, of, when, over, target, missing }
  })
  return { values: plans, metrics }
}

const metricOf = (of: string) => (isOwnNumber(of) ? undefined : metricOfValue(of))

/** Langton's lambda: how much of a rule's table leads away from the state of rest. */
import type { Rule } from '../rules/rule.ts'
import type { MeasuredState } from './measured-state.ts'
import type { Metric, MetricValues } from './metric.ts'
import { shareOfTransitions } from './transition-share.ts'

export const LAMBDA: Metric = Object.freeze<Metric>({
  name: 'lambda',
  outputs: [
    {
      key: 'lambda',
      unit: '1',
      definition:
        "the share of a rule's transitions that do not lead to state 0, every configuration of a cell and its " +
        'neighborhood counted once; chances count for what they are. None for rules that see more than states',
    },
    {
      key: 'lambda.error',
      unit: '1',
      definition:
        'the standard error of it where a table is too large to be gone through, and up to 65,536 of its configurations were ' +
        'drawn; else 0',
    },
  ],
  source: 'C. G. Langton, Computation at the edge of chaos, Physica D 42 (1990)',
  needs: ['rule'],
  measure: ({ rule }: MeasuredState) => (rule === undefined ? {} : lambdaOf(rule)),
})

/** Rules live as long as runs, and are asked about at every probe. */
const known = new WeakMap<Rule, MetricValues>()

function lambdaOf(rule: Rule): MetricValues {
  const found = known.get(rule)
  if (found !== undefined) return found
  const measured = shareOfTransitions(rule.program)
  const values =
    measured === undefined ? {} : { lambda: measured.share, 'lambda.error': measured.error }
  known.set(rule, values)
  return values
}

/** Which of the numbers that were measured a chart shows. */
import type { MetricOffer } from '../../../engine/protocol/measure-api.ts'
import type { ChosenMetric } from '../../state/chosen-metrics.ts'

/** Lines in one chart; more cannot be told apart. */
export const MAX_LINES = 8

/** Parts of a key that stand for something: a parameter, or a name of the world. */
const PLACEHOLDER = /[A-Z]{2,}/g

/** The metric that a spec asks for, and its parameter; empty where it takes none. */
export function splitSpec(spec: string): { readonly name: string; readonly parameter: string } {
  const [name = '', parameter = ''] = spec.split(':', 2)
  return { name, parameter }
}

/** What a chart is called: the output's key with the parameter in its place. */
export function titleOf({ spec, output }: ChosenMetric): string {
  const { parameter } = splitSpec(spec)
  let isFirst = parameter !== ''
  return output.replace(PLACEHOLDER, (part) => {
    if (!isFirst) return part.toLowerCase()
    isFirst = false
    return parameter
  })
}

/** The names, among those that were measured, that a chart draws: at most `MAX_LINES`, in their order. */
export function namesOf(chosen: ChosenMetric, measured: readonly string[]): readonly string[] {
  const pattern = patternOf(chosen)
  return measured.filter((name) => pattern.test(name)).slice(0, MAX_LINES)
}

/** What stands in a name for the part that the key leaves open; the whole name where it leaves none. */
export function labelOf(chosen: ChosenMetric, name: string): string {
  return patternOf(chosen).exec(name)?.[1] ?? name
}

/** The first output of a metric, which is drawn unless somebody asks for another. */
export const firstOutputOf = ({ outputs }: MetricOffer): string => outputs[0]?.key ?? ''

function patternOf({ spec, output }: ChosenMetric): RegExp {
  const { parameter } = splitSpec(spec)
  let isFirst = parameter !== ''
  const parts = output.split(/([A-Z]{2,})/).map((part) => {
    if (!/^[A-Z]{2,}$/.test(part)) return escapePattern(part)
    if (!isFirst) return '(.+)'
    isFirst = false
    return escapePattern(parameter)
  })
  return new RegExp(`^${parts.join('')}$`)
}

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

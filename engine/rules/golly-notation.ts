/** Rules in the words of Golly, for files that Golly shall read. */
import { formatCounts } from './count-ranges.ts'
import { neighborhoods3d } from './neighborhoods-3d.ts'
import type { Rule } from './rule.ts'

/** Tells whether a cell without a live neighbor is born. */
function isBornFromNothing({ transition }: Rule): boolean {
  switch (transition.kind) {
    case 'outer-totalistic':
      return transition.birth[0] === 1
    case 'configuration':
      return transition.live[0] === 1
    case 'totalistic':
      return transition.next[0] !== 0
    default:
      throw new Error(`unknown transition ${transition satisfies never}`)
  }
}

/**
 * The rule as Golly's own algorithms read it, without topology; undefined where none can: odd
 * elementary rules, Generations with birth from nothing, totalistic codes and everything
 * three-dimensional or by a list of offsets. A Larger than Life rule with birth from nothing needs a topology there.
 */
export function formatGollyRule(rule: Rule): string | undefined {
  switch (rule.family) {
    case 'generations':
    case 'elementary':
      return isBornFromNothing(rule) ? undefined : rule.canonical
    case 'life-like':
    case 'isotropic':
    case 'map':
    case 'larger-than-life':
      return rule.canonical
    case 'totalistic':
    case 'life-3d':
    case 'offsets':
      return undefined
    default:
      throw new Error(`unknown family ${rule.family satisfies never}`)
  }
}

/** The rule as Golly's 3D script reads it, `3D4,5/5`; undefined when it cannot. */
export function formatGolly3dRule(rule: Rule): string | undefined {
  const { transition, neighborhood } = rule
  // Golly has no birth from nothing in three dimensions either.
  if (rule.family !== 'life-3d' || rule.states !== 2 || isBornFromNothing(rule)) return undefined
  if (transition.kind !== 'outer-totalistic' || neighborhood.kind !== 'named') return undefined
  const letter = neighborhoods3d.find(({ name }) => name === neighborhood.name)?.gollyLetters[0]
  if (letter === undefined) return undefined
  const survival = formatCounts(transition.survival, '..')
  return `3D${survival}/${formatCounts(transition.birth, '..')}${letter}`
}

/** Rules in the words of Golly, for files that Golly shall read. */
import { formatCounts } from './count-ranges.ts'
import { neighborhoods3d } from './neighborhoods-3d.ts'
import type { Rule } from './rule.ts'

/**
 * The rule as Golly's own algorithms read it, without topology; undefined where none can: odd
 * elementary rules, totalistic codes and everything three-dimensional.
 */
export function formatGollyRule(rule: Rule): string | undefined {
  switch (rule.family) {
    case 'life-like':
    case 'generations':
    case 'isotropic':
    case 'map':
    case 'larger-than-life':
      return rule.canonical
    case 'elementary':
      return Number(rule.canonical.slice(1)) % 2 === 0 ? rule.canonical : undefined
    case 'totalistic':
    case 'life-3d':
      return undefined
    default:
      throw new Error(`unknown family ${rule.family satisfies never}`)
  }
}

/** The rule as Golly's 3D script reads it, `3D4,5/5`; undefined when it cannot. */
export function formatGolly3dRule(rule: Rule): string | undefined {
  const { transition, neighborhood } = rule
  if (rule.family !== 'life-3d' || rule.states !== 2) return undefined
  if (transition.kind !== 'outer-totalistic' || neighborhood.kind !== 'named') return undefined
  const letter = neighborhoods3d.find(({ name }) => name === neighborhood.name)?.gollyLetters[0]
  // Golly has no birth from nothing in three dimensions.
  if (letter === undefined || transition.birth[0] === 1) return undefined
  const survival = formatCounts(transition.survival, '..')
  return `3D${survival}/${formatCounts(transition.birth, '..')}${letter}`
}

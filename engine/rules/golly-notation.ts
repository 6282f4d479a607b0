/** Rules in the words of Golly, for files that Golly shall read. */
import { formatCounts } from './count-ranges.ts'
import { neighborhoods3d } from './neighborhoods-3d.ts'
import type { NextRow } from './program/program-form.ts'
import { nextOfQuiescent } from './program/quiescent.ts'
import { recognizeForm } from './program/recognize-form.ts'
import type { Rule } from './rule.ts'
import { knownRuleFiles } from './rule-file/known-rule-files.ts'
import { parseRuleFile } from './rule-file/rule-file.ts'

/** Tells whether a cell without a live neighbor is born. */
function isBornFromNothing({ program }: Rule): boolean {
  return nextOfQuiescent(program, 0) !== 0
}

/** The name of a rule file that is known here and says this rule: Golly has it by that name, too. */
function fileNameOf({ name, canonical }: Rule): string | undefined {
  const text = name === undefined ? undefined : knownRuleFiles.get(name)
  return text !== undefined && parseRuleFile(text).canonical === canonical ? name : undefined
}

/**
 * The rule as Golly's own algorithms read it, without topology; undefined where none can: odd
 * elementary rules, Generations with birth from nothing, totalistic codes, rule files that are not
 * known by name and everything three-dimensional or by a list of offsets. A Larger than Life rule
 * with birth from nothing needs a topology there.
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
    case 'rule-file':
      return fileNameOf(rule)
    case 'totalistic':
    case 'life-3d':
    case 'offsets':
    case 'blocks':
    case 'extended-range':
    case 'stochastic':
    case 'lenia':
    case 'custom':
      return undefined
    default:
      throw new Error(`unknown family ${rule.family satisfies never}`)
  }
}

/** The rule as Golly's 3D script reads it, `3D4,5/5`; undefined when it cannot. */
export function formatGolly3dRule(rule: Rule): string | undefined {
  // Golly has no birth from nothing in three dimensions either.
  if (rule.family !== 'life-3d' || rule.states !== 2 || isBornFromNothing(rule)) return undefined
  const form = recognizeForm(rule.program)
  if (form.kind !== 'counting' || form.neighborhood.kind !== 'named') return undefined
  const { neighborhood, rows } = form
  const letter = neighborhoods3d.find(({ name }) => name === neighborhood.name)?.gollyLetters[0]
  if (letter === undefined) return undefined
  const countsOf = (row: NextRow) => {
    const table = typeof row === 'number' ? new Uint8Array(form.neighbors + 1).fill(row) : row
    return formatCounts(table, '..')
  }
  return `3D${countsOf(rows[1]!)}/${countsOf(rows[0]!)}${letter}`
}

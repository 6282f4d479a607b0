/**
 * Rules as tables that one can point at: for each class of neighbors whether it brings birth and whether
 * it brings survival, or for each neighborhood of a line what comes of it. And back to a notation.
 */
import { formatCounts } from './count-ranges.ts'
import { lettersOfCount } from './hensel-letters.ts'
import { neighborhoods3d } from './neighborhoods-3d.ts'
import type { Rule } from './rule.ts'

/** Neighbors that a rule takes for the same: how many, and perhaps the Hensel letter of their shape. */
export interface ViewedClass {
  readonly count: number
  /** Empty where all shapes of the count are one class. */
  readonly letter: string
  readonly isBirth: boolean
  readonly isSurvival: boolean
}

export type RuleView =
  | {
      readonly kind: 'counts'
      /** In order of count, then letter. */
      readonly classes: readonly ViewedClass[]
      readonly states: number
      /** What stands behind the counts: the letters of a neighborhood in three dimensions. */
      readonly suffix: string
      readonly dimensions: 2 | 3
    }
  /** A line of two states and three cells; bit `n` of the code is what comes of neighborhood `n`. */
  | { readonly kind: 'elementary'; readonly code: number }

/** The table of a rule; undefined where it is none of counts or shapes, as rule files and functions are. */
export function viewRule({ canonical, dimensions }: Rule): RuleView | undefined {
  const elementary = /^W(\d{1,3})$/.exec(canonical)
  if (elementary !== null && dimensions === 1) {
    return { kind: 'elementary', code: Number(elementary[1]) }
  }
  return dimensions === 2 ? viewPlanar(canonical) : viewSolid(canonical)
}

/** The notation of a table. */
export function writeRuleView(view: RuleView): string {
  if (view.kind === 'elementary') return `W${view.code}`
  const { states, suffix, dimensions } = view
  const [birth, survival] = (['isBirth', 'isSurvival'] as const).map((fate) =>
    dimensions === 2 ? writeLetters(view.classes, fate) : writeCounts(view.classes, fate),
  )
  if (dimensions === 3) return `${survival}/${birth}/${states}/${suffix}`
  return states === 2
    ? `B${birth}/S${survival}${suffix}`
    : `${survival}/${birth}/${states}${suffix}`
}

/** The same table with every shape of eight neighbors apart; undefined where it has no such shapes. */
export function refineView(view: RuleView): RuleView | undefined {
  if (view.kind !== 'counts' || view.dimensions !== 2 || view.suffix !== '') return undefined
  if (view.classes.some(({ letter }) => letter !== '')) return undefined
  const classes = view.classes.flatMap((each) =>
    lettersOf(each.count).map((letter) => ({ ...each, letter })),
  )
  return { ...view, classes }
}

/** The table with one of its entries turned into its opposite. */
export function toggleFate(
  view: RuleView,
  index: number,
  fate: 'isBirth' | 'isSurvival',
): RuleView {
  if (view.kind === 'elementary') return { ...view, code: view.code ^ (1 << index) }
  const classes = view.classes.map((each, i) =>
    i === index ? { ...each, [fate]: !each[fate] } : each,
  )
  return { ...view, classes }
}

const PLANAR_COUNTS: Readonly<Record<string, number>> = { '': 8, H: 6, V: 4 }

function viewPlanar(canonical: string): RuleView | undefined {
  const lettered = /^B([\da-z-]*)\/S([\da-z-]*?)([HV]?)$/.exec(canonical)
  const listed = /^([\da-z-]*)\/([\da-z-]*)\/(\d{1,3})([HV]?)$/.exec(canonical)
  const [birth, survival, states, suffix] =
    lettered !== null
      ? [lettered[1]!, lettered[2]!, 2, lettered[3]!]
      : [listed?.[2], listed?.[1], Number(listed?.[3]), listed?.[4]]
  if (birth === undefined || survival === undefined || suffix === undefined) return undefined
  const most = PLANAR_COUNTS[suffix]!
  const hasLetters = /[a-z]/.test(birth + survival)
  const born = readLetters(birth)
  const survives = readLetters(survival)
  const classes = Array.from({ length: most + 1 }, (_, count) =>
    (hasLetters ? lettersOf(count) : ['']).map((letter) => ({
      count,
      letter,
      isBirth: isSelected(born, count, letter),
      isSurvival: isSelected(survives, count, letter),
    })),
  )
  return { kind: 'counts', classes: classes.flat(), states, suffix, dimensions: 2 }
}

function viewSolid(canonical: string): RuleView | undefined {
  const parts = /^([\d,-]*)\/([\d,-]*)\/(\d{1,3})\/([A-Z0-9]+)$/.exec(canonical)
  const neighborhood = neighborhoods3d.find(({ spellings }) => spellings[0] === parts?.[4])
  if (parts === null || neighborhood === undefined) return undefined
  const survives = readCounts(parts[1]!)
  const born = readCounts(parts[2]!)
  const classes = Array.from({ length: neighborhood.neighbors + 1 }, (_, count) => ({
    count,
    letter: '',
    isBirth: born.has(count),
    isSurvival: survives.has(count),
  }))
  return { kind: 'counts', classes, states: Number(parts[3]), suffix: parts[4]!, dimensions: 3 }
}

/** Letters of the shapes of a count; one empty letter where there is but one shape. */
function lettersOf(count: number): readonly string[] {
  const letters = [...lettersOfCount(count)]
  return letters.length === 0 ? [''] : letters
}

/** By count the letters that are selected; undefined in the place of all. */
type Lettered = ReadonlyMap<number, { readonly letters: string; readonly isInverse: boolean }>

function readLetters(text: string): Lettered {
  return new Map(
    [...text.matchAll(/(\d)(-?)([a-z]*)/g)].map(([, count, sign, letters]) => [
      Number(count),
      { letters: letters!, isInverse: sign === '-' || letters === '' },
    ]),
  )
}

function isSelected(lettered: Lettered, count: number, letter: string): boolean {
  const selected = lettered.get(count)
  if (selected === undefined) return false
  return selected.letters.includes(letter || ' ') !== selected.isInverse
}

function writeLetters(classes: readonly ViewedClass[], fate: 'isBirth' | 'isSurvival'): string {
  const counts = [...new Set(classes.map(({ count }) => count))]
  return counts
    .map((count) => {
      const ofCount = classes.filter((each) => each.count === count)
      const chosen = ofCount.filter((each) => each[fate])
      if (chosen.length === 0) return ''
      const letters = chosen.map(({ letter }) => letter).join('')
      return chosen.length === ofCount.length ? `${count}` : `${count}${letters}`
    })
    .join('')
}

function readCounts(text: string): ReadonlySet<number> {
  const counts = new Set<number>()
  for (const range of text.split(',').filter((part) => part !== '')) {
    const [low, high = low] = range.split('-').map(Number)
    for (let count = low!; count <= high!; count++) counts.add(count)
  }
  return counts
}

function writeCounts(classes: readonly ViewedClass[], fate: 'isBirth' | 'isSurvival'): string {
  const selected = Uint8Array.from(classes, (each) => (each[fate] ? 1 : 0))
  return formatCounts(selected, '-')
}

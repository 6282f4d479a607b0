/** The words of a report: what verdicts mean, and what measures are called. */
import type { Verdict } from '../../metrics/classify/behavior.ts'
import type { MeasureName } from '../../metrics/classify/member-measures.ts'

/** A verdict as a heading. */
export const VERDICT_WORDS: Readonly<
  Record<Verdict, { readonly title: string; readonly meaning: string }>
> = Object.freeze({
  dies: { title: 'Dies', meaning: 'Nearly every beginning is soon the same everywhere.' },
  freezes: { title: 'Freezes', meaning: 'It settles into structures that stand still.' },
  cycles: {
    title: 'Cycles',
    meaning: 'It settles into structures that repeat, or move as a whole.',
  },
  chaotic: { title: 'Chaotic', meaning: 'It stays disordered, and forgets where it came from.' },
  complex: { title: 'Complex', meaning: 'Localized structures live long, move and interact.' },
  undecided: {
    title: 'Undecided',
    meaning: 'The measures disagree, or the runs were too short to tell.',
  },
})

/** How a measure is shown. */
export interface MeasureWords {
  readonly name: string
  readonly unit: string
  readonly meaning: string
}

/** Measures in the order in which tables show them. */
export const MEASURE_WORDS: Readonly<Record<MeasureName, MeasureWords>> = Object.freeze({
  damageSpreads: {
    name: 'Changes that spread',
    unit: 'share',
    meaning: 'one-cell changes that go on growing',
  },
  damageHeals: {
    name: 'Changes that heal',
    unit: 'share',
    meaning: 'one-cell changes that leave nothing',
  },
  damageExponent: { name: 'Damage exponent', unit: '', meaning: 'g where the damage grows as t^g' },
  damageSpeed: {
    name: 'Damage speed',
    unit: 'cells/tick',
    meaning: 'of the farthest changed cell',
  },
  damageScatter: {
    name: 'Damage scatter',
    unit: '',
    meaning: 'deviation over mean of the final damage',
  },
  lookupMean: {
    name: 'Lookup entropy',
    unit: '0–1',
    meaning: 'how evenly local configurations occur',
  },
  lookupDeviation: {
    name: 'Its deviation in time',
    unit: '',
    meaning: 'Wuensche: high where order and disorder mix',
  },
  activity: { name: 'Activity', unit: 'of cells/tick', meaning: 'cells that change, last quarter' },
  activityDecay: { name: 'Activity decay', unit: '', meaning: 'exponent of its fall over time' },
  settledAt: {
    name: 'Settled after',
    unit: 'ticks',
    meaning: 'then a short period, or one moved as a whole',
  },
  transient: { name: 'Transient', unit: 'ticks', meaning: 'before the exact cycle' },
  period: { name: 'Period', unit: 'ticks', meaning: 'of the exact cycle' },
  driftPeriod: { name: 'Drift period', unit: 'ticks', meaning: 'until all comes back, moved' },
  driftCells: { name: 'Drift', unit: 'cells', meaning: 'by which it has moved then' },
  density: { name: 'Density', unit: 'of cells', meaning: 'cells that are not 0, at the end' },
  entropy: { name: 'State entropy', unit: '0–1', meaning: 'of the counts of states, at the end' },
  compression: { name: 'Entropy rate', unit: '0–1', meaning: 'Lempel-Ziv, of the last states' },
})

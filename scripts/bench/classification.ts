/**
 * How often classification meets the classes that are known, with thresholds that were found on half of the rules.
 *
 * With UPDATE=1 it writes the landmarks of reports and the table of all rules anew; both are committed.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { wolframClassOf } from '../../engine/metrics/classify/behavior.ts'
import { decideBehavior } from '../../engine/metrics/classify/decide-behavior.ts'
import { THRESHOLD_VALUES, type ThresholdValues } from '../../engine/metrics/classify/thresholds.ts'
import type { Classification } from '../../engine/qa/classify/classification.ts'
import { classifyRule } from '../../engine/qa/classify/classify-rule.ts'
import { countMovers } from '../../engine/qa/classify/count-movers.ts'
import { defaultSize, planEnsemble } from '../../engine/qa/classify/ensemble-plan.ts'
import { buildSoupRun } from '../../engine/scenario/build-run.ts'
import { measureMember } from '../../engine/simulation/classify/measure-member.ts'
import {
  ELEMENTARY_CLASSES,
  type KnownRule,
  WIDER_CLASSES,
} from '../../engine/testing/published-classes.ts'
import type { Benchmark, BenchmarkRow } from '../benchmark.ts'
import { ROOT } from '../project.ts'

interface Tried extends KnownRule {
  readonly found: Classification
  /** Whether thresholds were looked for on it: every other rule of a class and a kind. */
  readonly isTuned: boolean
}

export const benchmark: Benchmark = {
  name: 'classification',
  about:
    'Rules of known class against what classification finds, by the class that is known (rows) and the one that ' +
    'is found (columns); then how many of the half that thresholds were found on and of the other half agree, with ' +
    'the thresholds as committed, and with the best that the first half allows.',
  async run() {
    const tried = markHalves(await tryAll([...ELEMENTARY_CLASSES, ...WIDER_CLASSES]))
    if (process.env.UPDATE === '1') writeResults(tried)
    const elementary = tried.filter(({ dimensions }) => dimensions === 1)
    const wider = tried.filter(({ dimensions }) => dimensions > 1)
    return [
      ...confusion('elementary', elementary),
      ...confusion('2-D and 3-D', wider),
      ...halves('elementary', elementary),
      ...halves('2-D and 3-D', wider),
      fitThresholds(tried),
    ]
  },
}

async function tryAll(
  rules: readonly KnownRule[],
): Promise<(KnownRule & { found: Classification })[]> {
  const tried = []
  for (const known of rules) {
    const run = buildSoupRun(known.rule, 128, { size: defaultSize(known.dimensions) })
    const found = await classifyRule(run, planEnsemble(run), {
      measure: inTurn((plan) => measureMember(run, plan)),
    })
    console.error(
      `  ${known.rule} ${known.name}: ${found.verdict}, known as class ${known.wolframClass}`,
    )
    tried.push({ ...known, found })
  }
  return tried
}

function inTurn<I, O>(measure: (input: I) => Promise<O>): (input: I) => Promise<O> {
  let before: Promise<unknown> = Promise.resolve()
  return (input) => {
    const next = before.then(() => measure(input))
    before = next
    return next
  }
}

function markHalves(tried: readonly (KnownRule & { found: Classification })[]): Tried[] {
  const seen = new Map<string, number>()
  return tried.map((each) => {
    const kind = `${each.dimensions === 1}/${each.wolframClass}`
    const count = seen.get(kind) ?? 0
    seen.set(kind, count + 1)
    return { ...each, isTuned: count % 2 === 0 }
  })
}

function confusion(kind: string, tried: readonly Tried[]): BenchmarkRow[] {
  return ([1, 2, 3, 4] as const).map((known) => {
    const own = tried.filter(({ wolframClass }) => wolframClass === known)
    const count = (wanted: number | undefined) =>
      own.filter(({ found }) => found.wolframClass === wanted).length
    const values = {
      1: count(1),
      2: count(2),
      3: count(3),
      4: count(4),
      undecided: count(undefined),
    }
    return { subject: `${kind}, known as class ${known}`, values }
  })
}

function halves(kind: string, tried: readonly Tried[]): BenchmarkRow[] {
  return [true, false].map((isTuned) => {
    const own = tried.filter((each) => each.isTuned === isTuned)
    return {
      subject: `${kind}, ${isTuned ? 'the half for tuning' : 'the half for testing'}`,
      values: {
        agree: own.filter((each) => agrees(each, THRESHOLD_VALUES)).length,
        of: own.length,
      },
    }
  })
}

function agrees({ found, wolframClass }: Tried, thresholds: ThresholdValues): boolean {
  const { soups, patches, searches, world } = found
  const movers =
    searches.length === 0 ? undefined : countMovers([...soups, ...patches, ...searches])
  return (
    wolframClassOf(decideBehavior({ soups, patches, movers }, world, thresholds).verdict) ===
    wolframClass
  )
}

/** Looks through a grid of thresholds for those under which most of the first half agree. */
function fitThresholds(tried: readonly Tried[]): BenchmarkRow {
  const tuned = tried.filter(({ isTuned }) => isTuned)
  let best: { agree: number; thresholds: ThresholdValues[] } = { agree: -1, thresholds: [] }
  for (const chaoticSpread of [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9]) {
    for (const complexSpread of [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]) {
      for (const complexDeviation of [0.006, 0.01, 0.014, 0.018, 0.02, 0.022, 0.026, 0.03]) {
        for (const slowSettling of [0.75, 1, 1.25, 1.5, 1.75, 2, 3]) {
          const thresholds = {
            ...THRESHOLD_VALUES,
            chaoticSpread,
            complexSpread,
            complexDeviation,
            slowSettling,
          }
          const agree = tuned.filter((each) => agrees(each, thresholds)).length
          if (agree > best.agree) best = { agree, thresholds: [] }
          if (agree === best.agree) best.thresholds.push(thresholds)
        }
      }
    }
  }
  const ends = (name: keyof ThresholdValues) => {
    const values = best.thresholds.map((each) => each[name])
    return [Math.min(...values), Math.max(...values)] as const
  }
  const names = ['chaoticSpread', 'complexSpread', 'complexDeviation', 'slowSettling'] as const
  const values = Object.fromEntries(
    names.flatMap((name) => {
      const [low, high] = ends(name)
      return [
        [`${name} from`, low],
        [`${name} to`, high],
      ]
    }),
  )
  return {
    subject: 'the best thresholds of the half for tuning',
    values: { agree: best.agree, of: tuned.length, ...values },
  }
}

function writeResults(tried: readonly Tried[]): void {
  const digits = (value: number | undefined) => Number((value ?? 0).toPrecision(4))
  const rows = tried.map(({ dimensions, wolframClass, name, found: { spreads } }) => {
    const mean = digits(spreads.lookupMean?.mean)
    const deviation = digits(spreads.lookupDeviation?.mean)
    return `  [${dimensions}, ${mean}, ${deviation}, ${wolframClass}, ${JSON.stringify(name)}],`
  })
  writeFileSync(
    join(ROOT, 'engine/qa/classify/landmark-rows.ts'),
    `/** Written by \`UPDATE=1 npm run bench -- classification\`: do not edit. */\n\n` +
      `/** Dimensions, mean lookup entropy, its deviation, Wolfram's class as it is known, name. */\n` +
      `export const LANDMARK_ROWS: readonly (readonly [\n  dimensions: 1 | 2 | 3,\n  mean: number,\n  deviation: number,\n` +
      `  group: 1 | 2 | 3 | 4,\n  name: string,\n])[] = [\n${rows.join('\n')}\n]\n`,
  )
  const header =
    'rule,name,known,half,found,verdict,agreement,members,dead,spreads,exponent,deviation,settled,settling,activity'
  const lines = tried.map(({ rule, name, wolframClass, isTuned, found }) => {
    const { decision, verdict } = found
    const { pooled } = decision
    const numbers = [
      pooled?.spreads,
      pooled?.exponent,
      pooled?.lookupDeviation,
      pooled?.settled,
      pooled?.settling,
      pooled?.activity,
    ]
    return [
      JSON.stringify(rule),
      JSON.stringify(name),
      wolframClass,
      isTuned ? 'tuning' : 'testing',
      found.wolframClass ?? '',
      verdict,
      digits(decision.agreement),
      decision.members,
      decision.dead,
      ...numbers.map((value) => (value === undefined ? '' : digits(value))),
    ].join(',')
  })
  writeFileSync(join(ROOT, 'docs/classification.csv'), `${header}\n${lines.join('\n')}\n`)
}

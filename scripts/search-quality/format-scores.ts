/** A table of scores, one line a problem, and one line over all. */
import type { SearchProblem } from '../../engine/testing/search-problems/search-problem.ts'
import {
  BUDGETS,
  firstReach,
  probabilityAbove,
  quantile,
  scoreAt,
  type Trace,
} from './score-traces.ts'

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length

/**
 * Formats traces against those of random search. Problems of several objectives: the median share of the front's volume;
 * of one: the median of the regret, and over all the mean of how many times less it is than random's, as a power of ten.
 */
export function formatScores(
  problems: readonly SearchProblem[],
  traces: readonly Trace[],
  random: readonly Trace[],
): string {
  const lines: string[] = []
  const rows: { isSingle: boolean; at: number[]; above: number[]; reach: number }[] = []
  for (const problem of problems) {
    const runs = traces.filter((trace) => trace.problem === problem.name)
    const baseline = random.filter((trace) => trace.problem === problem.name)
    if (runs.length === 0 || baseline.length === 0) continue
    const scores = BUDGETS.map((trials) => runs.map((run) => scoreAt(problem, run, trials)))
    const others = BUDGETS.map((trials) => baseline.map((run) => scoreAt(problem, run, trials)))
    const middle = scores.map((each) => quantile(each, 0.5))
    const randomMiddle = others.map((each) => quantile(each, 0.5))
    const above = scores.map((each, i) => probabilityAbove(each, others[i]!))
    const reaches = runs.map((run) => firstReach(problem, run, randomMiddle.at(-1)!))
    const reach = Math.min(250, quantile(reaches, 0.5)) / 250
    const isSingle = problem.objectives === 1
    const at = middle.map((each, i) =>
      isSingle ? Math.log10(randomMiddle[i]! / each) : each / problem.frontVolume,
    )
    rows.push({ isSingle, at, above, reach })
    const shown = isSingle
      ? middle.map((each) => (-each).toPrecision(3)).join(' / ')
      : at.map((each) => each.toFixed(3)).join(' / ')
    const quarters = [0.25, 0.75].map((share) => quantile(scores[1]!, share))
    const spread = quarters.map((each) => (isSingle ? (-each).toPrecision(2) : each.toFixed(3)))
    lines.push(
      `${problem.name.padEnd(18)} ${shown.padEnd(20)} [${spread.join(', ')}]  A12 ` +
        `${above.map((each) => each.toFixed(2)).join(' / ')}  reach ${reach.toFixed(2)}`,
    )
  }
  for (const isSingle of [false, true]) {
    const group = rows.filter((row) => row.isSingle === isSingle)
    if (group.length === 0) continue
    const at = BUDGETS.map((_, i) => mean(group.map((row) => row.at[i]!)).toFixed(3)).join(' / ')
    const above = BUDGETS.map((_, i) => mean(group.map((row) => row.above[i]!)).toFixed(2))
    const reach = Math.exp(mean(group.map((row) => Math.log(row.reach))))
    lines.push(
      `${isSingle ? 'ALL SINGLE' : 'ALL FRONTS'}         ${at}  A12 ${above.join(' / ')}  reach ${reach.toFixed(3)}`,
    )
  }
  return lines.join('\n')
}

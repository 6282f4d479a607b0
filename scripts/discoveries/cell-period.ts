/** Whether an oscillator is more than some that stand side by side: the longest period that one cell of it has. */
import { LoneWorld } from '../../engine/metrics/census/lone-world.ts'
import { readObjectCode } from '../../engine/metrics/census/read-object-code.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'

/** The longest period of a single cell: less than the whole one where parts of other periods only share a frame. */
export function findCellPeriod(rule: string, code: string, period: number): number {
  const world = new LoneWorld(parseRule(rule).rule)
  world.start(readObjectCode(code))
  const histories = new Map<string, number[]>()
  for (let tick = 0; tick < period; tick++) {
    const { sites, states } = world.read()
    for (const [i, state] of states.entries()) {
      const site = String(sites.subarray(3 * i, 3 * i + 3))
      const history = histories.get(site) ?? new Array<number>(period).fill(0)
      history[tick] = state
      histories.set(site, history)
    }
    world.advance(1)
  }
  world.dispose()
  return Math.max(...[...histories.values()].map(periodOf))
}

function periodOf(history: readonly number[]): number {
  const repeatsAfter = (ticks: number) =>
    history.length % ticks === 0 && history.every((state, i) => state === history[i % ticks])
  let ticks = 1
  while (!repeatsAfter(ticks)) ticks++
  return ticks
}

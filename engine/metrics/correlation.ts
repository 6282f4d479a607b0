/** How far what is alive at one place tells of what is alive at another. */
import { AlivePairs } from './alive-pairs.ts'
import type { MeasuredState } from './measured-state.ts'
import type { Metric, MetricValues } from './metric.ts'

/** Distances beyond this are not looked at. */
export const MAX_DISTANCE = 64

/** Correlations seldom go farther. */
const NEAR = 8

/** The double nearest to 1 / e. */
const PER_E = 0.36787944117144233

export const CORRELATION: Metric = Object.freeze<Metric>({
  name: 'correlation',
  outputs: [
    {
      key: 'correlation.length',
      unit: 'cells',
      definition:
        'the least distance r at which c(r) falls to 1/e, on the straight lines between whole distances; ' +
        `c(r) = (m(r) - a^2) / (a - a^2), a the share of cells that are alive, m(r) that of the pairs at distance ` +
        'r along the axes of which both are; none for uniform states, or where c stays above 1/e up to ' +
        `${MAX_DISTANCE} cells or half an axis`,
    },
    { key: 'correlation.nearest', unit: '1', definition: 'c(1): -1 to 1' },
  ],
  source:
    'J. P. Sethna, Statistical Mechanics: Entropy, Order Parameters, and Complexity (2006), chapter 10',
  needs: ['counts', 'cells'],
  measure: measureCorrelation,
})

/** c(r) of ever greater distances: all pairs are counted exactly before anything is divided. */
function measureCorrelation(state: MeasuredState): MetricValues {
  const { size, counts } = state
  const cells = size.x * size.y * size.z
  const alive = (cells - (counts[0] ?? 0)) / cells
  const variance = alive - alive * alive
  if (!(variance > 0)) return {}
  const longest = Math.max(...state.axes.map((axis) => size[axis] >> 1))
  const reach = Math.min(MAX_DISTANCE, longest)
  if (reach < 1) return {}
  // What is far is seldom asked for, and a wide margin costs more than it seldom saves.
  const near = new AlivePairs(state, state.axes, Math.min(NEAR, reach))
  let far: AlivePairs | undefined
  const correlationAt = (distance: number) => {
    if (distance > NEAR) far ??= new AlivePairs(state, state.axes, reach)
    const pairs = far ?? near
    let [both, all] = [0, 0]
    for (const axis of state.axes) {
      if (size[axis] >> 1 < distance) continue
      both += pairs.countAlive(axis, distance)
      all += pairs.countAll(axis, distance)
    }
    const of = (some: number) => (some / all - alive * alive) / variance
    return { both, of, value: of(both) }
  }
  const first = correlationAt(1)
  const values = { 'correlation.nearest': first.value }
  // On a torus a pair that is both alive is none at the next distance only where a live cell has a dead one
  // behind it, so what is left of the pairs is known from below, and distances are passed over.
  const isTorus = state.topology.kind === 'torus'
  const allAxes = Math.min(...state.axes.map((axis) => size[axis] >> 1))
  const ends = state.axes.length * (cells - (counts[0] ?? 0)) - first.both
  let known = first
  let distance = 1
  while (known.value > PER_E) {
    let next = distance + 1
    const isBounded = () => known.of(known.both - (next - distance) * ends) > PER_E
    while (isTorus && next <= allAxes && isBounded()) next++
    if (next > reach) return values
    distance = next
    known = correlationAt(distance)
  }
  const nearer = distance === 1 ? 1 : correlationAt(distance - 1).value
  const length = distance - 1 + (nearer - PER_E) / (nearer - known.value)
  return { 'correlation.length': length, ...values }
}

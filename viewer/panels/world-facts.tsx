/** What decides the run: rule, size, topology, seed, and how far it is meant to go. */
import { FastForward, Pencil } from 'lucide-react'
import { countCells, hasEnd, isUnbounded, type Size } from '../../engine/lattice/size.ts'
import type { Topology } from '../../engine/lattice/topology.ts'
import type { RefusedOrders } from '../../engine/protocol/living-info.ts'
import type { RunInfo } from '../../engine/protocol/simulation-api.ts'
import { cutRuleText } from '../../engine/rules/cut-rule-text.ts'
import { formatExact, formatShort } from '../design/format-number.ts'
import { togglePanel } from '../state/panel-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { Fact } from './fact.tsx'
import { useRun } from './run-context.ts'

export function WorldFacts({ info }: { readonly info: RunInfo }) {
  const { rule, size, topology, seed, about, living } = info
  return (
    <section className="inspector-section">
      <h2>World</h2>
      {about !== undefined && <p className="about">{about}</p>}
      <dl className="facts">
        {rule.name !== undefined && <Fact name="Known as" value={rule.name} />}
        <Fact name="Rule" value={cutRuleText(rule.canonical)} isNumber />
        <Fact name="States" value={String(rule.states)} isNumber />
        <Fact name="Size" value={describeSize(size, rule.dimensions)} isNumber />
        {!isUnbounded(size) && (
          <Fact
            name="Cells"
            value={formatShort(countCells(size))}
            exact={formatExact(countCells(size))}
            isNumber
          />
        )}
        {hasEnd(size, rule.dimensions) && (
          <Fact name="Topology" value={describeTopology(topology)} />
        )}
        <Fact name="Seed" value={seed} isNumber />
      </dl>
      {living?.refused !== undefined && (
        <p className="quiet about" data-refused={living.refused.count}>
          {describeRefused(living.refused)}
        </p>
      )}
      {living === undefined && (
        <button
          type="button"
          className="button wide"
          title="Edit the rule (9)"
          aria-label="Edit the rule"
          onClick={() => togglePanel('rule')}
        >
          <Pencil size={14} aria-hidden="true" />
          Edit the rule
        </button>
      )}
      <RunToGoal />
    </section>
  )
}

/** What the first tick did not do. */
function describeRefused({ count, first }: RefusedOrders): string {
  return count === 1
    ? `One order was refused. ${first}`
    : `${formatExact(count)} orders were refused, first this one: ${first}`
}

/** Offers to run to the tick the scenario names, while it lies ahead. */
function RunToGoal() {
  const run = useRun()
  const goal = useRunStore(({ info }) => info?.suggestedTicks)
  const isAhead = useRunStore(({ tick }) => goal !== undefined && tick < goal)
  const isStepping = useRunStore(({ targetTick }) => targetTick !== undefined)
  if (goal === undefined || !isAhead) return null
  return (
    <button
      type="button"
      className="button wide"
      title="As fast as it goes, and no further"
      onClick={() => void (isStepping ? run.cancel() : run.runTo(goal))}
    >
      <FastForward size={14} aria-hidden="true" />
      {isStepping ? 'Stop' : `Run to tick ${formatExact(goal)}`}
    </button>
  )
}

function describeSize({ x, y, z }: Size, dimensions: number): string {
  return [x, y, z]
    .slice(0, dimensions)
    .map((cells) => (cells === 0 ? '∞' : cells))
    .join(' × ')
}

function describeTopology(topology: Topology): string {
  switch (topology.kind) {
    case 'box':
      return 'box, dead outside'
    case 'torus':
    case 'cross-surface':
    case 'sphere':
      return topology.kind
    case 'shifted-torus':
      return `torus, ${topology.along} shifted by ${topology.shiftCells}`
    case 'klein':
      return `Klein bottle, ${topology.along} twisted`
    default:
      return topology satisfies never
  }
}

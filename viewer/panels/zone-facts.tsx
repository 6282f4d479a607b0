/** What the selected zone is and holds, and whether it takes more bits. */
import type { Settlement, ZoneReport } from '../../engine/protocol/inspect-api.ts'
import { cutRuleText } from '../../engine/rules/cut-rule-text.ts'
import { describeClock } from '../design/describe-clock.ts'
import { formatExact } from '../design/format-number.ts'
import { formatValue } from '../design/format-value.ts'
import { FieldSpreads, formatShare, StateFacts } from './counts.tsx'
import { EventList } from './event-list.tsx'
import { Fact } from './fact.tsx'

/** Metrics that are shares of 1. */
const SHARES = ['density', 'activity']

export function ZoneFacts({ report }: { readonly report: ZoneReport }) {
  const { name, rule, clock, isStepping, isSettled, cells, counts, fields, metrics } = report
  const { settlement } = report
  return (
    <div className="box-facts" data-report="zone">
      <dl className="facts">
        <Fact name="Zone" value={name} />
        <Fact name="Rule" value={cutRuleText(rule)} exact={rule} isNumber />
        <Fact
          name="Clock"
          value={`${describeClock(clock)}, ${isStepping ? 'steps next' : 'holds now'}`}
        />
        <Fact name="Kind" value={isSettled ? 'settled: bits step' : 'filled: every site steps'} />
        <Fact name="Cells" value={formatExact(cells)} isNumber />
        {metrics.map((metric) => (
          <Fact
            key={metric.name}
            name={metric.name}
            value={
              SHARES.includes(metric.name) ? formatShare(metric.value) : formatExact(metric.value)
            }
            exact={formatValue(metric.value)}
            isNumber
          />
        ))}
        <StateFacts counts={counts} cells={cells} />
      </dl>
      {settlement !== undefined && <Room settlement={settlement} />}
      <FieldSpreads fields={fields} />
      <EventList
        isOfMany
        hint={
          isSettled
            ? 'Nothing was told yet. The zone tells when it ticks.'
            : 'Zones without bits tell nothing.'
        }
      />
    </div>
  )
}

function Room({ settlement }: { readonly settlement: Settlement }) {
  const { bits, active, capacity, trial } = settlement
  return (
    <>
      <dl className="facts">
        <Fact name="Bits" value={`${formatExact(bits)} of ${formatExact(capacity)}`} isNumber />
        <Fact name="Active" value={formatExact(active)} isNumber />
      </dl>
      <p className="trial" data-verdict={trial?.decision ?? 'none'}>
        {trial === undefined ? (
          'No site is vacant.'
        ) : (
          <>
            <strong>{trial.decision === 'allow' ? 'Would spawn' : 'Would be refused'}</strong>
            {` at ${trial.site.x}, ${trial.site.y}, ${trial.site.z} for ${trial.actor}: ${trial.reason}.`}
          </>
        )}
      </p>
    </>
  )
}

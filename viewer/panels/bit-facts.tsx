/** The bit at the selected cell, and what can be done to it; at a vacant site, that one be spawned. */
import type { BitReport, EditOrder, SiteReport } from '../../engine/protocol/inspect-api.ts'
import { formatExact } from '../design/format-number.ts'
import { formatValue } from '../design/format-value.ts'
import { useRunStore } from '../state/run-store.ts'
import { Fact } from './fact.tsx'
import { useRun } from './run-context.ts'

/** More of a trace than this is for files. */
const MAX_TRACE_ROWS = 8

export function BitFacts({ report }: { readonly report: SiteReport }) {
  const zones = useRunStore((state) => state.info?.living?.zones)
  const { bit, zone } = report
  const isSettled = zones?.some(({ name, isSettled: settled }) => name === zone && settled) ?? false
  if (bit === undefined && !isSettled) return null
  return (
    <div className="bit-facts" data-report="bit">
      <h4>{bit === undefined ? 'No bit lives here' : 'Bit'}</h4>
      {bit !== undefined && <Attributes bit={bit} />}
      <Orders report={report} />
      {bit !== undefined && bit.trace.length > 0 && <Trace bit={bit} />}
    </div>
  )
}

function Attributes({ bit }: { readonly bit: BitReport }) {
  const { id, status, presence, tickCount, insertedAt, metaRules, channelId, routeTags } = bit
  return (
    <dl className="facts">
      <Fact name="Id" value={id.slice(0, 8)} exact={id} isNumber />
      <Fact name="Status" value={`${status}, ${presence}`} />
      <Fact name="Ticks" value={formatExact(tickCount)} isNumber />
      <Fact name="Spawned at" value={formatExact(insertedAt)} isNumber />
      <Fact name="phi_phase" value={formatValue(bit.phiPhase)} isNumber />
      <Fact name="sigma_flow" value={formatValue(bit.sigmaFlow)} isNumber />
      <Fact name="lambda_sensitivity" value={formatValue(bit.lambdaSensitivity)} isNumber />
      <Fact name="trust" value={formatValue(bit.trustScore)} isNumber />
      {metaRules !== undefined && <Fact name="Meta-rules" value={metaRules} />}
      {channelId !== undefined && <Fact name="Channel" value={channelId} />}
      {routeTags.length > 0 && <Fact name="Route tags" value={routeTags.join(', ')} />}
    </dl>
  )
}

function Orders({ report }: { readonly report: SiteReport }) {
  const { desk } = useRun()
  const { x, y, z } = report.site
  const cells = [[x, y, z]]
  const give = (order: EditOrder) => () => void desk.edit([order])
  const status = report.bit?.status
  if (status === undefined) {
    return (
      <button
        type="button"
        className="button"
        onClick={give({ kind: 'spawn', cells, state: 1, trace: true })}
      >
        Spawn a bit
      </button>
    )
  }
  return (
    <div className="bit-orders">
      {status !== 'active' && (
        <button type="button" className="button" onClick={give({ kind: 'activate', cells })}>
          Activate
        </button>
      )}
      {status === 'active' && (
        <button
          type="button"
          className="button"
          onClick={give({ kind: 'suspend', cells, reason: 'by hand' })}
        >
          Suspend
        </button>
      )}
      <button
        type="button"
        className="button"
        onClick={give({ kind: 'terminate', cells, reason: 'by hand' })}
      >
        Terminate
      </button>
    </div>
  )
}

function Trace({ bit }: { readonly bit: BitReport }) {
  return (
    <table className="spreads">
      <caption>Trace, the newest first</caption>
      <thead>
        <tr>
          <th scope="col">Tick</th>
          <th scope="col">State hash</th>
          <th scope="col">Rules</th>
        </tr>
      </thead>
      <tbody className="number">
        {bit.trace.slice(0, MAX_TRACE_ROWS).map(({ tick, stateHash, rulesVersion }) => (
          <tr key={tick}>
            <td>{formatExact(tick)}</td>
            <td title={stateHash}>{stateHash.slice(0, 8)}</td>
            <td>{rulesVersion}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

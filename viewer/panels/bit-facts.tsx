/** The bit at the selected cell, and what can be done to it; at a vacant site, that one be spawned. */
import type { BitReport, SiteReport } from '../../engine/protocol/inspect-api.ts'
import { formatExact } from '../design/format-number.ts'
import { useRunStore } from '../state/run-store.ts'
import { BitParameters } from './bit-parameters.tsx'
import { Order } from './box-orders.tsx'
import { EventList } from './event-list.tsx'
import { Fact } from './fact.tsx'

/** More of a trace than this is for files. */
const MAX_TRACE_ROWS = 8

export function BitFacts({ report }: { readonly report: SiteReport }) {
  const zones = useRunStore((state) => state.info?.living?.zones)
  const { bit, zone } = report
  const { x, y, z } = report.site
  const isSettled = zones?.some(({ name, isSettled: settled }) => name === zone && settled) ?? false
  if (bit === undefined && !isSettled) return null
  return (
    <div className="bit-facts" data-report="bit">
      <h3>{bit === undefined ? 'No bit lives here' : 'Bit'}</h3>
      {bit !== undefined && <Attributes bit={bit} />}
      {bit !== undefined && <BitParameters place={{ cells: [[x, y, z]] }} bit={bit} />}
      <Orders report={report} />
      <EventList hint={bit === undefined ? 'Nothing was told yet.' : undefined} bit={bit} />
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
      {metaRules !== undefined && <Fact name="Meta-rules" value={metaRules} />}
      {channelId !== undefined && <Fact name="Channel" value={channelId} />}
      {routeTags.length > 0 && <Fact name="Route tags" value={routeTags.join(', ')} />}
    </dl>
  )
}

function Orders({ report }: { readonly report: SiteReport }) {
  const { x, y, z } = report.site
  const cells = [[x, y, z]]
  const status = report.bit?.status
  if (status === undefined) {
    return (
      <div className="bit-orders">
        <Order
          order={{ kind: 'spawn', cells, state: 1, trace: true }}
          text="Spawn a bit"
          help="Begins a bit at this site, where the policies permit it"
        />
      </div>
    )
  }
  return (
    <div className="bit-orders">
      {status === 'active' ? (
        <Order
          order={{ kind: 'suspend', cells, reason: 'by hand' }}
          text="Suspend"
          help="The bit holds its state until it is activated"
        />
      ) : (
        <Order
          order={{ kind: 'activate', cells }}
          text="Activate"
          help="The bit steps from the next tick on"
        />
      )}
      <Order
        order={{ kind: 'terminate', cells, reason: 'by hand' }}
        text="Terminate"
        help="Ends the bit for good; its site becomes vacant"
      />
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

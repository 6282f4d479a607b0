/** What there is in the selected box, and what can be done to all of it. */

import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { BoxReport } from '../../engine/protocol/inspect-api.ts'
import { cutRuleText } from '../../engine/rules/cut-rule-text.ts'
import { formatExact } from '../design/format-number.ts'
import { useRunStore } from '../state/run-store.ts'
import { selectBox } from '../state/tool-store.ts'
import { BoxOrders } from './box-orders.tsx'
import { FieldSpreads, StateFacts } from './counts.tsx'
import { Fact } from './fact.tsx'
import { NumberField } from './number-field.tsx'

export function BoxFacts({ report }: { readonly report: BoxReport }) {
  const { box, counts, fields, rules, bits } = report
  const total = box.size.x * box.size.y * box.size.z
  return (
    <div className="box-facts" data-report="box">
      <BoxEdges box={box} />
      <dl className="facts">
        <Fact name="Cells" value={formatExact(total)} isNumber />
        <StateFacts counts={counts} cells={total} />
        {rules.map(({ rule, cells }) => (
          <Fact
            key={rule}
            name="Rule"
            value={`${formatExact(cells)} × ${cutRuleText(rule)}`}
            exact={`${cells} cells step under ${rule}`}
            isNumber
          />
        ))}
        {bits?.statuses.map(({ status, bits: count }) => (
          <Fact key={status} name={`Bits ${status}`} value={formatExact(count)} isNumber />
        ))}
        {bits !== undefined && <Fact name="Vacant" value={formatExact(bits.vacant)} isNumber />}
      </dl>
      <FieldSpreads fields={fields} />
      <BoxOrders report={report} />
    </div>
  )
}

const AXES = ['x', 'y', 'z'] as const

/** Where the box lies, in numbers that can be changed: a drag reaches one layer only. */
function BoxEdges({ box }: { readonly box: WorldBox }) {
  const info = useRunStore((state) => state.info)
  if (info === undefined) return null
  const axes = AXES.slice(0, info.rule.dimensions)
  const endOf = (axis: (typeof AXES)[number]) => info.size[axis] || Number.MAX_SAFE_INTEGER
  return (
    <fieldset className="box-edges">
      <legend className="screen-reader-only">Where the box lies</legend>
      {axes.map((axis) => (
        <div key={axis} className="box-edge">
          <NumberField
            label={axis}
            help={`First layer of the box along ${axis}`}
            low={info.size[axis] === 0 ? -Number.MAX_SAFE_INTEGER : 0}
            high={endOf(axis) - 1}
            step={1}
            value={box[axis]}
            onChange={(at) => selectBox({ ...box, [axis]: at })}
          />
          <NumberField
            label="size"
            help={`How many cells the box has along ${axis}`}
            low={1}
            high={endOf(axis)}
            step={1}
            value={box.size[axis]}
            onChange={(cells) => selectBox({ ...box, size: { ...box.size, [axis]: cells } })}
          />
        </div>
      ))}
    </fieldset>
  )
}

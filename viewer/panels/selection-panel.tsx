/** What there is at the selected cell, or in the selected box; it follows the run. */
import { X } from 'lucide-react'
import type { BoxReport, NamedNumber, SiteReport } from '../../engine/protocol/inspect-api.ts'
import { cutRuleText } from '../../engine/rules/cut-rule-text.ts'
import { formatExact } from '../design/format-number.ts'
import { formatValue } from '../design/format-value.ts'
import { setTool, useToolStore } from '../state/tool-store.ts'
import { BitFacts } from './bit-facts.tsx'
import { Fact } from './fact.tsx'
import { IconButton } from './icon-button.tsx'
import { Section } from './section.tsx'
import './selection-panel.css'

export function SelectionPanel() {
  const report = useToolStore((state) => state.report)
  if (report === undefined) {
    return (
      <Section title="Selection">
        <p className="quiet">Click a cell, or draw a box with the box tool (B).</p>
      </Section>
    )
  }
  const isSite = report.kind === 'site'
  return (
    <Section title={isSite ? 'Cell' : 'Box'} action={<DropButton />}>
      <p className="screen-reader-only" aria-live="polite">
        {isSite ? describeSite(report.report) : ''}
      </p>
      {isSite ? <SiteFacts report={report.report} /> : <BoxFacts report={report.report} />}
      {isSite && <BitFacts report={report.report} />}
    </Section>
  )
}

function DropButton() {
  return (
    <IconButton
      icon={X}
      label="Select nothing"
      shortcut="Esc"
      onPress={() => setTool({ selection: undefined })}
    />
  )
}

function SiteFacts({ report }: { readonly report: SiteReport }) {
  const { site, state, zone, rule, fields, components, parameters, bit } = report
  return (
    <dl className="facts" data-report="site">
      <Fact name="Site" value={`${site.x}, ${site.y}, ${site.z}`} isNumber />
      <Fact name="State" value={String(state)} isNumber />
      {zone !== undefined && <Fact name="Zone" value={zone} />}
      <Fact name="Rule" value={cutRuleText(rule)} isNumber />
      {fields.map(({ name, value, unit }) => (
        <Fact key={name} name={name} value={`${formatValue(value)} ${unit}`} isNumber />
      ))}
      <Numbers title="component" numbers={components} />
      {/* Those of a bit are told with it. */}
      {bit === undefined && <Numbers title="parameter" numbers={parameters} />}
    </dl>
  )
}

function Numbers({
  title,
  numbers,
}: {
  readonly title: string
  readonly numbers: readonly NamedNumber[]
}) {
  return numbers.map(({ name, value }) => (
    <Fact
      key={name}
      name={name}
      value={String(value)}
      exact={`${title} ${name}: ${value}`}
      isNumber
    />
  ))
}

/** More rows than this say less. */
const MAX_STATES = 8

function BoxFacts({ report }: { readonly report: BoxReport }) {
  const { box, counts, fields } = report
  const { x, y, z, size } = box
  const total = size.x * size.y * size.z
  return (
    <div className="box-facts" data-report="box">
      <dl className="facts">
        <Fact name="From" value={`${x}, ${y}, ${z}`} isNumber />
        <Fact name="Size" value={`${size.x} × ${size.y} × ${size.z}`} isNumber />
        {counts.slice(0, MAX_STATES).map(({ state, cells }) => (
          <Fact
            key={state}
            name={`State ${state}`}
            value={`${formatExact(cells)}, ${formatValue((100 * cells) / total)} %`}
            isNumber
          />
        ))}
      </dl>
      {counts.length > MAX_STATES && (
        <p className="quiet">and {counts.length - MAX_STATES} more states</p>
      )}
      {fields.length > 0 && (
        <table className="spreads">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">least</th>
              <th scope="col">mean</th>
              <th scope="col">most</th>
            </tr>
          </thead>
          <tbody className="number">
            {fields.map(({ name, unit, least, mean, greatest }) => (
              <tr key={name} title={unit}>
                <th scope="row">{name}</th>
                <td>{formatValue(least)}</td>
                <td>{formatValue(mean)}</td>
                <td>{formatValue(greatest)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

function describeSite({ site, state, zone, fields }: SiteReport): string {
  const values = fields.map(({ name, value, unit }) => `${name} ${formatValue(value)} ${unit}`)
  const place = zone === undefined ? [] : [`zone ${zone}`]
  return [`Cell ${site.x}, ${site.y}, ${site.z}: state ${state}`, ...place, ...values].join(', ')
}

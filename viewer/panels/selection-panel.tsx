/** What there is at the selected cell, in the selected box or zone; it follows the run. */
import { X } from 'lucide-react'
import type { NamedNumber, SiteReport } from '../../engine/protocol/inspect-api.ts'
import { cutRuleText } from '../../engine/rules/cut-rule-text.ts'
import { formatValue, withUnit } from '../design/format-value.ts'
import { useRunStore } from '../state/run-store.ts'
import { type Report, selectZone, setTool, useToolStore } from '../state/tool-store.ts'
import { BitFacts } from './bit-facts.tsx'
import { BoxFacts } from './box-facts.tsx'
import { Fact } from './fact.tsx'
import { IconButton } from './icon-button.tsx'
import { Section } from './section.tsx'
import './selection-panel.css'
import { ZoneFacts } from './zone-facts.tsx'

export function SelectionPanel() {
  const report = useToolStore((state) => state.report)
  const hasZones = useRunStore(({ info }) => info?.living !== undefined)
  if (report === undefined) {
    return (
      <Section title="Selection">
        <p className="quiet">
          {hasZones
            ? 'Click a cell, draw a box with the box tool (B), or click a zone with the zone tool (U).'
            : 'Click a cell, or draw a box with the box tool (B).'}
        </p>
      </Section>
    )
  }
  return (
    <Section title={TITLES[report.kind]} action={<DropButton />}>
      <p className="screen-reader-only" aria-live="polite">
        {describeReport(report)}
      </p>
      <ReportFacts report={report} />
    </Section>
  )
}

const TITLES = { site: 'Cell', box: 'Box', zone: 'Zone' } as const

function ReportFacts({ report: { kind, report } }: { readonly report: Report }) {
  switch (kind) {
    case 'site':
      return (
        <>
          <SiteFacts report={report} />
          <BitFacts report={report} />
        </>
      )
    case 'box':
      return <BoxFacts report={report} />
    case 'zone':
      return <ZoneFacts report={report} />
    default:
      return kind satisfies never
  }
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
      {zone !== undefined && (
        <div className="fact">
          <dt>Zone</dt>
          <dd>
            <button
              type="button"
              className="link"
              title="Select the zone"
              onClick={() => selectZone(zone)}
            >
              {zone}
            </button>
          </dd>
        </div>
      )}
      <Fact name="Rule" value={cutRuleText(rule)} isNumber />
      {fields.map(({ name, value, unit }) => (
        <Fact key={name} name={name} value={withUnit(formatValue(value), unit)} isNumber />
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
      value={formatValue(value)}
      exact={`${title} ${name}: ${value}`}
      isNumber
    />
  ))
}

/** What is said of a new selection; its numbers may change at every tick, and are not. */
function describeReport({ kind, report }: Report): string {
  if (kind === 'site') return describeSite(report)
  if (kind === 'zone') return `Zone ${report.name}, ${report.cells} cells`
  const { x, y, z, size } = report.box
  return `Box of ${size.x} by ${size.y} by ${size.z} cells from ${x}, ${y}, ${z}`
}

function describeSite({ site, state, zone, fields }: SiteReport): string {
  const values = fields.map(({ name, value, unit }) =>
    withUnit(`${name} ${formatValue(value)}`, unit),
  )
  const place = zone === undefined ? [] : [`zone ${zone}`]
  return [`Cell ${site.x}, ${site.y}, ${site.z}: state ${state}`, ...place, ...values].join(', ')
}

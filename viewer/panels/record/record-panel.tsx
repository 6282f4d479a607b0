/** The record of the server: its tabs, and what stands in their place where it does not show it. */
import { LogOut, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { SYSTEM_STATUS } from '../../../engine/resources/operations/system-operations.ts'
import { readToken } from '../../session/server-token.ts'
import { closePanel } from '../../state/panel-store.ts'
import { type RecordTab, setRecord, useRecordStore } from '../../state/record-store.ts'
import { leaveServer } from '../../state/server-desk.ts'
import { compareLedger, isAlarming, useLedgerComparison } from '../../state/server-ledger.ts'
import { watchLinked } from '../../state/server-watch.ts'
import { IconButton } from '../icon-button.tsx'
import { useRun } from '../run-context.ts'
import { AccessNote } from './access-note.tsx'
import { DeadLettersTab } from './dead-letters-tab.tsx'
import { EventsTab } from './events-tab.tsx'
import { LedgerTab } from './ledger-tab.tsx'
import { LineageTab } from './lineage-tab.tsx'
import { PoliciesTab } from './policies-tab.tsx'
import './record-panel.css'
import { RunsTab } from './runs-tab.tsx'
import { useAnswer } from './use-answer.ts'

const TABS: readonly { readonly tab: RecordTab; readonly text: string }[] = [
  { tab: 'runs', text: 'Runs' },
  { tab: 'events', text: 'Events' },
  { tab: 'lineage', text: 'Lineage' },
  { tab: 'ledger', text: 'Ledger' },
  { tab: 'policies', text: 'Policies' },
  { tab: 'dead-letters', text: 'Dead letters' },
]

const BODIES: Readonly<Record<RecordTab, () => React.ReactNode>> = {
  runs: RunsTab,
  events: EventsTab,
  lineage: LineageTab,
  ledger: LedgerTab,
  policies: PoliciesTab,
  'dead-letters': DeadLettersTab,
}

const STATUS_EVERY_MS = 10_000

export function RecordPanel() {
  useLinkedRun()
  const tab = useRecordStore((state) => state.tab)
  const access = useRecordStore((state) => state.access)
  const Body = BODIES[tab]
  const looks = useRecordStore((state) => state.looks)
  const isShown = access.kind === 'open'
  // biome-ignore lint/correctness/useExhaustiveDependencies: a look compares again
  useEffect(() => {
    if (isShown) void compareLedger()
  }, [isShown, looks])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears how keys leave what is in it
    <div className="record" onKeyDown={leaveByKey}>
      <header className="record-head">
        <TabList tab={tab} />
        <ServerStanding />
        {isShown && readToken() !== undefined && (
          <IconButton icon={LogOut} label="Forget the token" onPress={leaveServer} />
        )}
        <IconButton
          icon={X}
          label="Close the record"
          shortcut="J"
          onPress={() => closePanel('record')}
        />
      </header>
      <div className="record-body" role="tabpanel" id="record-body" aria-labelledby={`tab-${tab}`}>
        {access.kind === 'unknown' && <p className="quiet record-note">Asking the server…</p>}
        {isShown ? <Body /> : <AccessNote access={access} />}
      </div>
    </div>
  )
}

/** Escape goes from what is in a tab to its name, and from there out of the record. */
function leaveByKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  const { target, currentTarget } = event
  const tab = currentTarget.querySelector<HTMLElement>('[role=tab][aria-selected=true]')
  if (target === tab) closePanel('record')
  else tab?.focus()
}

/** Watches the run of a link, once the server has let us in. */
function useLinkedRun(): void {
  const run = useRun()
  const linked = useRecordStore((state) => state.linked)
  const isOpen = useRecordStore(({ access }) => access.kind === 'open')
  useEffect(() => {
    if (linked === undefined || !isOpen) return
    setRecord({ linked: undefined })
    void watchLinked(run, linked)
  }, [run, linked, isOpen])
}

function TabList({ tab }: { readonly tab: RecordTab }) {
  const list = useRef<HTMLDivElement>(null)
  const isAlarmed = useLedgerComparison(({ verdict }) => isAlarming(verdict))
  // Whoever opens the record by key goes on in it by key.
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus({ preventScroll: true })
  }, [])
  function onKeyDown(event: KeyboardEvent): void {
    const at = TABS.findIndex((each) => each.tab === tab)
    const count = TABS.length
    const goal = {
      ArrowRight: (at + 1) % count,
      ArrowLeft: (at + count - 1) % count,
      Home: 0,
      End: count - 1,
    }[event.key]
    if (goal === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setRecord({ tab: TABS[goal]!.tab })
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[goal]?.focus()
  }
  return (
    <div
      ref={list}
      className="record-tabs"
      role="tablist"
      aria-label="Parts of the record"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {TABS.map((each) => (
        <button
          key={each.tab}
          id={`tab-${each.tab}`}
          type="button"
          role="tab"
          aria-selected={each.tab === tab}
          aria-controls="record-body"
          tabIndex={each.tab === tab ? 0 : -1}
          onClick={() => setRecord({ tab: each.tab })}
        >
          {each.text}
          {each.tab === 'ledger' && isAlarmed && (
            <span className="alarm-mark" role="img" aria-label="not what it was" />
          )}
        </button>
      ))}
    </div>
  )
}

/** Whether the server can do its work; it also finds out whether it shows anything at all. */
function ServerStanding() {
  const { value } = useAnswer(SYSTEM_STATUS, {}, STATUS_EVERY_MS)
  const isShown = useRecordStore(({ access }) => access.kind === 'open')
  if (value === undefined || !isShown) return <span className="record-standing" />
  const { is_ready: isReady, hindrances, version, consumers } = value
  const behind = consumers.reduce((sum, { depth }) => sum + depth, 0)
  const text = isReady ? 'ready' : (hindrances[0] ?? 'not ready')
  return (
    <span
      className="record-standing quiet"
      data-ready={isReady}
      title={`Thunderline ${version}; events that consumers have not passed: ${behind}`}
    >
      <span className="dot" data-tone={isReady ? 'good' : 'bad'} />
      Server {text}
    </span>
  )
}

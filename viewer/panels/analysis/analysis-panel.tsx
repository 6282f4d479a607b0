/** The analysis of a run as a whole: how its numbers are spread, its clusters, attractor, damage, probes and data. */
import { X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { type AnalysisTab, setAnalysis, useAnalysisStore } from '../../state/analysis-store.ts'
import { closePanel } from '../../state/panel-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useWatchStore } from '../../state/watch-store.ts'
import { IconButton } from '../icon-button.tsx'
import './analysis-panel.css'
import { AttractorTab } from './attractor-tab.tsx'
import { ClustersTab } from './clusters-tab.tsx'
import { DamageTab } from './damage-tab.tsx'
import { DataTab } from './data-tab.tsx'
import { DistributionTab } from './distribution-tab.tsx'
import { PhaseTab } from './phase-tab.tsx'
import { ProbesTab } from './probes-tab.tsx'

interface TabPlan {
  readonly tab: AnalysisTab
  readonly text: string
  readonly help: string
  readonly body: () => ReactNode
}

const TABS: readonly TabPlan[] = [
  {
    tab: 'distribution',
    text: 'Distribution',
    help: 'How often states, values of a field and sizes of clusters occur',
    body: DistributionTab,
  },
  { tab: 'phase', text: 'Phase', help: 'One metric against another', body: PhaseTab },
  { tab: 'clusters', text: 'Clusters', help: 'The largest clusters', body: ClustersTab },
  {
    tab: 'attractor',
    text: 'Attractor',
    help: 'What the run comes to, proved',
    body: AttractorTab,
  },
  { tab: 'damage', text: 'Damage', help: 'How a small change spreads', body: DamageTab },
  { tab: 'probes', text: 'Probes', help: 'Numbers at places, over time', body: ProbesTab },
  { tab: 'data', text: 'Data', help: 'Files for pandas and NumPy', body: DataTab },
]

export function AnalysisPanel() {
  const tab = useAnalysisStore((state) => state.tab)
  const hasRun = useRunStore(({ info }) => info !== undefined)
  const isOwn = useWatchStore(({ watched }) => watched === undefined)
  const Body = TABS.find((each) => each.tab === tab)!.body
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears how keys leave what is in it
    <div className="analysis" onKeyDown={leaveByKey}>
      <header className="analysis-head">
        <TabList tab={tab} />
        <IconButton
          icon={X}
          label="Close the analysis"
          shortcut="A"
          onPress={() => closePanel('analysis')}
        />
      </header>
      <div
        className="analysis-body"
        role="tabpanel"
        id="analysis-body"
        aria-labelledby={`analysis-tab-${tab}`}
      >
        {hasRun && isOwn && <Body />}
        {!hasRun && <p className="analysis-note quiet">Open a world to analyze it.</p>}
        {hasRun && !isOwn && (
          <p className="analysis-note quiet">
            A run of the server is watched. Detach to analyze the run of this page.
          </p>
        )}
      </div>
    </div>
  )
}

/** Escape goes from what is in a tab to its name, and from there out of the panel. */
function leaveByKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  const { target, currentTarget } = event
  const tab = currentTarget.querySelector<HTMLElement>('[role=tab][aria-selected=true]')
  event.stopPropagation()
  if (target === tab) closePanel('analysis')
  else tab?.focus()
}

function TabList({ tab }: { readonly tab: AnalysisTab }) {
  const list = useRef<HTMLDivElement>(null)
  // Whoever opens it by key goes on in it by key.
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus({ preventScroll: true })
  }, [])
  function onKeyDown(event: KeyboardEvent): void {
    const at = TABS.findIndex((each) => each.tab === tab)
    const goal = {
      ArrowRight: (at + 1) % TABS.length,
      ArrowLeft: (at + TABS.length - 1) % TABS.length,
      Home: 0,
      End: TABS.length - 1,
    }[event.key]
    if (goal === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setAnalysis({ tab: TABS[goal]!.tab })
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[goal]?.focus()
  }
  return (
    <div
      ref={list}
      className="analysis-tabs"
      role="tablist"
      aria-label="Parts of the analysis"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {TABS.map((each) => (
        <button
          key={each.tab}
          id={`analysis-tab-${each.tab}`}
          type="button"
          role="tab"
          title={each.help}
          aria-selected={each.tab === tab}
          aria-controls="analysis-body"
          tabIndex={each.tab === tab ? 0 : -1}
          onClick={() => setAnalysis({ tab: each.tab })}
        >
          {each.text}
        </button>
      ))}
    </div>
  )
}

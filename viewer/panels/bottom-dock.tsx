/** What stands below the world: the record of the server, or the search. What either needs is fetched when it is first opened. */
import { type ComponentType, lazy, Suspense, useEffect } from 'react'
import { useRecordStore } from '../state/record-store.ts'
import { useRuleEditorStore } from '../state/rule-editor-store.ts'
import { useSearchShown } from '../state/search-store.ts'
import './bottom-dock.css'

const RecordPanel = lazy(async () => ({
  default: (await import('./record/record-panel.tsx')).RecordPanel,
}))

const SearchPanel = lazy(async () => ({
  default: (await import('./search/search-panel.tsx')).SearchPanel,
}))

const RuleEditorPanel = lazy(async () => ({
  default: (await import('./rule-editor/rule-editor-panel.tsx')).RuleEditorPanel,
}))

export function RuleDock() {
  const isOpen = useRuleEditorStore((state) => state.isOpen)
  return <Dock label="Edit the rule" isOpen={isOpen} panel={RuleEditorPanel} />
}

export function RecordDock() {
  const isOpen = useRecordStore((state) => state.isOpen)
  return <Dock label="Record of the server" isOpen={isOpen} panel={RecordPanel} />
}

export function SearchDock() {
  return <Dock label="Search" isOpen={useSearchShown()} panel={SearchPanel} />
}

interface DockProps {
  /** Also that of the button in the top bar that opens it. */
  readonly label: string
  readonly isOpen: boolean
  readonly panel: ComponentType
}

function Dock({ label, isOpen, panel: Panel }: DockProps) {
  useReturn(isOpen, label)
  if (!isOpen) return null
  return (
    <section className="bottom-dock" aria-label={label}>
      <Suspense fallback={<p className="quiet dock-opening">Opening…</p>}>
        <Panel />
      </Suspense>
    </section>
  )
}

/** Whoever closes it is where they were when they opened it. */
function useReturn(isOpen: boolean, label: string): void {
  useEffect(() => {
    if (!isOpen) return undefined
    const opener = document.activeElement
    return () => {
      // Somebody who has gone elsewhere meanwhile stays there.
      if (document.activeElement !== null && document.activeElement !== document.body) return
      const isThere =
        opener instanceof HTMLElement && opener.isConnected && opener !== document.body
      const goal = isThere ? opener : document.querySelector(`button[aria-label="${label}"]`)
      if (goal instanceof HTMLElement) goal.focus({ preventScroll: true })
    }
  }, [isOpen, label])
}

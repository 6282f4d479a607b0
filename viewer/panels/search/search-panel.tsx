/** The search: studies that are kept, and the one that is looked at or written. */
import { X } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, lazy, Suspense, useEffect, useRef } from 'react'
import { toggleSearch } from '../../state/search-store.ts'
import { openStudyFiles, startSearch } from '../../state/study-desk.ts'
import { useStudyStore } from '../../state/study-store.ts'
import { IconButton } from '../icon-button.tsx'
import { DraftView } from './draft-view.tsx'
import { StudyBar } from './study-bar.tsx'
import { StudyList } from './study-list.tsx'
import { StudyView } from './study-view.tsx'
import { useKeptFocus } from './use-kept-focus.ts'
import './search-panel.css'

export function SearchPanel() {
  const panel = useRef<HTMLDivElement>(null)
  useKeptFocus(panel)
  const kind = useStudyStore(({ view }) => view.kind)
  useEffect(() => {
    void startSearch()
    panel.current?.focus({ preventScroll: true })
  }, [])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears how keys leave it, and takes files that are dropped
    <div
      ref={panel}
      className="search"
      tabIndex={-1}
      onKeyDown={leaveByKey}
      onDrop={(event) => void drop(event)}
    >
      <header className="search-head">
        <h2>Search</h2>
        {kind === 'study' ? <StudyBar /> : <p className="quiet search-lead">{LEADS[kind]}</p>}
        <IconButton icon={X} label="Close the search" shortcut="Q" onPress={toggleSearch} />
      </header>
      <div className="search-body">
        <StudyList />
        {kind === 'draft' && <DraftView />}
        {kind === 'study' && <StudyView />}
        {kind === 'server' && (
          <Suspense fallback={<p className="quiet search-note">Opening…</p>}>
            <ServerStudies />
          </Suspense>
        )}
      </div>
    </div>
  )
}

const LEADS = {
  draft: 'Searches values of parameters for several objectives at once, and keeps each trial.',
  server: 'What the server searches, as it happens; it goes on when this page is closed.',
} as const

const ServerStudies = lazy(async () => ({
  default: (await import('./server-studies.tsx')).ServerStudies,
}))

/** Escape goes from what is in the panel to the panel, and from there out of it. */
function leaveByKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  event.stopPropagation()
  if (event.target === event.currentTarget) toggleSearch()
  else event.currentTarget.focus()
}

/** Files that are dropped here are of a search; anywhere else they are worlds. */
async function drop(event: DragEvent): Promise<void> {
  const files = [...event.dataTransfer.files]
  if (files.length === 0) return
  event.preventDefault()
  await openStudyFiles(files)
}

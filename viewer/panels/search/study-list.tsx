/** The studies that this browser keeps, and the ways to another. */
import { Plus, Server, Undo2, Upload } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import {
  openDraft,
  openServerStudies,
  openStudy,
  openStudyFiles,
  refreshList,
  restoreStudy,
} from '../../state/study-desk.ts'
import { useStudyStore } from '../../state/study-store.ts'

/** What other tabs keep is looked for so often. */
const LIST_EVERY_MS = 1500

const ServerList = lazy(async () => ({
  default: (await import('./server-studies.tsx')).ServerList,
}))

export function StudyList() {
  const entries = useStudyStore((state) => state.entries)
  const view = useStudyStore((state) => state.view)
  const standing = useStudyStore((state) => state.standing)
  const isServer = view.kind === 'server'
  useEffect(() => {
    const timer = setInterval(() => void refreshList(), LIST_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <nav className="study-list scrolled" aria-label="Studies">
      <div className="study-list-tools">
        <button
          type="button"
          className="button"
          aria-pressed={view.kind === 'draft'}
          onClick={() => openDraft()}
        >
          <Plus size={14} aria-hidden="true" />
          New
        </button>
        <OpenFiles />
      </div>
      <button
        type="button"
        className="button study-list-server"
        aria-pressed={isServer}
        onClick={() => (isServer ? openDraft() : openServerStudies())}
      >
        <Server size={14} aria-hidden="true" />
        On the server
      </button>
      {isServer ? (
        <Suspense fallback={<p className="quiet search-note">Opening…</p>}>
          <ServerList />
        </Suspense>
      ) : (
        <>
          <Removed />
          {entries === undefined && <p className="quiet search-note">Asking the browser…</p>}
          {entries?.length === 0 && (
            <p className="quiet search-note">
              None yet. Whatever you run is kept in this browser, trial by trial, and goes on after
              a reload.
            </p>
          )}
          <ul>
            {entries?.map(({ id, name, trials, ended }) => {
              const isCurrent = view.kind === 'study' && view.id === id
              return (
                <li key={id}>
                  <button
                    type="button"
                    className="study-entry"
                    aria-current={isCurrent}
                    title={name}
                    onClick={() => void openStudy(id)}
                  >
                    <span className="cut">{name}</span>
                    <span className="number quiet">
                      {isCurrent && standing !== 'idle' ? WORDS[standing] : `${ended} of ${trials}`}
                    </span>
                  </button>
                </li>
              )
            })}
          </ul>
        </>
      )}
    </nav>
  )
}

const WORDS = { running: 'running', pausing: 'pausing', elsewhere: 'elsewhere' } as const

function OpenFiles() {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button
        type="button"
        className="button"
        title="Open a study with the files that it names, a record, or a journal of Optuna’s"
        onClick={() => input.current?.click()}
      >
        <Upload size={14} aria-hidden="true" />
        Open…
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-input="study"
        onChange={({ target }) => {
          void openStudyFiles([...(target.files ?? [])])
          target.value = ''
        }}
      />
    </>
  )
}

/** What was deleted last, and the way back. */
function Removed() {
  const removed = useStudyStore((state) => state.removed)
  if (removed === undefined) return null
  return (
    <p className="study-removed" role="status">
      <span>{removed.name} is deleted.</span>
      <button type="button" className="button" onClick={() => void restoreStudy()}>
        <Undo2 size={13} aria-hidden="true" />
        Undo
      </button>
    </p>
  )
}

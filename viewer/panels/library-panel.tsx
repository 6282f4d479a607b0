/** What can be opened: a file, a pasted text, a rule on a soup, a scenario of the library. */
import { FolderOpen, Search } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import type { ScenarioEntry } from '../session/scenario-library.ts'
import { useRunStore } from '../state/run-store.ts'
import { matchScenarios } from './match-scenarios.ts'
import './library-panel.css'
import { useRun } from './run-context.ts'
import { SoupForm } from './soup-form.tsx'
import { useScenarios } from './use-scenarios.ts'

export function LibraryPanel() {
  const [wish, setWish] = useState('')
  const entries = useScenarios()
  const searchId = useId()
  return (
    <div className="library">
      <OpenFileButton />
      <p className="quiet open-hint">
        or drop it anywhere, or paste a rule, a pattern or a scenario.
      </p>
      <SoupForm />
      <div className="library-search">
        <Search size={14} aria-hidden="true" />
        <label htmlFor={searchId} className="screen-reader-only">
          Search the library
        </label>
        <input
          id={searchId}
          className="input"
          type="search"
          title="Every word has to occur in a name, a rule, a size or what is told of it"
          placeholder="Search scenarios"
          value={wish}
          onChange={({ target }) => setWish(target.value)}
        />
      </div>
      <ScenarioList entries={entries} wish={wish} />
    </div>
  )
}

function OpenFileButton() {
  const run = useRun()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button
        type="button"
        className="button primary wide"
        title="Open a file (O)"
        data-action="open-file"
        onClick={() => input.current?.click()}
      >
        <FolderOpen size={15} aria-hidden="true" />
        Open a file
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          void run.openFiles([...(target.files ?? [])])
          target.value = ''
        }}
      />
    </>
  )
}

function ScenarioList(props: {
  readonly entries: readonly ScenarioEntry[] | undefined
  readonly wish: string
}) {
  const { entries, wish } = props
  const run = useRun()
  const current = useRunStore((state) => state.libraryId)
  if (entries === undefined) return <p className="quiet library-empty">Opening the library…</p>
  const found = matchScenarios(entries, wish)
  if (found.length === 0) {
    return <p className="quiet library-empty">No scenario matches. Clear the search to see all.</p>
  }
  return (
    <ul className="scenarios" aria-label="Scenarios">
      {found.map(({ id, name, rule, size, about }) => (
        <li key={id}>
          <button
            type="button"
            className="scenario"
            aria-current={id === current}
            title={about}
            onClick={() => void run.openLibrary(id)}
          >
            <span className="scenario-name">{name}</span>
            <span className="scenario-size number">{size}</span>
            <span className="scenario-rule number">{rule}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

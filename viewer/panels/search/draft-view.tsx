/** A study that is written: its text, what is wrong with it, and where one may begin. */
import { CloudUpload, Play } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { listStudyExamples } from '../../session/study-examples.ts'
import { useRecordStore } from '../../state/record-store.ts'
import { runDraft, runDraftOnServer, writeDraft } from '../../state/study-desk.ts'
import { useStudyStore } from '../../state/study-store.ts'
import { FaultList } from './fault-list.tsx'
import { WorldForm } from './world-form.tsx'

export function DraftView() {
  const draft = useStudyStore((state) => state.draft)
  const failure = useStudyStore((state) => state.draftFailure)
  const [isBusy, setIsBusy] = useState(false)
  const id = useId()
  const text = useRef<HTMLElement>(null)
  // In a narrow window it stands below what it is begun with.
  const show = () => text.current?.scrollIntoView({ block: 'nearest' })
  const isEmpty = draft.text.trim() === ''
  const files = Object.keys(draft.files)
  const access = useRecordStore((state) => state.access.kind)
  const during = async (work: () => Promise<void>) => {
    if (isBusy) return
    setIsBusy(true)
    await work()
    setIsBusy(false)
  }
  return (
    <div className="draft">
      <section className="draft-starts scrolled" aria-label="Begin with an example">
        <h3>Begin with an example</h3>
        <ul className="examples">
          {listStudyExamples().map(({ id: name, name: title, about, text: written }) => (
            <li key={name}>
              <button
                type="button"
                className="example"
                data-example={name}
                title={about}
                onClick={() => {
                  writeDraft({ text: written, files: {} })
                  show()
                }}
              >
                <span>{title}</span>
                <span className="quiet">{about}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section className="draft-starts scrolled" aria-label="Begin with the world that is open">
        <h3>Or with the world that is open</h3>
        <WorldForm onWritten={show} />
      </section>
      <section ref={text} className="draft-text" aria-label="The study">
        <label htmlFor={id} className="screen-reader-only">
          The study, in YAML
        </label>
        <textarea
          id={id}
          className="input number"
          spellCheck={false}
          autoCapitalize="off"
          value={draft.text}
          placeholder={PLACEHOLDER}
          aria-describedby={`${id}-faults`}
          aria-invalid={failure !== undefined}
          onChange={({ target: { value } }) => {
            // Files are of the study that was there; an empty one has none.
            writeDraft({ text: value, files: value.trim() === '' ? {} : draft.files })
          }}
        />
        <div className="draft-foot">
          <div id={`${id}-faults`} className="draft-faults" aria-live="polite">
            {failure !== undefined && <FaultList failure={failure} />}
            {failure === undefined && files.length > 0 && (
              <p className="quiet">With {files.join(', ')}.</p>
            )}
          </div>
          {access !== 'absent' && (
            <button
              type="button"
              className="button"
              disabled={isEmpty}
              aria-disabled={isBusy}
              data-action="run-on-server"
              title="The server that this page came from leads it, with its own workers"
              onClick={() => void during(runDraftOnServer)}
            >
              <CloudUpload size={14} aria-hidden="true" />
              Run on the server
            </button>
          )}
          <button
            type="button"
            className="button primary"
            disabled={isEmpty}
            aria-disabled={isBusy}
            data-action="run-study"
            onClick={() => void during(runDraft)}
          >
            <Play size={14} aria-hidden="true" />
            {isBusy ? 'Opening…' : 'Run it'}
          </button>
        </div>
      </section>
    </div>
  )
}

const PLACEHOLDER = `Paste a study here, or begin with one on the left.

space        what may vary
objectives   what is wanted, as little or as much as can be
objective    what makes a trial: an automaton or a training

docs/studies.md has all of it.`

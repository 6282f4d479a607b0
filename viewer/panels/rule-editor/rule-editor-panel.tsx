/**
 * The rule of the run, to be changed while it runs: in any notation, with what is wrong told as it is
 * written, and as a table one can click. A change is an edit of the run like any other.
 */
import { Check, TriangleAlert } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import type { RuleDiagnosis } from '../../../engine/protocol/inspect-api.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useRun } from '../run-context.ts'
import './rule-editor.css'
import { RuleTable } from './rule-table.tsx'
import { useDiagnosis } from './use-diagnosis.ts'

/** What somebody has written, as long as the run is under one of the rules that it is meant for. */
interface Draft {
  readonly text: string
  readonly rules: readonly string[]
}

/** The one line of a longer table says nothing to a reader. */
const MAX_SHOWN_CHARS = 2000

export function RuleEditorPanel() {
  const { desk } = useRun()
  const info = useRunStore((state) => state.info)
  const canonical = info?.rule.canonical ?? ''
  const [draft, setDraft] = useState<Draft>()
  const own = canonical.length > MAX_SHOWN_CHARS ? (info?.rule.name ?? '') : canonical
  const text = draft?.rules.includes(canonical) ? draft.text : own
  const diagnosis = useDiagnosis(desk, text)
  const id = useId()
  const isNew = diagnosis?.isRead === true && diagnosis.canonical !== canonical

  function apply(rule: string): void {
    desk.edits.beginGesture()
    void desk.edits.edit([{ kind: 'rule', rule }])
  }
  function applyText(): void {
    if (!isNew || diagnosis.obstacle !== undefined) return
    setDraft({ text, rules: [canonical, diagnosis.canonical] })
    apply(text)
  }
  /** From the table: what it says is at once in force. */
  async function change(rule: string): Promise<void> {
    const changed = await desk.checkRule(rule)
    if (changed?.isRead === true) setDraft({ text: rule, rules: [canonical, changed.canonical] })
    apply(rule)
  }
  function press(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || (text.includes('\n') && !event.ctrlKey)) return
    event.preventDefault()
    applyText()
  }

  if (info === undefined) return <p className="quiet rule-note">Open a run to edit its rule.</p>
  const isKept = info.living !== undefined
  return (
    <div className="rule-editor">
      <header className="rule-editor-head">
        <p className="quiet rule-editor-lead">
          A change takes effect at the present tick and is kept with the run.
        </p>
      </header>
      {isKept ? (
        <p className="quiet rule-note">
          This world has rules, zones or fields of its own and keeps its rules. Its scenario file
          says them.
        </p>
      ) : (
        <div className="rule-editor-body">
          <div className="rule-editor-text">
            <label htmlFor={id}>Any notation, a name, or the text of a rule file</label>
            <textarea
              id={id}
              className="input number"
              spellCheck={false}
              autoComplete="off"
              rows={text.includes('\n') ? 8 : 2}
              value={text}
              aria-invalid={diagnosis?.isRead === false}
              aria-describedby={`${id}-says`}
              onKeyDown={press}
              onChange={({ target }) => setDraft({ text: target.value, rules: [canonical] })}
            />
            <div id={`${id}-says`} className="rule-says" aria-live="polite">
              <Verdict
                diagnosis={diagnosis}
                isNew={isNew}
                onSuggest={(name) => setDraft({ text: name, rules: [canonical] })}
              />
            </div>
            <div className="rule-editor-actions">
              <button
                type="button"
                className="button primary"
                title="Let the run go on under this rule (Enter)"
                disabled={!isNew || diagnosis.obstacle !== undefined}
                onClick={applyText}
              >
                <Check size={14} aria-hidden="true" />
                Apply
              </button>
              <button
                type="button"
                className="button"
                disabled={text === own}
                onClick={() => setDraft(undefined)}
              >
                Back to the rule in force
              </button>
            </div>
          </div>
          {diagnosis?.isRead === true && diagnosis.obstacle === undefined && (
            <RuleTable text={text} diagnosis={diagnosis} onChange={(rule) => void change(rule)} />
          )}
        </div>
      )}
    </div>
  )
}

interface VerdictProps {
  readonly diagnosis: RuleDiagnosis | undefined
  readonly isNew: boolean
  readonly onSuggest: (name: string) => void
}

function Verdict({ diagnosis, isNew, onSuggest }: VerdictProps) {
  if (diagnosis === undefined) return <p className="quiet">Reading…</p>
  if (!diagnosis.isRead) {
    const { message, suggestion } = diagnosis
    return (
      <>
        <pre className="rule-fault">{message}</pre>
        {suggestion !== undefined && (
          <p>
            Did you mean{' '}
            <button type="button" className="link" onClick={() => onSuggest(suggestion)}>
              {suggestion}
            </button>
            ?
          </p>
        )}
      </>
    )
  }
  const { canonical, name, states, obstacle } = diagnosis
  if (obstacle !== undefined) {
    return (
      <p className="rule-obstacle">
        <TriangleAlert size={14} aria-hidden="true" /> {obstacle}
      </p>
    )
  }
  const shown = canonical.length > 60 ? `${canonical.slice(0, 60)}…` : canonical
  return (
    <p>
      <span className="number">{shown}</span>
      {name !== undefined && ` · ${name}`} · {states} states
      <span className="quiet">{isNew ? ' · not in force yet' : ' · in force'}</span>
    </p>
  )
}

/** Asks for the rule of a pattern whose file names none. */
import { Play } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useNoticeStore } from '../state/notice-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { showDialog } from '../state/view-store.ts'
import { Dialog } from './dialog.tsx'
import './rule-dialog.css'
import { RuleField } from './rule-field.tsx'
import { useRun } from './run-context.ts'

export function RuleDialog() {
  return (
    <Dialog name="rule" title="Which rule?">
      <RuleForm />
    </Dialog>
  )
}

function RuleForm() {
  const run = useRun()
  const label = useRunStore(({ ruleless }) => ruleless?.label)
  // What was saved here was most likely of the rule that runs.
  const present = useRunStore(({ info }) => info?.rule.canonical ?? '')
  const [rule, setRule] = useState(present)
  const [isRefused, setIsRefused] = useState(false)
  const refusal = useNoticeStore(({ notices }) => notices.findLast(({ tone }) => tone === 'error'))

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    const isOpen = await run.openRuleless(rule)
    if (isOpen) showDialog(undefined)
    setIsRefused(!isOpen)
  }

  return (
    <form className="rule-form" onSubmit={(event) => void submit(event)}>
      <p>{label} holds cells and no rule. Which rule do they live by?</p>
      <RuleField value={rule} onChange={setRule} />
      {isRefused && refusal !== undefined && (
        <p className="refusal" role="alert">
          {refusal.message}
        </p>
      )}
      <button type="submit" className="button primary">
        <Play size={14} aria-hidden="true" />
        Open
      </button>
    </form>
  )
}

/** Where a rule is written: one line, or as many as a rule file or a function has that is pasted. */
import { type ClipboardEvent, useId } from 'react'

const EXAMPLES = [
  'B3/S23',
  'B36/S23',
  '345/2/4',
  '4-7/6-8/10/M',
  '13-26/13-14,17-19/2/M',
  '4555',
  'W110',
]

const MULTILINE_ROWS = 6

interface RuleFieldProps {
  readonly value: string
  readonly onChange: (rule: string) => void
}

export function RuleField({ value, onChange }: RuleFieldProps) {
  const id = useId()
  const examplesId = useId()
  const shared = {
    id,
    className: 'input number',
    title: 'A rule in any notation, or a whole rule file, pasted',
    required: true,
    spellCheck: false,
    autoComplete: 'off',
    value,
  } as const

  /** A field of one line would join the lines, which mean something in these. */
  function paste(event: ClipboardEvent<HTMLInputElement>): void {
    const text = event.clipboardData.getData('text/plain').trim()
    if (!text.includes('\n')) return
    event.preventDefault()
    onChange(text)
  }

  return (
    <div className="field">
      <label htmlFor={id}>Rule</label>
      {value.includes('\n') ? (
        <textarea
          {...shared}
          rows={MULTILINE_ROWS}
          onChange={({ target }) => onChange(target.value)}
        />
      ) : (
        <>
          <input
            {...shared}
            list={examplesId}
            onPaste={paste}
            onChange={({ target }) => onChange(target.value)}
          />
          <datalist id={examplesId}>
            {EXAMPLES.map((example) => (
              <option key={example} value={example} />
            ))}
          </datalist>
        </>
      )}
    </div>
  )
}

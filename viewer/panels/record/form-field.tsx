/** A field of a form, which keeps whatever is typed, with what is wrong beside it. */
import { useEffect, useId, useRef } from 'react'

interface FormFieldProps {
  readonly label: string
  /** What it is called to those who do not see what stands around it; its label where it is left out. */
  readonly name?: string
  readonly value: string
  readonly placeholder?: string
  /** What is wrong with it, a sentence; undefined where nothing is. */
  readonly problem: string | undefined
  /** Whether it takes the focus when it appears. */
  readonly isFirst?: boolean
  readonly onChange: (value: string) => void
}

export function FormField(props: FormFieldProps) {
  const { label, name, value, placeholder, problem, isFirst = false, onChange } = props
  const input = useRef<HTMLInputElement>(null)
  const id = useId()
  useEffect(() => {
    if (isFirst) input.current?.focus()
  }, [isFirst])
  return (
    <div className="start-field">
      <label htmlFor={id} className="quiet">
        {label}
      </label>
      <input
        ref={input}
        id={id}
        className="input number"
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        aria-label={name}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        placeholder={placeholder}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      {problem !== undefined && (
        <span id={`${id}-problem`} className="field-problem" role="alert">
          {problem}
        </span>
      )}
    </div>
  )
}

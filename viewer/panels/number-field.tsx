/**
 * A number that follows the run until somebody types in it, and is sent on Enter or when it is
 * left. One that does not fit is not sent, and what would is said.
 */
import { type KeyboardEvent, useRef, useState } from 'react'
import { formatPlain } from '../design/format-value.ts'

interface NumberFieldProps {
  readonly label: string
  readonly low: number
  readonly high: number
  readonly step?: number | 'any'
  /** Undefined where there is no number to show, as for many at once. */
  readonly value: number | undefined
  /** What the number brings about, shown in the tooltip; absent, its range. */
  readonly help?: string
  readonly onChange: (value: number) => void
}

export function NumberField(props: NumberFieldProps) {
  const { label, low, high, step = 'any', value, onChange } = props
  const { help = `From ${low} to ${high}` } = props
  const [typed, setTyped] = useState<string>()
  const [isRefused, setIsRefused] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const own = value === undefined ? '' : formatPlain(value)

  function send(): void {
    const number = Number(typed)
    const isFitting = input.current?.validity.valid === true
    if (typed !== undefined) setIsRefused(!isFitting)
    setTyped(undefined)
    const isMeant = typed !== undefined && typed.trim() !== '' && isFitting
    if (isMeant && typed !== own) onChange(number)
  }
  function press({ key }: KeyboardEvent): void {
    if (key === 'Enter') send()
    if (key === 'Escape') setTyped(undefined)
  }
  return (
    <>
      <label className="number-field">
        <span>{label}</span>
        <input
          ref={input}
          className="input number"
          type="number"
          title={help}
          min={low}
          max={high}
          step={step}
          placeholder={value === undefined ? 'as it is' : undefined}
          value={typed ?? own}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={send}
          onKeyDown={press}
        />
      </label>
      {isRefused && (
        <p role="alert" className="quiet small" data-refuses={label}>
          {label} is a{step === 1 ? ' whole' : ''} number from {low} to {high}.
        </p>
      )}
    </>
  )
}

/** A choice of one among a few, all of them in view. */
export interface SegmentOption<Value extends string> {
  readonly value: Value
  readonly text: string
  /** What it brings about, shown in the tooltip; absent, what is chosen and its name. */
  readonly help?: string
}

interface SegmentsProps<Value extends string> {
  readonly label: string
  readonly options: readonly SegmentOption<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { label, options, value, onChange } = props
  return (
    <div className="segments" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio input cannot hold its own label
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          title={option.help ?? `${label}: ${option.text}`}
          onClick={() => onChange(option.value)}
        >
          {option.text}
        </button>
      ))}
    </div>
  )
}

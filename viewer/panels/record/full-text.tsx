/** A text in full that people compare or hand on, as a hash: it can be selected, and copied by a button. */
import { Check, Copy } from 'lucide-react'
import { useCopied } from '../use-copied.ts'

interface FullTextProps {
  readonly text: string
  /** What it is, for those who copy it without seeing it. */
  readonly label: string
  /** Left out beside a name that says it already. */
  readonly isLabelShown?: boolean
}

export function FullText({ text, label, isLabelShown = true }: FullTextProps) {
  const [isCopied, copy] = useCopied()
  const Icon = isCopied ? Check : Copy
  return (
    <span className="full-text">
      {isLabelShown && <span className="quiet">{label}</span>}
      <code className="number">{text}</code>
      <button
        type="button"
        className="button icon bare"
        aria-label={`Copy: ${label}`}
        title={`Copy: ${label}`}
        onClick={() => copy(text)}
      >
        <Icon size={13} aria-hidden="true" />
        <span className="unseen" role="status">
          {isCopied ? 'Copied' : ''}
        </span>
      </button>
    </span>
  )
}

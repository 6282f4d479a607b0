/** A text in full that people compare or hand on, as a hash: it can be selected, and copied by a button. */
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

interface FullTextProps {
  readonly text: string
  /** What it is, for those who copy it without seeing it. */
  readonly label: string
  /** Left out beside a name that says it already. */
  readonly isLabelShown?: boolean
}

const THANKS_MS = 1600

export function FullText({ text, label, isLabelShown = true }: FullTextProps) {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setIsCopied(false), THANKS_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
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
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setIsCopied(true),
            () => setIsCopied(false),
          )
        }}
      >
        <Icon size={13} aria-hidden="true" />
        <span className="unseen" role="status">
          {isCopied ? 'Copied' : ''}
        </span>
      </button>
    </span>
  )
}

/** Copies a text and says so. */
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

interface CopyButtonProps {
  readonly text: string
  readonly label: string
  readonly isDisabled?: boolean
  readonly className?: string
}

const THANKS_MS = 1600

export function CopyButton({ text, label, isDisabled = false, className = '' }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setIsCopied(false), THANKS_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const Icon = isCopied ? Check : Copy
  return (
    <button
      type="button"
      className={`button ${className}`}
      disabled={isDisabled}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setIsCopied(true),
          () => setIsCopied(false),
        )
      }}
    >
      <Icon size={14} aria-hidden="true" />
      <span aria-live="polite">{isCopied ? 'Copied' : label}</span>
    </button>
  )
}

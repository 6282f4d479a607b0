/** Copies a text and says so. */
import { Check, Copy } from 'lucide-react'
import { useCopied } from './use-copied.ts'

interface CopyButtonProps {
  readonly text: string
  readonly label: string
  readonly isDisabled?: boolean
  readonly className?: string
}

export function CopyButton({ text, label, isDisabled = false, className = '' }: CopyButtonProps) {
  const [isCopied, copy] = useCopied()
  const Icon = isCopied ? Check : Copy
  return (
    <button
      type="button"
      className={`button ${className}`}
      title="Copy to the clipboard"
      disabled={isDisabled}
      onClick={() => copy(text)}
    >
      <Icon size={14} aria-hidden="true" />
      <span aria-live="polite">{isCopied ? 'Copied' : label}</span>
    </button>
  )
}

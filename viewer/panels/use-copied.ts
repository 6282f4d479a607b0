/** What all buttons that copy share: a text is copied, and for a moment that is said. */
import { useEffect, useState } from 'react'

const THANKS_MS = 1600

/** Gives whether a text was copied just now, and what copies one; where the browser refuses, nothing is said. */
export function useCopied(): readonly [isCopied: boolean, copy: (text: string) => void] {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setIsCopied(false), THANKS_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    )
  return [isCopied, copy]
}

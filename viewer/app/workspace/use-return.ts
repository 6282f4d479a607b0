/** Whoever closes a panel is where they were when they opened it. */
import { useEffect } from 'react'

/**
 * Keeps what had the focus when a panel came, and gives it the focus back when the panel goes.
 *
 * @param label of the button that opens the panel, for where that is gone.
 */
export function useReturn(isOn: boolean, label: string): void {
  useEffect(() => {
    if (!isOn) return undefined
    const opener = document.activeElement
    return () => {
      // Somebody who has gone elsewhere meanwhile stays there.
      if (document.activeElement !== null && document.activeElement !== document.body) return
      const isThere =
        opener instanceof HTMLElement && opener.isConnected && opener !== document.body
      const goal = isThere ? opener : document.querySelector(`button[aria-label="${label}"]`)
      if (goal instanceof HTMLElement) goal.focus({ preventScroll: true })
    }
  }, [isOn, label])
}

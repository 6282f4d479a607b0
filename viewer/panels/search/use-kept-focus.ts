/** Who presses what then goes away stays near it: the focus is on what is there in its place. */
import { type RefObject, useEffect } from 'react'

const REACHED = 'button:not(:disabled), select, input:not([hidden]), textarea, [tabindex="0"]'

/** Watches over the focus in an element for as long as it is there. */
export function useKeptFocus(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { current } = root
    if (current === null) return undefined
    /** What had it last, and what that was in, from within. */
    let path: readonly Element[] = []
    const note = ({ target }: FocusEvent) => {
      const found: Element[] = []
      for (
        let at = target as Element | null;
        at !== null && at !== current;
        at = at.parentElement
      ) {
        found.push(at)
      }
      path = found
    }
    const clear = () => {
      path = []
    }
    const forget = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) path = []
      // Who has pressed where nothing is leaves what had it in its place; what goes away is still there when it loses it.
      else queueMicrotask(() => path[0]?.isConnected === true && clear())
    }
    const observer = new MutationObserver(() => {
      const [had, ...around] = path
      if (had === undefined || had.isConnected) return
      path = []
      if (document.activeElement !== document.body && document.activeElement !== null) return
      for (const each of around) {
        const goal = each.isConnected ? each.querySelector<HTMLElement>(REACHED) : null
        if (goal !== null) {
          goal.focus({ preventScroll: true })
          return
        }
      }
      current.focus({ preventScroll: true })
    })
    current.addEventListener('focusin', note)
    current.addEventListener('focusout', forget)
    observer.observe(current, { childList: true, subtree: true })
    return () => {
      current.removeEventListener('focusin', note)
      current.removeEventListener('focusout', forget)
      observer.disconnect()
    }
  }, [root])
}

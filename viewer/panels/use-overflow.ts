/** Whether a part of the page holds more than it shows, and so is one to scroll. */
import { type RefObject, useEffect, useState } from 'react'

/** @param parts how many parts it has: with another number it is measured anew. */
export function useOverflow(element: RefObject<HTMLElement | null>, parts: number): boolean {
  const [isOverflowing, setIsOverflowing] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: more parts need more room
  useEffect(() => {
    const { current } = element
    if (current === null) return
    const measure = () => setIsOverflowing(current.scrollHeight > current.clientHeight + 1)
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    measure()
    return () => observer.disconnect()
  }, [element, parts])
  return isOverflowing
}

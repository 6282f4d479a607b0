/** Whoever touches the page has it: the tour pauses. Its own keys work wherever the focus is. */
import { type RefObject, useEffect } from 'react'
import { useTourStore } from '../../state/tour-store.ts'
import type { TourPlayer } from './tour-player.ts'

/** Going about with the tab key touches nothing. */
const PASSIVE_KEYS: ReadonlySet<string> = new Set(['Tab', 'Shift', 'Control', 'Alt', 'Meta'])

/** Listens for touches and keys while the card of the tour is there. */
export function useTakeOver(player: TourPlayer, card: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const isOurs = ({ target }: Event) =>
      target instanceof Node && card.current?.contains(target) === true
    function onTouch(event: Event): void {
      if (!isOurs(event)) player.pause()
    }
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      // A dialog has its own keys; so have lists, once the person has taken over.
      if (document.querySelector('dialog[open]') !== null) return
      const { isPlaying } = useTourStore.getState()
      const isFree = isPlaying || isOurs(event) || event.target === document.body
      if (isFree && obey(player, event.key)) {
        event.preventDefault()
        event.stopPropagation()
      } else if (isPlaying && !isOurs(event) && !PASSIVE_KEYS.has(event.key)) {
        player.pause()
        card.current?.querySelector<HTMLElement>('[data-action="tour-play"]')?.focus()
      }
    }
    addEventListener('pointerdown', onTouch, { capture: true })
    addEventListener('wheel', onTouch, { capture: true, passive: true })
    addEventListener('keydown', onKey, { capture: true })
    return () => {
      removeEventListener('pointerdown', onTouch, { capture: true })
      removeEventListener('wheel', onTouch, { capture: true })
      removeEventListener('keydown', onKey, { capture: true })
    }
  }, [player, card])
}

/** Does what a key of the tour says; false for any other. */
function obey(player: TourPlayer, key: string): boolean {
  const { chapter } = useTourStore.getState()
  switch (key) {
    case 'PageUp':
      player.go(chapter - 1)
      return true
    case 'PageDown':
      player.go(chapter + 1)
      return true
    case 'Escape':
      player.leave()
      return true
    default:
      return false
  }
}

/** Listens for the keys of the commands and does what they say. */
import { useEffect } from 'react'
import { commandOfKey } from '../state/command-keys.ts'
import { COMMANDS } from '../state/commands.ts'
import { dismissErrors } from '../state/notice-store.ts'
import type { RunController } from '../state/run-controller.ts'
import { useViewStore } from '../state/view-store.ts'
import { isTyping } from './is-typing.ts'

export function useShortcuts(run: RunController): void {
  useEffect(() => {
    let isPointing = false
    function onPointerDown(): void {
      isPointing = true
    }
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key === 'Tab') isPointing = false
      if (useViewStore.getState().dialog !== undefined) return
      const command = commandOfKey(COMMANDS, event)
      if (isTyping(event.target) && !command?.isForWriters) return
      if (event.key === 'Escape') dismissErrors()
      if (command?.isDue?.() === false) return
      if (command === undefined || isKeyOfControl(event, isPointing)) return
      event.preventDefault()
      if (!event.repeat || command.isRepeated) command.run(run)
    }
    addEventListener('pointerdown', onPointerDown, { capture: true })
    addEventListener('keydown', onKeyDown)
    return () => {
      removeEventListener('pointerdown', onPointerDown, { capture: true })
      removeEventListener('keydown', onKeyDown)
    }
  }, [run])
}

const CONTROL_KEYS: ReadonlySet<string> = new Set([
  ' ',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
])

/**
 * Arrows belong to a slider, a list or a part to scroll that has the focus, and the space bar to a focused button;
 * but a button that was clicked with a pointer keeps the focus without the space bar.
 */
function isKeyOfControl({ key, target }: KeyboardEvent, isPointing: boolean): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('select, input')) return CONTROL_KEYS.has(key)
  if (target.matches('.scrolled, .report-picture')) return key !== ' ' && CONTROL_KEYS.has(key)
  if (key !== ' ' || !target.matches('button, summary, a')) return false
  if (isPointing) target.blur()
  return !isPointing
}

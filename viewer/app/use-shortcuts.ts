/** Listens for the keys of `panels/shortcuts.ts` and does what they say. */
import { useEffect } from 'react'
import { actionOfKey, type ShortcutAction } from '../panels/shortcuts.ts'
import { nudgeCamera } from '../state/camera-nudge.ts'
import type { RunController } from '../state/run-controller.ts'
import {
  cycleClipAxis,
  cycleRenderMode,
  fitView,
  setView,
  showDialog,
  toggleTheme,
  useViewStore,
} from '../state/view-store.ts'
import { isTyping } from './is-typing.ts'

const CUT_STEP = 0.05

export function useShortcuts(run: RunController): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (useViewStore.getState().dialog !== undefined) return
      const action = actionOfKey(event.key)
      if (action === undefined || isKeyOfControl(event)) return
      event.preventDefault()
      if (!event.repeat || REPEATABLE.has(action)) perform(action, run)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [run])
}

const REPEATABLE: ReadonlySet<ShortcutAction> = new Set([
  'step',
  'turn-left',
  'turn-right',
  'turn-up',
  'turn-down',
  'zoom-in',
  'zoom-out',
  'clip-less',
  'clip-more',
])

/** Arrows belong to a slider or list that has the focus, and the space bar to a focused button. */
function isKeyOfControl({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('select, input')) return key === ' ' || key.startsWith('Arrow')
  if (key !== ' ' || !target.matches('button, summary, a')) return false
  if (target.matches(':focus-visible')) return true
  // A button that was clicked with the mouse keeps the focus but not the space bar.
  target.blur()
  return false
}

function perform(action: ShortcutAction, run: RunController): void {
  switch (action) {
    case 'toggle-play':
      return void run.togglePlay()
    case 'step':
      return void run.step(1)
    case 'step-ten':
      return void run.step(10)
    case 'reset':
      return void run.reset()
    case 'slower':
      return void run.changeSpeed(-1)
    case 'faster':
      return void run.changeSpeed(1)
    case 'turn-left':
      return nudgeCamera({ right: -1 })
    case 'turn-right':
      return nudgeCamera({ right: 1 })
    case 'turn-up':
      return nudgeCamera({ up: 1 })
    case 'turn-down':
      return nudgeCamera({ up: -1 })
    case 'zoom-in':
      return nudgeCamera({ closer: 1 })
    case 'zoom-out':
      return nudgeCamera({ closer: -1 })
    case 'fit':
      return fitView()
    case 'toggle-turning':
      return setView(({ isTurning }) => ({ isTurning: !isTurning }))
    case 'clip-axis':
      return cycleClipAxis()
    case 'clip-less':
      return cutBy(-CUT_STEP)
    case 'clip-more':
      return cutBy(CUT_STEP)
    case 'render-mode':
      return cycleRenderMode()
    case 'open-file':
      return press('[data-action="open-file"]')
    case 'export':
      return press('[data-action="export"]')
    case 'share':
      return showDialog('share')
    case 'hash':
      return press('[data-chip="hash"]')
    case 'theme':
      return toggleTheme()
    case 'library':
      return setView(({ isLeftOpen }) => ({ isLeftOpen: !isLeftOpen }))
    case 'inspector':
      return setView(({ isRightOpen }) => ({ isRightOpen: !isRightOpen }))
    case 'help':
      return showDialog('help')
    default:
      action satisfies never
  }
}

function cutBy(part: number): void {
  setView(({ clip }) => ({
    clip: { ...clip, cut: Math.min(1, Math.max(0, clip.cut + part)) },
  }))
}

/** Some deeds live with their button, which is there even while its panel is hidden. */
function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click()
}

/** Listens for the keys of `panels/shortcuts.ts` and does what they say. */
import { useEffect } from 'react'
import { actionOfKey, type ShortcutAction } from '../panels/shortcuts.ts'
import { nudgeCamera } from '../state/camera-nudge.ts'
import { copySelection, cutSelection, selectedBox } from '../state/clip-desk.ts'
import { setField, showChannel, useFieldStore } from '../state/field-store.ts'
import { dismissErrors } from '../state/notice-store.ts'
import { togglePanel } from '../state/panel-store.ts'
import { toggleRecord } from '../state/record-store.ts'
import type { RunController } from '../state/run-controller.ts'
import { useRunStore } from '../state/run-store.ts'
import { toggleSearch } from '../state/search-store.ts'
import { takeTool } from '../state/tool-store.ts'
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
    let isPointing = false
    function onPointerDown(): void {
      isPointing = true
    }
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key === 'Tab') isPointing = false
      if (event.altKey || isTyping(event.target)) return
      if (useViewStore.getState().dialog !== undefined) return
      if (event.ctrlKey || event.metaKey) {
        const action = editActionOf(event)
        if (action === undefined) return
        event.preventDefault()
        DEEDS[action](run)
        return
      }
      if (event.key === 'Escape') dismissErrors()
      const action = actionOfKey(event.key)
      if (action === undefined || isKeyOfControl(event, isPointing)) return
      event.preventDefault()
      if (!event.repeat || REPEATABLE.has(action)) DEEDS[action](run)
    }
    addEventListener('pointerdown', onPointerDown, { capture: true })
    addEventListener('keydown', onKeyDown)
    return () => {
      removeEventListener('pointerdown', onPointerDown, { capture: true })
      removeEventListener('keydown', onKeyDown)
    }
  }, [run])
}

/** What a key means together with Ctrl or Command. */
function editActionOf({ key, shiftKey }: KeyboardEvent): ShortcutAction | undefined {
  const letter = key.toLowerCase()
  if (letter === 'z') return shiftKey ? 'redo' : 'undo'
  if (shiftKey) return undefined
  if (letter === 'y') return 'redo'
  // A text that is marked on the page is what a person means to copy.
  const isOfText = getSelection()?.isCollapsed === false
  if (isOfText || selectedBox() === undefined) return undefined
  return letter === 'c' ? 'copy' : letter === 'x' ? 'cut' : undefined
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

/** What each key does. */
const DEEDS: Readonly<Record<ShortcutAction, (run: RunController) => unknown>> = {
  'toggle-play': (run) => run.togglePlay(),
  step: (run) => run.step(1),
  'step-ten': (run) => run.step(10),
  reset: (run) => run.reset(),
  slower: (run) => run.changeSpeed(-1),
  faster: (run) => run.changeSpeed(1),
  'turn-left': () => nudgeCamera({ right: -1 }),
  'turn-right': () => nudgeCamera({ right: 1 }),
  'turn-up': () => nudgeCamera({ up: 1 }),
  'turn-down': () => nudgeCamera({ up: -1 }),
  'zoom-in': () => nudgeCamera({ closer: 1 }),
  'zoom-out': () => nudgeCamera({ closer: -1 }),
  fit: () => fitView(),
  'toggle-turning': () => setView(({ isTurning }) => ({ isTurning: !isTurning })),
  'clip-axis': () => cycleClipAxis(),
  'clip-less': () => cutBy(-CUT_STEP),
  'clip-more': () => cutBy(CUT_STEP),
  'render-mode': () => cycleRenderMode(),
  'next-field': () => nextChannel(),
  zones: () => setField(({ showsZones }) => ({ showsZones: !showsZones })),
  'tool-move': () => takeTool('move'),
  'tool-box': () => takeTool('box'),
  'tool-zone': () => takeTool('zone'),
  'tool-paint': () => takeTool('paint'),
  'tool-soup': () => takeTool('soup'),
  'tool-paste': () => takeTool('paste'),
  'tool-poke': () => takeTool('poke'),
  undo: (run) => run.undo(),
  redo: (run) => run.redo(),
  copy: ({ desk }) => copySelection(desk),
  cut: ({ desk }) => cutSelection(desk),
  'open-file': () => press('[data-action="open-file"]'),
  export: () => press('[data-action="export"]'),
  share: () => showDialog('share'),
  hash: () => press('[data-chip="hash"]'),
  theme: () => toggleTheme(),
  library: () => togglePanel('library'),
  inspector: () => togglePanel('inspector'),
  'rule-editor': () => togglePanel('rule'),
  record: () => toggleRecord(),
  search: () => toggleSearch(),
  metrics: () => showDialog('metrics'),
  help: () => showDialog('help'),
}

/** Shows the next of the world's channels; after the last, none. */
function nextChannel(): void {
  const channels = useRunStore.getState().info?.living?.channels ?? []
  const { channel } = useFieldStore.getState()
  showChannel(channels[channels.findIndex(({ name }) => name === channel) + 1]?.name)
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

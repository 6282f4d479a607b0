/** The whole app in a page, with a worker of its own, and what a person does to it. */
import { createRoot } from 'react-dom/client'
import { expect, vi } from 'vitest'
import type { RunSource, StateHashes } from '../../engine/protocol/simulation-api.ts'
import { App } from '../app/app.tsx'
import '../design/base.css'
import '../design/controls.css'
import { useFieldStore } from '../state/field-store.ts'
import { useNoticeStore } from '../state/notice-store.ts'
import { RunController } from '../state/run-controller.ts'
import { useRunStore } from '../state/run-store.ts'
import { useToolStore } from '../state/tool-store.ts'
import { setView } from '../state/view-store.ts'

/** Software draws on two slow cores. */
export const PATIENCE = { timeout: 20_000, interval: 50 }

export interface MountedApp {
  readonly root: HTMLElement
  readonly run: RunController
  /** Opens a run, paused, and waits until its world is on screen. */
  open(source: RunSource): Promise<void>
  /** Presses the pointer in the middle of the scene, moves it by some pixels and lets go. */
  drag(byX: number, byY: number): void
  /** Takes the page away, its worker with it, and leaves the stores as they were. */
  unmount(): Promise<void>
}

/** Puts the app into the page. */
export async function mountApp(): Promise<MountedApp> {
  const before = [useRunStore, useToolStore, useFieldStore].map((store) => {
    const state = store.getState()
    return () => (store.setState as (state: unknown, replace: true) => void)(state, true)
  })
  const root = document.createElement('div')
  root.style.cssText = 'position: fixed; inset: 0'
  document.body.append(root)
  const run = new RunController()
  const page = createRoot(root)
  page.render(<App run={run} />)
  setView({ isTurning: false })
  await vi.waitFor(() => expect(root.querySelector('.app')).not.toBeNull(), PATIENCE)
  return {
    root,
    run,
    async open(source) {
      await run.open(source, { isPlaying: false })
      await vi.waitFor(() => expect(root.querySelector('canvas')).not.toBeNull(), PATIENCE)
      await pause(600)
    },
    drag: (byX, byY) => drag(root.querySelector('canvas')!, byX, byY),
    async unmount() {
      page.unmount()
      root.remove()
      await run.dispose()
      for (const restore of before) restore()
      useNoticeStore.setState({ notices: [] })
    },
  }
}

function drag(canvas: HTMLCanvasElement, byX: number, byY: number): void {
  const { left, top, width, height } = canvas.getBoundingClientRect()
  const at = (x: number, y: number) => ({
    clientX: left + width / 2 + x,
    clientY: top + height / 2 + y,
    pointerId: 1,
    isPrimary: true,
    button: 0,
    bubbles: true,
  })
  canvas.dispatchEvent(new PointerEvent('pointerdown', at(0, 0)))
  for (const part of [0.5, 1]) {
    canvas.dispatchEvent(new PointerEvent('pointermove', at(byX * part, byY * part)))
  }
  canvas.dispatchEvent(new PointerEvent('pointerup', at(byX, byY)))
}

/** Presses a key on an element. */
export function press(key: string, target: Element = document.body, more: object = {}): void {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  target.dispatchEvent(event)
}

/** Lets what is drawn settle. */
export const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** The hashes of the present state. */
export function hashNow(): Promise<StateHashes> {
  return vi.waitFor(() => {
    const { hashes, tick } = useRunStore.getState()
    expect(hashes?.tick).toBe(tick)
    return hashes!
  }, PATIENCE)
}

/** A scenario by its text. */
export const scenario = (text: string): RunSource => ({ kind: 'scenario', text, files: {} })

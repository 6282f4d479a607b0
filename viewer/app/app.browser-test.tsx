import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunSource, StateHashes } from '../../engine/protocol/simulation-api.ts'
import '../design/base.css'
import '../design/controls.css'
import { forgetSession } from '../session/last-session.ts'
import { encodeShareLink } from '../session/share-link.ts'
import { startVerification } from '../session/verification.ts'
import { useNoticeStore } from '../state/notice-store.ts'
import { RunController } from '../state/run-controller.ts'
import { useRunStore } from '../state/run-store.ts'
import { useViewStore } from '../state/view-store.ts'
import { App } from './app.tsx'

const PATIENCE = { timeout: 20_000, interval: 50 }
const SOUP: RunSource = {
  kind: 'soup',
  rule: 'B3/S23',
  density: 96,
  overrides: { size: '48x32', topology: 'torus', seed: '12345678901234567890' },
}

vi.setConfig({ testTimeout: 60_000 })

let run: RunController
let unmount: () => void

async function mount(): Promise<void> {
  const root = document.createElement('div')
  root.style.cssText = 'position: fixed; inset: 0'
  document.body.append(root)
  run = new RunController()
  const page = createRoot(root)
  page.render(<App run={run} />)
  unmount = () => {
    page.unmount()
    root.remove()
  }
  await vi.waitFor(() => expect(root.querySelector('.app')).not.toBeNull(), PATIENCE)
}

const initialRun = useRunStore.getState()

beforeEach(async () => {
  await forgetSession()
  await mount()
})

afterEach(async () => {
  unmount()
  await run.dispose()
  useRunStore.setState(initialRun, true)
  useNoticeStore.setState({ notices: [] })
})

function press(key: string): void {
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
  )
}

function drop(name: string, text: string): void {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([text], name))
  document
    .querySelector('.app')!
    .dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
}

async function hashAt(tick: number): Promise<StateHashes> {
  return vi.waitFor(() => {
    const { hashes } = useRunStore.getState()
    expect(hashes?.tick).toBe(tick)
    return hashes!
  }, PATIENCE)
}

test('the space bar plays and pauses', async () => {
  await run.open(SOUP, { isPlaying: false })
  press(' ')
  await vi.waitFor(() => expect(useRunStore.getState().tick).toBeGreaterThan(2), PATIENCE)
  expect(useRunStore.getState().isPlaying).toBe(true)
  press(' ')
  await vi.waitFor(() => expect(useRunStore.getState().isPlaying).toBe(false), PATIENCE)
})

test('the space bar belongs to a button reached by key, not to one that was clicked', async () => {
  await run.open(SOUP, { isPlaying: false })
  const button = document.querySelector<HTMLElement>('[aria-label="Back to the start"]')!
  const pressOn = (key: string) =>
    button.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  button.focus()
  pressOn('Tab')
  expect(pressOn(' ')).toBe(true)
  expect(useRunStore.getState().isPlaying).toBe(false)
  button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
  expect(pressOn(' ')).toBe(false)
  expect(useRunStore.getState().isPlaying).toBe(true)
})

test('a file that cannot be read shows its named error, and the run that was there goes on', async () => {
  await run.open(SOUP, { isPlaying: true })
  const { source } = useRunStore.getState()
  drop('broken.rle', 'x = 3, y = 3, rule = B3/S23\nbob$2o$b?o!')
  await vi.waitFor(() => {
    const notice = document.querySelector('.notice.error')
    expect(notice?.textContent).toContain('broken.rle was not opened')
    expect(notice?.getAttribute('data-code')).toMatch(/^formats\//)
    expect(notice?.textContent).toMatch(/line 2, column 9/)
  }, PATIENCE)
  const { tick } = useRunStore.getState()
  await vi.waitFor(() => expect(useRunStore.getState().tick).toBeGreaterThan(tick + 1), PATIENCE)
  expect(useRunStore.getState().source).toBe(source)
})

test('a pattern without a size is opened in a world without an end, and flies on for ever', async () => {
  drop('glider.rle', 'x = 3, y = 3, rule = B3/S23\nbob$2bo$3o!')
  await vi.waitFor(() => {
    expect(useRunStore.getState().info?.size).toEqual({ x: 0, y: 0, z: 1 })
  }, PATIENCE)
  await run.pause()
  await run.step(1000)
  expect(useRunStore.getState().population).toBe(5)
  expect(document.querySelector('.inspector-section')?.textContent).toContain('∞ × ∞')
})

test('a share link opens the same run, to the last bit', async () => {
  await run.open(SOUP, { isPlaying: false })
  await run.step(25)
  const hashes = await hashAt(25)
  const link = await encodeShareLink(run.describeShared()!)
  await run.open({ ...SOUP, rule: 'B36/S23' }, { isPlaying: false })
  expect(await run.openLink(`#${link}`)).toBe(true)
  expect(await hashAt(25)).toEqual(hashes)
  expect(useRunStore.getState().source).toEqual(SOUP)
})

test('a faulty link shows its named error', async () => {
  await run.openLink('#v=1&rule=B3/S23&density=900')
  await vi.waitFor(() => {
    const notice = document.querySelector('.notice.error')
    expect(notice?.getAttribute('data-code')).toBe('session/link-invalid')
    expect(notice?.textContent).toContain('density')
  }, PATIENCE)
})

test('the next visit finds what the last one left', async () => {
  await run.open(SOUP, { isPlaying: false })
  await run.step(9)
  const hashes = await hashAt(9)
  await run.save()
  unmount()
  await run.dispose()
  useRunStore.setState(initialRun, true)
  await mount()
  await run.start('', 'r-pentomino')
  expect(useRunStore.getState().source).toEqual(SOUP)
  expect(await hashAt(9)).toEqual(hashes)
})

test('the first visit opens the default scenario of the library', async () => {
  await run.start('', 'bays-4555-glider')
  expect(useRunStore.getState()).toMatchObject({ libraryId: 'bays-4555-glider', population: 10 })
})

test('the reference back end verifies a hash, and refutes a false one', async () => {
  await run.open(SOUP, { isPlaying: false })
  await run.step(12)
  const hashes = await hashAt(12)
  const verify = (expected: StateHashes) =>
    startVerification(SOUP, 48 * 32, expected, () => {}).verdict
  expect((await verify(hashes)).kind).toBe('equal')
  const forged = {
    ...hashes,
    stateHash: hashes.stateHash!.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
  }
  expect((await verify(forged)).kind).toBe('different')
})

test('the theme key switches between light and dark and is remembered', () => {
  const before = useViewStore.getState().theme
  press('t')
  const { theme } = useViewStore.getState()
  expect(theme).not.toBe(before)
  expect(document.documentElement.classList.contains('dark')).toBe(theme === 'dark')
  expect(localStorage.getItem('thunderline.theme')).toBe(theme)
  press('t')
  expect(useViewStore.getState().theme).toBe(before)
})

test('the question mark opens the sheet of keys', async () => {
  press('?')
  await vi.waitFor(() => {
    const sheet = document.querySelector<HTMLDialogElement>('dialog[open]')
    expect(sheet?.textContent ?? '').toContain('Play or pause')
  }, PATIENCE)
})

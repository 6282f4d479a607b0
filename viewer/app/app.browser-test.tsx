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
import { setView, useViewStore } from '../state/view-store.ts'
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
  // A camera that turns has the scene drawn all the time, in software.
  setView({ isTurning: false })
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
  expect(document.querySelector('.inspector')?.textContent).toContain('∞ × ∞')
})

test('a share link opens the same run, to the last bit', async () => {
  await run.open(SOUP, { isPlaying: false })
  await run.step(25)
  const hashes = await hashAt(25)
  const link = await encodeShareLink((await run.describeShared())!)
  await run.open({ ...SOUP, rule: 'B36/S23' }, { isPlaying: false })
  expect(await run.openLink(`#${link}`)).toBe(true)
  expect(await hashAt(25)).toEqual(hashes)
  expect(useRunStore.getState().source).toEqual(SOUP)
})

/** What the reference back end takes seconds for. */
const LARGE: RunSource = { ...SOUP, overrides: { ...SOUP.overrides, size: '512x512' } }

test('another back end on the way to a tick goes to the same tick, with the same bits', async () => {
  await run.open(LARGE, { isPlaying: false })
  await run.runTo(200)
  const hashes = await hashAt(200)
  const slow = run.setBackend('reference')
  await vi.waitFor(() => {
    const { tick, targetTick, info } = useRunStore.getState()
    expect({ targetTick, backend: info?.backend }).toEqual({
      targetTick: 200,
      backend: 'reference',
    })
    expect(tick).toBeLessThan(200)
  }, PATIENCE)
  void run.setBackend('cpu')
  await run.setBackend('wasm')
  await slow
  expect(await hashAt(200)).toEqual(hashes)
  expect(useRunStore.getState()).toMatchObject({ isPlaying: false, targetTick: undefined })
  expect(useRunStore.getState().info?.backend).toBe('wasm')
})

test('what a person stops on its way stays there', async () => {
  await run.open(LARGE, { isPlaying: false })
  await run.runTo(200)
  await run.play()
  const slow = run.setBackend('reference')
  await vi.waitFor(() => expect(useRunStore.getState().info?.backend).toBe('reference'), PATIENCE)
  await run.cancel()
  await slow
  // A frame of the run before may still come, and is followed by one of this run.
  await vi.waitFor(() => expect(useRunStore.getState().isPlaying).toBe(false), PATIENCE)
  const { tick } = useRunStore.getState()
  expect(tick).toBeLessThan(200)
  await run.setBackend('cpu')
  expect(useRunStore.getState().tick).toBe(tick)
})

test('running to a tick while it plays stops at that very tick', async () => {
  await run.open(SOUP, { isPlaying: true, speed: undefined })
  await vi.waitFor(() => expect(useRunStore.getState().tick).toBeGreaterThan(20), PATIENCE)
  await run.runTo(5000)
  expect(useRunStore.getState().tick).toBe(5000)
  await run.play()
  await vi.waitFor(() => expect(useRunStore.getState().tick).toBeGreaterThan(5000), PATIENCE)
  await run.runTo(5000)
  expect(useRunStore.getState()).toMatchObject({ tick: 5000, isPlaying: false })
})

test('a far tick is gone to again by HashLife, and kept where a back end would take too long', async () => {
  await run.openLibrary('gun-for-ages', { isPlaying: false })
  const goal = useRunStore.getState().info!.suggestedTicks!
  await run.runTo(goal)
  const chip = () => document.querySelector<HTMLSelectElement>('[aria-label="Back end"]')!
  await vi.waitFor(() => {
    expect(chip().selectedOptions[0]?.textContent).toBe('auto: hashlife')
  }, PATIENCE)
  await run.setBackend('hashlife')
  expect(useRunStore.getState()).toMatchObject({ tick: goal, targetTick: undefined })
  await run.setBackend('reference')
  expect(useRunStore.getState()).toMatchObject({ tick: goal, info: { backend: 'hashlife' } })
  expect(document.querySelector('.notice')?.textContent).toContain('The run stays on hashlife')
})

test('a file that names no rule asks for it and opens under it', async () => {
  await run.open(SOUP, { isPlaying: false })
  const saved = (await run.exportPattern('npy'))!
  await run.openFiles([new File([new Uint8Array(saved)], 'saved.npy')])
  const form = await vi.waitFor(() => {
    const found = document.querySelector<HTMLFormElement>('dialog[open] form')
    expect(found?.textContent).toContain('saved.npy holds cells and no rule')
    return found!
  }, PATIENCE)
  expect(form.querySelector('input')?.value).toBe('B3/S23')
  form.requestSubmit()
  await vi.waitFor(() => {
    expect(document.querySelector('dialog[open]')).toBeNull()
    expect(useRunStore.getState().source).toMatchObject({ kind: 'pattern', fileName: 'saved.npy' })
  }, PATIENCE)
})

test('a rule file that is pasted opens a soup of it, and keeps its lines in the field of the rule', async () => {
  const text = '@RULE Still\n@TABLE\nn_states:3\nneighborhood:vonNeumann\nsymmetries:none\n'
  const paste = (target: Element) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    target.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }
  paste(document.body)
  await vi.waitFor(() => {
    expect(useRunStore.getState()).toMatchObject({ source: { kind: 'soup' } })
    expect(useRunStore.getState().info?.rule.states).toBe(3)
  }, PATIENCE)
  paste(document.querySelector('.soup-form input')!)
  await vi.waitFor(() => {
    const field = document.querySelector<HTMLTextAreaElement>('.soup-form textarea')
    expect(field?.value).toBe(text.trim())
  }, PATIENCE)
})

test('a back end that cannot run the world is offered with its reason and cannot be chosen', async () => {
  await run.openLibrary('tube', { isPlaying: false })
  await vi.waitFor(() => {
    const option = document.querySelector<HTMLOptionElement>('option[value="hashlife"]')
    expect(option?.disabled).toBe(true)
    expect(option?.textContent).toContain('planes without an end')
  }, PATIENCE)
})

test.each(['#v=1&scenario=nope', '#v=2&x', '#v=1&rule=B9'])(
  'the first page opened by the bad link %s says what is wrong with it',
  async (link) => {
    await run.start(link, 'bays-4555-glider')
    await vi.waitFor(() => {
      expect(useRunStore.getState().libraryId).toBe('bays-4555-glider')
      expect(document.querySelector('.notice.error')?.textContent).toContain('was not opened')
    }, PATIENCE)
  },
)

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

test('the next visit stands where the page was left, though there was no time to save', async () => {
  await run.open(SOUP, { isPlaying: false })
  await run.save()
  await run.step(9)
  const hashes = await hashAt(9)
  // All that can be relied on is what happens before this event is over.
  dispatchEvent(new PageTransitionEvent('pagehide'))
  unmount()
  await run.dispose()
  useRunStore.setState(initialRun, true)
  await mount()
  await run.start('', 'r-pentomino')
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
    startVerification({ source: SOUP, edits: [] }, 48 * 32, expected, () => {}).verdict
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

import { expect, onTestFinished, test, vi } from 'vitest'
import type { Frame } from '../../engine/protocol/simulation-api.ts'
import { startFrameLoop } from './frame-loop.ts'

/** A source that makes a frame whenever a newer one is asked for, with a pool of one buffer. */
function createSource(lastVersion: number) {
  let buffer: ArrayBuffer | undefined = new ArrayBuffer(8)
  const asked: number[] = []
  let waiting: ((frame: Frame | undefined) => void) | undefined
  const frameOf = (version: number): Frame => {
    if (buffer === undefined) throw new Error('a frame was asked for before the last came back')
    const cells = buffer
    buffer = undefined
    return {
      version,
      tick: version,
      population: 0,
      isPlaying: true,
      rule: {
        canonical: 'B3/S23',
        name: undefined,
        family: 'life-like',
        states: 2,
        dimensions: 2,
      },
      backend: 'wasm',
      sentAtMs: 0,
      ticksPerSecond: 0,
      cells,
      shape: { x: 2, y: 2, z: 2 },
      filledRows: undefined,
      origin: { x: 0, y: 0, z: 0 },
      isClipped: false,
      measured: { era: 1, samples: [], marks: [] },
    }
  }
  return {
    asked,
    takeFrame(afterVersion: number): Promise<Frame | undefined> {
      asked.push(afterVersion)
      waiting?.(undefined)
      waiting = undefined
      if (afterVersion < lastVersion) return Promise.resolve(frameOf(afterVersion + 1))
      return new Promise((resolve) => {
        waiting = resolve
      })
    },
    recycle(cells: ArrayBuffer): Promise<void> {
      buffer = cells
      return Promise.resolve()
    },
  }
}

function collect(source: ReturnType<typeof createSource>) {
  const versions: number[] = []
  const failed = vi.fn()
  const loop = startFrameLoop(
    source,
    (frame) => {
      versions.push(frame.version)
      return Promise.resolve()
    },
    failed,
  )
  onTestFinished(() => {
    loop.stop()
    expect(failed).not.toHaveBeenCalled()
  })
  return { loop, versions }
}

test('every frame is given back before the next is asked for', async () => {
  const source = createSource(3)
  const { versions } = collect(source)
  await expect.poll(() => versions).toEqual([0, 1, 2, 3])
  expect(source.asked).toEqual([-1, 0, 1, 2, 3])
})

test('a refresh shows the present state again though nothing has changed', async () => {
  const source = createSource(0)
  const { loop, versions } = collect(source)
  await expect.poll(() => source.asked).toEqual([-1, 0])
  loop.refresh()
  await expect.poll(() => versions).toEqual([0, 0])
})

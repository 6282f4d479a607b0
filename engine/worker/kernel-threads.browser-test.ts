import { expect, test } from 'vitest'
import { atomic } from '../forge/wasm/memory.ts'
import { ModuleBuilder } from '../forge/wasm/module-builder.ts'
import { createPageThreads } from './kernel-threads.ts'

const FAILED = 64

/** A module whose helpers fail at once. */
function buildFailing(): WebAssembly.Module {
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', { minPages: 1, maxPages: 1, isShared: true })
  module.function({ params: ['i32'], export: 'serve' }, (f) => f.unreachable())
  module.function({ export: 'fail' }, (f) => f.do(atomic.store32(FAILED, 1)))
  return new WebAssembly.Module(module.toBytes())
}

test('a helper that fails tells those who wait for it and whoever started it, and no page', async () => {
  const errors: unknown[] = []
  const note = (event: ErrorEvent) => errors.push(event.message)
  addEventListener('error', note)
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const thread = createPageThreads()!.start(buildFailing(), memory, 1, end)
  await ended
  expect(new Int32Array(memory.buffer)[FAILED / 4]).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  removeEventListener('error', note)
  thread.terminate()
  expect(errors).toEqual([])
})

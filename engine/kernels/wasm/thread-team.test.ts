import { expect, onTestFinished, test } from 'vitest'
import { i32 } from '../../forge/wasm/integers.ts'
import { atomic } from '../../forge/wasm/memory.ts'
import { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import { createNodeThreads } from '../../node/kernel-threads.ts'
import { disassemble } from '../../testing/wasm-text.ts'
import type { KernelThreads } from '../kernel-threads.ts'
import { HelperTeam } from './helper-team.ts'
import { writeBarrier, writeTeam } from './thread-team.ts'

const TEAM = 64
const DONE = 1024
const SEEN_EARLY = 1088
const PLACES = 2048

/**
 * A module whose members all add 1 to a count and, after the barrier, look whether all have; then
 * they note the argument at their place.
 */
function buildModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', { minPages: 1, maxPages: 1, isShared: true })
  const barrier = writeBarrier(module, TEAM)
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  const work = module.function({ params }, (f, place, members, ticks, argument) => {
    const wanted = f.local('i32')
    f.for(0, ticks, () => {
      f.increase(wanted, members)
      f.drop(atomic.add32(DONE, 1))
      f.do(f.call(barrier, members))
      f.if(i32.ne(atomic.load32(DONE), wanted), () => f.drop(atomic.add32(SEEN_EARLY, 1)))
      f.do(i32.store(i32.shl(place, 2), argument, PLACES))
      f.do(f.call(barrier, members))
    })
  })
  writeTeam(module, TEAM, work)
  return module.toBytes()
}

function start(threads: KernelThreads) {
  const bytes = buildModule()
  disassemble(bytes)
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  const module = new WebAssembly.Module(bytes)
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const team = new HelperTeam(threads, module, memory, TEAM)
  onTestFinished(() => team.dispose())
  const run = exports.run as (members: number, ticks: number, argument: number) => void
  return { team, run, words: new Int32Array(memory.buffer) }
}

test.each([1, 2, 3])('%i members do every tick together, command after command', async (count) => {
  const { team, run, words } = start(createNodeThreads(count))
  await team.whenUp()
  expect(team.members).toBe(count)
  for (let round = 1; round <= 20; round++) {
    words[DONE / 4] = 0
    run(team.members, round, 100 + round)
    expect(words[DONE / 4]).toBe(count * round)
    const noted = [...words.subarray(PLACES / 4, PLACES / 4 + count)]
    expect(noted).toEqual(Array(count).fill(100 + round))
  }
  expect(words[SEEN_EARLY / 4]).toBe(0)
})

test('helpers that sleep wake up for the next command', async () => {
  const { team, run, words } = start(createNodeThreads(2))
  await team.whenUp()
  run(team.members, 1, 1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  run(team.members, 1, 2)
  expect(words[DONE / 4]).toBe(4)
})

test('work is done without helpers that have not come up', () => {
  const ended: number[] = []
  const { team, run, words } = start({
    count: 3,
    start: (_module, _memory, index) => ({ terminate: () => ended.push(index) }),
  })
  expect(team.members).toBe(1)
  run(team.members, 5, 0)
  expect(words[DONE / 4]).toBe(5)
  team.dispose()
  expect(ended).toEqual([1, 2])
})

import { describe, expect, onTestFinished, test } from 'vitest'
import { i32 } from '../../forge/wasm/integers.ts'
import { atomic } from '../../forge/wasm/memory.ts'
import { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import { createNodeThreads } from '../../node/kernel-threads.ts'
import { disassemble } from '../../testing/wasm-text.ts'
import { KernelThreadError } from '../errors.ts'
import type { KernelThread, KernelThreads } from '../kernel-threads.ts'
import { HelperTeam } from './helper-team.ts'
import { writeBarrier, writeTeam } from './thread-team.ts'

const TEAM = 64
const DONE = 1024
const SEEN_EARLY = 1088
const PLACES = 2048

/** Arguments under which the second member throws amid its work, or never comes to an end. */
const THROWING = -1
const ENDLESS = -2

/**
 * A module whose members all add 1 to a count and, after the barrier, look whether all have; then
 * they note the argument at their place. Who waits two seconds in vain waits no longer.
 */
function buildModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', { minPages: 1, maxPages: 1, isShared: true })
  const barrier = writeBarrier(module, TEAM, 2)
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  const work = module.function({ params }, (f, place, members, ticks, argument) => {
    const wanted = f.local('i32')
    f.if(i32.and(i32.eq(place, 1), i32.eq(argument, THROWING)), () => f.unreachable())
    f.if(i32.and(i32.eq(place, 1), i32.eq(argument, ENDLESS)), () => {
      f.loop((again) => f.branch(again))
    })
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

/** Threads of Node, with a list of those that were started. */
function listed(count: number) {
  const started: KernelThread[] = []
  const threads = createNodeThreads(count)
  const start: KernelThreads['start'] = (...what) => {
    const thread = threads.start(...what)
    started.push(thread)
    return thread
  }
  return { threads: { count, start }, started }
}

describe('where a helper fails', () => {
  test('between two runs, work goes on without the others', async () => {
    const { threads, started } = listed(3)
    const { team, run, words } = start(threads)
    await team.whenUp()
    team.run((members) => run(members, 1, 1))
    expect(words[DONE / 4]).toBe(3)
    started[0]!.terminate()
    await expect.poll(() => team.members).toBe(1)
    words[DONE / 4] = 0
    team.run((members) => run(members, 5, 1))
    expect(words[DONE / 4]).toBe(5)
  })

  test.each([
    ['by an error', THROWING, 2],
    ['by an error beside others', THROWING, 3],
    ['without a word', ENDLESS, 2],
  ])('amid a run, %s, the run ends with a named error, and so does all later', async (...how) => {
    const [, argument, count] = how
    const { team, run, words } = start(createNodeThreads(count))
    await team.whenUp()
    team.run((members) => run(members, 3, 1))
    expect(() => team.run((members) => run(members, 3, argument))).toThrow(KernelThreadError)
    words[DONE / 4] = 0
    expect(() => team.run((members) => run(members, 1, 1))).toThrow(KernelThreadError)
    expect(() => team.assertWhole()).toThrow(KernelThreadError)
    expect(words[DONE / 4]).toBe(0)
  })

  test('before it is up, nobody waits for it', async () => {
    let tellEnd = () => {}
    const { team, run, words } = start({
      count: 2,
      start: (_module, _memory, _index, onEnd) => {
        tellEnd = onEnd
        return { terminate: () => undefined }
      },
    })
    const waiting = team.whenUp()
    tellEnd()
    await waiting
    team.run((members) => run(members, 2, 1))
    expect(words[DONE / 4]).toBe(2)
  })
})

test('after its end a team runs alone, whatever its helpers had counted', async () => {
  const { team, run, words } = start(createNodeThreads(2))
  await team.whenUp()
  team.dispose()
  team.dispose()
  team.run((members) => run(members, 4, 1))
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

import { describe, expect, onTestFinished, test } from 'vitest'
import { countCells } from '../../lattice/size.ts'
import { TORUS } from '../../lattice/topology.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import { createNodeThreads } from '../../node/kernel-threads.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import type { ProgramForm } from '../../rules/program/program-form.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'
import { describeKernelConformance } from '../../testing/kernel-conformance.ts'
import { tries } from '../../testing/tries.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import type { KernelThread, KernelThreads } from '../kernel-threads.ts'
import { createBitSlicedKernel } from './bit-sliced/bit-sliced-kernel.ts'
import { SLICED_LIMITS } from './bit-sliced/sliced-plan.ts'
import { createByteLaneKernel } from './byte-lanes/byte-lane-kernel.ts'
import { createIntLaneKernel } from './int-lanes/int-lane-kernel.ts'
import { createPrefixSumKernel } from './prefix-sums/prefix-sum-kernel.ts'
import { createWasmKernel } from './wasm-kernel.ts'

describeKernelConformance('wasm', createWasmKernel, tries(60))

/** A thread for any work at all. */
const LIMITS = { ...SLICED_LIMITS, minShare: 1 }

type Create = (setup: KernelSetup, form: ProgramForm) => Kernel

describe.each<[string, Create]>([
  ['bit-sliced', (setup, form) => createBitSlicedKernel(setup, form, LIMITS)],
  ['prefix-sum', createPrefixSumKernel],
  ['byte-lane', createByteLaneKernel],
  ['int-lane', createIntLaneKernel],
])('the threads of the %s kernel', (_, create) => {
  const { rule } = parseRule('R2,C0,M1,S5..8,B6..9,NM')
  const setup: KernelSetup = { size: { x: 512, y: 512, z: 1 }, topology: TORUS, rule, seed: 0n }
  const random = createSplitMix64(5n)
  const soup = new Uint8Array(countCells(setup.size)).map(() => {
    random.next()
    return random.low & 1
  })

  function createOn(threads: KernelThreads | undefined): Kernel {
    const kernel = create({ ...setup, threads }, recognizeForm(rule.program))
    onTestFinished(() => kernel.dispose())
    return kernel
  }

  async function stateOf(kernel: Kernel): Promise<Uint8Array> {
    const state = new Uint8Array(soup.length)
    await kernel.read(state)
    return state
  }

  /** The kernel on threads that are listed as they are started, with the soup written. */
  async function start(count: number) {
    const started: KernelThread[] = []
    const threads = createNodeThreads(count)
    const kernel = createOn({
      count,
      start: (...what) => {
        const thread = threads.start(...what)
        started.push(thread)
        return thread
      },
    })
    await kernel.write(soup, 0)
    return { kernel, started }
  }

  async function expectedAfter(ticks: number): Promise<Uint8Array> {
    const kernel = createOn(undefined)
    await kernel.write(soup, 0)
    await kernel.advance(ticks)
    return stateOf(kernel)
  }

  test('may die between ticks: the kernel goes on without them', async () => {
    const { kernel, started } = await start(3)
    await kernel.advance(3)
    expect(started.length).toBe(2)
    started[1]!.terminate()
    // Long enough for the thread's end to be known.
    await new Promise((resolve) => setTimeout(resolve, 300))
    await kernel.advance(4)
    expect(await stateOf(kernel)).toEqual(await expectedAfter(7))
  })

  test('may die before they are up, and nobody waits for them', async () => {
    const { kernel, started } = await start(2)
    started[0]!.terminate()
    await kernel.advance(5)
    expect(await stateOf(kernel)).toEqual(await expectedAfter(5))
  })

  test('may be ended while a step waits for them, and ended again', async () => {
    const { kernel, started } = await start(2)
    const advancing = Promise.resolve(kernel.advance(2)).catch(() => undefined)
    kernel.dispose()
    kernel.dispose()
    await advancing
    expect(started.length).toBe(1)
  })
})

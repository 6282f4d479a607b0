/**
 * A kernel that is wrong in one place at one tick, to see whether it is found.
 *
 * The fault is written into the kernel's own state when it gets there, so that its digests, its
 * counts and its future are those of the wrong state, as they are where a kernel itself is at fault.
 */
import type { BackendName, Kernel } from '../kernels/kernel.ts'
import type { LatticeKernel } from '../kernels/lattice-kernel.ts'
import type { UnboundedKernel } from '../kernels/unbounded-kernel.ts'
import { countCells, type Size } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type { LatticePlaneName, PlaneName } from '../rules/program/plane-name.ts'
import type { KernelWraps } from '../simulation/create-world.ts'

/** What goes wrong. */
export interface Fault {
  /** From 1 on. */
  readonly tick: number
  /** Chooses the cell: of a world with a size its flat index modulo the cells, else within what is alive. */
  readonly place: number
  /** Undefined for the cells themselves. */
  readonly plane: LatticePlaneName | undefined
  /** Whether it is gone before the next tick. */
  readonly heals: boolean
  /** In a world without an end: whether it chooses among living cells alone, where nothing dies out so soon. */
  readonly isOfLife?: boolean
  /** In a world without an end: only an advance of at least so many ticks, past that tick, goes wrong; 1. */
  readonly leastLeap?: number
}

/** What went wrong, once it has. */
export interface Planted {
  readonly backend: BackendName
  readonly tick: number
  readonly site: readonly [number, number, number]
  readonly expected: number
  readonly found: number
}

/** Where a fault is planted: what the world is like. */
export interface Ground {
  readonly size: Size
  readonly states: number
  /** Whether a back end has the fault, where a kernel goes over from one to another; all have it. */
  readonly isFaulty?: (backend: BackendName) => boolean
}

/**
 * Wraps in which one fault lies. It is planted by each kernel that comes to its tick.
 *
 * @param onPlanted is told what was done, each time.
 */
export function plantFault(
  fault: Fault,
  ground: Ground,
  onPlanted: (planted: Planted) => void,
): KernelWraps {
  return {
    bounded: (kernel) => plantInBounded(kernel, fault, ground, onPlanted),
    lattice: (kernel) => plantInBounded(kernel, fault, ground, onPlanted),
    endless: (kernel) => plantInEndless(kernel, fault, ground, onPlanted),
  }
}

/** The same kernel with some of its methods in place of its own. */
function instead<K extends object>(kernel: K, methods: Partial<K>): K {
  return new Proxy(kernel, {
    get(target, name) {
      if (Object.hasOwn(methods, name)) return Reflect.get(methods, name)
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

type AnyBounded = Kernel | LatticeKernel

function plantInBounded<K extends AnyBounded>(
  kernel: K,
  fault: Fault,
  { size, states, isFaulty = () => true }: Ground,
  onPlanted: (planted: Planted) => void,
): K {
  const cells = countCells(size)
  const cell = fault.place % cells
  let tick = 0
  let heal: (() => Promise<void>) | undefined

  const swap = async (change: (value: number) => number): Promise<readonly [number, number]> => {
    if (fault.plane !== undefined) return swapInPlane(kernel, fault.plane, cell, cells, change)
    const state = new Uint8Array(1)
    await kernel.read(state, cell)
    const before = state[0]!
    state[0] = change(before)
    await kernel.write(state, tick, cell)
    return [before, state[0]!]
  }
  const plant = async () => {
    const change = (value: number) =>
      fault.plane === undefined ? (value + 1) % states : value > 0 ? value - 1 : value + 1
    const [expected, found] = await swap(change)
    if (fault.heals) heal = async () => void (await swap(() => expected))
    onPlanted({ backend: kernel.backend, tick, site: siteOf(cell, size), expected, found })
  }
  const methods: Partial<AnyBounded> = {
    write(part, at, firstCell) {
      tick = at
      return kernel.write(part, at, firstCell)
    },
    async advance(ticks) {
      const end = tick + ticks
      if (ticks > 0) await heal?.()
      if (ticks > 0) heal = undefined
      if (fault.tick > tick && fault.tick <= end && isFaulty(kernel.backend)) {
        await kernel.advance(fault.tick - tick)
        tick = fault.tick
        await plant()
        if (tick < end) await heal?.()
        if (tick < end) heal = undefined
      }
      await kernel.advance(end - tick)
      tick = end
    },
  }
  return instead<K>(kernel, methods as Partial<K>)
}

async function swapInPlane(
  kernel: AnyBounded,
  plane: LatticePlaneName,
  cell: number,
  cells: number,
  change: (value: number) => number,
): Promise<readonly [number, number]> {
  const values = new Int32Array(cells)
  // A world has planes of its own kernel's kinds only.
  await kernel.readPlane(plane as PlaneName, values)
  const before = values[cell]!
  values[cell] = change(before)
  await kernel.writePlane(plane as PlaneName, values)
  return [before, values[cell]!]
}

function plantInEndless(
  kernel: UnboundedKernel,
  fault: Fault,
  { states, isFaulty = () => true }: Ground,
  onPlanted: (planted: Planted) => void,
): UnboundedKernel {
  let heal: (() => void) | undefined
  const swapAt = (site: Planted['site'], change: (value: number) => number) => {
    const [x, y, z] = site
    const box = { x, y, z, size: { x: 1, y: 1, z: 1 } }
    const state = new Uint8Array(1)
    kernel.read(box, state)
    const before = state[0]!
    state[0] = change(before)
    kernel.write(box, state)
    return [before, state[0]!] as const
  }
  const chooseIn = (bounds: WorldBox): number => {
    const cells = new Uint8Array(countCells(bounds.size))
    if (fault.isOfLife !== true) return fault.place % cells.length
    kernel.read(bounds, cells)
    const living = [...cells.keys()].filter((i) => cells[i] !== kernel.background)
    return living[fault.place % living.length]!
  }
  const plant = () => {
    const bounds = kernel.bounds()
    if (bounds === undefined || !isFaulty(kernel.backend)) return
    const [x, y, z] = siteOf(chooseIn(bounds), bounds.size)
    const site = [bounds.x + x, bounds.y + y, bounds.z + z] as const
    const [expected, found] = swapAt(site, (value) => (value + 1) % states)
    if (fault.heals) heal = () => void swapAt(site, () => expected)
    const { backend, tick } = kernel
    onPlanted({ backend, tick, site, expected, found })
  }
  return instead(kernel, {
    async advance(ticks, isOver) {
      const end = kernel.tick + ticks
      if (ticks > 0) heal?.()
      if (ticks > 0) heal = undefined
      const isLeap = ticks >= (fault.leastLeap ?? 1)
      if (isLeap && fault.tick > kernel.tick && fault.tick <= end) {
        while (kernel.tick < fault.tick) await kernel.advance(fault.tick - kernel.tick)
        plant()
        if (kernel.tick < end) heal?.()
        if (kernel.tick < end) heal = undefined
      }
      await kernel.advance(end - kernel.tick, isOver)
    },
  })
}

function siteOf(cell: number, size: Size): readonly [number, number, number] {
  const row = Math.floor(cell / size.x)
  return [cell % size.x, row % size.y, Math.floor(row / size.y)]
}

/**
 * Lets a soup settle in a box or on a torus, where it has settled when its whole state is one that
 * was before: it then goes around for ever.
 *
 * Ships cannot leave and come by again. What is counted is what the first state of the cycle that was
 * found is made of, each group of cells as it would be alone in an endless world.
 */
import type { Kernel } from '../../kernels/kernel.ts'
import { createWasmKernel } from '../../kernels/wasm/wasm-kernel.ts'
import { createSiteResolver } from '../../lattice/site-resolver.ts'
import { countCells, type Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import { type WorldBox, wholeOf } from '../../lattice/world-box.ts'
import { cutGroups, ObjectFinder } from '../../metrics/census/ash.ts'
import {
  boundsOf,
  buildCellSet,
  type CellSet,
  layOut,
  listLiveCells,
} from '../../metrics/census/cell-set.ts'
import type { UnknownReason } from '../../metrics/census/census-tally.ts'
import { judgeGrowth } from '../../metrics/census/growth.ts'
import { InfluenceWatch } from '../../metrics/census/influence.ts'
import { LoneWorld } from '../../metrics/census/lone-world.ts'
import type { CensusObject } from '../../metrics/census/object-code.ts'
import type { CensusLimits } from './census-limits.ts'
import type { CensusRule } from './census-rule.ts'
import { type Settled, unsettledAt } from './settled.ts'

/** Groups are watched for a cycle, or for so long where that is longer. */
const MAX_WATCH_TICKS = 256

/** Populations by which growth is judged at the end. */
const SAMPLES = 64

export class BoundedSettler {
  readonly #rule: CensusRule
  readonly #limits: CensusLimits
  readonly #size: Size
  readonly #topology: Topology
  readonly #kernel: Kernel
  readonly #alone: LoneWorld
  readonly #finder: ObjectFinder

  /** @param topology a box or a torus. */
  constructor(rule: CensusRule, limits: CensusLimits, size: Size, topology: Topology) {
    this.#rule = rule
    this.#limits = limits
    this.#size = size
    this.#topology = topology
    this.#kernel = createWasmKernel({ size, topology, rule: rule.rule, seed: 0n })
    this.#alone = new LoneWorld(rule.rule)
    const { neighborhood, symmetries } = rule
    const { states } = rule.rule
    this.#finder = new ObjectFinder({ world: this.#alone, neighborhood, symmetries, states })
  }

  async settle(cells: CellSet): Promise<Settled> {
    const whole = wholeOf(this.#size)
    let now = layOut(cells, whole)
    let kept = now.slice()
    let sinceKept = 0
    let keepFor = 1
    const samples = [cells.count]
    await this.#kernel.write(now, 0)
    // R. P. Brent, "An improved Monte Carlo factorization algorithm", BIT 20, 1980: the state to
    // compare with is replaced after 1, 2, 4, ... ticks, so a cycle of any length is found.
    for (let tick = 1; tick <= this.#limits.maxTicks; tick++) {
      now = await this.#step(now)
      sinceKept++
      if (tick >= samples.length * (this.#limits.maxTicks / SAMPLES)) samples.push(countLive(now))
      if (isEqual(now, kept)) return this.#identify(now, whole, tick, sinceKept)
      if (sinceKept < keepFor) continue
      kept = now.slice()
      sinceKept = 0
      keepFor *= 2
    }
    return unsettledAt(this.#limits.maxTicks, countLive(now), judgeGrowth(samples))
  }

  dispose(): void {
    this.#kernel.dispose()
    this.#alone.dispose()
  }

  async #step(into: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    await this.#kernel.advance(1)
    const next = new Uint8Array(into.length)
    await this.#kernel.read(next)
    return next
  }

  async #identify(
    cells: Uint8Array,
    whole: WorldBox,
    tick: number,
    period: number,
  ): Promise<Settled> {
    const state = toSet(cells, whole)
    const resolve = createSiteResolver(this.#size, this.#topology)
    const watch = new InfluenceWatch(state, this.#rule.neighborhood, resolve)
    let now = cells
    for (let i = 0; i < Math.min(period, MAX_WATCH_TICKS); i++) {
      now = await this.#step(now)
      watch.follow(toSet(now, whole))
    }
    const objects: CensusObject[] = []
    const unknown: UnknownReason[] = []
    for (const group of cutGroups(state, watch.groups())) {
      const unwrapped = this.#unwrap(group)
      const known = unwrapped && this.#finder.identify(unwrapped, this.#limits.maxPeriod)
      if (known !== undefined) objects.push(...known.objects)
      else unknown.push(unwrapped === undefined ? 'around the world' : 'not periodic alone')
    }
    return { tick, population: state.count, unsettled: undefined, objects, unknown }
  }

  /**
   * A group with its cells beside its first, where a torus has torn it apart; undefined where it
   * reaches so far around that this is not clear.
   */
  #unwrap(group: CellSet): CellSet | undefined {
    if (this.#topology.kind !== 'torus') return group
    const lengths = [this.#size.x, this.#size.y, this.#size.z]
    const sites = group.sites.map((along, i) => {
      const length = lengths[i % 3]!
      const half = length >> 1
      const apart = along - group.sites[i % 3]! + half
      return group.sites[i % 3]! + (((apart % length) + length) % length) - half
    })
    const unwrapped = buildCellSet(sites, group.states)
    const { size } = boundsOf(unwrapped)
    const isClear = [size.x, size.y, size.z].every((cells, axis) => {
      return lengths[axis] === 1 || 2 * cells <= lengths[axis]!
    })
    return isClear ? unwrapped : undefined
  }
}

function toSet(cells: Uint8Array, whole: WorldBox): CellSet {
  const sites: number[] = []
  const states: number[] = []
  listLiveCells(whole, cells, sites, states)
  return buildCellSet(sites, states)
}

function countLive(cells: Uint8Array): number {
  let count = 0
  for (const state of cells) if (state !== 0) count++
  return count
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Cells of the largest world that is settled so. */
export const MAX_BOUNDED_CELLS = 2 ** 22

/** Tells whether a world is one that soups can settle in. */
export function canSettleIn(size: Size, topology: Topology): boolean {
  const isKnown = topology.kind === 'box' || topology.kind === 'torus'
  return isKnown && countCells(size) >= 1 && countCells(size) <= MAX_BOUNDED_CELLS
}

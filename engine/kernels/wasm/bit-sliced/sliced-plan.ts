/** Everything that is decided about a bit-sliced kernel before its code is written. */
import { KernelUnsupportedError } from '../../errors.ts'
import type { KernelSetup } from '../../kernel.ts'
import { MAX_MEMBERS } from '../thread-team.ts'
import { listBorderLinks } from './border-links.ts'
import { buildMemoryMap, MAX_PAGES, type MemoryMap } from './memory-map.ts'
import { buildSlicedLayout, type SlicedLayout } from './sliced-layout.ts'
import { stackScratchBytes } from './stack-tick.ts'
import { buildStateCode, type StateCode } from './state-code.ts'
import { countTickInstructions, planTick, type TickLimits, type TickPlan } from './tick-plan.ts'
import type { TableForm } from './walk-plan.ts'

/** What a state's border is: zeros or copies of whole rows, or of single cells. */
export type BorderKind =
  | { readonly kind: 'rows' }
  | { readonly kind: 'links'; readonly bytes: number }

export interface SlicedPlan {
  readonly layout: SlicedLayout
  readonly code: StateCode
  readonly plan: TickPlan
  readonly map: MemoryMap
  /** Threads that may work together; memory is shared where they are more than one. */
  readonly threads: number
  readonly border: BorderKind
  /** What is copied into a border cell by cell: source and target, as bits of a plane. */
  readonly links: Uint32Array
}

/** Rows have a border of so many cells at most. */
const MAX_REACH = 63

/** What decides whether bits are the right way, and with how many threads. */
export interface SlicedLimits extends TickLimits {
  /** Instructions of a tick for which a thread is worth having. */
  readonly minShare: number
}

/**
 * Measured: 220 instructions a vector are about 4 Gcell/s, what tables looked up a byte at a time
 * or running sums do as well; 100,000 take some ten microseconds, a few times what it costs
 * threads to meet. Ten thousand are compiled well within ten milliseconds.
 */
export const SLICED_LIMITS: SlicedLimits = Object.freeze({
  maxCost: 220,
  maxCode: 12_000,
  minShare: 100_000,
})

/** @throws {KernelUnsupportedError} when the rule or the world is too large for bits. */
export function planSlices(setup: KernelSetup, form: TableForm, limits: SlicedLimits): SlicedPlan {
  const { size, topology, rule } = setup
  const refuse = (reason: string) =>
    new KernelUnsupportedError({ backend: 'wasm', rule: rule.canonical, reason })
  const layout = buildSlicedLayout(size, topology, form.neighborhood)
  if (layout.reach.x > MAX_REACH) throw refuse(`it looks farther than ${MAX_REACH} cells`)
  const code = buildStateCode(form.states)
  const plan = planTick(form, code, layout, rule.canonical, limits)
  const isSurface = topology.kind !== 'box' && topology.kind !== 'torus'
  const links = isSurface ? listBorderLinks(size, topology, layout) : new Uint32Array(0)
  const vectors = layout.vectors * layout.rows * layout.size.z
  const shares = Math.floor((vectors * countTickInstructions(plan)) / limits.minShare)
  const threads = Math.max(1, Math.min(setup.threads?.count ?? 1, shares, MAX_MEMBERS))
  const map = buildMemoryMap({
    layout,
    planes: 1 + code.agePlanes,
    linksBytes: links.byteLength,
    scratchBytes: plan.kind === 'stack' ? stackScratchBytes(layout, plan.stack) : 0,
    threads,
  })
  if (map.pages > MAX_PAGES) throw refuse('the world needs more than 4 GiB')
  const border = borderOf(links)
  return { layout, code, plan, map, threads, border, links }
}

function borderOf(links: Uint32Array): BorderKind {
  if (links.length > 0) return { kind: 'links', bytes: links.byteLength }
  return { kind: 'rows' }
}

/** Everything that is decided about a bit-sliced kernel before its code is written. */
import { KernelUnsupportedError } from '../../errors.ts'
import type { KernelSetup } from '../../kernel.ts'
import { MAX_MEMBERS } from '../thread-team.ts'
import { listBorderLinks } from './border-links.ts'
import { buildMemoryMap, MAX_PAGES, type MemoryMap } from './memory-map.ts'
import { buildSlicedLayout, type SlicedLayout } from './sliced-layout.ts'
import { buildStateCode, type StateCode } from './state-code.ts'
import { stackScratchBytes } from './tick-code.ts'
import { planTick, type TickPlan } from './tick-plan.ts'
import type { TableForm } from './walk-plan.ts'

/** What a state's border is: nothing but zeros, copies of whole rows, or of single cells. */
export type BorderKind =
  | { readonly kind: 'zeros' }
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

/** Bits of a half vector: cells farther away along a row cannot be turned into place. */
const MAX_REACH = 63

/** @throws {KernelUnsupportedError} when the rule or the world is too large for bits. */
export function planSlices(setup: KernelSetup, form: TableForm): SlicedPlan {
  const { size, topology, rule } = setup
  const refuse = (reason: string) =>
    new KernelUnsupportedError({ backend: 'wasm', rule: rule.canonical, reason })
  const layout = buildSlicedLayout(size, topology, form.neighborhood)
  if (layout.reach.x > MAX_REACH) throw refuse(`it looks farther than ${MAX_REACH} cells`)
  const code = buildStateCode(form.states)
  const plan = planTick(form, code, layout, rule.canonical)
  const isSurface = topology.kind !== 'box' && topology.kind !== 'torus'
  const links = isSurface ? listBorderLinks(size, topology, layout) : new Uint32Array(0)
  const threads = Math.min(setup.threads?.count ?? 1, MAX_MEMBERS)
  const map = buildMemoryMap({
    layout,
    planes: 1 + code.agePlanes,
    linksBytes: links.byteLength,
    scratchBytes: plan.kind === 'stack' ? stackScratchBytes(layout, plan.stack) : 0,
    threads,
  })
  if (map.pages > MAX_PAGES) throw refuse('the world needs more than 4 GiB')
  const border = borderOf(layout, links)
  return { layout, code, plan, map, threads, border, links }
}

function borderOf(layout: SlicedLayout, links: Uint32Array): BorderKind {
  if (layout.isOpen) return { kind: 'zeros' }
  if (links.length > 0) return { kind: 'links', bytes: links.byteLength }
  return { kind: 'rows' }
}

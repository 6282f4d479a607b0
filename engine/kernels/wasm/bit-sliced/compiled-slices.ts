/**
 * Plans of bit-sliced kernels with their compiled modules, the last few of a thread.
 *
 * Planning a rule's logic and writing its code takes milliseconds, as long as thousands of ticks of a small
 * world; sweeps, censuses and suites ask for the same again and again. Both follow from what a rule comes
 * down to, the world's size and topology, the threads and the limits, and from nothing else, so this is
 * what they are known by: content, no names. They hold no memory and no state.
 */
import type { KernelSetup } from '../../kernel.ts'
import { buildSlicedModule } from './sliced-module.ts'
import { planSlices, type SlicedLimits, type SlicedPlan } from './sliced-plan.ts'
import type { TableForm } from './walk-plan.ts'

export interface CompiledSlices {
  /** Only read. */
  readonly plan: SlicedPlan
  readonly module: WebAssembly.Module
}

/** So many are kept: those asked for last. */
const MAX_KEPT = 32

/** What is kept has so many entries of tables, and copies of border cells, at most: some 200 KB. */
const MAX_ENTRIES = 4096
const MAX_LINKS = 16_384

const kept = new Map<string, CompiledSlices>()

/**
 * The plan and module of a kernel: those of an equal one before, or new ones.
 *
 * @throws {KernelUnsupportedError} when the rule or the world is too large for bits.
 */
export function compileSlices(
  setup: KernelSetup,
  form: TableForm,
  limits: SlicedLimits,
): CompiledSlices {
  const key = describe(setup, form, limits)
  const known = key === undefined ? undefined : kept.get(key)
  if (key !== undefined && known !== undefined) {
    // What is asked for goes to the end; who has waited longest is the first.
    kept.delete(key)
    kept.set(key, known)
    return known
  }
  const plan = planSlices(setup, form, limits)
  const compiled = { plan, module: new WebAssembly.Module(buildSlicedModule(plan)) }
  if (key === undefined || plan.links.length > MAX_LINKS) return compiled
  kept.set(key, compiled)
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT) break
    kept.delete(oldest)
  }
  return compiled
}

/** All that decides a plan, as text; undefined where that would be long. */
function describe(
  { size, topology, threads }: KernelSetup,
  form: TableForm,
  { maxCost, maxCode, minShare }: SlicedLimits,
): string | undefined {
  const { kind, neighborhood, states, neighbors, rows } = form
  const listed = neighborhood.kind === 'offsets' ? 3 * neighborhood.offsets.length : 0
  let entries = listed
  for (const row of rows) entries += typeof row === 'number' ? 1 : row.length
  if (entries > MAX_ENTRIES) return undefined
  const tables = rows.map((row) => (typeof row === 'number' ? row : [...row]))
  const world = [size.x, size.y, size.z, topology, threads?.count ?? 1]
  return JSON.stringify([
    world,
    [kind, neighborhood, states, neighbors, tables],
    [maxCost, maxCode, minShare],
  ])
}

/**
 * Where a graphics device comes from: an entry that knows its machine provides one, since pure
 * code knows neither a page's navigator nor Node's packages.
 */

import type { Missing } from '../missing.ts'

/** A device somebody was given, who then owns it. */
export interface GrantedGpu {
  readonly device: GPUDevice
  /** Drawn in software, and so slower than the processor's own kernels. */
  readonly isFallback: boolean
  /** What the adapter calls itself, for people. */
  readonly name: string
}

/** Asks for a device. */
export type GpuProvider = () => Promise<GrantedGpu | Missing>

/** Limits that decide how large a world can be; the rest stay as the standard has them. */
const WIDENED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
] as const

/**
 * Asks for the fastest adapter's device, with as much room as the adapter allows; undefined where
 * there is no adapter.
 */
export async function requestGpu(gpu: GPU): Promise<GrantedGpu | undefined> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) return undefined
  const requiredLimits = Object.fromEntries(
    WIDENED_LIMITS.map((name) => [name, adapter.limits[name]]),
  )
  const device = await adapter.requestDevice({ label: 'thunderline', requiredLimits })
  const { vendor, architecture, description } = adapter.info
  return {
    device,
    isFallback: isFallbackAdapter(adapter),
    name: description || [vendor, architecture].filter((part) => part !== '').join(' '),
  }
}

/** The flag has moved from the adapter to its info; older machines have it where it was. */
function isFallbackAdapter(adapter: GPUAdapter): boolean {
  if (adapter.info.isFallbackAdapter !== undefined) return adapter.info.isFallbackAdapter
  return 'isFallbackAdapter' in adapter && adapter.isFallbackAdapter === true
}

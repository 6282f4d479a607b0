/** What kernels of rules and of lattices have in common, so that either can outlive its device. */
import type { BackendName } from '../kernel.ts'

/** A `Kernel` or a `LatticeKernel`, whose methods are theirs. */
export interface LastingKernel<Name> {
  readonly backend: BackendName
  write(cells: Uint8Array, tick: number, firstCell?: number): void | Promise<void>
  advance(ticks: number): void | Promise<void>
  read(into: Uint8Array, firstCell?: number): void | Promise<void>
  writePlane(plane: Name, values: Int32Array, firstCell?: number): void | Promise<void>
  readPlane(plane: Name, into: Int32Array, firstCell?: number): void | Promise<void>
  readTallies?(): BigInt64Array | Promise<BigInt64Array>
  digest?(): bigint | undefined
  dispose(): void
}

/**
 * A world on a device, in whatever layout suits its rule; what the kernel asks of it.
 */
import type { Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import type { PlaneName } from '../../rules/program/plane-name.ts'
import type { RuleProgram } from '../../rules/program/program.ts'

export interface GpuWorld {
  writeCells(cells: Uint8Array, firstCell: number): Promise<void>
  readCells(into: Uint8Array, firstCell: number): Promise<void>
  /** @throws {PlaneError} when the program has no such plane. */
  writePlane(plane: PlaneName, values: Int32Array): Promise<void>
  /** @throws {PlaneError} when the program has no such plane. */
  readPlane(plane: PlaneName, into: Int32Array): Promise<void>
  /** Makes ticks from this one on. */
  advance(fromTick: number, ticks: number): Promise<void>
  dispose(): void
}

/** What a world is built for. */
export interface GpuWorldSetup {
  readonly size: Size
  readonly topology: Topology
  readonly program: RuleProgram
  readonly seed: bigint
}

/** Why a device cannot hold or run a world, a sentence without its full stop. */
export interface Refusal {
  readonly refusal: string
}

/** What a bit of a living world takes: in its store, its kernel, and what views look at. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { activateBit } from '../../engine/bits/bit-actions.ts'
import { BitStore } from '../../engine/bits/bit-store.ts'
import { type BitWorld, buildBitWorld, siteOfCell } from '../../engine/bits/bit-world.ts'
import { spawnBit } from '../../engine/bits/spawn-bit.ts'
import { buildSpawnContext } from '../../engine/bits/spawn-context.ts'
import { viewBit } from '../../engine/bits/thunderbit-view.ts'
import type { LatticeKernel } from '../../engine/kernels/lattice-kernel.ts'
import { layOutPlanes } from '../../engine/kernels/wasm/int-lanes/lane-layout.ts'
import { planLattice } from '../../engine/kernels/wasm/int-lanes/lane-plan.ts'
import { createWasmLatticeKernel } from '../../engine/kernels/wasm/wasm-lattice-kernel.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { TORUS } from '../../engine/lattice/topology.ts'
import { PlaneMirror } from '../../engine/simulation/plane-mirror.ts'
import type { MeasuredLattice } from './lattices.ts'

/** Bytes a site; borders and what rows are rounded up by included, traces not. */
export interface BytesOfBit {
  readonly store: number
  /** The planes of the WebAssembly kernel. */
  readonly kernel: number
  /** What views and commands look at beside it, while all bits are looked at. */
  readonly mirror: number
  /** The same of a kernel that lends nothing, such as one on a device. */
  readonly copies: number
  /** What the process holds of all that, and of code, tables and zones; 0 where not measured. */
  readonly measured: number
  /** What all of it may take: 64, 12 more a channel, 8 more a further component. */
  readonly budget: number
}

/**
 * Fills a world of this size with bits, ticks and looks at all of them, and counts its bytes.
 *
 * @param isMeasured whether the process is measured too, for which all garbage is collected.
 */
export async function countBytesOfBit(
  size: Size,
  { rules, lattice }: MeasuredLattice,
  isMeasured = true,
): Promise<BytesOfBit> {
  const cells = countCells(size)
  const namesOf = (kind: string) =>
    lattice.planes.flatMap(({ plane }) => (plane.kind === kind ? [plane.name] : []))
  const [channels, components] = [namesOf('channel'), namesOf('component')]
  const world = buildBitWorld({ size, seed: 0n, topology: TORUS, rules, channels, components })
  const countHeld = () => (isMeasured ? countProcessBytes() : 0)
  const before = await countHeld()
  const kernel = createWasmLatticeKernel({ size, topology: TORUS, lattice, seed: 0n })
  const mirror = new PlaneMirror(kernel, size, lattice)
  const store = new BitStore(world, { planes: mirror })
  await mirror.refresh()
  spawnEverywhere(world, store)
  await mirror.flush(0)
  await kernel.advance(1)
  store.advanceTo(1)
  mirror.invalidate()
  await mirror.refresh()
  for (let cell = 0; cell < cells; cell++) viewBit(store, cell).state.value
  const measured = (await countHeld()) - before
  const columns = Object.values(store.columns)
  const bytes = {
    store: columns.reduce((sum, { byteLength }) => sum + byteLength, 0) / cells,
    kernel: layOutPlanes(size, lattice, planLattice(lattice)).end / cells,
    mirror: mirror.countBytes() / cells,
    copies: (await countCopies(kernel, size, lattice)) / cells,
    measured: measured / cells,
    budget: 64 + 12 * channels.length + 8 * components.length,
  }
  kernel.dispose()
  return bytes
}

/** @throws {Error} when a site comes to have no active bit. */
function spawnEverywhere(world: BitWorld, store: BitStore): void {
  const context = buildSpawnContext({ policies: () => ({ decision: 'allow' }) })
  for (let cell = 0; cell < countCells(world.size); cell++) {
    const spawned = spawnBit(store, siteOfCell(world, cell), { state: { value: 1 } }, context)
    if (!spawned.ok || !activateBit(store, spawned.value).ok) {
      throw new Error(`no bit lives at cell ${cell}`)
    }
  }
}

async function countCopies(
  kernel: LatticeKernel,
  size: Size,
  lattice: MeasuredLattice['lattice'],
): Promise<number> {
  const lendsNothing: LatticeKernel = {
    backend: kernel.backend,
    write: kernel.write.bind(kernel),
    read: kernel.read.bind(kernel),
    writePlane: kernel.writePlane.bind(kernel),
    readPlane: kernel.readPlane.bind(kernel),
    advance: kernel.advance.bind(kernel),
    readTallies: kernel.readTallies.bind(kernel),
    dispose: kernel.dispose.bind(kernel),
  }
  const mirror = new PlaneMirror(lendsNothing, size, lattice)
  await mirror.refresh()
  return mirror.countBytes()
}

/** Bytes of all arrays and WebAssembly memories that are still held, and of objects. */
async function countProcessBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  // What a collection finds unused is given back a turn later.
  for (let turn = 0; turn < 3; turn++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { external, heapUsed } = process.memoryUsage()
  return external + heapUsed
}

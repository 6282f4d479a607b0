/** Brings a state to the world of another rule. */
import { countCells } from '../lattice/size.ts'
import { splitBox } from '../lattice/world-box.ts'
import { isSamePlane } from '../rules/program/plane-name.ts'
import { PART_CELLS } from './part-cells.ts'
import { keepPlanes, type ReadableState } from './readable-state.ts'
import type { World } from './world.ts'

/**
 * Copies the state of `tick` to an empty world whose rule has so many states. States it does not
 * have become 0, and planes new to it stay 0.
 */
export async function copyState(
  state: ReadableState,
  to: World,
  states: number,
  tick: number,
): Promise<void> {
  const known = (value: number) => (value < states ? value : 0)
  await to.clear(tick, known(state.background))
  for (const part of splitBox(state.extent(), PART_CELLS)) {
    const cells = new Uint8Array(countCells(part.size))
    await state.read(part, cells)
    for (let i = 0; i < cells.length; i++) cells[i] = known(cells[i]!)
    await to.write(part, cells, tick)
  }
  for (const { plane, values } of await keepPlanes(state)) {
    const isThere = to.planes.some((each) => isSamePlane(each, plane))
    if (isThere) await to.writePlane(plane, values)
  }
}

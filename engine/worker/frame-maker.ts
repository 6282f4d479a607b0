/**
 * Pictures of a world, in buffers that come back after they have been drawn.
 */
import type { Frame, RuleInfo } from '../protocol/simulation-api.ts'
import { countStates, populationOf } from '../simulation/count-states.ts'
import type { RowHistory } from '../simulation/row-history.ts'
import type { Simulation } from '../simulation/simulation.ts'

/** Buffers kept for the next frames: one is drawn while the other is filled. */
const MAX_SPARE_BUFFERS = 2

/** What a frame tells besides the state itself. */
type FrameStatus = Omit<Frame, 'tick' | 'population' | 'rule' | 'cells' | 'shape' | 'filledRows'>

/** The rule in force, as the other side of the boundary is told of it. */
export function describeRule({ rule, run }: Simulation): RuleInfo {
  const { canonical, name, states } = rule
  return { canonical, name, states, dimensions: run.dimensions }
}

export class FrameMaker {
  readonly #spareBuffers: ArrayBuffer[] = []

  /** Takes a buffer back. */
  recycle(cells: ArrayBuffer): void {
    if (this.#spareBuffers.length < MAX_SPARE_BUFFERS) this.#spareBuffers.push(cells)
  }

  /** Forgets the buffers, as when a world of another size is loaded. */
  clear(): void {
    this.#spareBuffers.length = 0
  }

  /** The present state, or for a 1-D world its recent rows, as a frame the caller then owns. */
  async make(
    simulation: Simulation,
    history: RowHistory | undefined,
    status: FrameStatus,
  ): Promise<Frame> {
    const state = await simulation.readCells()
    const { size } = simulation.run
    const shape = history === undefined ? size : { x: size.x, y: history.rows, z: 1 }
    const cells = this.#takeBuffer(shape.x * shape.y * shape.z)
    if (history === undefined) new Uint8Array(cells).set(state)
    else history.copyTo(new Uint8Array(cells))
    return {
      ...status,
      tick: simulation.tick,
      population: populationOf(countStates(state)),
      rule: describeRule(simulation),
      cells,
      shape,
      filledRows: history?.filledRows,
    }
  }

  #takeBuffer(byteLength: number): ArrayBuffer {
    const spare = this.#spareBuffers.pop()
    return spare?.byteLength === byteLength ? spare : new ArrayBuffer(byteLength)
  }
}

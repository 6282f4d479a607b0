/**
 * Pictures of a world, in buffers that come back after they have been drawn.
 */
import { countCells, isUnbounded } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type { Frame } from '../protocol/simulation-api.ts'
import { countStates, populationOf } from '../simulation/count-states.ts'
import type { DamageFollower } from '../simulation/damage/damage-follower.ts'
import type { RowHistory } from '../simulation/row-history.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { BufferPool } from './buffer-pool.ts'
import { countPopulation, describeRule } from './describe-run.ts'
import { ViewWindow } from './view-window.ts'

/** What a frame tells besides the state itself. */
type FrameStatus = Pick<
  Frame,
  | 'version'
  | 'isPlaying'
  | 'ticksPerSecond'
  | 'sentAtMs'
  | 'failure'
  | 'notice'
  | 'replay'
  | 'measured'
>

/** Stands for what lies too far out for exact numbers: the picture shows what is around the origin. */
const FAR_BOX: WorldBox = Object.freeze({
  x: -(2 ** 51),
  y: -(2 ** 51),
  z: 0,
  size: { x: 2 ** 52, y: 2 ** 52, z: 1 },
})

export class FrameMaker {
  readonly #buffers: BufferPool
  #window: ViewWindow | undefined

  constructor(buffers: BufferPool) {
    this.#buffers = buffers
  }

  /** Forgets where it looked, as when another world is loaded. */
  clear(): void {
    this.#window = undefined
  }

  /** The present state, or for a 1-D world its recent rows, as a frame the caller then owns. */
  async make(
    simulation: Simulation,
    history: RowHistory | undefined,
    status: FrameStatus,
    damage?: DamageFollower,
  ): Promise<Frame> {
    const { tick, backend } = simulation
    const common = { ...status, tick, backend, rule: describeRule(simulation) }
    if (history !== undefined) {
      const { box, rows, filledRows } = history
      const origin = { x: box.x, y: 0, z: 0 }
      const shape = { x: box.size.x, y: rows, z: 1 }
      const cells = this.#buffers.take(countCells(shape))
      history.copyTo(new Uint8Array(cells))
      const population = await countPopulation(simulation)
      // Its rows are marked as they come.
      const row = new Uint8Array(countCells(box.size))
      if (damage?.isOn === true) await simulation.read(box, row)
      const standing = await damage?.mark(simulation, box, row)
      const told = { ...common, damage: standing, population }
      return { ...told, cells, shape, origin, isClipped: false, filledRows }
    }
    const { size } = simulation.run
    this.#window ??= new ViewWindow(size)
    const { box, isClipped } = this.#window.follow(simulation.findExtent() ?? FAR_BOX)
    const cells = this.#buffers.take(countCells(box.size))
    const states = new Uint8Array(cells)
    await simulation.read(box, states)
    const population = isUnbounded(size)
      ? await countPopulation(simulation)
      : populationOf(countStates(states))
    const standing = await damage?.mark(simulation, box, states)
    const { x, y, z } = box
    const origin = { x, y, z }
    return {
      ...common,
      damage: standing,
      population,
      cells,
      shape: box.size,
      origin,
      isClipped,
      filledRows: undefined,
    }
  }
}

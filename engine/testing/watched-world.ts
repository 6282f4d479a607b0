/** A small world to watch: what facts about patterns are told in. */
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { StrokeDocument, TopologyDocument } from '../scenario/scenario-schema.ts'
import { Simulation } from '../simulation/simulation.ts'

export interface WorldPlan {
  readonly rule: string
  readonly size: number[]
  readonly topology?: TopologyDocument
  readonly seed?: number
  readonly initial: readonly StrokeDocument[]
}

/** The non-zero cells, and the corner of their bounding box. */
export interface Figure {
  readonly corner: readonly [x: number, y: number, z: number]
  /** The cells relative to the corner, as text: equal texts, equal figures. */
  readonly shape: string
}

export class WatchedWorld {
  readonly #simulation: Simulation

  private constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  /** Opens a world at tick 0. */
  static async open({ rule, size, topology, seed, initial }: WorldPlan): Promise<WatchedWorld> {
    const world = { size, ...(topology && { topology }) }
    const document = { version: 1, name: 'fact', world, rule, initial, seed: seed ?? 0 }
    const run = await compileScenario(JSON.stringify(document), async (path) => {
      throw new Error(`A fact needs no file, and ${path} is one.`)
    })
    return new WatchedWorld(await Simulation.start(run))
  }

  get tick(): number {
    return this.#simulation.tick
  }

  /** Goes to a tick that is not past yet and gives a copy of the cells. */
  async at(tick: number): Promise<Uint8Array> {
    await this.#simulation.advance(tick - this.#simulation.tick)
    return (await this.#simulation.readState()).cells
  }

  async populationAt(tick: number): Promise<number> {
    return (await this.at(tick)).reduce((count, state) => count + (state === 0 ? 0 : 1), 0)
  }

  async figureAt(tick: number): Promise<Figure> {
    const sites = this.#sitesOf(await this.at(tick))
    const least = (axis: 0 | 1 | 2) => Math.min(...sites.map((site) => site[axis]))
    const [x, y, z] = [least(0), least(1), least(2)]
    const shape = sites
      .map(([sx, sy, sz, state]) => `${sx - x},${sy - y},${sz - z}:${state}`)
      .join(' ')
    return { corner: [x, y, z], shape }
  }

  /** Replaces the present cells. */
  async put(cells: Uint8Array): Promise<void> {
    const { tick, rule } = this.#simulation
    const box = this.#simulation.extent()
    await this.#simulation.restore({ tick, rule, background: 0, box, cells, planes: [] })
  }

  /** x, y, z and state of every non-zero cell, in flat order. */
  #sitesOf(cells: Uint8Array): (readonly [number, number, number, number])[] {
    const { x: width, y: height } = this.#simulation.run.size
    return [...cells.entries()]
      .filter(([, state]) => state !== 0)
      .map(([i, state]) => {
        const row = Math.floor(i / width)
        return [i % width, row % height, Math.floor(row / height), state] as const
      })
  }
}

/** The smallest number of ticks, up to `longest`, after which the first state is back. */
export async function periodOf(world: WatchedWorld, longest: number): Promise<number | undefined> {
  const first = String(await world.at(world.tick))
  for (let period = 1; period <= longest; period++) {
    if (String(await world.at(world.tick + 1)) === first) return period
  }
  return undefined
}

/** How far a figure has moved when it first has its shape again, and how many ticks that took. */
export async function flightOf(world: WatchedWorld, longest: number) {
  const first = await world.figureAt(world.tick)
  for (let ticks = 1; ticks <= longest; ticks++) {
    const { corner, shape } = await world.figureAt(world.tick + 1)
    if (shape !== first.shape) continue
    return { ticks, moved: corner.map((at, axis) => at - first.corner[axis]!) }
  }
  return undefined
}

/**
 * The reference kernel: the oracle every other kernel is compared with.
 *
 * It asks for every cell, one after another, what its surroundings are and what the program makes
 * of them, in the words of `engine/rules/program/evaluate-program.ts`. Nothing is fused and nothing
 * is shared with a faster kernel, so that the two can disagree.
 */
import { countCells } from '../../lattice/size.ts'
import { createPhilox } from '../../math/philox.ts'
import { createEvaluator } from '../../rules/program/evaluate-program.ts'
import { FIELD_LIMIT } from '../../rules/program/node-ranges.ts'
import type { PlaneName } from '../../rules/program/plane-name.ts'
import type { NodeId } from '../../rules/program/program.ts'
import { PlaneError } from '../errors.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { assertCells, assertNumbers, assertSetup } from '../setup-check.ts'
import { createGatherers, type Gatherer } from './gatherers.ts'
import { MovingView, type SeenPlanes } from './moving-view.ts'

/**
 * Builds a reference kernel with all cells 0.
 *
 * @throws what `assertSetup` throws for worlds and programs that cannot be.
 */
export function createReferenceKernel(setup: KernelSetup): Kernel {
  assertSetup(setup)
  return new ReferenceKernel(setup)
}

interface Planes extends SeenPlanes {
  readonly rules: Int32Array
}

class ReferenceKernel implements Kernel {
  readonly backend = 'reference'
  readonly #setup: KernelSetup
  readonly #gatherers: ReadonlyMap<NodeId, Gatherer>
  readonly #random: ReturnType<typeof createPhilox>
  #planes: Planes
  #tickNumber = 0

  constructor(setup: KernelSetup) {
    const { size, topology, rule } = setup
    const { components, channels, parameters } = rule.program
    const plane = () => new Int32Array(countCells(size))
    this.#setup = setup
    this.#gatherers = createGatherers(rule.program, size, topology)
    this.#random = createPhilox(setup.seed)
    this.#planes = {
      components: ['state', ...components].map(plane),
      channels: channels.map(plane),
      parameters: parameters.map(plane),
      rules: plane(),
    }
  }

  write(cells: Uint8Array, tick: number, firstCell = 0): void {
    assertCells(this.#setup, cells, firstCell)
    this.#planes.components[0]!.set(cells, firstCell)
    this.#tickNumber = tick
  }

  read(into: Uint8Array, firstCell = 0): void {
    into.set(this.#planes.components[0]!.subarray(firstCell, firstCell + into.length))
  }

  writePlane(name: PlaneName, values: Int32Array): void {
    const plane = this.#findPlane(name)
    if (values.length !== plane.length) throw new PlaneError(name)
    assertNumbers(this.#setup, name, values)
    plane.set(values)
  }

  readPlane(name: PlaneName, into: Int32Array): void {
    const plane = this.#findPlane(name)
    if (into.length !== plane.length) throw new PlaneError(name)
    into.set(plane)
  }

  advance(ticks: number): void {
    for (let i = 0; i < ticks; i++) this.#tick()
  }

  dispose(): void {
    this.#planes = { components: [], channels: [], parameters: [], rules: new Int32Array(0) }
  }

  #findPlane(name: PlaneName): Int32Array {
    const { program } = this.#setup.rule
    const planes = this.#planes
    const found = {
      component: () => planes.components[program.components.indexOf(name.name) + 1],
      channel: () => planes.channels[program.channels.indexOf(name.name)],
      parameter: () => planes.parameters[program.parameters.indexOf(name.name)],
      rule: () => (program.rules > 1 && name.name === '' ? planes.rules : undefined),
    }[name.kind]()
    if (found === undefined || found === planes.components[0]) throw new PlaneError(name)
    return found
  }

  #tick(): void {
    const { size, rule } = this.#setup
    const { program } = rule
    const planes = this.#planes
    const next = planes.components.map((plane) => new Int32Array(plane.length))
    const channels = planes.channels.map((plane) => plane.slice())
    const view = new MovingView(planes, this.#gatherers, this.#random, this.#tickNumber)
    const evaluate = createEvaluator(program)
    const sums = new Map<number, number>()
    let cell = 0
    for (let z = 0; z < size.z; z++) {
      for (let y = 0; y < size.y; y++) {
        for (let x = 0; x < size.x; x++) {
          view.moveTo(cell, x, y, z)
          const values = evaluate(view)
          program.next.forEach((id, i) => {
            next[i]![cell] = values[id]!
          })
          sums.clear()
          for (const { channel, value } of program.writes) {
            sums.set(channel, ((sums.get(channel) ?? 0) + values[value]!) | 0)
          }
          for (const [channel, sum] of sums) {
            channels[channel]![cell] = clampField(planes.channels[channel]![cell]! + sum)
          }
          cell++
        }
      }
    }
    this.#planes = { ...planes, components: next, channels }
    this.#tickNumber++
  }
}

/** The sum before it is clamped is a whole number far below 2^53. */
const clampField = (raw: number) => Math.min(Math.max(raw, -FIELD_LIMIT), FIELD_LIMIT)

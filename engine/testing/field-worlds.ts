/** Worlds of fields for tests: the field pass evaluated the obvious way, over planes. */

import { type ChannelSpec, type FieldPlane, listFieldPlanes } from '../fields/channel.ts'
import { writeFieldPass } from '../fields/field-dynamics.ts'
import {
  buildNeighborhood,
  type NeighborhoodSpec,
  type NeighborhoodTable,
} from '../lattice/neighborhood.ts'
import { createSiteResolver, OUTSIDE, type SiteResolver } from '../lattice/site-resolver.ts'
import { type Dimensions, flatIndexOf, type Size } from '../lattice/size.ts'
import { BOX, type Topology } from '../lattice/topology.ts'
import { createEvaluator } from '../rules/program/evaluate-program.ts'
import type { NodeId, RuleProgram } from '../rules/program/program.ts'
import { createProgramBuilder } from '../rules/program/program-builder.ts'

export interface FieldWorldSetup {
  readonly size: Size
  readonly dimensions: Dimensions
  readonly channels: readonly ChannelSpec[]
  readonly topology?: Topology
  readonly states?: number
  readonly neighborhood?: NeighborhoodSpec
}

/** The program of a field pass whose components are the planes of its channels, in order. */
export function buildFieldProgram(setup: Omit<FieldWorldSetup, 'size' | 'topology'>): RuleProgram {
  const { channels, dimensions, states = 2, neighborhood } = setup
  const planes = listFieldPlanes(channels)
  const numbers = (kind: FieldPlane['kind']) =>
    new Map(
      planes.flatMap((plane, i) => (plane.kind === kind ? [[plane.name, i + 1] as const] : [])),
    )
  const components = planes.map(({ kind, name }) => `${kind} ${name}`)
  const code = createProgramBuilder({ dimensions, states, components })
  const next = writeFieldPass(code, {
    dimensions,
    states,
    channels,
    components: numbers('channel'),
    previous: numbers('previous'),
    neighborhood,
  })
  const all = Array.from({ length: planes.length + 1 }, (_, i) => next.get(i) ?? code.own(i))
  return code.finish(all)
}

/** A world whose cells stand still while its fields go on. */
export class FieldWorld {
  readonly size: Size
  /** The states, then the planes in the order of `listFieldPlanes`; written by tests. */
  planes: Int32Array[]
  readonly program: RuleProgram
  readonly #planeNames: readonly string[]
  readonly #gathered = new Map<NodeId, { component: number; table: NeighborhoodTable }>()
  readonly #resolve: SiteResolver

  constructor(setup: FieldWorldSetup) {
    const { size, channels } = setup
    const planes = listFieldPlanes(channels)
    const cells = size.x * size.y * size.z
    this.size = size
    this.program = buildFieldProgram(setup)
    this.planes = [
      new Int32Array(cells),
      ...planes.map(({ start }) => new Int32Array(cells).fill(start)),
    ]
    this.#planeNames = planes.map(({ kind, name }) => `${kind} ${name}`)
    this.#resolve = createSiteResolver(size, setup.topology ?? BOX)
    for (const [id, node] of this.program.nodes.entries()) {
      if (node.op !== 'partition' || node.gathering.kind !== 'neighborhood') continue
      const table = buildNeighborhood(node.gathering.neighborhood)
      this.#gathered.set(id, { component: node.component, table })
    }
  }

  get states(): Int32Array {
    return this.planes[0]!
  }

  plane(name: string, kind: FieldPlane['kind'] = 'channel'): Int32Array {
    return this.planes[this.#planeNames.indexOf(`${kind} ${name}`) + 1]!
  }

  advance(ticks = 1): void {
    for (let i = 0; i < ticks; i++) this.#tick()
  }

  #tick(): void {
    const next = this.planes.map((plane) => new Int32Array(plane.length))
    const evaluate = createEvaluator(this.program)
    let cell = 0
    for (let z = 0; z < this.size.z; z++) {
      for (let y = 0; y < this.size.y; y++) {
        for (let x = 0; x < this.size.x; x++) {
          const values = evaluate({
            ...{ x, y, z, tick: 0, rule: 0 },
            own: (component) => this.planes[component]![cell]!,
            field: () => 0,
            parameter: () => 0,
            random: () => 0,
            position: () => 0,
            gather: (partition) => this.#gather(partition, x, y, z),
          })
          for (const [i, id] of this.program.next.entries()) next[i]![cell] = values[id]!
          cell++
        }
      }
    }
    this.planes = next
  }

  /** States read 0 outside the world, fields what they are at the nearest site inside. */
  #gather(partition: NodeId, x: number, y: number, z: number): number[] {
    const { component, table } = this.#gathered.get(partition)!
    const offsets = (x + y + z) % 2 === 1 ? (table.oddOffsets ?? table.offsets) : table.offsets
    const plane = this.planes[component]!
    const { size } = this
    const gathered: number[] = []
    for (let i = 0; i < offsets.length; i += 3) {
      const [sx, sy, sz] = [x + offsets[i]!, y + offsets[i + 1]!, z + offsets[i + 2]!]
      const site = this.#resolve(sx, sy, sz)
      const nearest = flatIndexOf(size, within(sx, size.x), within(sy, size.y), within(sz, size.z))
      if (site !== OUTSIDE) gathered.push(plane[site]!)
      else gathered.push(component === 0 ? 0 : plane[nearest]!)
    }
    return gathered
  }
}

const within = (n: number, length: number) => Math.min(Math.max(n, 0), length - 1)

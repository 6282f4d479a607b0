/** The WebAssembly module that finds, makes and advances the nodes of one rule in one memory. */
import { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import { addAdvance } from './advance-code.ts'
import { addFind, addPlace } from './find-code.ts'
import type { PlaneRule } from './plane-rule.ts'
import { addVariables, NodeWords, type QuadVariables } from './quad-code.ts'
import type { MemoryPlan } from './quad-memory.ts'
import { addSquare } from './square-code.ts'

/** A module at work. */
export interface QuadInstance {
  readonly memory: WebAssembly.Memory
  /** The node of four children, or the leaf of two words of rows and two zeros. */
  readonly find: (nw: number, ne: number, sw: number, se: number) => number
  /** Puts nodes from one number up to below another into the table, where they are not yet. */
  readonly place: (from: number, to: number) => void
  /** The leaf in the middle of a node of SQUARE_LEVEL, up to four ticks later. */
  readonly square: (node: number, ticks: number) => number
  /** The center of a node of a level, after what falls to it of the ticks set up in memory. */
  readonly part: (node: number, level: number) => number
  readonly variables: Readonly<Record<keyof QuadVariables, WebAssembly.Global>>
}

/**
 * Builds and starts the module of a rule.
 *
 * @param makeRoom is called when few nodes are left; what it throws goes to whoever called.
 */
export function createQuadInstance(
  rule: PlaneRule,
  plan: MemoryPlan,
  makeRoom: () => void,
): QuadInstance {
  const module = new WebAssembly.Module(buildQuadModule(rule, plan))
  const { exports } = new WebAssembly.Instance(module, { env: { makeRoom } })
  // The module was built to export just these.
  const { memory, find, place, square, part, ...variables } = exports as unknown as Omit<
    QuadInstance,
    'variables'
  > &
    QuadInstance['variables']
  return { memory, find, place, square, part, variables }
}

function buildQuadModule(rule: PlaneRule, plan: MemoryPlan): Uint8Array<ArrayBuffer> {
  const { nodesAddress, minPages, maxPages } = plan
  const module = new ModuleBuilder()
  const makeRoom = module.importFunction('env', 'makeRoom', {})
  module.memory({ minPages, maxPages }, 'memory')
  const nodes = new NodeWords(nodesAddress)
  const variables = addVariables(module)
  const find = addFind(module, nodes, variables)
  addPlace(module, nodes, variables)
  const square = addSquare(module, nodes, variables, find, rule)
  addAdvance(module, { nodes, variables, find, square, makeRoom })
  return module.toBytes()
}

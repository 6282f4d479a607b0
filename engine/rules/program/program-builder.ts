/** Writes programs node by node. */
import type { Dimensions } from '../../lattice/size.ts'
import type {
  BinaryOperator,
  ComponentTraits,
  FieldWrite,
  Gathering,
  Measure,
  NodeId,
  ProgramNode,
  RuleProgram,
  TableInput,
} from './program.ts'

/** What is known of a program before its first node. */
export interface ProgramHead {
  readonly dimensions: Dimensions
  readonly states: number
  readonly components?: readonly string[]
  readonly traits?: readonly ComponentTraits[]
  readonly channels?: readonly string[]
  readonly parameters?: readonly string[]
  readonly rules?: number
}

/** Appends nodes; every method that makes a node gives its id. */
export interface ProgramBuilder {
  constant(value: number): NodeId
  own(component?: number): NodeId
  field(channel: number): NodeId
  parameter(parameter: number): NodeId
  rule(): NodeId
  tick(): NodeId
  coordinate(axis: 'x' | 'y' | 'z'): NodeId
  random(draw: number): NodeId
  partition(gathering: Gathering, component?: number): NodeId
  site(partition: NodeId, index: number): NodeId
  position(partition: NodeId): NodeId
  sum(partition: NodeId, measure: Measure, weights?: readonly number[]): NodeId
  table(inputs: readonly TableInput[], values: ArrayLike<number>): NodeId
  tree(inputs: readonly NodeId[], arity: number, rows: Int32Array): NodeId
  binary(operator: BinaryOperator, left: NodeId, right: NodeId): NodeId
  select(condition: NodeId, then: NodeId, otherwise: NodeId): NodeId
  /** Appends a node as it is. */
  append(node: ProgramNode): NodeId
  /** The program; `next` names the node of each component's next value, the state's first. */
  finish(next: NodeId | readonly NodeId[], writes?: readonly FieldWrite[]): RuleProgram
}

/** Starts a program. Nothing is checked here; `validateProgram` does that. */
export function createProgramBuilder(head: ProgramHead): ProgramBuilder {
  const nodes: ProgramNode[] = []
  const append = (node: ProgramNode): NodeId => nodes.push(Object.freeze(node)) - 1
  return {
    append,
    constant: (value) => append({ op: 'const', value: value | 0 }),
    own: (component = 0) => append({ op: 'own', component }),
    field: (channel) => append({ op: 'field', channel }),
    parameter: (parameter) => append({ op: 'parameter', parameter }),
    rule: () => append({ op: 'rule' }),
    tick: () => append({ op: 'tick' }),
    coordinate: (axis) => append({ op: 'coordinate', axis }),
    random: (draw) => append({ op: 'random', draw }),
    partition: (gathering, component = 0) => append({ op: 'partition', component, gathering }),
    site: (partition, index) => append({ op: 'site', partition, index }),
    position: (partition) => append({ op: 'position', partition }),
    sum: (partition, measure, weights) =>
      append({ op: 'sum', partition, measure, ...(weights ? { weights } : {}) }),
    table: (inputs, values) => append({ op: 'table', inputs, values: new Int32Array(values) }),
    tree: (inputs, arity, rows) => append({ op: 'tree', inputs, arity, rows }),
    binary: (operator, left, right) => append({ op: 'binary', operator, left, right }),
    select: (condition, then, otherwise) => append({ op: 'select', condition, then, otherwise }),
    finish: (next, writes = []) =>
      Object.freeze<RuleProgram>({
        version: 1,
        dimensions: head.dimensions,
        states: head.states,
        components: head.components ?? [],
        ...(head.traits === undefined ? {} : { traits: head.traits }),
        channels: head.channels ?? [],
        parameters: head.parameters ?? [],
        rules: head.rules ?? 1,
        nodes: Object.freeze(nodes.slice()),
        next: typeof next === 'number' ? [next] : next,
        writes,
      }),
  }
}

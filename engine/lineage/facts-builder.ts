/** Gathers what one event tells of lineage, in the words in which all describers speak. */
import type { JsonValue } from '../json/json-value.ts'
import { joinAttributes } from './join-attributes.ts'
import {
  type LineageEdge,
  type LineageFacts,
  type NodeAttributes,
  type NodeFact,
  nameEdge,
} from './lineage-facts.ts'
import { type HashText, isHash, kindOfNode, nameNamed, nameNode, nameSaying } from './node-id.ts'

/** What something was made from, as runs and proposals have it. */
export interface Input {
  readonly kind: 'dataset' | 'scenario' | 'rule' | 'artifact' | 'run' | 'proposal' | 'trial'
  readonly id: string
  readonly sha256?: string | undefined
}

export interface Measured {
  readonly name: string
  readonly value: number
}

/** Members that are undefined count as absent. */
type Told = { readonly [name: string]: JsonValue | undefined }

/** What the hash of a long rule begins with. */
const HASHED = 'sha256:'

export class FactsBuilder {
  readonly hash: HashText
  readonly #nodes = new Map<string, NodeFact>()
  readonly #edges = new Map<string, LineageEdge>()

  constructor(hash: HashText) {
    this.hash = hash
  }

  /** Tells of a thing; gives its name. */
  tell(id: string, told: Told = {}): string {
    const known = Object.entries(told).filter(
      (each): each is [string, JsonValue] => each[1] !== undefined,
    )
    const before = this.#nodes.get(id)?.attributes ?? {}
    const attributes: NodeAttributes = joinAttributes(before, Object.fromEntries(known))
    this.#nodes.set(id, { id, kind: kindOfNode(id)!, attributes })
    return id
  }

  /** Tells that one thing made another. Neither has to be told of. */
  make(from: string, to: string, role: string): void {
    const edge = { from, to, role }
    this.#edges.set(nameEdge(edge), edge)
  }

  /** Tells of what made something, and of that alone. */
  makeFrom(to: string, role: string, id: string, told: Told = {}): void {
    this.make(this.tell(id, told), to, role)
  }

  /** A rule is known by the hash of its notation, which stands for one that is too long. */
  makeFromRule(to: string, role: string, rule: string): void {
    const hashed = rule.startsWith(HASHED) ? rule.slice(HASHED.length) : rule
    if (isHash(hashed)) this.makeFrom(to, role, nameNode('rule', hashed))
    else this.makeFrom(to, role, nameNode('rule', this.hash(rule)), { notation: rule })
  }

  makeFromSeed(to: string, seed: string): void {
    this.makeFrom(to, 'seed', nameNode('seed', seed), { seed })
  }

  makeFromCode(to: string, engine: string, revision: string | undefined): void {
    const saying = revision === undefined ? { engine } : { engine, revision }
    this.makeFrom(to, 'code', nameSaying('code', saying, this.hash), saying)
  }

  /** Only scenarios have no event of their own; all other inputs are told of elsewhere, earlier or later. */
  makeFromInputs(to: string, inputs: readonly Input[]): void {
    for (const { kind, id, sha256 } of inputs) {
      const from = nameInput(kind, id, sha256)
      if (kind === 'scenario' && sha256 !== undefined) this.tell(from, { names: [id] })
      this.make(from, to, 'input')
    }
  }

  /** Metrics are what they say of what they are of. */
  measure(of: string, metrics: readonly Measured[]): void {
    for (const { name, value } of metrics) {
      this.make(of, this.tell(this.nameMetric({ of, name, value }), { name, value }), 'metric')
    }
  }

  /** The name of a metric of something. */
  nameMetric({ of, name, value }: Measured & { readonly of: string }): string {
    return nameSaying('metric', { of, name, value }, this.hash)
  }

  build(): LineageFacts {
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges.values()] }
  }
}

function nameInput(kind: Input['kind'], id: string, sha256: string | undefined): string {
  switch (kind) {
    case 'dataset':
    case 'scenario':
    case 'rule':
      return sha256 === undefined ? nameNamed(kind, id) : nameNode(kind, sha256)
    case 'artifact':
      return nameNode(kind, sha256 ?? id)
    case 'run':
    case 'proposal':
    case 'trial':
      return nameNode(kind, id)
    default:
      return kind satisfies never
  }
}

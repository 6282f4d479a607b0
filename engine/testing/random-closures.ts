/**
 * Random functions for rules that call functions of their own, return early, change names around
 * them and keep lists for later: texts of JavaScript whose numbers stay within 32 bits.
 *
 * Each text comes from a number alone, so that what one may say can depend on what was said before.
 */
import { createSplitMix64 } from '../math/split-mix64.ts'

/** What a place in the text can name. */
interface Names {
  readonly numbers: readonly string[]
  readonly functions: readonly string[]
  readonly lists: readonly string[]
}

/** Names that statements and expressions change. */
const CHANGED = ['v0', 'v1', 'v2'] as const

/** A function of a state and eight neighbors of four states, `(s, n) => ...`. */
export function buildClosureText(seed: number): string {
  const names = { numbers: ['s', ...CHANGED], functions: [], lists: ['n', 'n'] }
  const writer = new ClosureWriter(seed)
  const body = writer.statements(names, 3, 3)
  const value = `(v0 + v1 * 2 + v2 * 3 + ${writer.number(names, 1)}) & 3`
  return `(s, n) => { let v0 = 0, v1 = 1, v2 = 2; ${body} return ${value} }`
}

class ClosureWriter {
  readonly #random: ReturnType<typeof createSplitMix64>
  #names = 0

  constructor(seed: number) {
    this.#random = createSplitMix64(BigInt(seed))
  }

  /** So many statements, each of which sees what those before it declare. */
  statements(names: Names, depth: number, count: number): string {
    let seen = names
    let text = ''
    for (let i = 0; i < count; i++) {
      const [statement, more] = this.#statement(seen, depth)
      text += `${statement}; `
      seen = { ...seen, ...more }
    }
    return text
  }

  number(names: Names, depth: number): string {
    if (depth <= 0) return this.#pick([...names.numbers, ...names.numbers, '0', '1', '2', '3'])
    const inner = () => this.number(names, depth - 1)
    const list = this.#pick(names.lists)
    const item = this.#name('a')
    const ofItem = { ...names, numbers: [...names.numbers, item] }
    const kinds: readonly (() => string)[] = [
      () => `((${inner()} + ${inner()}) & 63)`,
      () => `((${inner()} - ${inner()}) & 63)`,
      () => `(${inner()} ^ ${inner()})`,
      () => `(${this.#condition(names, depth - 1)} ? ${inner()} : ${inner()})`,
      () => `(${this.#condition(names, depth - 1)} && ${inner()})`,
      () => (names.functions.length > 0 ? `${this.#pick(names.functions)}(${inner()})` : inner()),
      () => `${list}.filter(${item} => ${this.#condition(ofItem, depth - 1)}).length`,
      () =>
        `(${list}.map(${item} => ${this.number(ofItem, depth - 1)} & 7).reduce((x, y) => x + y, 0) & 63)`,
      () => `n[${this.#draw(8)}]`,
      () => `(${this.#pick(CHANGED)} = ${inner()} & 7)`,
      () => `${this.#pick(CHANGED)}++`,
      () => this.#pick(names.numbers),
    ]
    return this.#pick(kinds)()
  }

  #condition(names: Names, depth: number): string {
    const comparison = this.#pick(['<', '>', '===', '!=='])
    if (depth <= 0) return `${this.#pick(names.numbers)} ${comparison} ${this.number(names, 0)}`
    const inner = () => this.#condition(names, depth - 1)
    const item = this.#name('a')
    const kinds: readonly (() => string)[] = [
      () => `${this.number(names, depth - 1)} > ${this.number(names, depth - 1)}`,
      () => `(${inner()} || ${inner()})`,
      () => `${this.#pick(names.lists)}.some(${item} => ${item} === ${this.number(names, 0)})`,
      () => `!(${inner()})`,
    ]
    return this.#pick(kinds)()
  }

  /** A statement and what it declares. */
  #statement(names: Names, depth: number): readonly [text: string, more?: Partial<Names>] {
    const test = () => this.#condition(names, 1)
    const block = (seen: Names, count: number) => this.statements(seen, depth - 1, count)
    const withNumber = (name: string) => ({ numbers: [...names.numbers, name] })
    const simple: readonly (() => readonly [string, Partial<Names>?])[] = [
      () => [`${this.#pick(CHANGED)} = ${this.number(names, 2)} & 7`],
      () => {
        const name = this.#name('c')
        return [`const ${name} = ${this.number(names, 2)}`, withNumber(name)]
      },
      () => [
        `if (${test()}) v1 = ${this.number(names, 1)} & 7; else v2 = ${this.number(names, 1)} & 7`,
      ],
    ]
    const nesting: typeof simple = [
      () => [`if (${test()}) { ${block(names, 2)} }`],
      () => [`if (${test()}) return ${this.number(names, 1)}`],
      () => {
        const [name, given] = [this.#name('f'), this.#name('p')]
        const inside = { ...names, ...withNumber(given) }
        const body = `${block(inside, 2)} return ${this.number(inside, 1)}`
        return [
          `const ${name} = (${given}) => { ${body} }`,
          { functions: [...names.functions, name] },
        ]
      },
      () => {
        const [name, item] = [this.#name('l'), this.#name('a')]
        const keeps = this.#condition({ ...names, ...withNumber(item) }, 1)
        const list = `${this.#pick(names.lists)}.filter(${item} => ${keeps})`
        return [`const ${name} = ${list}`, { lists: [...names.lists, name] }]
      },
      // What goes wrong most easily: a change after an early return, a list that is looked at late.
      () => {
        const [name, given] = [this.#name('f'), this.#name('p')]
        const change = `${this.#pick(CHANGED)} = (${this.number(names, 1)} + ${given}) & 7`
        const body = `if (${given} > ${this.#draw(3)}) return ${this.#draw(8)}; ${change}; return 1`
        const call = `v0 = (v0 + ${name}(${this.number(names, 1)})) & 7`
        const functions = [...names.functions, name]
        return [`const ${name} = (${given}) => { ${body} }; ${call}`, { functions }]
      },
      () => {
        const [name, item, changed] = [this.#name('l'), this.#name('a'), this.#pick(CHANGED)]
        const list = `${this.#pick(names.lists)}.filter(${item} => ${item} === ${changed})`
        const change = `${changed} = ${this.number(names, 1)} & 7`
        const lists = [...names.lists, name]
        return [`const ${name} = ${list}; ${change}; v1 = (v1 + ${name}.length) & 7`, { lists }]
      },
      () => {
        const item = this.#name('a')
        const body = block({ ...names, ...withNumber(item) }, 2)
        return [`for (const ${item} of ${this.#pick(names.lists)}) { ${body} }`]
      },
      () => {
        const name = this.#name('t')
        const inside = `{ let v0 = ${name}; ${block(names, 2)} }`
        return [`{ const ${name} = ${this.number(names, 1)} & 7; ${inside} }`]
      },
      () => {
        const name = this.#name('i')
        const body = block({ ...names, ...withNumber(name) }, 1)
        return [`for (let ${name} = 0; ${name} < 3; ${name}++) { ${body} }`]
      },
    ]
    return this.#pick(depth > 0 ? [...simple, ...nesting] : simple)()
  }

  #name(letter: string): string {
    return `${letter}${this.#names++}`
  }

  #draw(limit: number): number {
    this.#random.next()
    return this.#random.high % limit
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#draw(list.length)]!
  }
}

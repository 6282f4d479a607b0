/** Writes the source of one gpu.js kernel: lines of code, and all that they refer to. */

import { GpuJsLimitError } from './errors.ts'
import { EXACT_LIMIT } from './exact-ranges.ts'
import type { GpuJsCode } from './gpujs-code.ts'

export class SourceWriter {
  readonly #lines: string[] = []
  readonly #declared = new Set<string>()
  readonly #arguments = new Set<string>()
  readonly #literals = new Map<string, number>()
  readonly #numbers: number[] = []
  readonly #tables = new Map<string, number>()

  /** An expression for a number that floats hold exactly. */
  literal(value: number): string {
    const name = `literal_${String(value).replace('-', 'minus_').replace('.', '_')}`
    this.#literals.set(name, value)
    return `this.constants.${name}`
  }

  /** Adds a statement. */
  add(line: string): void {
    this.#lines.push(line)
  }

  /** Gives a value a name; the first time it is asked for, that is written. */
  declare(name: string, value: () => string): string {
    if (!this.#declared.has(name)) {
      const written = value()
      this.#declared.add(name)
      this.add(`const ${name} = ${written};`)
    }
    return name
  }

  /** The name of an argument, which the kernel has from now on. */
  argument(name: string): string {
    this.#arguments.add(name)
    return name
  }

  /**
   * Keeps a table and gives the place of its first entry.
   *
   * @throws {GpuJsLimitError} when there are more entries than floats can count.
   */
  table(values: ArrayLike<number>): number {
    const key = Array.prototype.join.call(values)
    const known = this.#tables.get(key)
    if (known !== undefined) return known
    const place = this.#numbers.length
    const wanted = place + values.length
    if (wanted > EXACT_LIMIT) {
      throw new GpuJsLimitError({ limit: 'entries of tables', allowed: EXACT_LIMIT, wanted })
    }
    for (let i = 0; i < values.length; i++) this.#numbers.push(values[i]!)
    this.#tables.set(key, place)
    return place
  }

  /** An expression for an entry of a table that begins at `place`. */
  entry(place: number, index: string): string {
    return `this.constants.numbers[${index} + ${this.literal(place)}]`
  }

  /** The kernel that ends by giving `result`. */
  finish(length: number, result: string): GpuJsCode {
    const lines = [...this.#lines, `return ${result};`].map((line) => `  ${line}`)
    return {
      source: [`function (${[...this.#arguments].join(', ')}) {`, ...lines, '}'].join('\n'),
      length,
      arguments: [...this.#arguments],
      literals: this.#literals,
      numbers: Float32Array.from(this.#numbers),
    }
  }
}

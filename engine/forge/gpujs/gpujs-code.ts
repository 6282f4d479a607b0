/** A kernel for gpu.js: its source and what it is run with. */

export interface GpuJsCode {
  /** A JavaScript function, as a string since minifiers would break one that is written out. */
  readonly source: string
  /** Numbers it gives, one a thread. */
  readonly length: number
  /** Names of its arguments in their order. */
  readonly arguments: readonly string[]
  /**
   * Its literals, by the names it has for them in `this.constants`. gpu.js guesses of every
   * literal whether it is an integer or a float, and not always right; a constant has a type.
   */
  readonly literals: ReadonlyMap<string, number>
  /** All its tables, as `this.constants.numbers`; empty where it has none. */
  readonly numbers: Float32Array
}

/**
 * One-bit faults in generated WebAssembly modules: a vector instruction that is another one, or a
 * bit of a vector constant that is the other one. Neither can make a loop endless.
 */

/** Vector instructions that are made others: and, or, andnot, xor; eq and ne, add and sub. */
const SWAPS: ReadonlyMap<number, number> = new Map([
  [78, 80],
  [79, 78],
  [80, 78],
  [81, 78],
  [35, 36],
  [36, 35],
  [45, 46],
  [46, 45],
  [55, 56],
  [56, 55],
  [110, 113],
  [113, 110],
  [142, 145],
  [145, 142],
  [174, 177],
  [177, 174],
  [206, 209],
  [209, 206],
])

const CODE_SECTION = 10
const PREAMBLE_BYTES = 8
const VECTOR_BYTES = 16

/** One byte of a module, and by which bits it changes. */
export interface WasmFault {
  readonly at: number
  readonly bits: number
}

/** Every fault of these kinds; of each constant the lowest bit of its first byte. */
export function listWasmFaults(module: Uint8Array): WasmFault[] {
  const reader = new CodeReader(module)
  const faults: WasmFault[] = []
  reader.forEachVectorInstruction((code, at) => {
    const swapped = SWAPS.get(code)
    // The numbers of all that is swapped differ in their lowest seven bits.
    if (swapped !== undefined) faults.push({ at, bits: (code ^ swapped) & 0x7f })
    if (code === VECTOR_CONSTANT) faults.push({ at: at + 1, bits: 1 })
  })
  return faults
}

/** A copy of the module with the fault in it. */
export function plantWasmFault(
  module: Uint8Array<ArrayBuffer>,
  { at, bits }: WasmFault,
): Uint8Array<ArrayBuffer> {
  const faulty = module.slice()
  faulty[at]! ^= bits
  return faulty
}

const VECTOR_CONSTANT = 12
const SHUFFLE = 13

/** Reads the instructions of a module, of the kinds that our own builder writes. */
class CodeReader {
  readonly #bytes: Uint8Array
  #at = PREAMBLE_BYTES

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** @param visit is told the instruction's number and where that is written. */
  forEachVectorInstruction(visit: (code: number, at: number) => void): void {
    while (this.#at < this.#bytes.length) {
      const section = this.#byte()
      const end = this.#number() + this.#at
      if (section === CODE_SECTION) {
        const functions = this.#number()
        for (let i = 0; i < functions; i++) this.#readFunction(visit)
      }
      this.#at = end
    }
  }

  #readFunction(visit: (code: number, at: number) => void): void {
    const end = this.#number() + this.#at
    const groups = this.#number()
    for (let i = 0; i < groups; i++) this.#skipNumbers(2)
    while (this.#at < end) this.#readInstruction(visit)
  }

  #readInstruction(visit: (code: number, at: number) => void): void {
    const opcode = this.#byte()
    if (opcode === 0xfd) {
      const at = this.#at
      const code = this.#number()
      visit(code, at)
      this.#skipVectorOperands(code)
    } else if (opcode === 0xfc) {
      const code = this.#number()
      this.#skipNumbers(code < 8 ? 0 : code === 9 || code === 11 ? 1 : 2)
    } else if (opcode === 0xfe) this.#skipNumbers(this.#number() === 3 ? 1 : 2)
    else if (opcode === 0x0e) this.#skipNumbers(this.#number() + 1)
    else if (opcode >= 0x28 && opcode <= 0x3e) this.#skipNumbers(2)
    else if (hasOneNumber(opcode)) this.#skipNumbers(1)
  }

  #skipVectorOperands(code: number): void {
    if (code === VECTOR_CONSTANT || code === SHUFFLE) this.#at += VECTOR_BYTES
    else if (code < VECTOR_CONSTANT || code === 92 || code === 93) this.#skipNumbers(2)
    else if (code >= 84 && code <= 91) {
      this.#skipNumbers(2)
      this.#at++
    } else if (code >= 21 && code <= 34) this.#at++
  }

  #byte(): number {
    return this.#bytes[this.#at++]!
  }

  #skipNumbers(count: number): void {
    for (let i = 0; i < count; i++) this.#number()
  }

  /** The lowest 32 bits of a number in LEB128. */
  #number(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte()
      value |= shift < 32 ? (byte & 0x7f) << shift : 0
      if (byte < 0x80) return value
    }
  }
}

/** Blocks, branches, calls, variables, memory sizes and constants. */
function hasOneNumber(opcode: number): boolean {
  const isBlock = opcode >= 0x02 && opcode <= 0x04
  const isBranchOrCall = opcode === 0x0c || opcode === 0x0d || opcode === 0x10
  const isVariable = opcode >= 0x20 && opcode <= 0x24
  return isBlock || isBranchOrCall || isVariable || (opcode >= 0x3f && opcode <= 0x42)
}

/**
 * Builds a WebAssembly module in memory: imports, functions, one memory, globals, exports, data.
 *
 * It knows the part of the standard that kernels need (integers, 128-bit vectors, bulk memory,
 * threads) and leaves out tables, references and floating point. Imports come first, since they
 * are numbered first.
 */
import { ByteWriter } from './byte-writer.ts'
import {
  type Local,
  type Operand,
  TYPE_CODES,
  type ValueType,
  type Variable,
  writeOperand,
} from './expression.ts'
import { FunctionBuilder, type FunctionHandle, localAt } from './function-builder.ts'

/** Bytes of a page, the unit memories are measured in. */
export const PAGE_BYTES = 65536

export interface MemoryLimits {
  readonly minPages: number
  /** Shared memories want one. */
  readonly maxPages?: number
  readonly isShared?: boolean
}

/** What a function takes and gives. */
export interface Signature<P extends readonly ValueType[], R extends ValueType | 'void'> {
  readonly params?: P
  readonly result?: R
  /** The name it is exported by, if any. */
  readonly export?: string
}

type Locals<P extends readonly ValueType[]> = { readonly [I in keyof P]: Local<P[I]> }

const SECTION = {
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  code: 10,
  data: 11,
} as const
const KIND = { function: 0, memory: 2, global: 3 } as const

/** `\0asm`, version 1. */
const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

export class ModuleBuilder {
  /** The entries of each section, each already in its binary form. */
  readonly #entries = new Map<number, ByteWriter[]>()
  /** Written types and their numbers. */
  readonly #types = new Map<string, number>()
  #functionCount = 0
  #globalCount = 0
  #hasMemory = false

  /** A memory that whoever instantiates the module hands in. */
  importMemory(from: string, name: string, limits: MemoryLimits): void {
    this.#claimMemory()
    const entry = this.#entry(SECTION.import)
    entry.text(from)
    entry.text(name)
    entry.byte(KIND.memory)
    writeLimits(entry, limits)
  }

  /** A memory of the module's own. */
  memory(limits: MemoryLimits, exportName?: string): void {
    this.#claimMemory()
    writeLimits(this.#entry(SECTION.memory), limits)
    if (exportName !== undefined) this.#export(exportName, KIND.memory, 0)
  }

  /** A function that whoever instantiates the module hands in; before any of the module's own. */
  importFunction<
    const P extends readonly ValueType[] = readonly [],
    R extends ValueType | 'void' = 'void',
  >(from: string, name: string, signature: Omit<Signature<P, R>, 'export'>): FunctionHandle<P, R> {
    if (this.#entries.has(SECTION.function)) throw new Error('imports come before functions')
    const handle = this.#handle(signature)
    const entry = this.#entry(SECTION.import)
    entry.text(from)
    entry.text(name)
    entry.byte(KIND.function)
    entry.unsigned(this.#typeOf(handle))
    return handle
  }

  /** A function of the module's own. The body is written at once and gets the parameters. */
  function<
    const P extends readonly ValueType[] = readonly [],
    R extends ValueType | 'void' = 'void',
  >(
    signature: Signature<P, R>,
    body: (f: FunctionBuilder, ...params: Locals<P>) => void,
  ): FunctionHandle<P, R> {
    const handle = this.#handle(signature)
    this.#entry(SECTION.function).unsigned(this.#typeOf(handle))
    const place = this.#entry(SECTION.code)
    if (signature.export !== undefined) this.#export(signature.export, KIND.function, handle.index)
    const builder = new FunctionBuilder(handle.params.length)
    const params = handle.params.map((type, index) => localAt(type, index))
    // The parameters' types are those of the signature, one by one.
    body(builder, ...(params as unknown as Locals<P>))
    const code = builder.toBody()
    place.unsigned(code.length)
    place.append(code)
    return handle
  }

  /** A variable of the whole module, one for each instance. */
  global<T extends 'i32' | 'i64'>(
    type: T,
    initial: Extract<Operand<T>, number | bigint>,
    exportName?: string,
  ): Variable<T> {
    const index = this.#globalCount++
    const entry = this.#entry(SECTION.global)
    entry.byte(TYPE_CODES[type])
    entry.byte(1)
    writeOperand(entry, initial)
    entry.byte(0x0b)
    if (exportName !== undefined) this.#export(exportName, KIND.global, index)
    return {
      type,
      write(out) {
        out.byte(0x23)
        out.unsigned(index)
      },
      writeSet(out) {
        out.byte(0x24)
        out.unsigned(index)
      },
    }
  }

  /**
   * Bytes that lie in the memory from the start. Every instance writes them when it is made, so
   * with a shared memory they must never be changed.
   */
  data(address: number, bytes: Uint8Array): void {
    const entry = this.#entry(SECTION.data)
    entry.byte(0)
    writeOperand(entry, address)
    entry.byte(0x0b)
    entry.unsigned(bytes.length)
    entry.bytes(bytes)
  }

  /** The module in its binary form, in a buffer of its own. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter()
    out.bytes(PREAMBLE)
    for (const id of Object.values(SECTION)) {
      const entries = this.#entries.get(id)
      if (entries === undefined) continue
      const section = new ByteWriter()
      section.unsigned(entries.length)
      for (const entry of entries) section.append(entry)
      out.byte(id)
      out.unsigned(section.length)
      out.append(section)
    }
    return out.toBytes().slice()
  }

  #entry(section: number): ByteWriter {
    const entry = new ByteWriter()
    const entries = this.#entries.get(section)
    if (entries === undefined) this.#entries.set(section, [entry])
    else entries.push(entry)
    return entry
  }

  #claimMemory(): void {
    if (this.#hasMemory) throw new Error('a module has one memory')
    this.#hasMemory = true
  }

  #export(name: string, kind: number, index: number): void {
    const entry = this.#entry(SECTION.export)
    entry.text(name)
    entry.byte(kind)
    entry.unsigned(index)
  }

  #handle<P extends readonly ValueType[], R extends ValueType | 'void'>({
    params,
    result,
  }: Signature<P, R>): FunctionHandle<P, R> {
    // Absent means none, which is what P and R then are.
    return {
      index: this.#functionCount++,
      params: params ?? ([] as readonly ValueType[] as P),
      result: result ?? ('void' as R),
    }
  }

  #typeOf({ params, result }: FunctionHandle): number {
    const key = `${params.join()}:${result}`
    const known = this.#types.get(key)
    if (known !== undefined) return known
    const entry = this.#entry(SECTION.type)
    entry.byte(0x60)
    entry.unsigned(params.length)
    for (const type of params) entry.byte(TYPE_CODES[type])
    entry.unsigned(result === 'void' ? 0 : 1)
    if (result !== 'void') entry.byte(TYPE_CODES[result])
    const index = this.#types.size
    this.#types.set(key, index)
    return index
  }
}

function writeLimits(
  out: ByteWriter,
  { minPages, maxPages, isShared = false }: MemoryLimits,
): void {
  out.byte((maxPages === undefined ? 0 : 1) | (isShared ? 2 : 0))
  out.unsigned(minPages)
  if (maxPages !== undefined) out.unsigned(maxPages)
}

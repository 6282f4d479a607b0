/**
 * Writes the body of one function: locals, statements and control flow.
 *
 * Statements are appended in the order of the calls; blocks take their body as a callback, so the
 * nesting of the source is that of the code.
 *
 * @example
 * module.function({ params: ['i32', 'i32'], result: 'i32', export: 'sum' }, (f, from, to) => {
 *   const sum = f.local('i32')
 *   f.while(i32.ltU(from, to), () => {
 *     f.set(sum, i32.add(sum, i32.load8U(from)))
 *     f.set(from, i32.add(from, 1))
 *   })
 *   f.return(sum)
 * })
 */
import { ByteWriter } from './byte-writer.ts'
import {
  type Expression,
  expression,
  type Local,
  type Operand,
  type Operands,
  TYPE_CODES,
  type ValueType,
  type Variable,
  writeOperand,
} from './expression.ts'
import { i32 } from './integers.ts'

/** A place to branch to: the end of a block, or the start of a loop. */
export interface Label {
  readonly depth: number
}

/** A function that can be called. */
export interface FunctionHandle<
  P extends readonly ValueType[] = readonly ValueType[],
  R extends ValueType | 'void' = ValueType | 'void',
> {
  readonly index: number
  readonly params: P
  readonly result: R
}

/** Block without a value. */
const EMPTY_BLOCK = 0x40

export class FunctionBuilder {
  readonly #code = new ByteWriter()
  readonly #localTypes: ValueType[] = []
  readonly #paramCount: number
  #depth = 0

  constructor(paramCount: number) {
    this.#paramCount = paramCount
  }

  /** A new local; it holds `initial`, or 0. Inside a loop it is not set to 0 again. */
  local<T extends ValueType>(type: T, initial?: Operand<T>): Local<T> {
    const local = localAt(type, this.#paramCount + this.#localTypes.length)
    this.#localTypes.push(type)
    if (initial !== undefined) this.set(local, initial)
    return local
  }

  /** A new local that holds what the expression gives. */
  keep<T extends ValueType>(value: Expression<T>): Local<T> {
    return this.local<T>(value.type, value)
  }

  set<T extends ValueType>(variable: Variable<T>, value: Operand<NoInfer<T>>): void {
    writeOperand(this.#code, value)
    variable.writeSet(this.#code)
  }

  /** Sets a local and leaves the value as well. */
  tee<T extends ValueType>(local: Local<T>, value: Operand<NoInfer<T>>): Expression<T> {
    return expression(local.type, (out) => {
      writeOperand(out, value)
      out.byte(0x22)
      out.unsigned(local.index)
    })
  }

  /** Adds to an i32 in place. */
  increase(variable: Variable<'i32'>, by: Operand<'i32'>): void {
    this.set(variable, i32.add(variable, by))
  }

  /** Appends a statement: a store, a call without a result and the like. */
  do(...statements: readonly Expression<'void'>[]): void {
    for (const statement of statements) statement.write(this.#code)
  }

  /** Computes a value for its effect only. */
  drop(value: Expression<ValueType>): void {
    value.write(this.#code)
    this.#code.byte(0x1a)
  }

  /** A call; as a statement, pass it to `do` or `drop`. */
  call<P extends readonly ValueType[], R extends ValueType | 'void'>(
    callee: FunctionHandle<P, R>,
    ...operands: Operands<P>
  ): Expression<R> {
    return expression(callee.result, (out) => {
      for (const operand of operands) writeOperand(out, operand)
      out.byte(0x10)
      out.unsigned(callee.index)
    })
  }

  /** Runs the body once; a branch to its label leaves it. */
  block(body: (exit: Label) => void): void {
    this.#nest(0x02, body)
  }

  /** Runs the body once; a branch to its label starts it again. */
  loop(body: (again: Label) => void): void {
    this.#nest(0x03, body)
  }

  if(condition: Operand<'i32'>, then: () => void, otherwise?: () => void): void {
    writeOperand(this.#code, condition)
    this.#nest(0x04, () => {
      then()
      if (otherwise === undefined) return
      this.#code.byte(0x05)
      otherwise()
    })
  }

  /** Repeats the body as long as the condition holds before it. */
  while(condition: Operand<'i32'>, body: (exit: Label) => void): void {
    this.block((exit) =>
      this.loop((again) => {
        this.branchIf(exit, i32.eqz(condition))
        body(exit)
        this.branch(again)
      }),
    )
  }

  /** Runs the body, then repeats it as long as the condition holds: the cheapest loop there is. */
  doWhile(body: () => void, condition: Operand<'i32'>): void {
    this.loop((again) => {
      body()
      this.branchIf(again, condition)
    })
  }

  /**
   * Counts a local from `from` up to below `to` (both signed) in steps; `to` is computed anew
   * each time. The local may be any, a new one by default.
   */
  for(
    from: Operand<'i32'>,
    to: Operand<'i32'>,
    body: (counter: Local<'i32'>, exit: Label) => void,
    {
      step = 1,
      counter = this.local('i32'),
    }: { step?: Operand<'i32'>; counter?: Local<'i32'> } = {},
  ): void {
    this.set(counter, from)
    this.while(i32.ltS(counter, to), (exit) => {
      body(counter, exit)
      this.increase(counter, step)
    })
  }

  /** Runs the case of this number, or `otherwise` for any other number. */
  switch(index: Operand<'i32'>, cases: readonly (() => void)[], otherwise: () => void): void {
    // A block around each case; the table branches to the end of one, where its case is written.
    const open = (last: number, exit: Label): void => {
      if (last < 0) {
        writeOperand(this.#code, index)
        this.#code.byte(0x0e)
        this.#code.unsigned(cases.length)
        for (let depth = 0; depth <= cases.length; depth++) this.#code.unsigned(depth)
        return
      }
      this.block(() => open(last - 1, exit))
      const body = cases[last] ?? otherwise
      body()
      this.branch(exit)
    }
    this.block((exit) => open(cases.length, exit))
  }

  branch(label: Label): void {
    this.#code.byte(0x0c)
    this.#code.unsigned(this.#depth - label.depth)
  }

  branchIf(label: Label, condition: Operand<'i32'>): void {
    writeOperand(this.#code, condition)
    this.#code.byte(0x0d)
    this.#code.unsigned(this.#depth - label.depth)
  }

  return(value?: Operand<ValueType>): void {
    if (value !== undefined) writeOperand(this.#code, value)
    this.#code.byte(0x0f)
  }

  /** Traps. */
  unreachable(): void {
    this.#code.byte(0x00)
  }

  /** The function's entry in the code section. */
  toBody(): ByteWriter {
    const out = new ByteWriter()
    const runs = groupRuns(this.#localTypes)
    out.unsigned(runs.length)
    for (const { type, count } of runs) {
      out.unsigned(count)
      out.byte(TYPE_CODES[type])
    }
    out.append(this.#code)
    out.byte(0x0b)
    return out
  }

  #nest(opcode: number, body: (label: Label) => void): void {
    this.#code.byte(opcode)
    this.#code.byte(EMPTY_BLOCK)
    this.#depth++
    body({ depth: this.#depth })
    this.#depth--
    this.#code.byte(0x0b)
  }
}

/** The local of an index. */
export function localAt<T extends ValueType>(type: T, index: number): Local<T> {
  return {
    type,
    index,
    write(out) {
      out.byte(0x20)
      out.unsigned(index)
    },
    writeSet(out) {
      out.byte(0x21)
      out.unsigned(index)
    },
  }
}

function groupRuns(types: readonly ValueType[]): readonly { type: ValueType; count: number }[] {
  const runs: { type: ValueType; count: number }[] = []
  for (const type of types) {
    const last = runs.at(-1)
    if (last?.type === type) last.count++
    else runs.push({ type, count: 1 })
  }
  return runs
}

/**
 * Compiles the function of a script into a program.
 *
 * The function is followed once, along all its paths at a time: where an `if` cannot be decided,
 * both branches are followed and what they leave behind is chosen between. Loops over the
 * neighbors that only add something up become sums; all others are unrolled.
 */
import type {
  BlockStatement,
  ForOfStatement,
  ForStatement,
  IfStatement,
  Node,
  Pattern,
  Statement,
  VariableDeclaration,
} from 'acorn'
import type { FieldWrite, NodeId } from '../program/program.ts'
import type { NodeMaker } from './node-maker.ts'
import { ScriptExpressions } from './script-expressions.ts'
import type { ScriptFunction, ScriptHead } from './script-head.ts'
import type { ScriptSource } from './script-source.ts'
import type { Binding, ScriptNumber, ScriptValue } from './script-values.ts'

/** Times a loop may go round. */
const MAX_ROUNDS = 4096

/** Work that a call takes besides what it calls, in the units of `spend`. */
const WORK_OF_CALL = 128

/** What a script's function comes down to. */
export interface CompiledScript {
  readonly next: NodeId
  readonly writes: readonly FieldWrite[]
}

/**
 * Compiles a function `(state, neighbors, fields, cell) => next`.
 *
 * @throws {ScriptError} pointing at what cannot be compiled.
 */
export function compileScript(
  source: ScriptSource,
  head: ScriptHead,
  body: ScriptFunction,
  maker: NodeMaker,
): CompiledScript {
  const compiler = new ScriptCompiler(source, head, maker)
  return compiler.compile(body)
}

class ScriptCompiler extends ScriptExpressions {
  compile(body: ScriptFunction): CompiledScript {
    const { source, maker } = this
    if (body.params.length > 4) source.fail(body.params[4]!, 'a rule has at most four parameters')
    const all = (site: NodeId) => site
    const given: ScriptValue[] = [
      { kind: 'number', id: maker.make({ op: 'own', component: 0 }), type: 'number' },
      { kind: 'list', keeps: undefined, valueOf: all },
      { kind: 'fields' },
      { kind: 'cell' },
    ]
    const { id: next } = this.callFunction(body, given, 0)
    const writes = [...this.writes].map(([channel, value]): FieldWrite => ({ channel, value }))
    return { next, writes }
  }

  /** The value that a function returns for these arguments. */
  protected override callFunction(
    node: ScriptFunction,
    given: readonly ScriptValue[],
    depth: number,
  ): ScriptNumber {
    const { source, maker } = this
    if (node.async || node.generator) source.fail(node, 'a rule is a plain function')
    this.spend(node, WORK_OF_CALL)
    const { flow: outer, around } = this
    if (around.calls > 16) source.fail(node, 'functions call each other more than 16 deep')
    const frame = new Map<string, Binding>()
    for (const [i, parameter] of node.params.entries()) {
      const name = this.#nameOf(parameter)
      const value = given[i] ?? source.fail(parameter, `nothing is given for ${name}`)
      frame.set(name, { value, isConstant: value.kind !== 'number' })
    }
    const zero = maker.constant(0)
    const isHere = maker.not(outer.returned)
    this.around = {
      ...around,
      active: this.and(around.active, isHere),
      alive: this.and(around.alive, isHere),
      base: depth,
      fixedBlocks: Math.min(around.fixedBlocks, depth),
      calls: around.calls + 1,
    }
    this.flow = { ...outer, returned: zero, result: zero, resultType: undefined }
    this.enter(frame, depth)
    const result =
      node.body.type === 'BlockStatement' ? this.#runBody(node.body) : this.typed(node.body)
    const frames = [...this.flow.frames.slice(0, depth), ...outer.frames.slice(depth)]
    this.flow = { ...outer, frames }
    this.around = around
    return result
  }

  #runBody(body: BlockStatement): ScriptNumber {
    this.#runBlock(body.body)
    if (this.maker.constantOf(this.flow.returned) !== 1) {
      this.source.fail({ start: body.end - 1 }, 'not every path through the function returns')
    }
    const { result, resultType } = this.flow
    return { kind: 'number', id: result, type: resultType }
  }

  #runBlock(statements: readonly Statement[]): void {
    this.enter()
    for (const statement of statements) {
      if (this.maker.constantOf(this.flow.returned) === 1) break
      this.#runStatement(statement)
    }
    this.leave()
  }

  #runStatement(statement: Statement): void {
    const { source } = this
    this.spend(statement)
    switch (statement.type) {
      case 'BlockStatement':
        return this.#runBlock(statement.body)
      case 'EmptyStatement':
        return
      case 'ExpressionStatement':
        if (this.value(statement.expression).kind === 'list') {
          source.fail(statement, 'this makes a list that nothing looks at')
        }
        return
      case 'VariableDeclaration':
        return this.#declare(statement)
      case 'FunctionDeclaration':
        return this.bind(statement, statement.id.name, this.closureOf(statement), true)
      case 'ReturnStatement':
        if (statement.argument == null) {
          return source.fail(statement, 'a rule returns the next state')
        }
        return this.#return(this.typed(statement.argument))
      case 'IfStatement':
        return this.#runIf(statement)
      case 'ForStatement':
        return this.#runFor(statement)
      case 'ForOfStatement':
        return this.#runForOf(statement)
      default:
        return source.fail(statement, `${describeStatement(statement)} cannot be compiled`)
    }
  }

  #return({ id, type }: ScriptNumber): void {
    const { maker, flow } = this
    const one = maker.constant(1)
    const result = maker.select(flow.returned, flow.result, id)
    const resultType = this.joinResults(flow, { ...flow, returned: one, resultType: type })
    this.flow = { ...flow, returned: one, result, resultType }
  }

  #declare({ declarations, kind }: VariableDeclaration): void {
    if (kind !== 'const' && kind !== 'let') {
      this.source.fail(declarations[0]!, 'names are declared with const or let')
    }
    for (const { id, init } of declarations) {
      const name = this.#nameOf(id)
      if (init == null) this.bind(id, name, { kind: 'number', id: this.maker.constant(0) }, false)
      else this.bind(id, name, this.value(init), kind === 'const')
    }
  }

  #nameOf(pattern: Pattern): string {
    return pattern.type === 'Identifier'
      ? pattern.name
      : this.source.fail(pattern, 'a plain name is wanted')
  }

  #runIf(statement: IfStatement): void {
    const { test, consequent, alternate } = statement
    const condition = this.maker.truth(this.number(test))
    this.branch(
      statement,
      condition,
      () => this.#runStatement(consequent),
      () => (alternate == null ? undefined : this.#runStatement(alternate)),
    )
  }

  #runFor(statement: ForStatement): void {
    const { init, test, update, body } = statement
    this.enter()
    if (init?.type === 'VariableDeclaration') this.#declare(init)
    else if (init != null) this.value(init)
    for (let round = 0; ; round++) {
      if (test == null) return this.source.fail(statement, 'a loop needs an end')
      const goesOn = this.maker.constantOf(this.number(test))
      if (goesOn === undefined) {
        return this.source.fail(test, 'how often a loop goes round must be known beforehand')
      }
      if (goesOn === 0) break
      if (round === MAX_ROUNDS)
        this.source.fail(statement, `it goes round over ${MAX_ROUNDS} times`)
      this.#runStatement(body)
      if (update != null) this.value(update)
    }
    this.leave()
  }

  #runForOf({ left, right, body, await: isAwait }: ForOfStatement): void {
    const list = this.value(right)
    if (isAwait || list.kind !== 'list') {
      return this.source.fail(right, 'only the neighbors can be gone through')
    }
    const target: Pattern =
      left.type === 'VariableDeclaration' ? left.declarations[0]!.id : (left as Pattern)
    if (left.type !== 'VariableDeclaration') this.source.fail(left, 'const or let is wanted')
    const name = this.#nameOf(target)
    this.forEachSite(list, right, (item) => {
      this.enter()
      this.bind(target, name, { kind: 'number', id: item }, false)
      this.#runStatement(body)
      this.leave()
    })
  }
}

function describeStatement({ type }: Node): string {
  const words = type.replace(/Statement|Declaration/, '')
  return `a ${words.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase()} statement`
}

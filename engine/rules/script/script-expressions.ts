/**
 * The expressions of a script: numbers, what the cell sees, and calls.
 *
 * `flow` is the compilation's place; expressions may change it by assigning.
 */
import type {
  AssignmentExpression,
  BinaryExpression,
  CallExpression,
  Expression,
  MemberExpression,
  Node,
  SpreadElement,
  UpdateExpression,
} from 'acorn'
import { countNeighbors } from '../../lattice/neighborhood.ts'
import { INT32_MAX } from '../../math/int32.ts'
import { type BinaryOperator, type NodeId, PROGRAM_LIMITS } from '../program/program.ts'
import type { NodeMaker } from './node-maker.ts'
import type { ScriptFunction, ScriptHead } from './script-head.ts'
import type { ScriptSource } from './script-source.ts'
import {
  type Binding,
  type Flow,
  type Frame,
  joinTypes,
  mayDiffer,
  type NeighborList,
  type ScriptClosure,
  type ScriptNumber,
  type ScriptType,
  type ScriptValue,
  type Surroundings,
} from './script-values.ts'

/** Sites that a loop is unrolled over, at most. */
const MAX_UNROLLED_SITES = 128

/**
 * Work that following a script may take, however little comes of it: loops in loops can go round for
 * ever without making a node. A unit is about what copying one name of a block takes.
 */
const MAX_WORK = 2 ** 22
const WORK_OF_EXPRESSION = 8

const operators: Readonly<Record<string, BinaryOperator>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '%': 'rem',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shl',
  '>>': 'shr',
  '>>>': 'shru',
  '===': 'eq',
  '==': 'eq',
  '!==': 'ne',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
}

const COMPARISONS: readonly string[] = ['===', '==', '!==', '!=', '<', '<=', '>', '>=']

const ONLY_COMPUTES = 'a function for the neighbors only computes: it changes nothing around it'

const NO_DIVISION = 'a quotient is no whole number: write Math.trunc(a / b) or Math.floor(a / b)'

export abstract class ScriptExpressions {
  readonly source: ScriptSource
  readonly maker: NodeMaker
  /** What is added to each channel. */
  readonly writes = new Map<number, NodeId>()
  readonly #head: ScriptHead
  protected flow: Flow
  protected around: Surroundings
  #work = 0
  /** How many blocks have been entered. */
  #scopeCount = 0
  /** By function, every name that is written in it. */
  readonly #namesIn = new Map<Node, ReadonlySet<string>>()

  constructor(source: ScriptSource, head: ScriptHead, maker: NodeMaker) {
    this.source = source
    this.maker = maker
    this.#head = head
    const zero = maker.constant(0)
    this.flow = { frames: [], scopes: [], returned: zero, result: zero, resultType: undefined }
    const one = maker.constant(1)
    this.around = {
      active: one,
      alive: one,
      base: 0,
      fixedBlocks: 0,
      isPure: false,
      isTrial: false,
      calls: 0,
    }
  }

  protected abstract callFunction(
    node: ScriptFunction,
    given: readonly ScriptValue[],
    depth: number,
  ): ScriptNumber

  /** Enters a block: `depth` blocks stay around it. */
  protected enter(frame: Frame = new Map(), depth = this.flow.frames.length): void {
    const { frames, scopes } = this.flow
    this.flow = {
      ...this.flow,
      frames: [...frames.slice(0, depth), frame],
      scopes: [...scopes.slice(0, depth), this.#scopeCount++],
    }
  }

  /** Leaves the innermost block. */
  protected leave(): void {
    const { frames, scopes } = this.flow
    this.flow = { ...this.flow, frames: frames.slice(0, -1), scopes: scopes.slice(0, -1) }
  }

  /** The function that an expression makes, or a declaration. */
  protected closureOf(node: ScriptFunction): ScriptClosure {
    const { frames, scopes } = this.flow
    const names = this.#namesIn.get(node) ?? new Set(listNames(node))
    this.#namesIn.set(node, names)
    this.spend(node, names.size)
    const needs = 1 + frames.findLastIndex((frame) => [...names].some((name) => frame.has(name)))
    return { kind: 'function', node, scopes, needs }
  }

  /** Is told of each expression and statement on the way, and of names that are copied for it. */
  protected spend(node: Node, copiedNames = 0): void {
    this.#work += WORK_OF_EXPRESSION + copiedNames
    if (this.#work > MAX_WORK) this.source.fail(node, 'up to here there is too much to follow')
    if (this.maker.count > PROGRAM_LIMITS.nodes) {
      this.source.fail(node, `up to here it takes more than ${PROGRAM_LIMITS.nodes} operations`)
    }
  }

  /** Names of all blocks around the present place. */
  get #nameCount(): number {
    return this.flow.frames.reduce((names, frame) => names + frame.size, 0)
  }

  protected and(a: NodeId, b: NodeId): NodeId {
    return this.maker.select(a, this.maker.truth(b), this.maker.constant(0))
  }

  /** Gives a name its first value in the innermost block. */
  protected bind(node: Node, name: string, value: ScriptValue, isConstant: boolean): void {
    this.spend(node, this.flow.frames.at(-1)?.size)
    const frames = this.flow.frames.slice(0, -1)
    const inner = new Map(this.flow.frames.at(-1))
    inner.set(name, { value, isConstant: isConstant || value.kind !== 'number' })
    this.flow = { ...this.flow, frames: [...frames, inner] }
  }

  /** Follows both branches of a condition and chooses between what they leave behind. */
  protected branch(node: Node, condition: NodeId, then: () => void, otherwise: () => void): void {
    const known = this.maker.constantOf(condition)
    if (known !== undefined) return known !== 0 ? then() : otherwise()
    this.spend(node, this.#nameCount)
    const { flow, around } = this
    const { active } = around
    this.around = { ...around, active: this.and(active, condition) }
    then()
    const afterThen = this.flow
    this.flow = flow
    this.around = { ...around, active: this.and(active, this.maker.not(condition)) }
    otherwise()
    this.around = around
    this.flow = this.#merge(condition, afterThen, this.flow)
  }

  #merge(condition: NodeId, a: Flow, b: Flow): Flow {
    const choose = (x: NodeId, y: NodeId) => this.maker.select(condition, x, y)
    const frames = a.frames.map((frame, i): Frame => {
      const merged = new Map<string, Binding>()
      for (const [name, binding] of frame) {
        const other = b.frames[i]!.get(name)
        // A name that only one branch has bound cannot be seen after it.
        if (other === undefined) continue
        if (binding.value.kind !== 'number' || other.value.kind !== 'number') {
          merged.set(name, binding)
          continue
        }
        const type = joinTypes(binding.value.type, other.value.type)
        const id = choose(binding.value.id, other.value.id)
        merged.set(name, { ...binding, value: { kind: 'number', id, type } })
      }
      return merged
    })
    return {
      ...a,
      frames,
      returned: choose(a.returned, b.returned),
      result: choose(a.result, b.result),
      resultType: this.joinResults(a, b),
    }
  }

  /** What one or the other has returned; nothing that one has not returned counts. */
  protected joinResults(a: Flow, b: Flow): ScriptType {
    if (this.maker.constantOf(a.returned) === 0) return b.resultType
    if (this.maker.constantOf(b.returned) === 0) return a.resultType
    return joinTypes(a.resultType, b.resultType)
  }

  /** The number an expression is. */
  protected number(node: Node): NodeId {
    return this.typed(node).id
  }

  /** The number an expression is, and what JavaScript has there. */
  protected typed(node: Node): ScriptNumber {
    const value = this.value(node)
    if (value.kind === 'number') return value
    return this.source.fail(node, `a number is wanted, and this is ${describe(value)}`)
  }

  /** What an expression is. */
  protected value(node: Node): ScriptValue {
    this.spend(node)
    const expression = node as Expression
    const { maker, source } = this
    const asNumber = (id: NodeId): ScriptValue => ({ kind: 'number', id, type: 'number' })
    const asTruth = (id: NodeId): ScriptValue => ({ kind: 'number', id, type: 'truth' })
    switch (expression.type) {
      case 'Literal': {
        const id = this.#literal(expression)
        return typeof expression.value === 'boolean' ? asTruth(id) : asNumber(id)
      }
      case 'Identifier':
        return this.#lookUp(expression.name)?.value ?? source.fail(node, 'this name is not known')
      case 'ParenthesizedExpression':
        return this.value(expression.expression)
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        return this.closureOf(expression)
      case 'UnaryExpression': {
        const id = this.number(expression.argument)
        switch (expression.operator) {
          case '-':
            return asNumber(maker.binary('sub', maker.constant(0), id))
          case '+':
            return asNumber(id)
          case '!':
            return asTruth(maker.not(id))
          case '~':
            return asNumber(maker.binary('xor', id, maker.constant(-1)))
          default:
            return source.fail(node, `${expression.operator} cannot be compiled`)
        }
      }
      case 'BinaryExpression': {
        const id = this.#binary(expression)
        return COMPARISONS.includes(expression.operator) ? asTruth(id) : asNumber(id)
      }
      case 'LogicalExpression': {
        if (expression.operator === '??') return source.fail(node, '?? cannot be compiled')
        const { id: left, type } = this.typed(expression.left)
        const condition = maker.truth(left)
        let [right, rightType] = [left, type]
        const run = () => {
          ;({ id: right, type: rightType } = this.typed(expression.right))
        }
        if (expression.operator === '&&') this.branch(node, condition, run, () => {})
        else this.branch(node, condition, () => {}, run)
        return {
          kind: 'number',
          id:
            expression.operator === '&&'
              ? maker.select(condition, right, left)
              : maker.select(condition, left, right),
          type: joinTypes(type, rightType),
        }
      }
      case 'ConditionalExpression': {
        const condition = maker.truth(this.number(expression.test))
        const known = maker.constantOf(condition)
        const none: ScriptNumber = { kind: 'number', id: condition }
        let [then, otherwise] = [none, none]
        this.branch(
          node,
          condition,
          () => {
            then = this.typed(expression.consequent)
          },
          () => {
            otherwise = this.typed(expression.alternate)
          },
        )
        if (known !== undefined) return known !== 0 ? then : otherwise
        const type = joinTypes(then.type, otherwise.type)
        return { kind: 'number', id: maker.select(condition, then.id, otherwise.id), type }
      }
      case 'AssignmentExpression':
        return this.#assign(expression)
      case 'UpdateExpression':
        return asNumber(this.#update(expression))
      case 'SequenceExpression': {
        const values = expression.expressions.map((part) => this.value(part))
        return values.at(-1)!
      }
      case 'MemberExpression':
        return this.#member(expression)
      case 'CallExpression':
        return this.#call(expression)
      default:
        return source.fail(node, 'this kind of expression cannot be compiled')
    }
  }

  #literal(node: Node & { value?: unknown; raw?: string }): NodeId {
    const { value } = node
    if (typeof value === 'boolean') return this.maker.constant(value ? 1 : 0)
    const isWhole = typeof value === 'number' && Number.isInteger(value)
    if (!isWhole || Math.abs(value) > 0xffffffff) {
      return this.source.fail(node, 'whole numbers of 32 bits are wanted, and true and false')
    }
    return this.maker.constant(value)
  }

  #lookUp(name: string): Binding | undefined {
    for (let i = this.flow.frames.length - 1; i >= 0; i--) {
      const found = this.flow.frames[i]!.get(name)
      if (found !== undefined) return found
    }
    return undefined
  }

  #set(node: Node & { readonly name: string }, value: ScriptNumber): void {
    const { maker, around } = this
    for (let i = this.flow.frames.length - 1; i >= 0; i--) {
      const found = this.flow.frames[i]!.get(node.name)
      if (found === undefined) continue
      if (found.isConstant) this.source.fail(node, 'what is declared with const stays as it is')
      if (i < around.fixedBlocks) this.source.fail(node, ONLY_COMPUTES)
      this.spend(node, this.flow.frames[i]!.size)
      // What a function has changed around it stays as it was where the function had returned.
      const isReached = this.and(around.alive, maker.not(this.flow.returned))
      const id = i < around.base ? maker.select(isReached, value.id, idOf(found)) : value.id
      const frame = new Map(this.flow.frames[i]).set(node.name, {
        value: { ...value, id },
        isConstant: false,
      })
      this.flow = { ...this.flow, frames: this.flow.frames.with(i, frame) }
      return
    }
    this.source.fail(node, 'this name is not known')
  }

  #binary(expression: BinaryExpression): NodeId {
    const { operator, left, right } = expression
    if (left.type === 'PrivateIdentifier') return this.source.fail(left, 'a number is wanted')
    // (a / b) | 0 is how JavaScript spells a whole quotient.
    const isZero = right.type === 'Literal' && right.value === 0
    const quotient = operator === '|' && isZero ? quotientOf(left) : undefined
    if (quotient !== undefined) return this.#divide(quotient)
    if (operator === '/') return this.source.fail(expression, NO_DIVISION)
    const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined
    if (known === undefined) return this.source.fail(expression, `${operator} cannot be compiled`)
    const x = this.typed(left)
    const y = this.typed(right)
    if (COMPARISONS.includes(operator) && (isWide(left) || isWide(right))) {
      return this.source.fail(expression, 'numbers that are compared are below 2^31')
    }
    const isStrict = operator === '===' || operator === '!=='
    if (isStrict && mayDiffer(x.type, y.type)) {
      const reason = `true and false are no numbers to ${operator}: write ${operator.slice(0, 2)}`
      return this.source.fail(expression, reason)
    }
    return this.maker.binary(known, x.id, y.id)
  }

  #divide({ left, right }: BinaryExpression): NodeId {
    const x = this.number(left)
    return this.maker.binary('div', x, this.number(right))
  }

  /** The quotient rounded down: one less than truncated where signs differ and something is left. */
  #divideDown(expression: BinaryExpression): NodeId {
    const { maker } = this
    const [x, y] = [this.number(expression.left), this.number(expression.right)]
    const zero = maker.constant(0)
    const isUneven = maker.binary('ne', maker.binary('rem', x, y), zero)
    const differ = maker.binary('lt', maker.binary('xor', x, y), zero)
    const isDivided = maker.binary('ne', y, zero)
    const less = maker.binary('and', maker.binary('and', isUneven, differ), isDivided)
    return maker.binary('sub', maker.binary('div', x, y), less)
  }

  #assign(expression: AssignmentExpression): ScriptNumber {
    const { left, right, operator } = expression
    const symbol = operator.slice(0, -1)
    const known = Object.hasOwn(operators, symbol) ? operators[symbol] : undefined
    if (left.type === 'MemberExpression') {
      return { kind: 'number', id: this.#write(expression) }
    }
    if (left.type !== 'Identifier') return this.source.fail(left, 'a name is wanted')
    if (operator !== '=' && known === undefined) {
      return this.source.fail(expression, `${operator} cannot be compiled`)
    }
    const before = operator === '=' ? undefined : this.number(left)
    const given = this.typed(right)
    const value: ScriptNumber =
      before === undefined
        ? given
        : { kind: 'number', id: this.maker.binary(known!, before, given.id), type: 'number' }
    this.#set(left, value)
    return value
  }

  #update({ argument, operator, prefix }: UpdateExpression): NodeId {
    if (argument.type !== 'Identifier') return this.source.fail(argument, 'a name is wanted')
    const before = this.number(argument)
    const after = this.maker.binary('add', before, this.maker.constant(operator === '++' ? 1 : -1))
    this.#set(argument, { kind: 'number', id: after, type: 'number' })
    return prefix ? after : before
  }

  /** `fields.heat += 3`: what a cell gives to a channel at its own place when the tick ends. */
  #write({ left, right, operator }: AssignmentExpression): NodeId {
    const member = left as MemberExpression
    const target = this.value(member.object)
    if (target.kind !== 'fields' || (operator !== '+=' && operator !== '-=')) {
      return this.source.fail(left, 'only fields can be written, with += or -=')
    }
    if (this.around.isPure) return this.source.fail(left, ONLY_COMPUTES)
    if (this.around.isTrial) throw new NoSum()
    const { maker } = this
    const channel = this.#channelOf(member)
    const value = this.number(right)
    const signed = operator === '+=' ? value : maker.binary('sub', maker.constant(0), value)
    const isActive = this.and(this.around.active, maker.not(this.flow.returned))
    const added = maker.select(isActive, signed, maker.constant(0))
    const before = this.writes.get(channel) ?? maker.constant(0)
    const sum = maker.binary('add', before, added)
    this.writes.set(channel, sum)
    return value
  }

  #nameOfMember({ property, computed }: MemberExpression): string {
    if (!computed && property.type === 'Identifier') return property.name
    if (property.type === 'Literal' && typeof property.value === 'string') return property.value
    return this.source.fail(property, 'a name is wanted')
  }

  #channelOf(member: MemberExpression): number {
    const name = this.#nameOfMember(member)
    const channel = this.#head.channels.indexOf(name)
    if (channel >= 0) return channel
    const known = this.#head.channels.join(', ') || 'none'
    return this.source.fail(member, `no channel has this name; the rule declares ${known}`)
  }

  #member(member: MemberExpression): ScriptValue {
    const { maker, source } = this
    const asNumber = (id: NodeId): ScriptValue => ({ kind: 'number', id, type: 'number' })
    const object = this.value(member.object)
    switch (object.kind) {
      case 'list': {
        const { property, computed } = member
        if (!computed && property.type === 'Identifier' && property.name === 'length') {
          return asNumber(this.#count(object, member))
        }
        const index = computed ? maker.constantOf(this.number(property)) : undefined
        const isThere = index !== undefined && index >= 0 && index < this.#neighbors
        if (!isThere || object.keeps !== undefined) {
          return source.fail(property, `a number from 0 to ${this.#neighbors - 1} is wanted here`)
        }
        return { kind: 'number', id: object.valueOf(this.#site(index)) }
      }
      case 'fields':
        return asNumber(maker.make({ op: 'field', channel: this.#channelOf(member) }))
      case 'cell': {
        const name = this.#nameOfMember(member)
        if (name === 'x' || name === 'y' || name === 'z') {
          return asNumber(maker.make({ op: 'coordinate', axis: name }))
        }
        if (name === 'tick') return asNumber(maker.make({ op: 'tick' }))
        const parameter = this.#head.parameters.indexOf(name)
        if (parameter >= 0) return asNumber(maker.make({ op: 'parameter', parameter }))
        const known = ['x', 'y', 'z', 'tick', 'random(n)', ...this.#head.parameters].join(', ')
        return source.fail(member, `a cell has ${known}`)
      }
      case 'number':
      case 'function':
        return source.fail(member, `${describe(object)} has no members`)
      default:
        return object satisfies never
    }
  }

  get #neighbors(): number {
    return countNeighbors(this.#head.neighborhood)
  }

  get #partition(): NodeId {
    const { neighborhood } = this.#head
    const gathering = { kind: 'neighborhood', neighborhood, withCenter: false } as const
    return this.maker.make({ op: 'partition', component: 0, gathering })
  }

  #site(index: number): NodeId {
    return this.maker.make({ op: 'site', partition: this.#partition, index })
  }

  #call(call: CallExpression): ScriptValue {
    const { callee, arguments: given } = call
    const asNumber = (id: NodeId): ScriptValue => ({ kind: 'number', id })
    if (callee.type === 'MemberExpression') {
      const { object } = callee
      if (object.type === 'Identifier' && object.name === 'Math' && !this.#lookUp('Math')) {
        return asNumber(this.#callMath(this.#nameOfMember(callee), call))
      }
      const target = this.value(object)
      const name = this.#nameOfMember(callee)
      if (target.kind === 'list') return this.#callList(target, name, call)
      if (target.kind === 'cell' && name === 'random') return asNumber(this.#random(call))
      return this.source.fail(callee, `${describe(target)} has no such function`)
    }
    const target = this.value(callee)
    if (target.kind !== 'function') return this.source.fail(callee, 'this is no function')
    const values = given.map((argument) => this.value(argument))
    const depth = this.#depthOf(callee, target)
    return this.callFunction(target.node, values, depth)
  }

  /**
   * How many of the blocks around a function are those around the present place, too. With names
   * from others it would take them from blocks of another function.
   */
  #depthOf(node: Node, { scopes, needs }: ScriptClosure): number {
    const here = this.flow.scopes
    const other = scopes.findIndex((scope, i) => scope !== here[i])
    const depth = other === -1 ? scopes.length : other
    if (depth >= needs) return depth
    return this.source.fail(node, 'a function made in an inner block cannot be called out here')
  }

  #random({ arguments: [draw], ...call }: CallExpression): NodeId {
    const number = draw === undefined ? 0 : this.maker.constantOf(this.number(draw))
    if (number === undefined || number < 0 || number >= PROGRAM_LIMITS.draws) {
      return this.source.fail(
        draw ?? call,
        `which draw must be known, from 0 to ${PROGRAM_LIMITS.draws - 1}`,
      )
    }
    return this.maker.make({ op: 'random', draw: number })
  }

  #callMath(name: string, call: CallExpression): NodeId {
    const { maker, source } = this
    const given = call.arguments
    const [first, second] = given
    switch (name) {
      case 'min':
      case 'max': {
        const values = given.flatMap((argument) => this.#spread(argument))
        if (values.length === 0) return source.fail(call, 'one number at least is wanted')
        return values.reduce((a, b) => maker.binary(name, a, b))
      }
      case 'abs': {
        const id = this.#only(call)
        const negative = maker.binary('sub', maker.constant(0), id)
        return maker.select(maker.binary('lt', id, maker.constant(0)), negative, id)
      }
      case 'sign': {
        const id = this.#only(call)
        const zero = maker.constant(0)
        return maker.binary('sub', maker.binary('gt', id, zero), maker.binary('lt', id, zero))
      }
      case 'trunc':
      case 'floor': {
        const quotient = first === undefined ? undefined : quotientOf(first)
        if (quotient === undefined) return this.#only(call)
        return name === 'trunc' ? this.#divide(quotient) : this.#divideDown(quotient)
      }
      case 'imul': {
        if (first === undefined || second === undefined) {
          return source.fail(call, 'two numbers are wanted')
        }
        const x = this.number(first)
        return maker.binary('mul', x, this.number(second))
      }
      default:
        return source.fail(call, 'of Math there are min, max, abs, sign, trunc, floor and imul')
    }
  }

  #only(call: CallExpression): NodeId {
    const [first, ...others] = call.arguments
    if (first === undefined || others.length > 0) {
      return this.source.fail(call, 'one number is wanted')
    }
    return this.number(first)
  }

  /** The numbers that an argument stands for: one, or with `...` those of a list. */
  #spread(argument: Expression | SpreadElement): NodeId[] {
    if (argument.type !== 'SpreadElement') return [this.number(argument)]
    const list = this.value(argument.argument)
    if (list.kind !== 'list' || list.keeps !== undefined) {
      return this.source.fail(argument, 'only the neighbors can be spread, all of them')
    }
    return this.#sites(argument).map((site) => list.valueOf(site))
  }

  /** Every neighbor's own node, where they are few enough to be named one by one. */
  #sites(node: Node): NodeId[] {
    if (this.#neighbors > MAX_UNROLLED_SITES) {
      this.source.fail(node, `this cannot be told of more than ${MAX_UNROLLED_SITES} neighbors`)
    }
    return Array.from({ length: this.#neighbors }, (_, index) => this.#site(index))
  }

  #callList(list: NeighborList, name: string, call: CallExpression): ScriptValue {
    const { maker, source } = this
    const [first, second] = call.arguments
    const asNumber = (id: NodeId): ScriptValue => ({ kind: 'number', id })
    const asTruth = (id: NodeId): ScriptValue => ({ kind: 'number', id, type: 'truth' })
    if (first === undefined) return source.fail(call, 'something is wanted between the brackets')
    const keeps = list.keeps ?? (() => maker.constant(1))
    switch (name) {
      case 'filter': {
        const test = this.#testOf(first)
        return {
          ...list,
          keeps: (site) => this.and(keeps(site), test(list.valueOf(site))),
        }
      }
      case 'map': {
        const map = this.#functionOf(first)
        return { ...list, valueOf: (site) => map([list.valueOf(site)]) }
      }
      case 'some':
      case 'every': {
        const test = this.#testOf(first)
        const isAsked = (site: NodeId) =>
          name === 'some' ? test(list.valueOf(site)) : maker.not(test(list.valueOf(site)))
        const count = this.#sum((site) => this.and(keeps(site), isAsked(site)), call)
        return asTruth(maker.binary(name === 'some' ? 'gt' : 'eq', count, maker.constant(0)))
      }
      case 'includes': {
        const wanted = this.number(first)
        const isEqual = (site: NodeId) => maker.binary('eq', list.valueOf(site), wanted)
        const count = this.#sum((site) => this.and(keeps(site), isEqual(site)), call)
        return asTruth(maker.binary('gt', count, maker.constant(0)))
      }
      case 'reduce': {
        if (second === undefined) return source.fail(call, 'a number to begin with is wanted')
        const reducer = this.#functionOf(first)
        const begin = this.number(second)
        return asNumber(this.#reduce(list, begin, reducer, call))
      }
      default:
        return source.fail(
          call,
          'the neighbors have filter, map, some, every, includes, reduce and length',
        )
    }
  }

  #functionOf(node: Node): (given: readonly NodeId[]) => NodeId {
    const value = this.value(node)
    if (value.kind !== 'function') return this.source.fail(node, 'a function is wanted')
    const depth = this.#depthOf(node, value)
    // A list is looked at later, and then as often as may be: what its function sees is what is
    // there now, and it changes nothing.
    const { flow: made } = this
    return (given) => {
      const { flow, around } = this
      this.flow = made
      this.around = { ...around, fixedBlocks: depth, isPure: true }
      const numbers = given.map((id) => ({ kind: 'number', id }) as const)
      try {
        return this.callFunction(value.node, numbers, depth).id
      } finally {
        this.flow = flow
        this.around = around
      }
    }
  }

  /** A test of one number; `Boolean` is the test whether it is not 0. */
  #testOf(node: Node): (id: NodeId) => NodeId {
    const isBoolean =
      node.type === 'Identifier' && (node as Node & { name: string }).name === 'Boolean'
    if (isBoolean && !this.#lookUp('Boolean')) return (id) => this.maker.truth(id)
    const test = this.#functionOf(node)
    return (id) => this.maker.truth(test([id]))
  }

  #count({ keeps }: NeighborList, node: Node): NodeId {
    if (keeps === undefined) return this.maker.constant(this.#neighbors)
    return this.#sum(keeps, node)
  }

  /** The sum of a term over all neighbors: one node where the term is a matter of the site alone. */
  #sum(term: (site: NodeId) => NodeId, node: Node): NodeId {
    const { maker } = this
    const values = Array.from({ length: this.#head.states }, (_, state) =>
      maker.constantOf(term(maker.constant(state))),
    )
    if (values.every((value) => value !== undefined)) return this.#measure(values)
    return this.#sites(node).reduce(
      (sum, site) => maker.binary('add', sum, term(site)),
      maker.constant(0),
    )
  }

  /** The sum over all neighbors of what each state counts. */
  #measure(values: readonly number[]): NodeId {
    const counted = values.indexOf(1)
    const isOne = values.every((value, state) => value === (state === counted ? 1 : 0))
    if (values.every((value) => value === 0)) return this.maker.constant(0)
    return this.maker.make({
      op: 'sum',
      partition: this.#partition,
      measure: isOne ? { kind: 'is', value: counted } : { kind: 'table', values },
    })
  }

  #reduce(
    list: NeighborList,
    begin: NodeId,
    reducer: (given: readonly NodeId[]) => NodeId,
    node: Node,
  ): NodeId {
    const { maker } = this
    const step = (sum: NodeId, site: NodeId) => {
      const next = reducer([sum, list.valueOf(site)])
      return list.keeps === undefined ? next : maker.select(list.keeps(site), next, sum)
    }
    const sum = maker.unknown()
    const more = Array.from({ length: this.#head.states }, (_, state) =>
      maker.differenceOf(step(sum, maker.constant(state)), sum),
    )
    if (more.every((value) => value !== undefined)) {
      return maker.binary('add', begin, this.#measure(more))
    }
    return this.#sites(node).reduce(step, begin)
  }

  /**
   * Goes through a list. Where each round only adds a number to some names, whatever they are, the
   * rounds become sums; else they are followed one by one.
   */
  protected forEachSite(list: NeighborList, node: Node, round: (item: NodeId) => void): void {
    const { maker } = this
    const run = (site: NodeId) => {
      const item = list.valueOf(site)
      if (list.keeps === undefined) round(item)
      else
        this.branch(
          node,
          list.keeps(site),
          () => round(item),
          () => {},
        )
    }
    if (this.#addUp(node, run)) return
    for (const site of this.#sites(node)) {
      if (maker.constantOf(this.flow.returned) === 1) break
      run(site)
    }
  }

  /** Tries to take the rounds of a loop as sums; tells whether they are. */
  #addUp(node: Node, run: (site: NodeId) => void): boolean {
    const { maker, flow } = this
    this.spend(node, 2 * this.#nameCount)
    // Every name that a round may change stands for something unknown; a round adds to it or not.
    const unknowns = new Map<string, NodeId>()
    const frames = flow.frames.map((frame, i) => {
      const changed = new Map<string, Binding>()
      for (const [name, binding] of frame) {
        if (binding.isConstant) changed.set(name, binding)
        else {
          const id = maker.unknown()
          unknowns.set(`${i} ${name}`, id)
          changed.set(name, { ...binding, value: { kind: 'number', id } })
        }
      }
      return changed
    })
    const more = new Map<string, number[]>()
    const { around } = this
    this.around = { ...around, isTrial: true }
    try {
      for (let state = 0; state < this.#head.states; state++) {
        this.spend(node, this.#nameCount)
        this.flow = { ...flow, frames }
        run(maker.constant(state))
        if (this.flow.returned !== flow.returned) return false
        for (const [key, id] of unknowns) {
          const [i, name] = key.split(' ') as [string, string]
          const after = this.flow.frames[Number(i)]!.get(name)!
          const added = maker.differenceOf(idOf(after), id)
          if (added === undefined) return false
          more.set(key, [...(more.get(key) ?? []), added])
        }
      }
    } catch (thrown) {
      if (thrown instanceof NoSum) return false
      throw thrown
    } finally {
      this.flow = flow
      this.around = around
    }
    const after = flow.frames.map((frame, i): Frame => {
      const summed = new Map<string, Binding>()
      for (const [name, binding] of frame) {
        const added = more.get(`${i} ${name}`)
        const isChanged = added?.some((value) => value !== 0)
        const id = isChanged ? maker.binary('add', idOf(binding), this.#measure(added!)) : undefined
        const value: ScriptNumber | undefined =
          id === undefined ? undefined : { kind: 'number', id, type: 'number' }
        summed.set(name, value === undefined ? binding : { ...binding, value })
      }
      return summed
    })
    this.flow = { ...flow, frames: after }
    return true
  }
}

/** Thrown where a loop turns out to do more than adding up. */
class NoSum extends Error {}

function idOf({ value }: Binding): NodeId {
  if (value.kind !== 'number') throw new Error('a name that changes is a number')
  return value.id
}

/** Every name within a node, those of members too. */
function* listNames(node: object): Generator<string> {
  if ('type' in node && node.type === 'Identifier' && 'name' in node) yield String(node.name)
  for (const part of Object.values(node)) {
    if (typeof part === 'object' && part !== null) yield* listNames(part)
  }
}

/** Tells whether a number is written that only fits the 32 bits as a negative one. */
function isWide(node: Node): boolean {
  const { type, value } = node as Node & { value?: unknown }
  return type === 'Literal' && typeof value === 'number' && value > INT32_MAX
}

function quotientOf(node: Node): BinaryExpression | undefined {
  const inner = node as Expression
  if (inner.type === 'ParenthesizedExpression') return quotientOf(inner.expression)
  return inner.type === 'BinaryExpression' && inner.operator === '/' ? inner : undefined
}

function describe(value: ScriptValue): string {
  switch (value.kind) {
    case 'number':
      return 'a number'
    case 'list':
      return 'the neighbors'
    case 'fields':
      return 'the fields'
    case 'cell':
      return 'the cell'
    case 'function':
      return 'a function'
    default:
      return value satisfies never
  }
}

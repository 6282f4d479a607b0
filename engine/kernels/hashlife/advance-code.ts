/**
 * The code of HashLife itself: finds the future of a square from the futures of the squares in it
 * (Gosper, "Exploiting regularities in large cellular spaces", Physica D 10, 1984).
 *
 * A node of level k knows the cells around its center, half its side, long enough to say what they
 * are 2^(k-2) ticks later, and that future is remembered with the node for good. Of any number of
 * ticks, a node of level k has to do the part below 2^(k-2): it lets its nine half-sized squares
 * do 2^(k-3) ticks or none, as that bit of the number says, and the four squares that these make up
 * the rest. So one descent does any number of ticks, whole futures of small squares are shared by
 * all of them, and squares much larger than the number are only cut up, each place once.
 *
 * Nodes at work are kept on the stack, where the collector finds them: it may run wherever
 * `makeRoom` is called, but never moves a node, so locals stay true.
 */
import type { Expression, Local } from '../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../forge/wasm/function-builder.ts'
import { i32 } from '../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import type { FindFunction } from './find-code.ts'
import { FULL, MARKS, NE, NW, PART, SE, SQUARE_LEVEL, SW } from './node-layout.ts'
import type { NodeWords, QuadVariables } from './quad-code.ts'
import { FIRST_HALF_ADDRESS, HAS_PART_ADDRESS, SPARE_NODES, STACK_ADDRESS } from './quad-memory.ts'
import type { SquareFunction } from './square-code.ts'

/** What the code of an advance calls. */
export interface AdvanceParts {
  readonly nodes: NodeWords
  readonly variables: QuadVariables
  readonly find: FindFunction
  readonly square: SquareFunction
  readonly makeRoom: FunctionHandle<readonly [], 'void'>
}

/** The center of a node of a level, half its side, at another time. */
type CenterFunction = FunctionHandle<readonly ['i32', 'i32'], 'i32'>

/** Adds `part(node, level)`, for levels from SQUARE_LEVEL on, and what it takes. */
export function addAdvance(module: ModuleBuilder, parts: AdvanceParts): void {
  const center = addCenter(module, parts)
  // Functions are numbered as they are added; these call themselves.
  const full = { ...center, index: center.index + 1 }
  const part = { ...center, index: center.index + 2 }
  addFull(module, parts, full)
  addPart(module, parts, { center, full, part })
}

const SIGNATURE = { params: ['i32', 'i32'], result: 'i32' } as const

/** The center as it is. */
function addCenter(module: ModuleBuilder, { nodes, find, square }: AdvanceParts): CenterFunction {
  return module.function(SIGNATURE, (f, node, level) => {
    f.if(i32.eq(level, SQUARE_LEVEL), () => f.return(f.call(square, node, 0)))
    const at = f.keep(nodes.at(node))
    const inner = (quarter: number, opposite: number) =>
      nodes.read(nodes.at(nodes.read(at, quarter)), opposite)
    f.return(f.call(find, inner(NW, SE), inner(NE, SW), inner(SW, NE), inner(SE, NW)))
  })
}

/** The center 2^(level - 2) ticks later. */
function addFull(module: ModuleBuilder, parts: AdvanceParts, full: CenterFunction): void {
  const { nodes, square } = parts
  module.function(SIGNATURE, (f, node, level) => {
    const at = f.keep(nodes.at(node))
    const result = f.keep(nodes.read(at, FULL))
    f.if(result, () => f.return(result))
    const remember = () => {
      f.do(nodes.write(at, FULL, result))
      f.return(result)
    }
    f.if(i32.eq(level, SQUARE_LEVEL), () => {
      f.set(result, f.call(square, node, 4))
      remember()
    })
    const half = f.keep(i32.sub(level, 1))
    const frame = enterFrame(f, parts, at)
    advanceEach(f, frame.nine, frame, (child) => f.call(full, child, half))
    const four = narrowFrame(f, parts, frame)
    advanceEach(f, four, frame, (child) => f.call(full, child, half))
    f.set(result, leaveFrame(f, parts, four))
    remember()
  })
}

/** The center after those of the ticks under way that are below 2^(level - 2). */
function addPart(
  module: ModuleBuilder,
  parts: AdvanceParts,
  { center, full, part }: Readonly<Record<'center' | 'full' | 'part', CenterFunction>>,
): void {
  const { nodes, square, variables } = parts
  const { partMark, lastTicks } = variables
  module.function({ ...SIGNATURE, export: 'part' }, (f, node, level) => {
    const hasPart = i32.load8U(level, HAS_PART_ADDRESS)
    f.if(i32.eqz(hasPart), () => f.return(f.call(center, node, level)))
    const at = f.keep(nodes.at(node))
    const result = f.keep(nodes.read(at, PART))
    const isTrue = i32.eq(nodes.read(at, MARKS), partMark)
    f.if(i32.and(i32.ne(result, 0), isTrue), () => f.return(result))
    const remember = () => {
      f.do(nodes.write(at, PART, result), nodes.write(at, MARKS, partMark))
      f.return(result)
    }
    f.if(i32.eq(level, SQUARE_LEVEL), () => {
      f.set(result, f.call(square, node, lastTicks))
      remember()
    })
    const half = f.keep(i32.sub(level, 1))
    const frame = enterFrame(f, parts, at)
    f.if(
      i32.load8U(level, FIRST_HALF_ADDRESS),
      () => advanceEach(f, frame.nine, frame, (child) => f.call(full, child, half)),
      () => advanceEach(f, frame.nine, frame, (child) => f.call(center, child, half)),
    )
    const four = narrowFrame(f, parts, frame)
    advanceEach(f, four, frame, (child) => f.call(part, child, half))
    f.set(result, leaveFrame(f, parts, four))
    remember()
  })
}

type Node = Local<'i32'>

/** The nodes that a call is at work on, in locals and on the stack. */
interface Frame {
  /** The place of the first entry in bytes. */
  readonly stackAt: Local<'i32'>
  /** Row by row. */
  readonly nine: readonly Node[]
}

/** Makes room where little is left or time has passed, and begins a frame with the nine half-sized squares of a node. */
function enterFrame(
  f: FunctionBuilder,
  { nodes, variables, find, makeRoom }: AdvanceParts,
  at: Local<'i32'>,
): Frame {
  const { spare, patience, depth } = variables
  f.increase(patience, -1)
  const isDue = i32.or(i32.ltS(spare, SPARE_NODES), i32.ltS(patience, 0))
  f.if(isDue, () => f.do(f.call(makeRoom)))
  const child = (quarter: number) => f.keep(nodes.read(at, quarter))
  const [nw, ne, sw, se] = [child(NW), child(NE), child(SW), child(SE)]
  const inner = (node: Node, quarters: readonly number[]) => {
    const place = f.keep(nodes.at(node))
    return quarters.map((quarter) => f.keep(nodes.read(place, quarter)))
  }
  const [nwNe, nwSw, nwSe] = inner(nw, [NE, SW, SE])
  const [neNw, neSw, neSe] = inner(ne, [NW, SW, SE])
  const [swNw, swNe, swSe] = inner(sw, [NW, NE, SE])
  const [seNw, seNe, seSw] = inner(se, [NW, NE, SW])
  const nine = [
    nw,
    f.keep(f.call(find, nwNe!, neNw!, nwSe!, neSw!)),
    ne,
    f.keep(f.call(find, nwSw!, nwSe!, swNw!, swNe!)),
    f.keep(f.call(find, nwSe!, neSw!, swNe!, seNw!)),
    f.keep(f.call(find, neSw!, neSe!, seNw!, seNe!)),
    sw,
    f.keep(f.call(find, swNe!, seNw!, swSe!, seSw!)),
    se,
  ]
  const stackAt = f.keep(i32.shl(depth, 2))
  f.increase(depth, nine.length)
  for (const [i, node] of nine.entries()) {
    f.do(i32.store(stackAt, node, STACK_ADDRESS + 4 * i))
  }
  return { stackAt, nine }
}

/** Puts in the place of each of some nodes what becomes of it. */
function advanceEach(
  f: FunctionBuilder,
  group: readonly Node[],
  { stackAt }: Frame,
  advance: (node: Node) => Expression<'i32'>,
): void {
  for (const [i, node] of group.entries()) {
    f.set(node, advance(node))
    f.do(i32.store(stackAt, node, STACK_ADDRESS + 4 * i))
  }
}

/** Goes on with the four squares that the nine of a frame make up. */
function narrowFrame(
  f: FunctionBuilder,
  { variables, find }: AdvanceParts,
  { stackAt, nine }: Frame,
): Node[] {
  const four = [0, 1, 3, 4].map((i) =>
    f.keep(f.call(find, nine[i]!, nine[i + 1]!, nine[i + 3]!, nine[i + 4]!)),
  )
  for (const [i, node] of four.entries()) {
    f.do(i32.store(stackAt, node, STACK_ADDRESS + 4 * i))
  }
  f.increase(variables.depth, four.length - nine.length)
  return four
}

/** Ends a frame, and gives the square that its four make up. */
function leaveFrame(
  f: FunctionBuilder,
  { variables, find }: AdvanceParts,
  four: readonly Node[],
): Expression<'i32'> {
  f.increase(variables.depth, -four.length)
  return f.call(find, four[0]!, four[1]!, four[2]!, four[3]!)
}

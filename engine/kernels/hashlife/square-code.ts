/**
 * The code that ticks a square of 16x16 cells, in two vectors of eight rows of 16 bits, the lowest
 * bit first.
 *
 * What lies around the square is not known, so with each tick the outermost ring of cells that was
 * still right is lost; after four the middle 8x8 are right.
 */

import { usedNodes } from '../../forge/bit-graph.ts'
import { type BitStep, buildBitStep, type Offset } from '../../forge/bit-step.ts'
import type { Expression, Local } from '../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../forge/wasm/function-builder.ts'
import { i32 } from '../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import { i8x16, i16x8, i32x4, v128 } from '../../forge/wasm/vectors.ts'
import type { FindFunction } from './find-code.ts'
import { NE, NW, SE, SW } from './node-layout.ts'
import { formOf, type PlaneRule, relativeTo } from './plane-rule.ts'
import type { NodeWords, QuadVariables } from './quad-code.ts'

/** The leaf in the middle of a node of 16x16 cells, some ticks later. */
export type SquareFunction = FunctionHandle<readonly ['i32', 'i32'], 'i32'>

/** The upper and the lower eight rows. */
type Square = readonly [north: Local<'v128'>, south: Local<'v128'>]

type Vector = Expression<'v128'>

const ROW_BYTES = 2

/** Bytes from a number on, of two vectors one after the other. */
const bytesFrom = (first: number) => Array.from({ length: 16 }, (_, i) => first + i)

/** A row of two leaves: one byte of each in turn. */
const IN_TURN = Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? i / 2 : 16 + (i - 1) / 2))

/** The low bytes of eight rows. */
const LOW_BYTES = Array.from({ length: 16 }, (_, i) => (2 * i) % 16)

/** Adds `square(node, ticks)`, for 0 to 4 ticks. */
export function addSquare(
  module: ModuleBuilder,
  nodes: NodeWords,
  { evenBackground, oddBackground }: QuadVariables,
  find: FindFunction,
  rule: PlaneRule,
): SquareFunction {
  const steps = [0, 1].map((background) => buildBitStep(formOf(relativeTo(rule, background)), 1))
  return module.function(
    { params: ['i32', 'i32'], result: 'i32', export: 'square' },
    (f, node, ticks) => {
      const at = f.keep(nodes.at(node))
      const leaves = [NW, NE, SW, SE].map((quarter) =>
        v128.load64Zero(nodes.at(nodes.read(at, quarter)), nodes.addressOf(NW)),
      )
      const [nw, ne, sw, se] = leaves
      const north = f.keep(i8x16.shuffle(nw!, ne!, IN_TURN))
      const south = f.keep(i8x16.shuffle(sw!, se!, IN_TURN))
      f.for(0, ticks, (tick) => {
        const background = i32.select(i32.and(tick, 1), oddBackground, evenBackground)
        f.if(
          background,
          () => writeTick(f, [north, south], steps[1]!),
          () => writeTick(f, [north, south], steps[0]!),
        )
      })
      const middleRows = i8x16.shuffle(north, south, bytesFrom(8))
      const shifted = f.keep(i16x8.shrU(middleRows, 4))
      const middle = f.keep(i8x16.shuffle(shifted, shifted, LOW_BYTES))
      f.return(f.call(find, i32x4.extractLane(0, middle), i32x4.extractLane(1, middle), 0, 0))
    },
  )
}

/** Replaces both halves by what they become. */
function writeTick(f: FunctionBuilder, square: Square, step: BitStep): void {
  const next = [0, 1].map((half) => f.keep(nextHalf(f, square, half, step)))
  f.set(square[0], next[0]!)
  f.set(square[1], next[1]!)
}

function nextHalf(f: FunctionBuilder, square: Square, half: number, step: BitStep): Vector {
  const { graph, outcomes, inputs } = step
  const values = new Map<number, Vector>()
  const vectorOf = (id: number) => values.get(id)!
  for (const id of usedNodes(graph, outcomes.flat())) {
    const node = graph.nodes[id]!
    switch (node.op) {
      case 'zero':
        values.set(id, i8x16.const(0))
        break
      case 'ones':
        values.set(id, i8x16.const(-1))
        break
      case 'input': {
        const input = inputs.get(node.name)
        if (input?.kind !== 'sites') throw new Error('a plane has no odd sites')
        values.set(id, f.keep(sitesAt(square, half, input.offset)))
        break
      }
      case 'not':
        values.set(id, f.keep(v128.not(vectorOf(node.of))))
        break
      case 'and':
      case 'or':
      case 'xor':
        values.set(id, f.keep(v128[node.op](vectorOf(node.left), vectorOf(node.right))))
        break
      default:
        node satisfies never
    }
  }
  return vectorOf(outcomes[0]![0]!)
}

/** The sites at an offset from those of a half. */
function sitesAt(square: Square, half: number, [dx, dy]: Offset): Vector {
  const rows = rowsAt(square, half, dy)
  if (dx === 0) return rows
  return dx < 0 ? i16x8.shl(rows, 1) : i16x8.shrU(rows, 1)
}

/** The eight rows one above or below those of a half. Beyond the square any row will do. */
function rowsAt([north, south]: Square, half: number, dy: number): Vector {
  const [own, other] = half === 0 ? [north, south] : [south, north]
  if (dy === 0) return own
  return dy < 0
    ? i8x16.shuffle(other, own, bytesFrom(16 - ROW_BYTES))
    : i8x16.shuffle(own, other, bytesFrom(ROW_BYTES))
}

/**
 * The code that finds nodes by their words, and makes those that are not there yet.
 *
 * The table is open-addressing: a node is in the first free slot from where its hash says. A slot
 * holds the node's number and the lowest six bits of the hash, which spare most looks at nodes that
 * are not the one.
 */
import type { Expression, Operand } from '../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../forge/wasm/function-builder.ts'
import { i32 } from '../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import { COUNT, FREE, FULL, MARKS, NE, NW, PART, SE, SW } from './node-layout.ts'
import type { NodeWords, QuadVariables } from './quad-code.ts'
import { SLOTS_ADDRESS } from './quad-memory.ts'

/** Bits of the hash in a slot, below the node's number. */
const HASH_BITS = 6
const HASH_MASK = 2 ** HASH_BITS - 1

type Four = readonly [Operand<'i32'>, Operand<'i32'>, Operand<'i32'>, Operand<'i32'>]

/** The node of four words; made if there is none. The caller has seen to it that there is room. */
export type FindFunction = FunctionHandle<readonly ['i32', 'i32', 'i32', 'i32'], 'i32'>

/** Adds `find(nw, ne, sw, se)`. */
export function addFind(
  module: ModuleBuilder,
  nodes: NodeWords,
  variables: QuadVariables,
): FindFunction {
  const { spare, firstFree, end } = variables
  return module.function(
    { params: ['i32', 'i32', 'i32', 'i32'], result: 'i32', export: 'find' },
    (f, nw, ne, sw, se) => {
      const hash = f.keep(hashOf(f, [nw, ne, sw, se]))
      const slot = f.keep(slotOf(hash, variables))
      const entry = f.local('i32')
      const at = f.local('i32')
      f.while(f.tee(entry, i32.load(slot, SLOTS_ADDRESS)), () => {
        f.if(i32.eqz(i32.and(i32.xor(entry, hash), HASH_MASK)), () => {
          const node = i32.shrU(entry, HASH_BITS)
          f.set(at, nodes.at(node))
          f.if(isNodeOf(nodes, at, [nw, ne, sw, se]), () => f.return(node))
        })
        f.set(slot, nextSlot(slot, variables))
      })
      const node = f.local('i32', firstFree)
      f.if(
        node,
        () => f.set(firstFree, nodes.read(nodes.at(node), NW)),
        () => {
          f.set(node, end)
          f.increase(end, 1)
        },
      )
      f.increase(spare, -1)
      f.do(i32.store(slot, entryOf(node, hash), SLOTS_ADDRESS))
      f.set(at, nodes.at(node))
      f.do(
        nodes.write(at, NW, nw),
        nodes.write(at, NE, ne),
        nodes.write(at, SW, sw),
        nodes.write(at, SE, se),
        nodes.write(at, FULL, 0),
        nodes.write(at, PART, 0),
        nodes.write(at, MARKS, 0),
        nodes.write(at, COUNT, -1),
      )
      f.return(node)
    },
  )
}

/**
 * Adds `place(from, to)`, which puts the nodes of a range of numbers, but for the free ones, into
 * the table. None of them may be there.
 */
export function addPlace(module: ModuleBuilder, nodes: NodeWords, variables: QuadVariables): void {
  module.function({ params: ['i32', 'i32'], export: 'place' }, (f, node, end) => {
    f.while(i32.ltU(node, end), () => {
      const at = f.keep(nodes.at(node))
      const words = [NW, NE, SW, SE].map((word) => f.keep(nodes.read(at, word)))
      const [nw, ne, sw, se] = words
      f.if(i32.ne(sw!, FREE), () => {
        const hash = f.keep(hashOf(f, [nw!, ne!, sw!, se!]))
        const slot = f.keep(slotOf(hash, variables))
        f.while(i32.load(slot, SLOTS_ADDRESS), () => f.set(slot, nextSlot(slot, variables)))
        f.do(i32.store(slot, entryOf(node, hash), SLOTS_ADDRESS))
      })
      f.increase(node, 1)
    })
  })
}

function isNodeOf(nodes: NodeWords, at: Operand<'i32'>, [nw, ne, sw, se]: Four) {
  return i32.and(
    i32.and(i32.eq(nodes.read(at, NW), nw), i32.eq(nodes.read(at, NE), ne)),
    i32.and(i32.eq(nodes.read(at, SW), sw), i32.eq(nodes.read(at, SE), se)),
  )
}

function entryOf(node: Operand<'i32'>, hash: Operand<'i32'>): Expression<'i32'> {
  return i32.or(i32.shl(node, HASH_BITS), i32.and(hash, HASH_MASK))
}

/** A multiplicative hash of four words; the multipliers are the primes of xxHash32. */
function hashOf(f: FunctionBuilder, [nw, ne, sw, se]: Four): Expression<'i32'> {
  const sum = f.keep(
    i32.add(
      i32.add(i32.mul(nw, 0x9e37_79b1 | 0), i32.mul(ne, 0x85eb_ca77 | 0)),
      i32.add(i32.mul(sw, 0xc2b2_ae3d | 0), i32.mul(se, 0x27d4_eb2f)),
    ),
  )
  return i32.mul(i32.xor(sum, i32.shrU(sum, 15)), 0x1656_67b1)
}

/** Where to begin: a slot's place in bytes. */
function slotOf(hash: Expression<'i32'>, { slotShift }: QuadVariables): Expression<'i32'> {
  return i32.shl(i32.shrU(i32.xor(hash, i32.shrU(hash, 13)), slotShift), 2)
}

/** The slot that follows, around the table's end. */
function nextSlot(slot: Expression<'i32'>, { slotShift }: QuadVariables): Expression<'i32'> {
  const lastByte = i32.shrU(-1, i32.sub(slotShift, 2))
  return i32.and(i32.add(slot, 4), lastByte)
}

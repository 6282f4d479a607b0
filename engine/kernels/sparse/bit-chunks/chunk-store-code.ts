/**
 * The code that keeps chunks: finds them by their coordinates, makes them and frees them.
 *
 * Chunks hang in the buckets of a table that doubles when there are as many chunks as buckets; what
 * the smaller table took becomes chunks. Every chunk knows those around it, so a tick looks nothing
 * up.
 */
import type { Expression, Local, Operand, Variable } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { memory } from '../../../forge/wasm/memory.ts'
import { type ModuleBuilder, PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import {
  CHUNK_X,
  CHUNK_Y,
  CHUNK_Z,
  type ChunkAxis,
  type ChunkLayout,
  NEIGHBORS,
  NEXT,
} from './chunk-layout.ts'
import { type ChunkMemory, FIRST_BUCKETS } from './chunk-memory.ts'
import { IS_FIRST, IS_LAST, shapeBytes } from './chunk-shapes.ts'

/** Why a chunk could not be made: bits of the failure. */
export const OUT_OF_MEMORY = 1
export const OUT_OF_RANGE = 2

/** The variables of a module. */
export interface StoreVariables {
  readonly table: Variable<'i32'>
  /** Buckets, a power of two, less one. */
  readonly bucketMask: Variable<'i32'>
  readonly chunks: Variable<'i32'>
  /** First of the free chunks. */
  readonly free: Variable<'i32'>
  /** The first address never used. */
  readonly top: Variable<'i32'>
  readonly failure: Variable<'i32'>
}

type Three = readonly ['i32', 'i32', 'i32']

export interface StoreFunctions {
  /** The chunk at chunk coordinates inside the world; 0 where there is none. */
  readonly find: FunctionHandle<Three, 'i32'>
  /** Makes the chunk at coordinates that have none; gives 0 and a failure where it cannot. */
  readonly create: FunctionHandle<Three, 'i32'>
  /** Makes the chunk in a direction from a chunk. */
  readonly createBeside: FunctionHandle<readonly ['i32', 'i32'], 'i32'>
  /** Frees a chunk that is in no list. */
  readonly release: FunctionHandle<readonly ['i32'], 'void'>
}

/** Coordinates of sites are from -2^31 to 2^31 - 1. */
const REACH_CELLS = 2 ** 31

/** How much more memory than needed is asked for: a quarter of what there is. */
const GROWTH_SHIFT = 2

export function addStoreVariables(module: ModuleBuilder, { table }: ChunkMemory): StoreVariables {
  const chunksStart = table + 4 * FIRST_BUCKETS
  return {
    table: module.global('i32', table, 'table'),
    bucketMask: module.global('i32', FIRST_BUCKETS - 1, 'bucketMask'),
    chunks: module.global('i32', 0, 'chunks'),
    free: module.global('i32', 0),
    top: module.global('i32', chunksStart),
    failure: module.global('i32', 0, 'failure'),
  }
}

export function addStoreFunctions(
  module: ModuleBuilder,
  layout: ChunkLayout,
  places: ChunkMemory,
  variables: StoreVariables,
): StoreFunctions {
  const bucketOf = addBucketOf(module, variables)
  const find = addFind(module, bucketOf)
  const takeChunk = addTakeChunk(module, layout, variables, bucketOf)
  const lookUp = addLookUp(module, layout, places, find)
  const create = addCreate(module, layout, places, variables, { bucketOf, takeChunk, lookUp })
  return {
    find,
    create,
    createBeside: addCreateBeside(module, layout, create),
    release: addRelease(module, layout, places, variables, bucketOf),
  }
}

type BucketOf = FunctionHandle<Three, 'i32'>

/** Address of the bucket that the chunk at some coordinates hangs in. */
function addBucketOf(module: ModuleBuilder, { table, bucketMask }: StoreVariables): BucketOf {
  return module.function({ params: ['i32', 'i32', 'i32'], result: 'i32' }, (f, x, y, z) => {
    // Odd multipliers; the golden ratio's and two of xxHash's.
    const mixed = i32.xor(
      i32.xor(i32.mul(x, 0x9e3779b1), i32.mul(y, 0x85ebca77)),
      i32.mul(z, 0xc2b2ae3d),
    )
    const hash = f.keep(mixed)
    const folded = i32.xor(hash, i32.shrU(hash, 15))
    f.return(i32.add(table, i32.shl(i32.and(folded, bucketMask), 2)))
  })
}

function addFind(module: ModuleBuilder, bucketOf: BucketOf): StoreFunctions['find'] {
  const params = ['i32', 'i32', 'i32'] as const
  return module.function({ params, result: 'i32', export: 'find' }, (f, x, y, z) => {
    const chunk = f.local('i32', i32.load(f.call(bucketOf, x, y, z)))
    f.while(chunk, (exit) => {
      const isSame = i32.and(
        i32.eq(i32.load(chunk, CHUNK_X), x),
        i32.and(i32.eq(i32.load(chunk, CHUNK_Y), y), i32.eq(i32.load(chunk, CHUNK_Z), z)),
      )
      f.branchIf(exit, isSame)
      f.set(chunk, i32.load(chunk, NEXT))
    })
    f.return(chunk)
  })
}

/** Sets coordinates outside a ring to those they mean; for the others runs `beyond`. */
function resolveAlong(
  f: FunctionBuilder,
  { chunks, isRing }: ChunkAxis,
  at: Local<'i32'>,
  beyond: () => void,
): void {
  if (chunks === 0) return
  if (!isRing) {
    f.if(i32.geU(at, chunks), beyond)
    return
  }
  f.if(i32.ltS(at, 0), () => f.increase(at, chunks))
  f.if(i32.geS(at, chunks), () => f.increase(at, -chunks))
}

/** What stands at coordinates at most one outside the world: a chunk, or one that stands for it. */
function addLookUp(
  module: ModuleBuilder,
  { axes }: ChunkLayout,
  { missing, outside }: ChunkMemory,
  find: StoreFunctions['find'],
) {
  return module.function({ params: ['i32', 'i32', 'i32'], result: 'i32' }, (f, x, y, z) => {
    resolveAlong(f, axes.x, x, () => f.return(outside))
    resolveAlong(f, axes.y, y, () => f.return(outside))
    resolveAlong(f, axes.z, z, () => f.return(outside))
    const found = f.keep(f.call(find, x, y, z))
    f.return(i32.select(found, found, missing))
  })
}

/** Memory for a chunk, all zeros; 0 where there is none. */
function addTakeChunk(
  module: ModuleBuilder,
  { chunkBytes }: ChunkLayout,
  variables: StoreVariables,
  bucketOf: BucketOf,
) {
  const { table, bucketMask, chunks, free, top } = variables
  const extend = module.function({ params: ['i32'], result: 'i32' }, (f, bytes) => {
    const start = f.keep(top)
    const end = f.keep(i32.add(start, bytes))
    const size = f.keep(i32.shl(memory.size(), Math.log2(PAGE_BYTES)))
    f.if(i32.gtU(end, size), () => {
      const missingBytes = i32.add(i32.sub(end, size), PAGE_BYTES - 1)
      const needed = f.keep(i32.shrU(missingBytes, Math.log2(PAGE_BYTES)))
      const more = i32.add(needed, i32.shrU(memory.size(), GROWTH_SHIFT))
      f.if(i32.eq(memory.grow(more), -1), () => {
        f.if(i32.eq(memory.grow(needed), -1), () => f.return(0))
      })
    })
    f.set(top, end)
    f.return(start)
  })
  const widen = module.function({}, (f) => {
    const oldTable = f.keep(table)
    const oldBytes = f.keep(i32.shl(i32.add(bucketMask, 1), 2))
    const oldEnd = f.keep(i32.add(oldTable, oldBytes))
    const newTable = f.keep(f.call(extend, i32.shl(oldBytes, 1)))
    f.if(i32.eqz(newTable), () => f.return())
    f.set(table, newTable)
    f.set(bucketMask, i32.add(i32.shl(bucketMask, 1), 1))
    const bucket = f.local('i32', oldTable)
    f.while(i32.ltU(bucket, oldEnd), () => {
      const chunk = f.local('i32', i32.load(bucket))
      f.while(chunk, () => {
        const next = f.keep(i32.load(chunk, NEXT))
        hang(f, bucketOf, chunk)
        f.set(chunk, next)
      })
      f.increase(bucket, 4)
    })
    f.set(bucket, oldTable)
    f.while(i32.leU(i32.add(bucket, chunkBytes), oldEnd), () => {
      f.do(i32.store(bucket, free, NEXT))
      f.set(free, bucket)
      f.increase(bucket, chunkBytes)
    })
  })
  return module.function({ result: 'i32' }, (f) => {
    f.if(i32.gtU(chunks, bucketMask), () => f.do(f.call(widen)))
    const chunk = f.keep(free)
    f.if(i32.eqz(chunk), () => f.return(f.call(extend, chunkBytes)))
    f.set(free, i32.load(chunk, NEXT))
    f.do(memory.fill(chunk, 0, chunkBytes))
    f.return(chunk)
  })
}

/** Hangs a chunk into its bucket. */
function hang(f: FunctionBuilder, bucketOf: BucketOf, chunk: Local<'i32'>): void {
  const [x, y, z] = coordinatesOf(chunk)
  const bucket = f.keep(f.call(bucketOf, x, y, z))
  f.do(i32.store(chunk, i32.load(bucket), NEXT), i32.store(bucket, chunk))
}

function coordinatesOf(chunk: Local<'i32'>) {
  return [
    i32.load(chunk, CHUNK_X),
    i32.load(chunk, CHUNK_Y),
    i32.load(chunk, CHUNK_Z),
  ] as const satisfies readonly Expression<'i32'>[]
}

function addCreate(
  module: ModuleBuilder,
  layout: ChunkLayout,
  places: ChunkMemory,
  { chunks, failure }: StoreVariables,
  {
    bucketOf,
    takeChunk,
    lookUp,
  }: {
    readonly bucketOf: BucketOf
    readonly takeChunk: FunctionHandle<readonly [], 'i32'>
    readonly lookUp: FunctionHandle<Three, 'i32'>
  },
): StoreFunctions['create'] {
  const params = ['i32', 'i32', 'i32'] as const
  return module.function({ params, result: 'i32', export: 'create' }, (f, x, y, z) => {
    const fail = (reason: number) => {
      f.set(failure, i32.or(failure, reason))
      f.return(0)
    }
    const { axes, directions } = layout
    f.if(i32.or(isTooFar(axes.x, x), i32.or(isTooFar(axes.y, y), isTooFar(axes.z, z))), () =>
      fail(OUT_OF_RANGE),
    )
    const chunk = f.keep(f.call(takeChunk))
    f.if(i32.eqz(chunk), () => fail(OUT_OF_MEMORY))
    f.do(i32.store(chunk, x, CHUNK_X), i32.store(chunk, y, CHUNK_Y), i32.store(chunk, z, CHUNK_Z))
    if (layout.hasShapes) {
      const shape = i32.add(
        placeAlong(axes.x, x),
        i32.add(i32.shl(placeAlong(axes.y, y), 2), i32.shl(placeAlong(axes.z, z), 4)),
      )
      const address = i32.add(places.shapes, i32.mul(shape, shapeBytes(layout)))
      f.do(i32.store(chunk, address, layout.shapePlace))
    }
    hang(f, bucketOf, chunk)
    f.increase(chunks, 1)
    const direction = f.local('i32', 0)
    const reachZ = directions === 27 ? 1 : 0
    f.for(-reachZ, reachZ + 1, (dz) =>
      f.for(-1, 2, (dy) =>
        f.for(-1, 2, (dx) => {
          const other = f.keep(f.call(lookUp, i32.add(x, dx), i32.add(y, dy), i32.add(z, dz)))
          f.if(i32.ne(direction, directions >> 1), () => {
            f.do(i32.store(slotOf(chunk, direction), other, NEIGHBORS))
            f.if(isChunk(places, other), () => {
              const opposite = i32.sub(directions - 1, direction)
              f.do(i32.store(slotOf(other, opposite), chunk, NEIGHBORS))
            })
          })
          f.increase(direction, 1)
        }),
      ),
    )
    f.return(chunk)
  })
}

/** Where the address of a neighbor lies, `NEIGHBORS` less. */
const slotOf = (chunk: Local<'i32'>, direction: Operand<'i32'>) =>
  i32.add(chunk, i32.shl(direction, 2))

/** Tells whether an address is that of a chunk and not of one that stands for others. */
const isChunk = ({ outside }: ChunkMemory, address: Local<'i32'>) => i32.gtU(address, outside)

function isTooFar({ chunks, chunkCells }: ChunkAxis, at: Local<'i32'>): Operand<'i32'> {
  if (chunks > 0) return 0
  const most = REACH_CELLS / chunkCells
  return i32.or(i32.ltS(at, -most), i32.gtS(at, most - 1))
}

/** What a chunk is along an axis with an end: first, last, both or neither. */
function placeAlong({ chunks }: ChunkAxis, at: Local<'i32'>): Operand<'i32'> {
  if (chunks === 0) return 0
  return i32.add(i32.mul(i32.eqz(at), IS_FIRST), i32.mul(i32.eq(at, chunks - 1), IS_LAST))
}

function addCreateBeside(
  module: ModuleBuilder,
  { axes, directions }: ChunkLayout,
  create: StoreFunctions['create'],
): StoreFunctions['createBeside'] {
  return module.function({ params: ['i32', 'i32'], result: 'i32' }, (f, chunk, direction) => {
    const [x, y, z] = coordinatesOf(chunk)
    const step = (from: Expression<'i32'>, place: number, axis: ChunkAxis) => {
      const digit = i32.remU(i32.divU(direction, place), 3)
      const at = f.keep(i32.add(from, i32.sub(digit, 1)))
      resolveAlong(f, axis, at, () => f.unreachable())
      return at
    }
    const atZ = directions === 27 ? step(z, 9, axes.z) : z
    f.return(f.call(create, step(x, 1, axes.x), step(y, 3, axes.y), atZ))
  })
}

function addRelease(
  module: ModuleBuilder,
  { directions, blankLink }: ChunkLayout,
  places: ChunkMemory,
  { chunks, free }: StoreVariables,
  bucketOf: BucketOf,
): StoreFunctions['release'] {
  return module.function({ params: ['i32'], export: 'release' }, (f, chunk) => {
    // The slot in the middle holds no neighbor.
    f.do(i32.store(chunk, 0, blankLink))
    f.for(0, directions, (direction) => {
      const other = f.keep(i32.load(slotOf(chunk, direction), NEIGHBORS))
      f.if(isChunk(places, other), () => {
        const opposite = i32.sub(directions - 1, direction)
        f.do(i32.store(slotOf(other, opposite), places.missing, NEIGHBORS))
      })
    })
    const [x, y, z] = coordinatesOf(chunk)
    const bucket = f.keep(f.call(bucketOf, x, y, z))
    const first = i32.load(bucket)
    f.if(
      i32.eq(first, chunk),
      () => f.do(i32.store(bucket, i32.load(chunk, NEXT))),
      () => {
        const before = f.local('i32', first)
        f.while(i32.ne(i32.load(before, NEXT), chunk), () => f.set(before, i32.load(before, NEXT)))
        f.do(i32.store(before, i32.load(chunk, NEXT), NEXT))
      },
    )
    f.do(i32.store(chunk, free, NEXT))
    f.set(free, chunk)
    f.increase(chunks, -1)
  })
}

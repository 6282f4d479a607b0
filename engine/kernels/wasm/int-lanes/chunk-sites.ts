/** The values that cells see around themselves, for a whole chunk. */
import { i32 } from '../../../forge/wasm/integers.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import type { Gathering } from '../../../rules/program/program.ts'
import type { ChunkScope, Place } from './chunk-scope.ts'
import type { Reg } from './lane-code.ts'
import { offsetInGrid } from './lane-layout.ts'
import { selectLanes } from './lane-logic.ts'
import type { BlockGathering } from './lane-plan.ts'
import { createComputed, createLogical, type LaneValue, narrowTo } from './lane-values.ts'
import { ALL_NUMBERS, unionOf, type Width } from './lane-width.ts'
import { spanOf } from './measures.ts'
import type { DerivedPlane } from './sum-plan.ts'
import { listOffsets, type SiteOffsets } from './taps.ts'

/** Gives what cells see, each site once. */
export interface ChunkSites {
  /** The cell's own value of a component. */
  own(component: number): LaneValue
  /** A derived plane's number so far from the cell. */
  derivedAt(plane: DerivedPlane, dx: number, dy: number, dz: number): LaneValue
  /** One gathered site. */
  gatheredSite(component: number, gathering: Gathering, index: number): LaneValue
  /** Which of its block's sites the cell is. */
  positionIn(gathering: BlockGathering): LaneValue
}

/** Starts a chunk's sites. */
export function createChunkSites(scope: ChunkScope): ChunkSites {
  const { code, layout, at } = scope
  const offsetsOf = remember<Gathering, SiteOffsets>((gathering) => {
    if (gathering.kind !== 'neighborhood') throw new Error('blocks have no offsets')
    return listOffsets(gathering)
  })

  /** A component at a place counted from the farthest corner. */
  const loadSite = (component: number, { address, offset }: Place, place: number) => {
    const { width, range } = layout.planes[component]!
    // A site may lie outside the world.
    return loadLanes(scope, address, offset + (width / 8) * place, width, unionOf(range, NOTHING))
  }
  const sites = new Map<string, LaneValue>()
  const siteAt = (component: number, dx: number, dy: number, dz: number) => {
    const place = offsetInGrid(layout, dx, dy, dz)
    return keep(sites, `${component} ${place}`, () =>
      loadSite(component, at.plane(component), place),
    )
  }
  const blockSite = (component: number, gathering: BlockGathering, index: number) => {
    const { x: width, y: height, z: depth } = gathering.sizeCells
    const dx = index % width
    // Counted from the block's last row and layer, which the pointers are in.
    const dy = (Math.floor(index / width) % height) - (height - 1)
    const dz = Math.floor(index / (width * height)) - (depth - 1)
    const corner = at.blocks(gathering).plane(component)
    // What lies at dx from the block's first cell lies at dx - place from a cell at that place.
    const seenFrom = (place: number) => {
      const offset = offsetInGrid(layout, dx - place, dy, dz)
      const key = `${component} ${offset} ${JSON.stringify(gathering)}`
      return keep(sites, key, () => loadSite(component, corner, offset))
    }
    let value = seenFrom(0)
    for (let place = 1; place < width; place++) {
      value = selectLanes(code, isAtPlace(gathering, place), seenFrom(place), value)
    }
    return value
  }
  const masks = new Map<string, LaneValue>()
  const isAtPlace = (gathering: BlockGathering, place: number) =>
    keep(masks, `${place} ${JSON.stringify(gathering)}`, () =>
      createLogical(code, {
        width: 8,
        inputs: [],
        isUniform: false,
        compute: () => {
          const places = code.load(v128.load, at.blocks(gathering).places, 0)
          return code.binary(i8x16.eq, places, code.splat(8, place))
        },
      }),
    )
  const isOddSite = () => keep(masks, 'odd', () => createOddSites(scope))

  return {
    own(component) {
      const { width, range, hasBorder } = layout.planes[component]!
      if (hasBorder) return narrowTo(code, siteAt(component, 0, 0, 0), range)
      const { address, offset } = at.plane(component)
      return keep(sites, `${component}`, () => loadLanes(scope, address, offset, width, range))
    },
    derivedAt(plane, dx, dy, dz) {
      const place = offsetInGrid(layout, dx, dy, dz)
      const { width } = plane
      const range =
        plane.form === 'measured' && plane.measure.kind === 'table'
          ? spanOf(plane.measure.values)
          : ALL_NUMBERS
      return loadLanes(scope, at.derived(plane), (width / 8) * place, width, range)
    },
    gatheredSite(component, gathering, index) {
      if (gathering.kind === 'block') return blockSite(component, gathering, index)
      const { even, odd } = offsetsOf(gathering)
      const seenBy = (offsets: Int32Array) =>
        siteAt(component, offsets[3 * index]!, offsets[3 * index + 1]!, offsets[3 * index + 2]!)
      const onEven = seenBy(even)
      return odd === undefined ? onEven : selectLanes(code, isOddSite(), seenBy(odd), onEven)
    },
    positionIn(gathering) {
      const { x, y, z } = gathering.sizeCells
      const { places, firstPlace } = at.blocks(gathering)
      return createComputed(code, {
        range: { low: 0, high: x * y * z - 1 },
        home: 8,
        inputs: [],
        isUniform: false,
        compute: () =>
          code.binary(i8x16.add, code.load(v128.load, places, 0), code.splatScalar(8, firstPlace)),
      })
    },
  }
}

/** Loads of eight bytes that double the width of what is in them. */
const WIDENING_LOADS = {
  8: { signed: v128.load8x8S, unsigned: v128.load8x8U },
  16: { signed: v128.load16x4S, unsigned: v128.load16x4U },
} as const
const DOUBLE = { 8: 16, 16: 32 } as const

const NOTHING: NodeRange = Object.freeze({ low: 0, high: 0 })

/** Lanes from memory, 16 cells at an address and a place after it. */
export function loadLanes(
  { code }: ChunkScope,
  address: Reg<'i32'>,
  place: number,
  width: Width,
  range: NodeRange,
): LaneValue {
  const compute = (part: number) => code.load(v128.load, address, place + 16 * part)
  const base = { range, home: width, inputs: [], isUniform: false, compute }
  if (width === 32) return createComputed(code, base)
  // Numbers are widened as they are loaded.
  const load = WIDENING_LOADS[width][range.low < 0 ? 'signed' : 'unsigned']
  const widened = (part: number) => code.load(load, address, place + 8 * part)
  return createComputed(code, { ...base, direct: { width: DOUBLE[width], compute: widened } })
}

/** Whether x + y + z is odd; a chunk begins at an even x. */
function createOddSites({ code, at }: ChunkScope): LaneValue {
  return createLogical(code, {
    width: 8,
    inputs: [],
    isUniform: false,
    compute: () => {
      const rest = code.scalar(i32.and, code.scalar(i32.add, at.y, at.z), 1)
      const rowMask = code.splatScalar(8, code.scalar(i32.mul, rest, -1))
      const oddLanes = code.bytes(Uint8Array.from({ length: 16 }, (_, i) => (i & 1) * 0xff))
      return code.binary(v128.xor, oddLanes, rowMask)
    },
  })
}

function keep<T>(known: Map<string, T>, key: string, make: () => T): T {
  let value = known.get(key)
  if (value === undefined) {
    value = make()
    known.set(key, value)
  }
  return value
}

function remember<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined) {
      value = make(key)
      known.set(key, value)
    }
    return value
  }
}

/** Where everything lies in the memory of a bit-sliced kernel. */
import { PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import { TEAM_BYTES } from '../thread-team.ts'
import type { SlicedLayout } from './sliced-layout.ts'

export interface MemoryMap {
  /** Words that threads talk through. */
  readonly team: number
  /** Pairs of places in a plane, in bits: what is copied and where to. */
  readonly links: number
  /** Room for sums, one part for each thread. */
  readonly scratch: number
  readonly scratchBytes: number
  /** Room for cells, a byte each, on their way in and out. */
  readonly cells: number
  readonly cellsBytes: number
  /** The two states, the one that is and the one that is made. */
  readonly states: readonly [number, number]
  readonly pages: number
}

/** What a memory holds besides the fixed parts. */
export interface MemoryNeeds {
  readonly layout: SlicedLayout
  readonly planes: number
  readonly linksBytes: number
  readonly scratchBytes: number
  readonly threads: number
}

/** Cells on their way in and out come in portions of about this many. */
const PORTION_CELLS = 2 ** 18

/** Vectors are read and written whole where fewer bytes are meant. */
const SLACK_BYTES = 64

/** Addresses of 4 GiB at most. */
export const MAX_PAGES = 65536

export function buildMemoryMap(needs: MemoryNeeds): MemoryMap {
  const { layout, planes, linksBytes, scratchBytes, threads } = needs
  let end = 64
  const reserve = (bytes: number) => {
    const at = end
    end = Math.ceil((at + bytes + SLACK_BYTES) / 64) * 64
    return at
  }
  const { size, planeBytes } = layout
  const portion = size.x * Math.max(1, Math.floor(PORTION_CELLS / size.x))
  const team = reserve(TEAM_BYTES)
  const links = reserve(linksBytes)
  const ownScratchBytes = Math.ceil((scratchBytes + SLACK_BYTES) / 64) * 64
  const scratch = reserve(ownScratchBytes * threads)
  const cells = reserve(portion)
  const states = [reserve(planeBytes * planes), reserve(planeBytes * planes)] as const
  return {
    team,
    links,
    scratch,
    scratchBytes: ownScratchBytes,
    cells,
    cellsBytes: portion,
    states,
    pages: Math.ceil(end / PAGE_BYTES),
  }
}

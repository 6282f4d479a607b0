/**
 * The nodes of a quadtree with memory: equal squares are one node, and each remembers its future.
 *
 * Nodes live in one Int32Array, eight words each, so that a node is half a cache line; a node's
 * number times eight is its place. A leaf is a square of 8x8 cells whose rows are bits of the first
 * two words, four rows a word, the lowest bit first (as macrocell files order them). Every larger
 * node has four children of half its side. Number 0 is no node. Empty squares are nodes like all
 * others, one a level, so a child is never 0, and the third word tells leaves (0) from the rest.
 *
 * An open-addressing table of node numbers finds the node of given words; six bits of the hash are
 * kept beside the number, which spares most looks at nodes that are not the one.
 *
 * Making a node never moves or frees another. Memory grows and is collected only in `makeRoom`,
 * which callers invoke where everything they still need is reachable from the root, the pins or
 * the stack.
 */
import { sweepNodes } from './node-sweep.ts'

/** Words of a node, and what they hold. */
export const NODE_WORDS = 8
export const NW = 0
export const NE = 1
export const SW = 2
export const SE = 3
/** The center a quarter of the side later in ticks, as a node of half the side; 0 if unknown. */
export const FULL = 4
/** The center after the part of the step under way that falls to this level; 0 if unknown. */
export const PART = 5
/** Which step `PART` is of, times two, plus the collector's mark. */
export const META = 6
/** Live cells, for levels up to MAX_COUNTED_LEVEL; -1 if unknown. */
export const COUNT = 7

/** Level of a leaf: 8x8 cells. */
export const LEAF_LEVEL = 3

/** The third word of a free node. */
export const FREE = -1

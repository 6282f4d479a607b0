/**
 * How the nodes of a quadtree lie in one Int32Array: eight words each, so that all of a node is in
 * one cache line. A node's number times eight is its place; number 0 is no node.
 *
 * A leaf is a square of 8x8 cells, whose rows are the bits of the first two words: four rows a
 * word, the lowest bit first, as macrocell files order them. Every larger node has four children of
 * half its side. Empty squares are nodes like all others, one a level, so a child is never 0 and
 * the third word tells leaves, where it is 0, from the rest.
 */

export const NW = 0
export const NE = 1
export const SW = 2
export const SE = 3
/** The center, half the side, a quarter of the side in ticks later; 0 where unknown. */
export const FULL = 4
/** The center after what falls to this level of the advance named in `MARKS`; 0 where unknown. */
export const PART = 5
/** The number of an advance times two, plus the collector's mark. */
export const MARKS = 6
/** Live cells of squares up to MAX_COUNTED_LEVEL; -1 where unknown. */
export const COUNT = 7

/** Words of a node. */
export const NODE_WORDS = 8
export const NODE_BYTES = 32

/** Level of a leaf; a node of level k is 2^k cells wide. */
export const LEAF_LEVEL = 3

/** Level of the squares that are advanced cell by cell, four leaves. */
export const SQUARE_LEVEL = LEAF_LEVEL + 1

/** Levels of the largest square: a macrocell file has 256, and 2^53 ticks add few to those. */
export const MAX_LEVEL = 300

/** Counts of squares up to this level, 2^30 cells, fit a word. */
export const MAX_COUNTED_LEVEL = 15

/** The third word of a free node; its first is the next free one. */
export const FREE = -1

/** Cells of a state that are worked on at once: a mebibyte, which stays in a cache. */
export const PART_CELLS = 2 ** 20

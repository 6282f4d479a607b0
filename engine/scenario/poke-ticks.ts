/** Ticks that a source lasts at the most, each a command of its own. */
export const MAX_POKE_TICKS = 1000

/** What a replay file may be at the most: anybody may have made it. */

/** No replay file is longer: what is read of the disk at once. */
export const MAX_REPLAY_BYTES = 256 * 2 ** 20

/** A header holds the files of its run, and a keyframe a state, in base64. */
export const MAX_LONG_LINE_BYTES = 128 * 2 ** 20

/** Other lines: the longest is an edit that names as many sites as there may be in all. */
export const MAX_LINE_BYTES = 32 * 2 ** 20

/** Lines of all kinds. */
export const MAX_REPLAY_LINES = 500_000

/** Lists and records in each other: orders nest five deep, the rest is margin. */
export const MAX_LINE_DEPTH = 16

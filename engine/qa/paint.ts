/** Colors of a terminal, for those that show them. */

const CODES = Object.freeze({ bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 })

export type Color = keyof typeof CODES

/** Paints a text, or leaves it as it is. */
export type Paint = (color: Color, text: string) => string

/** For files, pipes and whoever wants none. */
export const plain: Paint = (_, text) => text

/** With the escape sequences of ECMA-48 (SGR). */
export const colored: Paint = (color, text) => `\x1b[${CODES[color]}m${text}\x1b[0m`

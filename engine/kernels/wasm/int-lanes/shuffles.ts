/** Orders of bytes that several parts shuffle vectors into. */

/** The lanes of a shuffle that takes `bytes` of one vector and of the other in turn, from one half. */
export function interleaving(bytes: number, half: number): readonly number[] {
  return Array.from({ length: 16 }, (_, i) => {
    const pair = Math.floor(i / (2 * bytes))
    const isSecond = Math.floor(i / bytes) % 2 === 1
    return 8 * half + pair * bytes + (i % bytes) + (isSecond ? 16 : 0)
  })
}

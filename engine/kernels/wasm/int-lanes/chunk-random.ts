/**
 * Random numbers of the cells of a chunk: Philox4x32-10, four cells at a time.
 *
 * Only the first word of the counter differs along a row, so what the first rounds make of the
 * others is computed once for a row.
 */
import { i64x2, v128 } from '../../../forge/wasm/vectors.ts'
import {
  PHILOX_KEY_STEPS,
  PHILOX_MULTIPLIERS,
  PHILOX_ROUNDS,
  philoxKeyOf,
} from '../../../math/philox.ts'
import type { ChunkScope } from './chunk-scope.ts'
import type { LaneCode, Reg } from './lane-code.ts'
import { createComputed, type LaneValue } from './lane-values.ts'
import { ALL_NUMBERS } from './lane-width.ts'
import { once } from './once.ts'

/** A word of the outcome, computed when it is asked for. */
type Word = () => Reg

/** Gives the random numbers of a chunk by their draw. */
export function createChunkRandom(
  scope: ChunkScope,
  seed: bigint,
  x: LaneValue,
): (draw: number) => LaneValue {
  const { code } = scope
  const blocks = new Map<string, readonly Word[]>()
  const blockOf = (group: number, part: number) => {
    const key = `${group} ${part}`
    let words = blocks.get(key)
    if (words === undefined) {
      words = writeRounds(scope, philoxKeyOf(seed, group), x.at(32, part))
      blocks.set(key, words)
    }
    return words
  }
  return (draw) =>
    createComputed(code, {
      range: ALL_NUMBERS,
      home: 32,
      inputs: [x],
      isUniform: false,
      compute: (part) => blockOf(draw >> 2, part)[draw & 3]!(),
    })
}

function writeRounds(
  { code, at }: ChunkScope,
  key: ReturnType<typeof philoxKeyOf>,
  x: Reg,
): readonly Word[] {
  const [multiplier0, multiplier1] = PHILOX_MULTIPLIERS
  let words: readonly Word[] = [
    () => x,
    ...[at.y, at.z, at.tick].map((scalar) => () => code.splatScalar(32, scalar)),
  ]
  for (let round = 0; round < PHILOX_ROUNDS; round++) {
    const [word0, word1, word2, word3] = words
    const keyOf = (start: number, step: number) =>
      code.splat(32, (start + Math.imul(round, step)) | 0)
    const product0 = once(() => multiplyWords(code, word0!(), multiplier0))
    const product1 = once(() => multiplyWords(code, word2!(), multiplier1))
    const mix = (product: typeof product0, word: Word, start: number, step: number) =>
      once(() => {
        const mixed = code.binary(v128.xor, word(), keyOf(start, step))
        return code.binary(v128.xor, highWords(code, product()), mixed)
      })
    words = [
      mix(product1, word1!, key.low, PHILOX_KEY_STEPS[0]),
      once(() => lowWords(code, product1())),
      mix(product0, word3!, key.high, PHILOX_KEY_STEPS[1]),
      once(() => lowWords(code, product0())),
    ]
  }
  return words
}

/** The 64-bit products of a vector's lower two lanes, and of its upper two. */
type Products = readonly [low: Reg, high: Reg]

function multiplyWords(code: LaneCode, words: Reg, multiplier: number): Products {
  const factor = code.splat(32, multiplier)
  return [
    code.binary(i64x2.extmulLowI32x4U, words, factor),
    code.binary(i64x2.extmulHighI32x4U, words, factor),
  ]
}

const lowWords = (code: LaneCode, [low, high]: Products) => code.shuffle(low, high, LOW_WORDS)

const highWords = (code: LaneCode, [low, high]: Products) => code.shuffle(low, high, HIGH_WORDS)

/** The lower words of the four 64-bit lanes of two vectors, and the upper words. */
const LOW_WORDS = Array.from({ length: 16 }, (_, i) => 8 * (i >> 2) + (i & 3))
const HIGH_WORDS = LOW_WORDS.map((byte) => byte + 4)

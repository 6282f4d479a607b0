/** The dynamics that are worked out anew in every tick, as nodes of the field pass. */
import {
  buildNeighborhood,
  countNeighbors,
  type NeighborhoodSpec,
} from '../lattice/neighborhood.ts'
import { log2Fixed } from '../math/fixed-log.ts'
import type { NodeId } from '../rules/program/program.ts'
import type { ProgramBuilder } from '../rules/program/program-builder.ts'
import type { ChannelSpec } from './channel.ts'
import { MAX_DIRECTIONS } from './directions.ts'
import { addNodes, clampNode } from './field-arithmetic.ts'
import { FIELD_FRACTION_BITS } from './fixed-point.ts'

/** Fraction bits of logarithms on the way to a table; 14 are asked for. */
const LOG_BITS = 40

/**
 * What a class of n sites out of `sites` adds to the entropy, raw and rounded to nearest:
 * -(n / sites) * log2(n / sites).
 */
export function shareOfEntropy(n: number, sites: number): number {
  if (n === 0) return 0
  const surprise = log2Fixed(BigInt(sites), LOG_BITS) - log2Fixed(BigInt(n), LOG_BITS)
  const excess = BigInt(LOG_BITS - FIELD_FRACTION_BITS)
  const doubled = (2n * BigInt(n) * surprise) / BigInt(sites)
  return Number(((doubled >> excess) + 1n) >> 1n)
}

/**
 * Shannon's entropy of the states around a cell, in bits: a sum for each class but the last, which
 * has the rest, and a table for each. Sites outside a box count as state 0, as rules see them.
 */
export function writeEntropy(
  code: ProgramBuilder,
  channel: ChannelSpec,
  classes: number,
  neighborhood: NeighborhoodSpec,
): NodeId {
  const partition = code.partition({ kind: 'neighborhood', neighborhood, withCenter: false })
  const sites = countNeighbors(neighborhood)
  const shares = Array.from({ length: sites + 1 }, (_, n) => shareOfEntropy(n, sites))
  const count = (state: number) => code.sum(partition, { kind: 'is', value: state })
  const lookUp = (node: NodeId, values: readonly number[]) =>
    code.table([{ node, low: 0, count: sites + 1 }], values)
  if (classes === 2) {
    const both = shares.map((share, n) => share + shares[sites - n]!)
    return clampNode(code, lookUp(count(0), both), channel)
  }
  const counts = Array.from({ length: classes - 1 }, (_, state) => count(state))
  const rest = code.binary('sub', code.constant(sites), addNodes(code, counts))
  const terms = [...counts, rest].map((node) => lookUp(node, shares))
  return clampNode(code, addNodes(code, terms), channel)
}

/** A key holds a direction in its low five bits. */
const CODE_LIMIT = MAX_DIRECTIONS + 1

/** A rise over the distance 1 counts this much, so that 1 / sqrt(2) and 1 / sqrt(3) are told apart. */
const UNIT_WEIGHT = 256

/**
 * How much a rise counts in each direction, over one distance: round(256 / distance); 1 for each
 * where all distances are the same.
 */
export function weighDirections(neighborhood: NeighborhoodSpec): readonly number[] {
  const { offsets, count } = buildNeighborhood(neighborhood)
  const squares = Array.from({ length: count }, (_, i) =>
    offsets.subarray(3 * i, 3 * i + 3).reduce((sum, step) => sum + step * step, 0),
  )
  const isEven = squares.every((square) => square === squares[0])
  // Square roots and quotients of doubles are exact to the last bit on every machine.
  return squares.map((square) => (isEven ? 1 : Math.round(UNIT_WEIGHT / Math.sqrt(square))))
}

/**
 * The direction in which a component rises most steeply; the first of those where several do, and 0
 * where none does.
 *
 * Each direction i + 1 makes one key, rise * weight * 32 + (30 - i), and the greatest key has both
 * the steepest rise and the first of its directions. A rise is at most 2^18 - 2 and a weight 2^8, so
 * a key is below 2^31.
 */
export function writeUphill(
  code: ProgramBuilder,
  component: number,
  neighborhood: NeighborhoodSpec,
): NodeId {
  const own = code.own(component)
  const partition = code.partition(
    { kind: 'neighborhood', neighborhood, withCenter: false },
    component,
  )
  const keys = weighDirections(neighborhood).map((weight, i) => {
    const rise = code.binary('sub', code.site(partition, i), own)
    const weighted = code.binary('mul', rise, code.constant(weight * CODE_LIMIT))
    return code.binary('add', weighted, code.constant(MAX_DIRECTIONS - 1 - i))
  })
  const best = keys.reduce((a, b) => code.binary('max', a, b))
  const isRise = code.binary('ge', best, code.constant(CODE_LIMIT))
  const firstCode = code.binary('and', best, code.constant(CODE_LIMIT - 1))
  const direction = code.binary('sub', code.constant(MAX_DIRECTIONS), firstCode)
  return code.select(isRise, direction, code.constant(0))
}

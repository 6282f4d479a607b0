import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSha256Function } from '../math/sha256.ts'
import { storeNodes } from '../testing/node-file.ts'
import {
  nodeSha256,
  plainConsistency,
  plainPath,
  plainRoot,
  plainWay,
} from '../testing/plain-merkle.ts'
import { CT_CONSISTENCIES, CT_INCLUSIONS, CT_LEAVES, CT_ROOTS } from '../testing/published-trees.ts'
import { MerkleRangeError } from './errors.ts'
import { emptyRoot, foldNodes, hashLeaf, hashNode } from './merkle-hash.ts'
import { type NodePlace, planConsistency, planInclusion, planRoot } from './merkle-plan.ts'
import {
  type ConsistencyClaim,
  type InclusionClaim,
  verifyConsistency,
  verifyInclusion,
} from './merkle-proof.ts'

const hash = await createSha256Function()
const fromHex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'))

const MOST = 130
const leaves = Array.from({ length: MOST }, (_, i) => Uint8Array.of(i))
const file = storeNodes(hash, leaves)

/** Every pair of numbers, the first below the second or the same, up to so many. */
function* pairsUpTo(most: number, least: number): Generator<readonly [number, number]> {
  for (let size = least; size <= most; size++) {
    for (let first = least; first <= size; first++) yield [first, size]
  }
}

function includes(index: number, size: number): InclusionClaim {
  const leafHash = hashLeaf(hash, leaves[index]!)
  return { leafHash, index, size, proof: file.inclusion(index, size), root: file.root(size) }
}

function goesOn(first: number, size: number): ConsistencyClaim {
  const [firstRoot, root] = [file.root(first), file.root(size)]
  return { first, size, firstRoot, root, proof: file.consistency(first, size) }
}

describe('the published tree of Certificate Transparency', () => {
  const published = storeNodes(hash, CT_LEAVES.map(fromHex))

  test.each(CT_INCLUSIONS)('has leaf $index of $size, by the published proof', (known) => {
    const { index, size } = known
    const proof = known.proof.map(fromHex)
    const leafHash = hashLeaf(hash, fromHex(CT_LEAVES[index]!))
    expect(published.inclusion(index, size)).toEqual(proof)
    expect(
      verifyInclusion(hash, { leafHash, index, size, proof, root: fromHex(CT_ROOTS[size]!) }),
    ).toBe(true)
  })

  test.each(CT_CONSISTENCIES)('goes on from $first to $size, by the published proof', (known) => {
    const { first, size } = known
    const proof = known.proof.map(fromHex)
    const [firstRoot, root] = [fromHex(CT_ROOTS[first]!), fromHex(CT_ROOTS[size]!)]
    expect(published.consistency(first, size)).toEqual(proof)
    expect(verifyConsistency(hash, { first, size, firstRoot, root, proof })).toBe(true)
  })
})

describe('trees up to 130 leaves, whole', () => {
  test('have the roots of the definition', () => {
    for (let size = 0; size <= MOST; size++) {
      expect(file.root(size)).toEqual(plainRoot(leaves.slice(0, size)))
    }
  })

  test('prove every leaf as the definition has it, and every proof verifies', () => {
    for (const [last, size] of pairsUpTo(MOST, 1)) {
      const claim = includes(last - 1, size)
      expect(claim.proof).toEqual(plainPath(last - 1, leaves.slice(0, size)))
      expect(verifyInclusion(hash, claim)).toBe(true)
    }
  })

  test('prove that they go on from each before, and every proof verifies', () => {
    for (const [first, size] of pairsUpTo(MOST, 1)) {
      const claim = goesOn(first, size)
      expect(claim.proof).toEqual(plainConsistency(first, leaves.slice(0, size)))
      expect(verifyConsistency(hash, claim)).toBe(true)
    }
  })
})

describe('a proof is refused', () => {
  const anyPair = fc
    .integer({ min: 1, max: MOST })
    .chain((size) => fc.tuple(fc.integer({ min: 1, max: size }), fc.constant(size)))

  const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
    const flipped = bytes.slice()
    flipped[Math.floor(bit / 8)]! ^= 1 << (bit % 8)
    return flipped
  }
  /** Every claim in which one of the hashes that it has in lists or by name has one bit flipped. */
  const flipEach = <T extends InclusionClaim | ConsistencyClaim>(claim: T, bit: number): T[] => [
    ...Object.entries(claim).flatMap(([name, part]) =>
      part instanceof Uint8Array ? [{ ...claim, [name]: flip(part, bit) }] : [],
    ),
    ...claim.proof.map((part, i) => ({ ...claim, proof: claim.proof.with(i, flip(part, bit)) })),
  ]
  /** Every claim whose proof has a hash too many or too few, or two in the places of one another. */
  const moveEach = <T extends InclusionClaim | ConsistencyClaim>(claim: T): T[] => {
    const { proof } = claim
    const shifts = proof.flatMap((part, i) => [
      [...proof.slice(0, i), ...proof.slice(i + 1)],
      [...proof.slice(0, i), part, ...proof.slice(i)],
      ...(i > 0 ? [proof.with(i, proof[i - 1]!).with(i - 1, part)] : []),
    ])
    return [...shifts, [...proof, claim.root]].map((moved) => ({ ...claim, proof: moved }))
  }

  test('when any bit of any of its hashes is flipped', () => {
    fc.assert(
      fc.property(anyPair, fc.nat(255), ([last, size], bit) => {
        for (const claim of flipEach(includes(last - 1, size), bit)) {
          expect(verifyInclusion(hash, claim)).toBe(false)
        }
        for (const claim of flipEach(goesOn(last, size), bit)) {
          expect(verifyConsistency(hash, claim)).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('when a hash of it is left out, doubled, or moved', () => {
    fc.assert(
      fc.property(anyPair, ([last, size]) => {
        for (const claim of moveEach(includes(last - 1, size))) {
          expect(verifyInclusion(hash, claim)).toBe(false)
        }
        for (const claim of moveEach(goesOn(last, size))) {
          expect(verifyConsistency(hash, claim)).toBe(false)
        }
      }),
    )
  })

  test('for a leaf at any other index', () => {
    for (const [last, size] of pairsUpTo(40, 1)) {
      const claim = includes(last - 1, size)
      for (let index = -1; index <= size; index++) {
        expect(verifyInclusion(hash, { ...claim, index })).toBe(index === last - 1)
      }
    }
  })

  // A size says nothing but which way is up: it is the signature of a checkpoint that binds it.
  test('in a tree of another size, unless the leaf has the same way up in both', () => {
    for (const [last, size] of pairsUpTo(24, 1)) {
      const index = last - 1
      const claim = includes(index, size)
      for (let other = 0; other <= 48; other++) {
        const isSameWay = other > index && plainWay(index, other) === plainWay(index, size)
        expect(verifyInclusion(hash, { ...claim, size: other })).toBe(isSameWay)
      }
    }
  })

  test('from any other size than that of the earlier tree', () => {
    for (const [first, size] of pairsUpTo(40, 1)) {
      const claim = goesOn(first, size)
      for (let other = -1; other <= size + 1; other++) {
        expect(verifyConsistency(hash, { ...claim, first: other })).toBe(other === first)
      }
    }
  })

  test('for the roots of other trees', () => {
    for (const [first, size] of pairsUpTo(24, 1)) {
      const claim = goesOn(first, size)
      for (let other = 0; other <= 24; other++) {
        const [firstRoot, root] = [file.root(other), file.root(other)]
        expect(verifyConsistency(hash, { ...claim, firstRoot })).toBe(other === first)
        expect(verifyConsistency(hash, { ...claim, root })).toBe(other === size)
      }
    }
  })

  test('when it shows a node in the place of a leaf', () => {
    const node = file.nodes[2]!
    const claim = { leafHash: node, index: 0, size: 2, proof: [file.nodes[5]!], root: file.root(4) }
    // The hash of a node passes for that of a leaf: no data of a leaf has it.
    expect(verifyInclusion(hash, claim)).toBe(true)
    const data = Buffer.concat([file.nodes[0]!, file.nodes[1]!])
    expect(verifyInclusion(hash, { ...claim, leafHash: hashLeaf(hash, data) })).toBe(false)
  })
})

describe('the first and the empty tree', () => {
  const root = file.root(5)
  const empty = emptyRoot(hash)

  test('every tree goes on from the empty one, whose root has to be its own', () => {
    const claim = { first: 0, size: 5, firstRoot: empty, root, proof: [] }
    expect(verifyConsistency(hash, claim)).toBe(true)
    expect(verifyConsistency(hash, { ...claim, firstRoot: root })).toBe(false)
    expect(verifyConsistency(hash, { ...claim, proof: [root] })).toBe(false)
    expect(verifyConsistency(hash, { ...claim, size: 0 })).toBe(false)
    expect(verifyConsistency(hash, { ...claim, size: 0, root: empty })).toBe(true)
    expect(planConsistency(0, 5)).toEqual([])
  })

  test('a tree goes on from itself by an empty proof, if the roots are equal', () => {
    const claim = { first: 5, size: 5, firstRoot: root, root, proof: [] }
    expect(verifyConsistency(hash, claim)).toBe(true)
    expect(verifyConsistency(hash, { ...claim, proof: [root] })).toBe(false)
    expect(verifyConsistency(hash, { ...claim, root: file.root(4) })).toBe(false)
  })

  test('one leaf is its own root', () => {
    const leafHash = hashLeaf(hash, leaves[0]!)
    const claim = { leafHash, index: 0, size: 1, proof: [], root: leafHash }
    expect(verifyInclusion(hash, claim)).toBe(true)
    expect(verifyInclusion(hash, { ...claim, proof: [leafHash] })).toBe(false)
    expect(verifyInclusion(hash, { ...claim, size: 0 })).toBe(false)
  })
})

test('trees of up to 2^53 - 1 leaves are proved and verified as small ones are', () => {
  // All leaves are the same, so that one node a level is enough.
  const levels = [hashLeaf(nodeSha256, Uint8Array.of(7))]
  for (let i = 0; i < 53; i++) levels.push(hashNode(nodeSha256, levels[i]!, levels[i]!))
  const fold = (places: readonly { readonly level: number }[]) =>
    foldNodes(
      hash,
      places.map(({ level }) => levels[level]!),
    )
  const anySize = fc.oneof(
    fc.maxSafeNat(),
    fc
      .tuple(fc.integer({ min: 1, max: 52 }), fc.integer({ min: -2, max: 2 }))
      .map(([power, more]) => 2 ** power + more),
    fc.constant(Number.MAX_SAFE_INTEGER),
  )
  fc.assert(
    fc.property(anySize, anySize, (a, b) => {
      const [first, size] = [Math.max(1, Math.min(a, b)), Math.max(1, a, b)]
      const [firstRoot, root] = [fold(planRoot(first)), fold(planRoot(size))]
      const proof = planConsistency(first, size).map(fold)
      const growth = { first, size, firstRoot, root, proof }
      expect(verifyConsistency(hash, growth)).toBe(true)
      expect(verifyConsistency(hash, { ...growth, firstRoot: levels[53]! })).toBe(false)
      const path = planInclusion(first - 1, size).map(fold)
      const claim = { leafHash: levels[0]!, index: first - 1, size, proof: path, root }
      expect(verifyInclusion(hash, claim)).toBe(true)
      expect(verifyInclusion(hash, { ...claim, root: levels[53]! })).toBe(false)
    }),
    { numRuns: 500 },
  )
})

test('plans name each range once, exactly, up to 2^53 - 1 leaves', () => {
  const anySize = fc.oneof(fc.maxSafeNat(), fc.constant(Number.MAX_SAFE_INTEGER))
  const toRange = ({ level, index }: NodePlace): readonly [bigint, bigint] => {
    const leavesBelow = 2n ** BigInt(level)
    return [BigInt(index) * leavesBelow, (BigInt(index) + 1n) * leavesBelow]
  }
  /** Ranges from left to right that begin where the one before ends. */
  const joins = (ranges: readonly (readonly [bigint, bigint])[]) =>
    ranges.every(([start], i) => start === (i === 0 ? start : ranges[i - 1]![1]))
  const byStart = ([a]: readonly [bigint, bigint], [b]: readonly [bigint, bigint]) =>
    a < b ? -1 : 1
  fc.assert(
    fc.property(anySize, anySize, (a, b) => {
      const [index, size] = [Math.min(a, b), Math.max(a, b) + 1]
      fc.pre(Number.isSafeInteger(size))
      const whole = planRoot(size).map(toRange)
      expect(joins(whole)).toBe(true)
      expect([whole[0]![0], whole.at(-1)![1]]).toEqual([0n, BigInt(size)])
      const path = planInclusion(index, size)
      expect(path.every((places) => joins(places.map(toRange)))).toBe(true)
      // With the leaf itself they are all leaves, each once.
      const all = [...path.flat(), { level: 0, index }].map(toRange).sort(byStart)
      expect(joins(all)).toBe(true)
      expect([all[0]![0], all.at(-1)![1]]).toEqual([0n, BigInt(size)])
    }),
    { numRuns: 500 },
  )
})

describe('what makes no sense', () => {
  const anyCount = fc.oneof(fc.double(), fc.integer({ min: -2, max: 9 }), fc.maxSafeInteger())
  const anyHash = fc.oneof(
    fc.constantFrom(...file.nodes.slice(0, 9), new Uint8Array(0), new Uint8Array(33)),
    fc.uint8Array({ maxLength: 34 }),
  )
  const anyProof = fc.array(anyHash, { maxLength: 60 })

  test('is no proof, and never thrown', () => {
    fc.assert(
      fc.property(anyCount, anyCount, anyHash, anyHash, anyProof, (a, b, one, root, proof) => {
        const inclusion = { leafHash: one, index: a, size: b, proof, root }
        expect(typeof verifyInclusion(hash, inclusion)).toBe('boolean')
        const consistency = { first: a, size: b, firstRoot: one, root, proof }
        expect(typeof verifyConsistency(hash, consistency)).toBe('boolean')
      }),
      { numRuns: 3000 },
    )
  })

  test('hashes of another length are none', () => {
    const claim = includes(2, 7)
    for (const length of [0, 31, 33]) {
      const odd = new Uint8Array(length)
      expect(verifyInclusion(hash, { ...claim, leafHash: odd })).toBe(false)
      expect(verifyInclusion(hash, { ...claim, root: odd })).toBe(false)
      expect(verifyInclusion(hash, { ...claim, proof: claim.proof.with(1, odd) })).toBe(false)
    }
  })

  test('hashes of another length are none, even where there is nothing to fold', () => {
    const odd = new Uint8Array(31)
    const inclusion = { leafHash: odd, index: 0, size: 1, proof: [], root: odd }
    expect(verifyInclusion(hash, inclusion)).toBe(false)
    const consistency = { first: 1, size: 1, firstRoot: odd, root: odd, proof: [] }
    expect(verifyConsistency(hash, consistency)).toBe(false)
  })

  test('is not planned', () => {
    const odd = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]
    for (const size of odd) {
      expect(() => planRoot(size)).toThrow(MerkleRangeError)
      expect(() => planInclusion(0, size)).toThrow(MerkleRangeError)
      expect(() => planInclusion(size, 9)).toThrow(MerkleRangeError)
      expect(() => planConsistency(size, 9)).toThrow(MerkleRangeError)
      expect(() => planConsistency(0, size)).toThrow(MerkleRangeError)
    }
    expect(() => planInclusion(9, 9)).toThrow(MerkleRangeError)
    expect(() => planInclusion(0, 0)).toThrow(MerkleRangeError)
    expect(() => planConsistency(10, 9)).toThrow(MerkleRangeError)
    expect(planRoot(0)).toEqual([])
  })
})

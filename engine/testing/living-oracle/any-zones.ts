/** Random zones: slabs of a world that do not meet, or centers. */
import fc from 'fast-check'
import type { ScenarioDocument } from '../../scenario/scenario-schema.ts'

type Zones = NonNullable<ScenarioDocument['zones']>
type Zone = Zones[number]

const strip = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T

const anyClock = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3))
  .map(([divisor, phase]) => ({ divisor, phase: phase % divisor }))

const anyTraits = (rules: readonly string[]) =>
  fc.record({
    rule: fc.option(rules.length > 0 ? fc.constantFrom(...rules) : fc.constant(undefined), {
      nil: undefined,
    }),
    settled: fc.constantFrom(true, true, false, undefined),
    clock: fc.option(anyClock, { nil: undefined }),
  })

/** @param rules names that zones may follow. */
export function anyZones(size: readonly number[], rules: readonly string[]): fc.Arbitrary<Zones> {
  const withTraits = (places: readonly Pick<Zone, 'box' | 'center'>[]) =>
    fc
      .tuple(...places.map(() => anyTraits(rules)))
      .map((traits) =>
        places.map((place, i): Zone => strip({ name: `zone${i}`, ...place, ...traits[i]! })),
      )
  const centers = fc
    .array(fc.tuple(...size.map((cells) => fc.nat(cells - 1))), { minLength: 1, maxLength: 3 })
    .chain((all) => withTraits(all.map((center) => ({ center }))))
  const boxes = fc
    .tuple(
      fc.nat(size.length - 1),
      fc.uniqueArray(fc.nat(8), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
    )
    .map(([axis, cuts, hasGap]) => cutAlong(size, axis, cuts, hasGap))
    .chain((all) => withTraits(all.map((box) => ({ box }))))
  return fc.oneof(boxes, boxes, centers)
}

/** Slabs between some cuts of an axis; with a gap, the first is left to the rest. */
function cutAlong(size: readonly number[], axis: number, cuts: readonly number[], hasGap: boolean) {
  const cells = size[axis]!
  const starts = [...new Set([0, ...cuts.map((cut) => cut % cells)])].sort((a, b) => a - b)
  const boxes = starts.map((start, i) => {
    const end = starts[i + 1] ?? cells
    return {
      at: size.map((_, each) => (each === axis ? start : 0)),
      size: size.map((whole, each) => (each === axis ? end - start : whole)),
    }
  })
  return hasGap && boxes.length > 1 ? boxes.slice(1) : boxes
}

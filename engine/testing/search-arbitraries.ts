/** Random search spaces, and what could be told of trials in them. */
import fc from 'fast-check'
import type {
  Choice,
  Condition,
  FloatParameter,
  IntParameter,
  Parameter,
} from '../search/parameter.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'] as const

const bounds = (least: number, most: number) =>
  fc
    .tuple(
      fc.double({ min: least, max: most, noNaN: true }),
      fc.double({ min: least, max: most, noNaN: true }),
    )
    .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }))

const wholeBounds = (least: number, most: number) =>
  fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
    .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }))

const CHOICES: readonly Choice[] = ['x', 'y', 3, true, null]

type Bare = Parameter extends infer P
  ? P extends Parameter
    ? Omit<P, 'name' | 'if'>
    : never
  : never

type BareNumber = Extract<Bare, { readonly low: number }>

const anyBareNumber: fc.Arbitrary<BareNumber> = fc.oneof(
  bounds(-1e3, 1e3).map((range) => ({ type: 'float' as const, ...range })),
  bounds(1e-6, 1e6).map((range) => ({ type: 'float' as const, ...range, log: true })),
  fc
    .tuple(
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom(0.25, 0.5, 3),
    )
    .map(([low, steps, step]) => ({ type: 'float' as const, low, high: low + steps * step, step })),
  fc.tuple(wholeBounds(-100, 100), fc.constantFrom(undefined, 1, 3, 7)).map(([range, step]) => ({
    type: 'int' as const,
    ...range,
    ...(step !== undefined && { step }),
  })),
  fc.tuple(wholeBounds(1, 5000), fc.constantFrom(undefined, 2)).map(([range, step]) => ({
    type: 'int' as const,
    ...range,
    log: true,
    ...(step !== undefined && { step }),
  })),
)

/** A float or an int, with and without a logarithmic scale and a grid. */
export const anyNumberParameter: fc.Arbitrary<FloatParameter | IntParameter> = anyBareNumber.map(
  (bare) => ({ ...bare, name: 'x' }),
)

const anyBare: fc.Arbitrary<Bare> = fc.oneof(
  { arbitrary: anyBareNumber, weight: 4 },
  fc
    .subarray([...CHOICES], { minLength: 1 })
    .map((choices) => ({ type: 'categorical' as const, choices })),
)

/** One to six parameters of all types, some of which exist only under values of one before them. */
export const anySpace: fc.Arbitrary<readonly Parameter[]> = fc
  .array(fc.tuple(anyBare, fc.nat(), fc.nat()), { minLength: 1, maxLength: NAMES.length })
  .map((parts) => {
    const parameters: Parameter[] = []
    for (const [i, [bare, parent, mask]] of parts.entries()) {
      const condition = chooseCondition(parameters, parent, mask)
      parameters.push({
        ...bare,
        name: NAMES[i]!,
        ...(condition && { if: condition }),
      } as Parameter)
    }
    return parameters
  })

/** On every other parameter, if one before it is a category. */
function chooseCondition(
  before: readonly Parameter[],
  parent: number,
  mask: number,
): Condition | undefined {
  const categories = before.filter((each) => each.type === 'categorical')
  if (categories.length === 0 || parent % 2 === 0) return undefined
  const { name, choices } = categories[parent % categories.length]!
  const values = choices.filter((_, i) => (mask >> i) % 2 === 1)
  return { param: name, in: values.length === 0 ? [choices[0]!] : values }
}

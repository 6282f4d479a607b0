/** Random programs for worlds without an end: they leave empty space empty. */
import fc from 'fast-check'
import type { Gathering } from '../rules/program/program.ts'
import { createProgramBuilder } from '../rules/program/program-builder.ts'
import { validateProgram } from '../rules/program/validate-program.ts'
import type { Rule } from '../rules/rule.ts'
import { BLOCKS } from './gatherings.ts'
import { anyRecipes, buildFromRecipes } from './program-recipes.ts'
import { ruleOf } from './programs.ts'

const GATHERINGS: readonly Gathering[] = [
  ...(['moore-2d', 'von-neumann-3d', 'tetrahedral-3d'] as const).flatMap((name): Gathering[] =>
    [false, true].map((withCenter) => ({
      kind: 'neighborhood',
      neighborhood: { kind: 'named', name },
      withCenter,
    })),
  ),
  { kind: 'neighborhood', neighborhood: { kind: 'segment', radiusCells: 3 }, withCenter: true },
  ...BLOCKS,
]

/** Any program, but that a cell stays 0 where all that it could look at is 0. */
export const anyQuietRule: fc.Arbitrary<Rule> = fc
  .record({
    gatherings: fc.array(fc.constantFrom(...GATHERINGS), { minLength: 1, maxLength: 2 }),
    states: fc.constantFrom(2, 3, 256),
    recipes: anyRecipes,
  })
  .map(({ gatherings, states, recipes }) => {
    const none = { components: 0, channels: 0, parameters: 0, rules: 1 }
    const scope = { dimensions: 3, states, gatherings, ...none } as const
    const noise = buildFromRecipes(scope, recipes)
    const builder = createProgramBuilder({ dimensions: 3, states })
    for (const node of noise.nodes) builder.append(node)
    const isSomething = {
      kind: 'table',
      values: Array.from({ length: states }, (_, state) => Math.sign(state)),
    } as const
    let seen = builder.binary('ne', builder.own(), builder.constant(0))
    for (const gathering of gatherings) {
      const sum = builder.sum(builder.partition(gathering), isSomething)
      seen = builder.binary('add', seen, sum)
    }
    const next = builder.select(seen, noise.next[0]!, builder.constant(0))
    return ruleOf(validateProgram(builder.finish(next)))
  })

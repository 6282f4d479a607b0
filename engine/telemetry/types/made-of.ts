/** What runs and trials are made of, and what is measured of them, as their events tell it. */
import { z } from 'zod'
import { id, list, maybe, oneOf, sha256 } from '../event-fields.ts'

/** A parameter with its value. */
export const parameter = z.strictObject({
  name: id('The name of a parameter.'),
  value: z
    .union([z.string().max(500), z.number(), z.boolean()])
    .meta({ description: 'Its value.' }),
})

const input = z.strictObject({
  kind: oneOf(
    ['dataset', 'scenario', 'rule', 'artifact', 'run', 'proposal', 'trial'],
    'What sort of thing it is.',
  ),
  id: id('What it is known by.'),
  sha256: maybe(sha256('The hash of its content; absent where it has none of its own.')),
})

/** What something was made from. */
export const inputs = list(input, 'What it is made from: data, rules, artifacts and earlier runs.')

/** A metric with its value. */
export const metric = z.strictObject({
  name: id('The name of a metric.'),
  value: z.number().meta({ description: 'Its value at the end.' }),
})

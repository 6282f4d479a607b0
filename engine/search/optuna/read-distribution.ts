/** A parameter of Optuna's JSON of its distribution. */
import { z } from 'zod'
import { JournalError } from '../errors.ts'
import type { Parameter } from '../parameter.ts'

const range = { low: z.number(), high: z.number() }
const log = z.boolean().default(false)

/** Those that are written now, and those that were before version 3. */
const DISTRIBUTION = z.discriminatedUnion('name', [
  z.object({
    name: z.literal('CategoricalDistribution'),
    attributes: z.object({
      choices: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  }),
  z.object({
    name: z.literal('FloatDistribution'),
    attributes: z.object({ ...range, log, step: z.number().nullable().default(null) }),
  }),
  z.object({
    name: z.literal('IntDistribution'),
    attributes: z.object({ ...range, log, step: z.number().default(1) }),
  }),
  z.object({ name: z.literal('UniformDistribution'), attributes: z.object(range) }),
  z.object({ name: z.literal('LogUniformDistribution'), attributes: z.object(range) }),
  z.object({
    name: z.literal('DiscreteUniformDistribution'),
    attributes: z.object({ ...range, q: z.number() }),
  }),
  z.object({
    name: z.literal('IntUniformDistribution'),
    attributes: z.object({ ...range, step: z.number().default(1) }),
  }),
  z.object({ name: z.literal('IntLogUniformDistribution'), attributes: z.object(range) }),
])

/** @throws {JournalError} where the text is no distribution. */
export function readDistribution(name: string, text: string): Parameter {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  const checked = DISTRIBUTION.safeParse(value)
  if (!checked.success) {
    throw new JournalError({ line: 0, problem: `${name} has a distribution that is not known` })
  }
  return toParameter(name, checked.data)
}

function toParameter(name: string, distribution: z.infer<typeof DISTRIBUTION>): Parameter {
  switch (distribution.name) {
    case 'CategoricalDistribution':
      return { name, type: 'categorical', choices: distribution.attributes.choices }
    case 'FloatDistribution': {
      const { low, high, log: isLog, step } = distribution.attributes
      return { name, type: 'float', low, high, ...(isLog && { log: true }), ...(step && { step }) }
    }
    case 'IntDistribution': {
      const { low, high, log: isLog, step } = distribution.attributes
      return {
        name,
        type: 'int',
        low,
        high,
        ...(isLog && { log: true }),
        ...(step !== 1 && { step }),
      }
    }
    case 'UniformDistribution':
      return { name, type: 'float', ...distribution.attributes }
    case 'LogUniformDistribution':
      return { name, type: 'float', ...distribution.attributes, log: true }
    case 'DiscreteUniformDistribution': {
      const { low, high, q } = distribution.attributes
      return { name, type: 'float', low, high, step: q }
    }
    case 'IntUniformDistribution': {
      const { low, high, step } = distribution.attributes
      return { name, type: 'int', low, high, ...(step !== 1 && { step }) }
    }
    case 'IntLogUniformDistribution':
      return { name, type: 'int', ...distribution.attributes, log: true }
  }
}

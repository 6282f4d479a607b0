/** The bounds of a study of the server, as its document on record has them, and which trials keep them. */
import { z } from 'zod'
import type { Constraint } from '../../engine/search/constraint.ts'

const bounded = z.object({
  name: z.string(),
  atMost: z.number().optional(),
  atLeast: z.number().optional(),
})
const bounds = z.object({ objectives: z.array(bounded), constraints: z.array(bounded).default([]) })
/** A study stands alone, or beside the files that it refers to. */
const documents = z.union([bounds, z.object({ study: bounds }).transform(({ study }) => study)])

/**
 * What trials have to keep.
 *
 * @param text the document, which is JSON.
 * @returns undefined where it is not a study that this page understands.
 */
export function readBounds(text: string): readonly Constraint[] | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  const read = documents.safeParse(json)
  if (!read.success) return undefined
  const { objectives, constraints } = read.data
  return [...objectives.map((each, objective) => ({ ...each, objective })), ...constraints].filter(
    ({ atMost, atLeast }) => atMost !== undefined || atLeast !== undefined,
  )
}

/** Whether a complete trial keeps them all; undefined where they are not known, or what one is of is not. */
export function keepsBounds(
  constraints: readonly Constraint[] | undefined,
  values: readonly number[],
  measured: Readonly<Record<string, number>>,
): boolean | undefined {
  if (constraints === undefined) return undefined
  let keeps: boolean | undefined = true
  for (const { name, objective, atMost, atLeast } of constraints) {
    const value = objective === undefined ? measured[name] : values[objective]
    if (value === undefined) keeps = undefined
    else if (value > (atMost ?? value) || value < (atLeast ?? value)) return false
  }
  return keeps
}

/** That whatever reads input of strangers answers: with a result or an error that has a name, and soon. */
import fc from 'fast-check'
import { isNamedError } from '../named-error.ts'
import type { Case } from './case.ts'
import { threadTimeMs } from './thread-time.ts'

/**
 * An answer takes at most so much of its thread's time, so that what else runs on the machine does
 * not count; but the collection of garbage does, which may come at any time, so it has a second try.
 */
const MAX_ANSWER_MS = 1000

/** The property that a parser gives a result or a named error. */
export const answers = <T>(
  kind: string,
  inputs: fc.Arbitrary<T>,
  parse: (input: T) => unknown,
): Case => ({
  kind,
  property: fc.asyncProperty(inputs, (input) => answer(async () => parse(input))),
})

/** @throws what has no name, and where it takes too long twice. */
export async function answer(parse: () => Promise<unknown>): Promise<void> {
  if ((await timeAnswer(parse)) < MAX_ANSWER_MS) return
  const tookMs = await timeAnswer(parse)
  if (tookMs >= MAX_ANSWER_MS) throw new Error(`the answer took ${tookMs} ms, twice`)
}

async function timeAnswer(parse: () => Promise<unknown>): Promise<number> {
  const startMs = threadTimeMs()
  try {
    await parse()
  } catch (error) {
    if (!isNamedError(error)) throw error
  }
  return threadTimeMs() - startMs
}

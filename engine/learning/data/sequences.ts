/** Sequences whose answer was seen long ago. */
import { createPhilox } from '../../math/philox.ts'
import { parseSeed } from '../../math/seed.ts'
import { Draws } from '../../search/draws.ts'
import { TrainingSpecError } from '../errors.ts'
import { joinExamples, type Part, partOf, STREAMS } from './examples.ts'
import type { LongPart, Task } from './task.ts'
import type { SequenceSettings } from './task-schema.ts'

type Sequence = readonly [tokens: Int32Array, answer: number]

/** @throws {TrainingSpecError} where lengths do not go together. */
export function makeSequences(settings: SequenceSettings): Task {
  const { length, longLengths, vocabulary, of, lag } = settings
  if (of === 'lag' && lag >= length) {
    throw new TrainingSpecError({ field: 'task.lag', problem: 'it is as long as the sequences' })
  }
  if (longLengths.some((each) => each < length)) {
    const problem = 'one is shorter than the sequences that are trained with'
    throw new TrainingSpecError({ field: 'task.longLengths', problem })
  }
  const { train, validation, test } = drawParts(settings, length, 0)
  const long = [...longLengths]
    .sort((a, b) => a - b)
    .map((each, i): LongPart => {
      const parts = drawParts(settings, each, i + 1)
      return { length: each, validation: parts.validation, test: parts.test }
    })
  return {
    shape: {
      // Marks double the tokens of recall.
      inputs: {
        kind: 'sequence',
        length,
        vocabulary: of === 'recall' ? 2 * vocabulary : vocabulary,
      },
      outputs: { kind: 'class', count: vocabulary },
    },
    train,
    validation,
    test,
    long,
    floorError: 0,
  }
}

/** How many examples there are before those of the next length. */
const APART = 2 ** 20

function drawParts(settings: SequenceSettings, length: number, group: number) {
  const philox = createPhilox(parseSeed(settings.seed))
  const rows: Record<Part, Sequence[]> = { train: [], validation: [], test: [] }
  for (let i = group * APART; i < group * APART + settings.count; i++) {
    const draws = new Draws(philox, i, STREAMS.examples)
    rows[partOf(philox, i)].push(drawSequence(settings, length, draws))
  }
  return {
    train: joinExamples(rows.train, length),
    validation: joinExamples(rows.validation, length),
    test: joinExamples(rows.test, length),
  }
}

function drawSequence(
  { of, vocabulary, lag }: SequenceSettings,
  length: number,
  draws: Draws,
): Sequence {
  const tokens = Int32Array.from({ length }, () => draws.below(vocabulary))
  switch (of) {
    case 'recall': {
      const at = draws.below(length - 1)
      const answer = tokens[at]!
      tokens[at] = vocabulary + answer
      return [tokens, answer]
    }
    case 'lag':
      return [tokens, tokens[length - 1 - lag]!]
    case 'induction':
      return repeatToken(tokens, vocabulary, draws)
  }
}

/** The last token was there exactly once, and not as the last but one. */
function repeatToken(tokens: Int32Array, vocabulary: number, draws: Draws): Sequence {
  const last = tokens.length - 1
  const token = tokens[last]!
  const at = draws.below(last - 1)
  for (let i = 0; i < last; i++) {
    if (i === at) tokens[i] = token
    // Any other token, equally often.
    else if (tokens[i] === token) tokens[i] = (token + 1 + draws.below(vocabulary - 1)) % vocabulary
  }
  return [tokens, tokens[at + 1]!]
}

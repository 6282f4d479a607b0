/** What each sampler proposes in one study of many kinds of parameters: the same wherever it is asked. */
import { SAMPLER_SCHEMA } from '../search/sampler-options.ts'
import { createStudy } from '../search/study.ts'

/** The names of all samplers. */
export const SAMPLER_NAMES = SAMPLER_SCHEMA.options.map((option) => option.shape.name.value)

const SPACE = [
  { name: 'kind', type: 'categorical', choices: ['a', 'b', 'c'] },
  { name: 'rate', type: 'float', low: 1e-5, high: 1e-1, log: true },
  { name: 'width', type: 'float', low: -2, high: 3 },
  { name: 'grid', type: 'float', low: 0, high: 2, step: 0.25 },
  { name: 'n', type: 'int', low: 1, high: 500, log: true, if: { param: 'kind', in: ['a', 'b'] } },
] as const

/** Long enough for every sampler to have left its start behind. */
const TRIALS = 40

/** The proposals of a sampler, one JSON text a trial; what comes of a trial is arithmetic that no machine does otherwise. */
export function listProposals(sampler: string): readonly string[] {
  const study = createStudy({
    ...{ space: SPACE, directions: ['minimize', 'maximize'], sampler, seed: 11 },
    constraints: [{ name: 'kept', objective: 0, atMost: 9000 }],
  })
  return Array.from({ length: TRIALS }, () => {
    const { number, params } = study.ask()
    const text = JSON.stringify(params)
    let sum = 0
    for (const char of text) sum = (sum * 31 + char.charCodeAt(0)) % 9973
    const width = params.width as number
    if (sum % 11 === 0) study.tell(number, { failed: 'it broke' })
    else study.tell(number, [sum + width * width, (params.grid as number) - Math.abs(width)])
    return text
  })
}

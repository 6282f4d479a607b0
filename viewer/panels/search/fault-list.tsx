/** What is wrong with a study, field by field, as the command line lists it. */
import type { Failure } from '../../../engine/protocol/result.ts'
import type { ScenarioFault } from '../../../engine/scenario/errors.ts'

/** More are told when these are mended. */
const MAX_FAULTS = 40

export function FaultList({ failure }: { readonly failure: Failure }) {
  const { code, message, details } = failure
  const faults = code === 'study/invalid' ? (details.faults as readonly ScenarioFault[]) : []
  if (faults.length === 0) {
    return (
      <p className="faulty" data-code={code}>
        {message}
      </p>
    )
  }
  return (
    <div data-code={code}>
      <p className="faulty">
        The study has {faults.length === 1 ? 'one fault' : `${faults.length} faults`}:
      </p>
      <ul className="faults">
        {faults.slice(0, MAX_FAULTS).map(({ field, value, problem }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a field may have two faults, and none moves
          <li key={i}>
            <span className="number">{field || 'document'}</span>:{' '}
            <span className={problem.includes('\n') ? 'number lines' : undefined}>{problem}</span>
            {!problem.includes('\n') && <span className="quiet"> (found {cut(value)})</span>}
            {isOfPrograms(field, problem) && <p className="quiet">{ELSEWHERE}</p>}
          </li>
        ))}
      </ul>
    </div>
  )
}

const isOfPrograms = (field: string, problem: string) =>
  field === 'objective.kind' && problem.includes('programs')

const ELSEWHERE =
  'A page starts no programs. On your machine, thunderline search STUDY runs this study, and the record that it writes opens here.'

const cut = (value: string) => (value.length > 60 ? `${value.slice(0, 59)}…` : value)

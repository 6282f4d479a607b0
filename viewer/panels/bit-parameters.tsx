/** The parameters of selected bits, to be changed by hand, and whether the bits are traced. */
import type { BitReport, EditOrder, EditPlace } from '../../engine/protocol/inspect-api.ts'
import { NumberField } from './number-field.tsx'
import { useRun } from './run-context.ts'

/** By the names of the contract; ranges as the scenario format has them. */
const PARAMETERS = [
  { key: 'phiPhase', name: 'phi_phase', low: 0, help: 'Where in its cycle a bit is' },
  {
    key: 'sigmaFlow',
    name: 'sigma_flow',
    low: -1,
    help: 'How much of what a bit does is passed on',
  },
  {
    key: 'lambdaSensitivity',
    name: 'lambda_sensitivity',
    low: 0,
    help: 'How loud a bit hears the fields',
  },
  {
    key: 'trustScore',
    name: 'trust_score',
    low: 0,
    help: 'How steadily its count of live neighbors stays the same',
  },
] as const

interface BitParametersProps {
  readonly place: EditPlace
  /** The bit whose numbers are shown; undefined for many, which are all given the same. */
  readonly bit: BitReport | undefined
}

export function BitParameters({ place, bit }: BitParametersProps) {
  const { desk } = useRun()
  const set = (values: Omit<Extract<EditOrder, { kind: 'set' }>, 'kind'>) => {
    desk.edits.beginGesture()
    void desk.edits.edit([{ kind: 'set', ...place, ...values }])
  }
  return (
    <div className="bit-parameters">
      {PARAMETERS.map(({ key, name, low, help }) => (
        <NumberField
          key={key}
          label={name}
          low={low}
          high={1}
          help={`${help}, ${low} to 1`}
          value={bit?.[key]}
          onChange={(value) => set({ [key]: value })}
        />
      ))}
      {bit === undefined ? (
        <div className="bit-orders">
          <button
            type="button"
            className="button"
            title="Has every bit of the box keep its last states"
            onClick={() => set({ trace: true })}
          >
            Trace
          </button>
          <button
            type="button"
            className="button"
            title="Lets no bit of the box keep its states any longer"
            onClick={() => set({ trace: false })}
          >
            End traces
          </button>
        </div>
      ) : (
        <label
          className="check"
          title="The bit keeps the hashes of its last states, which are listed below"
        >
          <input
            type="checkbox"
            checked={bit.isTraced}
            onChange={({ target }) => set({ trace: target.checked })}
          />
          Traced
        </label>
      )}
    </div>
  )
}

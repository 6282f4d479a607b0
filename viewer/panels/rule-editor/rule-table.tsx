/** A rule as a table one can click: counts or shapes of neighbors, a line's eight, or transitions. */
import { type KeyboardEvent, useMemo, useState } from 'react'
import type { RuleDiagnosis } from '../../../engine/protocol/inspect-api.ts'
import { listTransitions, replaceNext } from '../../../engine/rules/rule-file/table-lines.ts'
import {
  type RuleView,
  refineView,
  toggleFate,
  writeRuleView,
} from '../../../engine/rules/rule-view.ts'
import { NumberField } from '../number-field.tsx'

type Read = Extract<RuleDiagnosis, { readonly isRead: true }>

interface RuleTableProps {
  readonly text: string
  readonly diagnosis: Read
  /** Takes the rule that the table says after a click. */
  readonly onChange: (rule: string) => void
}

export function RuleTable({ text, diagnosis, onChange }: RuleTableProps) {
  const { view, source, states } = diagnosis
  if (view === undefined)
    return <Transitions text={source ?? text} states={states} onChange={onChange} />
  if (view.kind === 'elementary') return <Elementary view={view} onChange={onChange} />
  return <Counts view={view} onChange={onChange} />
}

interface CountsProps {
  readonly view: Extract<RuleView, { readonly kind: 'counts' }>
  readonly onChange: (rule: string) => void
}

const FATES = [
  { fate: 'isBirth', text: 'Birth' },
  { fate: 'isSurvival', text: 'Survival' },
] as const

const MAX_STATES = 256

function Counts({ view: whole, onChange }: CountsProps) {
  const [isFine, setIsFine] = useState(false)
  const fine = refineView(whole)
  const view = isFine && fine?.kind === 'counts' ? fine : whole
  const change = (next: RuleView) => onChange(writeRuleView(next))
  return (
    <div className="rule-table">
      <div className="rule-table-head">
        <h3>Live neighbors that bring birth and survival</h3>
        {fine !== undefined && (
          <label title="Each shape of neighbors on its own, by Hensel's letters">
            <input
              type="checkbox"
              checked={isFine}
              onChange={({ target }) => setIsFine(target.checked)}
            />
            Shapes apart
          </label>
        )}
        <NumberField
          label="States"
          low={2}
          high={MAX_STATES}
          step={1}
          value={view.states}
          onChange={(states) => change({ ...view, states })}
        />
      </div>
      <fieldset className="fates" onKeyDown={moveFocus}>
        <legend className="screen-reader-only">Birth and survival by live neighbors</legend>
        {view.classes.map(({ count, letter, ...fates }, i) => (
          <div key={`${count}${letter}`} className="fate-column">
            <span className="number quiet" aria-hidden="true">
              {count}
              {letter}
            </span>
            {FATES.map(({ fate, text }) => (
              <button
                key={fate}
                type="button"
                className="fate"
                data-fate={fate}
                aria-pressed={fates[fate]}
                aria-label={`${text} with ${count}${letter === '' ? '' : ` ${letter}`} neighbors`}
                title={`${text} with ${count}${letter} live neighbors`}
                tabIndex={i === 0 && fate === 'isBirth' ? 0 : -1}
                onClick={() => change(toggleFate(view, i, fate))}
              >
                {text[0]}
              </button>
            ))}
          </div>
        ))}
      </fieldset>
    </div>
  )
}

function Elementary({
  view,
  onChange,
}: {
  readonly view: Extract<RuleView, { readonly kind: 'elementary' }>
  readonly onChange: (rule: string) => void
}) {
  return (
    <div className="rule-table">
      <div className="rule-table-head">
        <h3>What comes of a cell and its two neighbors</h3>
      </div>
      <fieldset className="fates" onKeyDown={moveFocus}>
        <legend className="screen-reader-only">Next state by neighborhood</legend>
        {[7, 6, 5, 4, 3, 2, 1, 0].map((index) => {
          const cells = index.toString(2).padStart(3, '0')
          return (
            <div key={index} className="fate-column">
              <span className="number quiet" aria-hidden="true">
                {cells}
              </span>
              <button
                type="button"
                className="fate"
                aria-pressed={((view.code >> index) & 1) === 1}
                aria-label={`What comes of ${cells}`}
                tabIndex={index === 7 ? 0 : -1}
                onClick={() => onChange(writeRuleView(toggleFate(view, index, 'isBirth')))}
              >
                {(view.code >> index) & 1}
              </button>
            </div>
          )
        })}
      </fieldset>
    </div>
  )
}

/** More are changed in the text. */
const MAX_SHOWN = 400

function Transitions({
  text,
  states,
  onChange,
}: {
  readonly text: string
  readonly states: number
  readonly onChange: (rule: string) => void
}) {
  const lines = useMemo(() => listTransitions(text, MAX_SHOWN + 1), [text])
  if (lines.length === 0) {
    return (
      <p className="quiet rule-table">
        This rule is no table of counts or transitions; it is changed in its text.
      </p>
    )
  }
  return (
    <div className="rule-table">
      <div className="rule-table-head">
        <h3>Transitions: center and neighbors, then what comes of it</h3>
      </div>
      <fieldset className="transitions scrolled" onKeyDown={moveFocus}>
        <legend className="screen-reader-only">Next state by transition</legend>
        {lines.slice(0, MAX_SHOWN).map((each, i) => {
          const from = each.inputs.join(' ')
          const next = (Number(each.next) + 1) % states || 0
          return (
            <div key={each.line} className="transition number">
              <span className="quiet">{from}</span>
              <button
                type="button"
                className="fate"
                aria-label={`${from} becomes ${each.next}`}
                title={`Becomes ${each.next}; a click makes it ${next}`}
                tabIndex={i === 0 ? 0 : -1}
                onClick={() => onChange(replaceNext(text, each, next))}
              >
                {each.next}
              </button>
            </div>
          )
        })}
      </fieldset>
      {lines.length > MAX_SHOWN && (
        <p className="quiet">The first {MAX_SHOWN} are shown; the others are in the text.</p>
      )}
    </div>
  )
}

/** Arrow keys go through a table whose first entry alone is on the way of the Tab key. */
function moveFocus({ key, currentTarget, target, ...event }: KeyboardEvent): void {
  const buttons = [...currentTarget.querySelectorAll<HTMLElement>('.fate')]
  const at = buttons.indexOf(target as HTMLElement)
  const rows = currentTarget.querySelector('.fate-column')?.querySelectorAll('.fate').length ?? 1
  const step = { ArrowRight: rows, ArrowLeft: -rows, ArrowDown: 1, ArrowUp: -1 }[key]
  const next = step === undefined ? undefined : buttons[at + step]
  if (next === undefined) return
  event.nativeEvent.preventDefault()
  event.nativeEvent.stopPropagation()
  next.focus()
}

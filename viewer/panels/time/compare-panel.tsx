/** Compares the run with another one beside it: chooses which, and tells how they differ. */
import { Columns2, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Size } from '../../../engine/lattice/size.ts'
import { cssDifferenceColor, DIFFERENCE_NAMES } from '../../design/difference-palette.ts'
import { formatExact } from '../../design/format-number.ts'
import { useBranchStore } from '../../state/branch-desk.ts'
import { type CompareState, type CompareWish, useCompareStore } from '../../state/compare-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useViewStore } from '../../state/view-store.ts'
import { findObstacle, useWatchStore } from '../../state/watch-store.ts'
import { IconButton } from '../icon-button.tsx'
import { useRun } from '../run-context.ts'
import { Section } from '../section.tsx'
import './branch-panel.css'
import { DifferencePlot } from './difference-plot.tsx'

export function ComparePanel() {
  const run = useRun()
  const phase = useCompareStore((state) => state.phase)
  const end = phase !== 'off' && (
    <IconButton
      icon={X}
      label="Stop comparing"
      shortcut="D"
      onPress={() => void run.compareWith(undefined)}
    />
  )
  return (
    <Section title="Compare" action={end}>
      {phase === 'on' ? <Verdict /> : <CompareForm />}
    </Section>
  )
}

const KINDS = [
  { value: 'branch', text: 'another branch' },
  { value: 'backend', text: 'another back end' },
  { value: 'rule', text: 'another rule' },
  { value: 'library', text: 'another scenario' },
] as const

type Kind = (typeof KINDS)[number]['value']

function CompareForm() {
  const run = useRun()
  const [kind, setKind] = useState<Kind>('branch')
  const [choice, setChoice] = useState<string>()
  const [rule, setRule] = useState('')
  const phase = useCompareStore((state) => state.phase)
  const failure = useCompareStore((state) => state.failure)
  const obstacle = useWatchStore(findObstacle)
  const options = useChoices(kind)
  const chosen = options.some(({ value }) => value === choice) ? choice : options[0]?.value
  const wish = wishOf(kind, kind === 'rule' ? rule.trim() : chosen)
  return (
    <form
      className="compare-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (wish !== undefined) void run.compareWith(wish)
      }}
    >
      <label className="field">
        Compare this run with
        <select
          className="select"
          value={kind}
          onChange={({ target }) => {
            setKind(target.value as Kind)
            setChoice(undefined)
          }}
        >
          {KINDS.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      {kind === 'rule' ? (
        <input
          className="input number"
          aria-label="Rule to compare with"
          placeholder="B36/S23"
          value={rule}
          onChange={({ target }) => setRule(target.value)}
        />
      ) : options.length === 0 ? (
        <p className="quiet small">
          {kind === 'branch'
            ? 'There is no other branch. Branch off first (W).'
            : 'There is no other one for this world.'}
        </p>
      ) : (
        <select
          className="select"
          aria-label={`Which ${kind}`}
          value={chosen}
          onChange={({ target }) => setChoice(target.value)}
        >
          {options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
      {failure !== undefined && (
        <p role="alert" className="small" data-code={failure.code}>
          {failure.message}
        </p>
      )}
      <button
        type="submit"
        className="button wide"
        title={obstacle ?? 'Runs it beside this one, tick for tick (D)'}
        disabled={wish === undefined || phase === 'opening' || obstacle !== undefined}
      >
        <Columns2 size={14} aria-hidden="true" />
        {phase === 'opening' ? 'Opening…' : 'Compare'}
      </button>
    </form>
  )
}

interface Choice {
  readonly value: string
  readonly text: string
}

function useChoices(kind: Kind): readonly Choice[] {
  const branches = useBranchStore((state) => state.branches)
  const current = useBranchStore((state) => state.current)
  const backends = useRunStore((state) => state.backends)
  const present = useRunStore(({ info }) => info?.backend)
  const size = useRunStore(({ info }) => info?.size)
  const [library, setLibrary] = useState<readonly Choice[]>([])
  useEffect(() => {
    if (kind !== 'library' || size === undefined) return undefined
    let isOver = false
    void import('../../session/scenario-library.ts').then(({ listScenarios }) => {
      const fitting = listScenarios().filter((entry) => entry.size === writeSize(size, entry))
      if (!isOver) setLibrary(fitting.map(({ id, name }) => ({ value: id, text: name })))
    })
    return () => {
      isOver = true
    }
  }, [kind, size])
  switch (kind) {
    case 'branch':
      return branches
        .filter(({ id }) => id !== current)
        .map(({ id, name }) => ({ value: String(id), text: name }))
    case 'backend':
      return backends
        .filter(({ name, refusal }) => name !== present && refusal === undefined)
        .map(({ name }) => ({ value: name, text: name }))
    case 'library':
      return library
    case 'rule':
      return []
    default:
      return kind satisfies never
  }
}

/** A size as the library's entries have it. */
const writeSize = ({ x, y, z }: Size, { dimensions }: { readonly dimensions: number }) =>
  [x, y, z]
    .slice(0, dimensions)
    .map((cells) => (cells === 0 ? '∞' : cells))
    .join(' × ')

function wishOf(kind: Kind, choice: string | undefined): CompareWish | undefined {
  if (choice === undefined || choice === '') return undefined
  switch (kind) {
    case 'branch':
      return { kind, id: Number(choice) }
    case 'backend':
      return { kind, backend: choice as Extract<CompareWish, { kind: 'backend' }>['backend'] }
    case 'rule':
      return { kind, rule: choice }
    case 'library':
      return { kind, id: choice }
    default:
      return kind satisfies never
  }
}

function Verdict() {
  const state = useCompareStore()
  const theme = useViewStore((each) => each.theme)
  const { title, sums, compared, firstTick } = state
  return (
    <>
      <p>
        With <strong>{title}</strong>
      </p>
      <p
        className="compare-verdict small"
        role="status"
        data-verdict={firstTick === undefined ? 'same' : 'different'}
      >
        {describeVerdict(state)}
      </p>
      {sums !== undefined && (
        <dl className="compare-sums">
          {[sums.onlyHere, sums.onlyThere, sums.otherwise].map((cells, i) => (
            <Sum
              key={DIFFERENCE_NAMES[i + 1]}
              name={DIFFERENCE_NAMES[i + 1]!}
              cells={cells}
              color={cssDifferenceColor(i + 2, theme)}
            />
          ))}
        </dl>
      )}
      {compared > 1 && <DifferencePlot />}
    </>
  )
}

function Sum(props: { readonly name: string; readonly cells: number; readonly color: string }) {
  const { name, cells, color } = props
  return (
    <>
      <span
        className="compare-swatch"
        ref={(element) => element?.style.setProperty('background', color)}
      />
      <dt className="quiet">{name}</dt>
      <dd className="number">{formatExact(cells)}</dd>
    </>
  )
}

function describeVerdict({ sums, firstTick, compared }: CompareState): string {
  if (sums === undefined) return 'Nothing is compared yet.'
  const ticks = `${formatExact(compared)} ${compared === 1 ? 'picture' : 'pictures'} compared`
  if (firstTick === undefined) return `No cell differs so far, ${ticks}.`
  const share = ((100 * sums.differing) / Math.max(1, sums.cells)).toPrecision(2)
  const now =
    sums.differing === 0
      ? `The same again at tick ${formatExact(sums.tick)}`
      : `${formatExact(sums.differing)} cells differ at tick ${formatExact(sums.tick)} (${share} %)`
  return `${now}; seen to differ first at tick ${formatExact(firstTick)}, ${ticks}.`
}

/** A study of the world that is open: which of its numbers vary, and what is wanted of it. */
import { SquarePen } from 'lucide-react'
import { useEffect, useState } from 'react'
import { attempt } from '../../state/attempt.ts'
import { useRunStore } from '../../state/run-store.ts'
import { MAX_THREADS, writeDraft } from '../../state/study-desk.ts'
import { useRun } from '../run-context.ts'
import {
  listWorldPlaces,
  type RuleCounts,
  readRuleCounts,
  type WorldPlace,
} from './world-places.ts'
import { WORLD_GOALS, writeWorldStudy } from './write-world-study.ts'

/** The world that is open, as a scenario. */
interface OpenWorld {
  readonly title: string
  readonly document: unknown
  readonly files: Readonly<Record<string, Uint8Array>>
  readonly places: readonly WorldPlace[]
  readonly rule: RuleCounts | undefined
}

const TICKS = 100
const TRIALS = 60

interface WorldFormProps {
  /** Is told when the study is written. */
  readonly onWritten: () => void
}

export function WorldForm({ onWritten }: WorldFormProps) {
  const world = useOpenWorld()
  if (world === undefined) return <p className="quiet">No world is open yet.</p>
  return <Form key={world.title} world={world} onWritten={onWritten} />
}

function Form({ world, onWritten }: WorldFormProps & { readonly world: OpenWorld }) {
  const { title, document, files, places, rule } = world
  const [isRuleVaried, setIsRuleVaried] = useState(rule !== undefined)
  const [varied, setVaried] = useState<ReadonlySet<string>>(
    () => new Set(places.filter(({ name }) => name.endsWith('.density')).map(({ name }) => name)),
  )
  const [wanted, setWanted] = useState<ReadonlySet<string>>(
    () => new Set(WORLD_GOALS.slice(0, 2).map(({ name }) => name)),
  )
  const hasAll = (isRuleVaried || varied.size > 0) && wanted.size > 0
  const write = () => {
    const text = writeWorldStudy({
      ...{ title, document, ticks: TICKS, trials: TRIALS, threads: MAX_THREADS },
      places: places.filter(({ name }) => varied.has(name)),
      rule: isRuleVaried ? rule : undefined,
      goals: WORLD_GOALS.filter(({ name }) => wanted.has(name)),
    })
    writeDraft({ text, files })
    onWritten()
  }
  return (
    <div className="world-form">
      <fieldset>
        <legend className="quiet">What may vary in {title}</legend>
        {rule !== undefined && (
          <Check
            label="the rule: by how many neighbors cells are born and stay"
            isOn={isRuleVaried}
            onChange={setIsRuleVaried}
          />
        )}
        {places.map(({ name, value }) => (
          <Check
            key={name}
            label={name}
            note={String(value)}
            isOn={varied.has(name)}
            onChange={(isOn) => setVaried(withMember(varied, name, isOn))}
          />
        ))}
        {rule === undefined && places.length === 0 && (
          <p className="quiet">It has no number of its own. Open another world, or an example.</p>
        )}
      </fieldset>
      <fieldset>
        <legend className="quiet">What is wanted</legend>
        {WORLD_GOALS.map(({ name, about, direction }) => (
          <Check
            key={name}
            label={`${direction === 'minimize' ? 'little' : 'much'} ${name}`}
            title={about}
            isOn={wanted.has(name)}
            onChange={(isOn) => setWanted(withMember(wanted, name, isOn))}
          />
        ))}
      </fieldset>
      <button
        type="button"
        className="button"
        disabled={!hasAll}
        data-action="write-study"
        onClick={write}
      >
        <SquarePen size={14} aria-hidden="true" />
        Write the study
      </button>
    </div>
  )
}

function withMember(set: ReadonlySet<string>, member: string, isIn: boolean): ReadonlySet<string> {
  const changed = new Set(set)
  if (isIn) changed.add(member)
  else changed.delete(member)
  return changed
}

interface CheckProps {
  readonly label: string
  readonly note?: string
  readonly title?: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

function Check({ label, note, title, isOn, onChange }: CheckProps) {
  return (
    <label className="check" title={title}>
      <input type="checkbox" checked={isOn} onChange={({ target }) => onChange(target.checked)} />
      <span>{label}</span>
      {note !== undefined && <span className="number quiet">{note}</span>}
    </label>
  )
}

/** Reads it anew when another is opened. */
function useOpenWorld(): OpenWorld | undefined {
  const run = useRun()
  const source = useRunStore((state) => state.source)
  const rule = useRunStore(({ info }) => info?.rule.canonical)
  const title = useRunStore(({ info }) => info?.title)
  const [world, setWorld] = useState<OpenWorld>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source is another world
  useEffect(() => {
    let isMounted = true
    void attempt('The world cannot be varied', async () => {
      const [written, { load }] = await Promise.all([run.writeScenario(), import('js-yaml')])
      if (written === undefined || !isMounted) return
      const document: unknown = load(written.text)
      setWorld({
        title: title ?? 'the world',
        document,
        files: written.files,
        places: listWorldPlaces(document),
        rule: readRuleCounts(rule ?? ''),
      })
    })
    return () => {
      isMounted = false
    }
  }, [run, source, rule, title])
  return world
}

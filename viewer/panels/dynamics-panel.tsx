/** What a channel does by itself, as sliders over its fixed-point numbers. Each move is an edit of the run. */
import { useState } from 'react'
import type { ChannelDynamics, DynamicMember } from '../../engine/protocol/analysis-api.ts'
import type { EditOrder } from '../../engine/protocol/inspect-api.ts'
import { formatValue } from '../design/format-value.ts'
import { useFieldStore } from '../state/field-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { useLook } from './analysis/use-look.ts'
import './dynamics-panel.css'
import { useRun } from './run-context.ts'
import { Section } from './section.tsx'
import { tuneOf } from './tune-of.ts'

export function DynamicsPanel() {
  const { analysis, desk } = useRun()
  const title = useRunStore(({ info }) => info?.title ?? '')
  const shown = useFieldStore((state) => state.channel)
  const [wish, setWish] = useState<string>()
  const { value: all, failure } = useLook(() => analysis.dynamics(), title)
  if (failure !== undefined || all === undefined || all.length === 0) return null
  const find = (name: string | undefined) => all.find(({ channel }) => channel === name)
  const dynamics = find(wish) ?? find(shown) ?? all[0]!
  const tune = (order: EditOrder) => {
    desk.edits.beginGesture()
    void desk.edits.edit([order])
  }
  return (
    <Section title="Dynamics of a field">
      <select
        className="select"
        aria-label="Field whose dynamics are tuned"
        title="Fields that diffuse or swing can be tuned; each change is an edit of the run"
        value={dynamics.channel}
        onChange={({ target }) => setWish(target.value)}
      >
        {all.map(({ channel, kind }) => (
          <option key={channel} value={channel}>
            {channel}, {kind === 'wave' ? 'a wave' : 'diffuses'}
          </option>
        ))}
      </select>
      {dynamics.members.map((member) => (
        <MemberSlider
          key={`${dynamics.channel} ${member.name}`}
          dynamics={dynamics}
          member={member}
          onTune={tune}
        />
      ))}
    </Section>
  )
}

const WORDS: Readonly<Record<DynamicMember['name'], readonly [text: string, help: string]>> = {
  diffusion: ['diffusion', 'Share of a difference that flows to each neighbor in a tick'],
  speedSquared: ['speed²', 'The square of the speed of a wave, in cells a tick'],
  damping: ['damping', 'Share of its motion that a wave loses in a tick'],
  decay: ['decay', 'Share of the distance to rest that is lost in a tick'],
  rest: ['rest', 'Where it comes to rest'],
  source: ['source', 'What each cell that is not vacant adds in a tick'],
}

interface MemberSliderProps {
  readonly dynamics: ChannelDynamics
  readonly member: DynamicMember
  readonly onTune: (order: EditOrder) => void
}

function MemberSlider({ dynamics, member, onTune }: MemberSliderProps) {
  const { name, raw, one, low, high } = member
  const [moved, setMoved] = useState<number>()
  const present = moved ?? raw
  const [text, help] = WORDS[name]
  // A list by state has no one amount that a slider could be of.
  const isListed = name === 'source' && dynamics.source.length > 2
  function send(): void {
    setMoved(undefined)
    if (moved !== undefined && moved !== raw) onTune(tuneOf(dynamics, name, moved))
  }
  return (
    <label className="dynamic-row" title={help}>
      <span>{text}</span>
      <input
        className="slider"
        type="range"
        aria-label={`${text} of ${dynamics.channel}`}
        aria-valuetext={`${formatValue(present / one)}, ${present} of ${one}`}
        data-member={name}
        disabled={isListed}
        min={low}
        max={high}
        step={1}
        value={present}
        onChange={({ target }) => setMoved(Number(target.value))}
        onPointerUp={send}
        onKeyUp={send}
        onBlur={send}
      />
      <output className="number">{isListed ? 'by state' : formatValue(present / one)}</output>
      <output className="number quiet" title="The fixed-point number that the engine computes with">
        {present}/{one}
      </output>
    </label>
  )
}

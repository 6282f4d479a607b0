/** A rule on a random soup: the shortest way from an idea to a world. */
import { ChevronRight, Dices, Play } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { DEFAULT_DENSITY } from '../session/open-input.ts'
import { IconButton } from './icon-button.tsx'
import { RuleField } from './rule-field.tsx'
import { useRun } from './run-context.ts'

export function SoupForm() {
  const run = useRun()
  const [rule, setRule] = useState('B3/S23')
  const [size, setSize] = useState('')
  const [seed, setSeed] = useState('1')
  const [density, setDensity] = useState(DEFAULT_DENSITY)
  const [topology, setTopology] = useState('')

  function submit(event: FormEvent): void {
    event.preventDefault()
    const ownSize = size.trim()
    const overrides = {
      seed,
      ...(topology === '' ? {} : { topology }),
      ...(ownSize === '' ? {} : { size: ownSize }),
    }
    void run.open({ kind: 'soup', rule, density, overrides }, {}, 'The rule')
  }

  return (
    <details className="soup">
      <summary title="Write a rule and see what becomes of random cells under it">
        <ChevronRight size={14} aria-hidden="true" />
        Rule on a random soup
      </summary>
      <form onSubmit={submit} className="soup-form">
        <RuleField value={rule} onChange={setRule} />
        <div className="field-pair">
          <label className="field">
            Size
            <input
              className="input number"
              placeholder="any"
              title="Cells along each axis, such as 64 or 64x32; left empty, as fits the rule"
              spellCheck={false}
              value={size}
              onChange={({ target }) => setSize(target.value)}
            />
          </label>
          <label className="field">
            Topology
            <select
              className="select"
              title="What lies beyond the edge: a torus goes around, a box ends"
              value={topology}
              onChange={({ target }) => setTopology(target.value)}
            >
              <option value="">of the rule</option>
              <option value="torus">torus</option>
              <option value="box">box</option>
            </select>
          </label>
        </div>
        <div className="field-pair">
          <label className="field">
            Density, {Math.round((100 * density) / 256)} %
            <input
              className="slider"
              type="range"
              title="Share of the cells that are alive at tick 0"
              min={1}
              max={255}
              value={density}
              onChange={({ target }) => setDensity(Number(target.value))}
            />
          </label>
          <div className="seed-field">
            <label className="field">
              Seed
              <input
                className="input number"
                inputMode="numeric"
                title="The same seed makes the same cells, on every machine"
                value={seed}
                onChange={({ target }) => setSeed(target.value)}
              />
            </label>
            <IconButton
              icon={Dices}
              label="Another seed"
              className=""
              onPress={() => setSeed(String(crypto.getRandomValues(new Uint32Array(1))[0]))}
            />
          </div>
        </div>
        <button type="submit" className="button wide" title="Open this world">
          <Play size={14} aria-hidden="true" />
          Run
        </button>
      </form>
    </details>
  )
}

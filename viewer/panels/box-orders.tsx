/** What can be done to all cells and bits of the selected box at once. */
import { useId } from 'react'
import type { BoxReport, EditOrder, EditPlace } from '../../engine/protocol/inspect-api.ts'
import { nextSeed } from '../state/edit-shapes.ts'
import { useFieldStore } from '../state/field-store.ts'
import { pokedChannel } from '../state/poked-channel.ts'
import { useRunStore } from '../state/run-store.ts'
import { setTool, useToolStore } from '../state/tool-store.ts'
import { BitParameters } from './bit-parameters.tsx'
import { ClipButtons } from './clip-buttons.tsx'
import { useRun } from './run-context.ts'
import { clampState, PokeSettings } from './tool-settings.tsx'

const REASON = 'by hand'

export function BoxOrders({ report }: { readonly report: BoxReport }) {
  const { box, bits } = report
  const { x, y, z, size } = box
  const place: EditPlace = { box: { at: [x, y, z], size: [size.x, size.y, size.z] } }
  const statuses = bits?.statuses ?? []
  const has = (status: string) => statuses.some((each) => each.status === status)
  const hasBits = statuses.length > 0
  return (
    <div className="box-orders">
      <h3>All cells of the box</h3>
      <PaintBox place={place} />
      <FillBox place={place} />
      <PokeBox place={place} />
      <ClipButtons />
      {bits !== undefined && (
        <>
          <h3>All its bits</h3>
          <div className="bit-orders">
            <Order
              order={{ kind: 'activate', ...place }}
              text="Activate"
              help="Has every bit of the box step that does not"
              isOff={!has('spawned') && !has('suspended')}
            />
            <Order
              order={{ kind: 'suspend', ...place, reason: REASON }}
              text="Suspend"
              help="Has every bit of the box hold its state until it is activated"
              isOff={!has('active')}
            />
            <Order
              order={{ kind: 'terminate', ...place, reason: REASON }}
              text="Terminate"
              help="Ends every bit of the box for good; its site becomes vacant"
              isOff={!hasBits}
            />
            <Order
              order={{ kind: 'spawn', ...place, state: 1 }}
              text="Spawn"
              help="Begins a bit at every vacant site of the box, where the policies permit it"
              isOff={bits.vacant === 0}
            />
          </div>
          {hasBits && <BitParameters place={place} bit={undefined} />}
        </>
      )}
    </div>
  )
}

interface OrderProps {
  readonly order: EditOrder
  readonly text: string
  /** What it brings about, shown in the tooltip. */
  readonly help?: string
  readonly isOff?: boolean
}

/** A button that gives one order, which is taken back as one. */
export function Order({ order, text, help, isOff = false }: OrderProps) {
  const { desk } = useRun()
  return (
    <button
      type="button"
      className="button"
      title={help}
      disabled={isOff}
      onClick={() => {
        desk.edits.beginGesture()
        void desk.edits.edit([order])
      }}
    >
      {text}
    </button>
  )
}

function PaintBox({ place }: { readonly place: EditPlace }) {
  const states = useRunStore(({ info }) => info?.rule.states ?? 2)
  const paintState = useToolStore((state) => state.paintState)
  const state = Math.min(paintState, states - 1)
  const id = useId()
  return (
    <div className="box-order">
      <label htmlFor={id}>State</label>
      <input
        id={id}
        className="input number"
        type="number"
        min={0}
        max={states - 1}
        title={`State to paint, 0 to ${states - 1}`}
        value={state}
        onChange={({ target }) => setTool({ paintState: clampState(target.value, states) })}
      />
      <Order
        order={{ kind: 'paint', ...place, state }}
        text="Paint"
        help="Gives every cell of the box this state"
      />
    </div>
  )
}

/** Fills the box at random, from a seed that the next fill has another of. */
function FillBox({ place }: { readonly place: EditPlace }) {
  const { desk } = useRun()
  const { soupDensity, soupSeed } = useToolStore()
  return (
    <div className="box-order">
      <span>Density {Math.round((100 * soupDensity) / 256)}%</span>
      <span className="quiet number" title="Seed of the next random fill">
        seed {soupSeed}
      </span>
      <button
        type="button"
        className="button"
        title="Fill at random; density and seed are set with the tool (7)"
        onClick={() => {
          desk.edits.beginGesture()
          const { box } = place
          const fill = { kind: 'soup', density: soupDensity, seed: soupSeed } as const
          void desk.edits.edit([box === undefined ? fill : { ...fill, box }])
          setTool({ soupSeed: nextSeed(soupSeed) })
        }}
      >
        Fill
      </button>
    </div>
  )
}

function PokeBox({ place }: { readonly place: EditPlace }) {
  const info = useRunStore((state) => state.info)
  const { pokeChannel, pokeAmount } = useToolStore()
  const shown = useFieldStore((state) => state.channel)
  const channel = pokedChannel(info?.living?.channels ?? [], pokeChannel, shown)
  if (info === undefined || channel === undefined) return null
  return (
    <div className="box-order">
      <PokeSettings info={info} />
      <Order
        order={{ kind: 'poke', ...place, channel: channel.name, value: pokeAmount }}
        text="Add"
        help="Adds this amount to the field at every cell of the box"
        isOff={pokeAmount === 0}
      />
    </div>
  )
}

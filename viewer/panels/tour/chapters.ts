/** The eight chapters of the tour: what each shows, in the viewer itself and with its real parts. */

import { WHOLE } from '../../state/clip.ts'
import { setField, showChannel } from '../../state/field-store.ts'
import { closePanel } from '../../state/panel-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { setView } from '../../state/view-store.ts'
import { playLedger } from './play-ledger.ts'
import { playReplay } from './play-replay.ts'
import { playSearch } from './play-search.ts'
import type { TourStage } from './tour-stage.ts'

export interface Chapter {
  readonly title: string
  readonly play: (stage: TourStage) => Promise<void>
}

export const CHAPTERS: readonly Chapter[] = [
  { title: 'Life in three dimensions', play: playLife },
  { title: 'Fields', play: playFields },
  { title: 'Rules that change themselves', play: playMetaRules },
  { title: 'Zones and their clocks', play: playZones },
  { title: 'A search and its front', play: playSearch },
  { title: 'The same bits everywhere', play: playReplay },
  { title: 'A record that cannot be altered', play: playLedger },
  { title: 'Where it goes next', play: playNext },
]

/** Puts away what a chapter may have opened. */
export function clearStage(stage: TourStage): void {
  showChannel(undefined)
  setField({ showsZones: false, mode: 'slice', place: 'over' })
  setView({ clip: WHOLE, dialog: undefined })
  for (const name of ['library', 'inspector', 'search', 'record'] as const) closePanel(name)
  stage.show(undefined)
}

async function playLife(stage: TourStage): Promise<void> {
  await stage.open('pyroclastic')
  await stage.tell(
    'Every cell of this lattice looks at the 26 around it and takes the same simple step, all at once. From a lump of twelve cells a side, this comes.',
  )
  await stage.until(() => useRunStore.getState().tick >= 40, 10)
  setView({ clip: { ...WHOLE, x: { from: 0, to: 0.5 } } })
  await stage.tell(
    'Cut open, it shows fronts and their wakes: ten states a cell, no randomness. Drag to turn it; the tour waits while you do.',
  )
  setView({ clip: WHOLE })
  await stage.open('bays-4555-glider')
  await stage.tell(
    'And this is a creature of the same kind of world: the glider of Bays, found in 1987. Ten cells that walk for ever.',
  )
}

async function playFields(stage: TourStage): Promise<void> {
  await stage.open('forest-fire')
  showChannel('heat')
  await stage.tell(
    'Cells live in fields. A burning tree gives off heat, heat spreads by a diffusion equation, and where it is hot enough the next tree catches fire.',
  )
  await stage.open('ants')
  showChannel('reward')
  await stage.tell(
    'Fields carry messages, too: these ants lay a trail and follow it. All of it is whole-number arithmetic, so a field is exact to its last bit.',
  )
}

async function playMetaRules(stage: TourStage): Promise<void> {
  await stage.open('learners')
  showChannel('heat')
  setField({ mode: 'volume' })
  await stage.tell(
    'Here cells change their rule, not only their state. Under the wild rule they multiply and give off heat; where it grows too hot, they go over to the calm one.',
  )
  await stage.tell(
    'Nobody steers it. A meta-rule says when to switch and when to switch back, and the world begins to breathe.',
  )
}

async function playZones(stage: TourStage): Promise<void> {
  await stage.open('two-clocks')
  setField({ showsZones: true })
  await stage.tell(
    'One medium, two zones: the right one steps at every third tick only. Waves slow down at the border and bend there, as light does in glass.',
  )
  await stage.tell(
    'Each zone has its own rule, its own clock and its own policies, and what crosses a border is seen by both in the same order every time.',
  )
}

async function playNext(stage: TourStage): Promise<void> {
  await stage.open('clouds')
  await stage.tell(
    'Everything you saw ran in this page, on this machine, and leaves it only when you share it: a link holds the whole run and the hash it comes to.',
  )
  await stage.tell(
    'Next: open a scenario of the library (L), write a rule or a study of your own (Q), or read how the words hang together on the map of terms (6).',
    6,
  )
}

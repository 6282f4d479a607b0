/**
 * The palette: whatever can be ordered, found by a few letters of its name.
 *
 * A combobox with a list box, as the ARIA Authoring Practices describe it: the focus stays in the
 * field, and the arrow keys move what is chosen in the list.
 */
import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { readRecent, rememberRecent } from '../../state/recent-entries.ts'
import { showDialog } from '../../state/view-store.ts'
import { IconButton } from '../icon-button.tsx'
import { Modal } from '../modal.tsx'
import './palette.css'
import { type PaletteEntry, type RankedGroup, rankEntries } from './rank-entries.ts'
import { type NamedPanel, useEntries } from './use-entries.ts'

/** How far the page keys move in the list. */
const PAGE = 8

interface PaletteProps {
  /** The panels of the page; those that no command opens are entries by their titles. */
  readonly panels: readonly NamedPanel[]
}

export function Palette({ panels }: PaletteProps) {
  return (
    <Modal name="palette" className="palette" label="Command palette">
      <PaletteBody panels={panels} />
    </Modal>
  )
}

function PaletteBody({ panels }: PaletteProps) {
  const entries = useEntries(panels)
  const [recent] = useState(readRecent)
  const [wish, setWish] = useState('')
  const [at, setAt] = useState(0)
  const listId = useId()
  const groups = rankEntries(entries, wish, recent)
  const listed = groups.flatMap((group) => group.entries.map(({ entry }) => entry))
  const chosen = listed[Math.min(at, listed.length - 1)]
  const optionId = (entry: PaletteEntry) => `${listId}-${entry.id}`

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const move = moveOf(event.key)
    if (move === undefined && event.key !== 'Enter') return
    event.preventDefault()
    if (move !== undefined) setAt(moveIn(listed.length, Math.max(0, listed.indexOf(chosen!)), move))
    else if (chosen !== undefined) choose(chosen)
  }

  return (
    <>
      <div className="palette-head">
        <Search size={16} aria-hidden="true" />
        <input
          className="palette-input"
          type="text"
          role="combobox"
          aria-label="Find a command, a panel, a field or a scenario"
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          title="A few letters of each word are enough"
          aria-activedescendant={chosen && optionId(chosen)}
          placeholder="Find a command, a panel, a field or a scenario"
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          // biome-ignore lint/a11y/noAutofocus: a dialog gives the focus to what it was opened for
          autoFocus
          value={wish}
          onChange={({ target }) => {
            setWish(target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
        <IconButton icon={X} label="Close" shortcut="Esc" onPress={() => showDialog(undefined)} />
      </div>
      <EntryList id={listId} groups={groups} chosen={chosen} optionId={optionId} />
      {listed.length === 0 && (
        <p className="quiet palette-empty">Nothing is called that. Fewer letters find more.</p>
      )}
      <p className="screen-reader-only" role="status">
        {wish !== '' && (listed.length === 1 ? '1 entry' : `${listed.length} entries`)}
      </p>
      <p className="quiet palette-foot">
        <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> do it <kbd>Esc</kbd> close
      </p>
    </>
  )
}

interface EntryListProps {
  readonly id: string
  readonly groups: readonly RankedGroup[]
  readonly chosen: PaletteEntry | undefined
  readonly optionId: (entry: PaletteEntry) => string
}

function EntryList({ id, groups, chosen, optionId }: EntryListProps) {
  const element = useRef<HTMLDivElement>(null)
  const chosenId = chosen?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: another is chosen, which has to be in sight
  useEffect(() => {
    element.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [chosenId])
  return (
    <div ref={element} id={id} className="palette-list" role="listbox" aria-label="Entries">
      {groups.map(({ title, entries }, nth) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
        <div key={title} role="group" aria-labelledby={`${id}-group-${nth}`}>
          <div id={`${id}-group-${nth}`} className="palette-group" role="presentation">
            {title}
          </div>
          {entries.map(({ entry, marks }) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys
            // biome-ignore lint/a11y/useFocusableInteractive: the field points at what is chosen
            <div
              key={entry.id}
              id={optionId(entry)}
              className="palette-entry"
              role="option"
              aria-selected={entry === chosen}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(entry)}
            >
              <span className="palette-title">
                <Marked text={entry.title} marks={marks} />
              </span>
              {entry.detail && <span className="number quiet">{entry.detail}</span>}
              {entry.key !== undefined && <kbd>{entry.key}</kbd>}
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

/** A text with the letters that were found. */
function Marked({ text, marks }: { readonly text: string; readonly marks: readonly number[] }) {
  if (marks.length === 0) return text
  const isMarked = new Set(marks)
  const runs: { readonly from: number; readonly isFound: boolean; text: string }[] = []
  for (let at = 0; at < text.length; at++) {
    const isFound = isMarked.has(at)
    const last = runs.at(-1)
    if (last?.isFound === isFound) last.text += text[at]
    else runs.push({ from: at, isFound, text: text[at]! })
  }
  return runs.map(({ from, isFound, text: part }) =>
    isFound ? <mark key={from}>{part}</mark> : <span key={from}>{part}</span>,
  )
}

function choose(entry: PaletteEntry): void {
  rememberRecent(entry.id)
  // It may open another dialog, which then takes this one's place.
  showDialog(undefined)
  entry.choose()
}

/** How far a key moves what is chosen; undefined for a key that does not. */
function moveOf(key: string): number | undefined {
  return { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[key]
}

/** A single step goes on at the other end; a page stops there. */
function moveIn(length: number, from: number, move: number): number {
  const to = from + move
  if (Math.abs(move) === 1) return (to + length) % Math.max(1, length)
  return Math.min(length - 1, Math.max(0, to))
}

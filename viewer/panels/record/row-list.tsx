/** A list of rows of which one is chosen: one stop of the tab key, walked by arrows; more pages by a button. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import type { Failure } from '../../../engine/protocol/result.ts'
import { FailureNote } from './failure-note.tsx'

interface RowListProps<Item> {
  readonly label: string
  /** Undefined while they are on their way. */
  readonly items: readonly Item[] | undefined
  readonly keyOf: (item: Item) => string
  readonly chosen: string | undefined
  readonly onChoose: (item: Item) => void
  /** What a row says, as cells of a grid. */
  readonly renderRow: (item: Item) => ReactNode
  /** The grid's columns, as CSS has them. */
  readonly columns: string
  /** What there is to say of an empty list, and what to do. */
  readonly empty: ReactNode
  readonly failure?: Failure | undefined
  readonly onRetry?: () => void
  readonly hasMore?: boolean
  readonly onMore?: () => void
}

export function RowList<Item>(props: RowListProps<Item>) {
  const { label, items, keyOf, chosen, onChoose, renderRow, columns, empty, failure } = props
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    if (chosen === undefined) return
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  if (items === undefined) {
    if (failure !== undefined) return <FailureNote failure={failure} onRetry={props.onRetry} />
    return <p className="quiet record-note">Asking the server…</p>
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (items === undefined || items.length === 0) return
    const at = items.findIndex((item) => keyOf(item) === chosen)
    const last = items.length - 1
    const goal = {
      ArrowDown: Math.min(last, at + 1),
      ArrowUp: Math.max(0, at - 1),
      Home: 0,
      End: last,
      PageDown: Math.min(last, at + 10),
      PageUp: Math.max(0, at - 10),
    }[event.key]
    if (goal === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onChoose(items[goal]!)
  }

  const rowId = (item: Item) => `${id}-${keyOf(item)}`
  const active = items.find((item) => keyOf(item) === chosen)
  return (
    <div className="row-list scrolled">
      {failure !== undefined && <FailureNote failure={failure} onRetry={props.onRetry} />}
      {items.length === 0 ? (
        <div className="quiet record-note">{empty}</div>
      ) : (
        <div
          ref={list}
          className="rows"
          role="listbox"
          aria-label={label}
          aria-activedescendant={active && rowId(active)}
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          {items.map((item) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
            <div
              key={keyOf(item)}
              id={rowId(item)}
              className="row"
              role="option"
              tabIndex={-1}
              aria-selected={keyOf(item) === chosen}
              style={{ gridTemplateColumns: columns }}
              onClick={() => onChoose(item)}
            >
              {renderRow(item)}
            </div>
          ))}
        </div>
      )}
      {props.hasMore && (
        <button type="button" className="button rows-more" onClick={props.onMore}>
          More
        </button>
      )}
    </div>
  )
}

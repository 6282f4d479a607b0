/**
 * A list of rows of which one is chosen: one stop of the tab key, walked by arrows; more pages by a button. Of a long
 * one only the rows that are seen are there, and what is seen stays where it is while others come in above.
 */
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { Failure } from '../../../engine/protocol/result.ts'
import { FailureNote } from './failure-note.tsx'
import './row-list.css'
import { findRowWindow, keepInPlace, ROW_HEIGHT } from './row-window.ts'

/** Rows that are taken beside the one that is chosen: by Ctrl, Cmd or Shift and a click, or by the space bar. */
export interface RowMarks<Item> {
  /** The keys of those that are taken. */
  readonly marked: ReadonlySet<string>
  readonly onMark: (item: Item) => void
  /** The key of the row that is pointed at, here or elsewhere. */
  readonly hovered: string | undefined
  /** Is told of the row that is pointed at; undefined where none is. */
  readonly onHover: (item: Item | undefined) => void
}

interface RowListProps<Item> {
  readonly label: string
  /** Undefined while they are on their way. */
  readonly items: readonly Item[] | undefined
  readonly keyOf: (item: Item) => string
  readonly chosen: string | undefined
  readonly onChoose: (item: Item) => void
  /** Of a list in which several can be taken at once; absent in others. */
  readonly marks?: RowMarks<Item>
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
  /** What the button for more says. */
  readonly moreText?: string
  /** Whether more are on their way. */
  readonly isLoading?: boolean
}

export function RowList<Item>(props: RowListProps<Item>) {
  const { items, failure } = props
  if (items === undefined) {
    if (failure !== undefined) return <FailureNote failure={failure} onRetry={props.onRetry} />
    return (
      <p className="quiet record-note" role="status">
        Asking the server…
      </p>
    )
  }
  return <Rows {...props} items={items} />
}

function Rows<Item>(props: RowListProps<Item> & { readonly items: readonly Item[] }) {
  const { label, items, keyOf, chosen, onChoose, renderRow, columns, empty, failure, marks } = props
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const keys = items.map(keyOf)
  const at = chosen === undefined ? -1 : keys.indexOf(chosen)
  const { top, height } = useScroll(scroller, list, keys)
  const { from, to } = findRowWindow(items.length, top, height)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a choice is brought into view, a new row is not
  useEffect(() => {
    if (at !== -1) bringIntoView(scroller.current, list.current, at)
  }, [chosen])

  function onKeyDown(event: KeyboardEvent): void {
    if (items.length === 0) return
    if (marks !== undefined && event.key === ' ' && at !== -1) {
      event.preventDefault()
      event.stopPropagation()
      marks.onMark(items[at]!)
      return
    }
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
    if (marks !== undefined && event.shiftKey && at !== -1) marks.onMark(items[goal]!)
    else onChoose(items[goal]!)
  }
  const isTaken = (key: string, row: number) => row === at || marks?.marked.has(key) === true

  const rowId = (key: string) => `${id}-${key}`
  return (
    <div ref={scroller} className="row-list scrolled">
      {failure !== undefined && <FailureNote failure={failure} onRetry={props.onRetry} />}
      {items.length === 0 ? (
        <div className="quiet record-note">{empty}</div>
      ) : (
        <div
          ref={list}
          className="rows"
          role="listbox"
          aria-label={label}
          aria-multiselectable={marks === undefined ? undefined : true}
          onPointerLeave={marks && (() => marks.onHover(undefined))}
          aria-activedescendant={at >= from && at < to ? rowId(keys[at]!) : undefined}
          tabIndex={0}
          style={{ paddingTop: from * ROW_HEIGHT, paddingBottom: (items.length - to) * ROW_HEIGHT }}
          onKeyDown={onKeyDown}
        >
          {items.slice(from, to).map((item, number) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
            <div
              key={keys[from + number]}
              id={rowId(keys[from + number]!)}
              className="row"
              role="option"
              tabIndex={-1}
              aria-selected={isTaken(keys[from + number]!, from + number)}
              data-hovered={marks?.hovered === keys[from + number] ? '' : undefined}
              onPointerEnter={marks && (() => marks.onHover(item))}
              aria-setsize={items.length}
              aria-posinset={from + number + 1}
              style={{ gridTemplateColumns: columns, height: ROW_HEIGHT }}
              onClick={(event) => {
                const isMore = event.ctrlKey || event.metaKey || event.shiftKey
                if (marks !== undefined && isMore) marks.onMark(item)
                else onChoose(item)
              }}
            >
              {renderRow(item)}
            </div>
          ))}
        </div>
      )}
      {props.hasMore && (
        <button
          type="button"
          className="button rows-more"
          aria-disabled={props.isLoading === true}
          onClick={props.onMore}
        >
          {props.moreText ?? 'More'}
        </button>
      )}
    </div>
  )
}

/** How far the rows are scrolled; what is seen of them stays when rows come in above. */
function useScroll(
  scroller: React.RefObject<HTMLDivElement | null>,
  list: React.RefObject<HTMLDivElement | null>,
  keys: readonly string[],
) {
  const [place, setPlace] = useState({ top: 0, height: 1000 })
  const before = useRef(keys)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const note = () => {
      const top = element.scrollTop - (list.current?.offsetTop ?? 0)
      setPlace((last) => {
        const isSame =
          Math.floor(last.top / ROW_HEIGHT) === Math.floor(top / ROW_HEIGHT) &&
          last.height === element.clientHeight
        return isSame ? last : { top, height: element.clientHeight }
      })
    }
    note()
    const observer = new ResizeObserver(note)
    observer.observe(element)
    element.addEventListener('scroll', note, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', note)
    }
  }, [scroller, list])
  useLayoutEffect(() => {
    const element = scroller.current
    const last = before.current
    before.current = keys
    if (element === null || last === keys) return
    const offset = list.current?.offsetTop ?? 0
    const goal = keepInPlace(last, keys, element.scrollTop - offset)
    if (goal !== undefined) element.scrollTop = goal + offset
  })
  return place
}

function bringIntoView(scroller: HTMLElement | null, list: HTMLElement | null, row: number): void {
  if (scroller === null || list === null) return
  const top = list.offsetTop + row * ROW_HEIGHT
  const { scrollTop, clientHeight } = scroller
  if (top < scrollTop) scroller.scrollTop = top
  else if (top + ROW_HEIGHT > scrollTop + clientHeight) {
    scroller.scrollTop = top + ROW_HEIGHT - clientHeight
  }
}

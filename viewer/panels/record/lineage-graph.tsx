/**
 * The graph of lineage: what came first at the left. One node has the focus, arrows walk along links and up and down
 * a layer, Enter looks from the node on, or opens a group.
 */
import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef } from 'react'
import { formatExact } from '../../design/format-number.ts'
import { countStates, type GroupedLineage, type NodeGroup } from './group-nodes.ts'
import { labelOf, type ShownNode } from './lineage-answers.ts'
import { type Layout, placeNodes, type Step, walk } from './place-nodes.ts'

/** Pixels. */
const BOX = { width: 156, height: 40 } as const
const GAP = { x: 44, y: 12 } as const
const MARGIN = 12

interface LineageGraphProps {
  readonly shown: GroupedLineage
  /** The node whose lineage it is. */
  readonly start: string
  /** A node or a group. */
  readonly chosen: string
  readonly onChoose: (id: string) => void
  /** Is asked to show the lineage of a node, or the members of a group. */
  readonly onCenter: (id: string) => void
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

interface Place {
  readonly x: number
  readonly y: number
}

export function LineageGraph({ shown, start, chosen, onChoose, onCenter }: LineageGraphProps) {
  const graph = useRef<HTMLDivElement>(null)
  const layout = useMemo(
    () => placeNodes([...shown.nodes.keys(), ...shown.groups.keys()], shown.edges),
    [shown],
  )
  const { placeOf, width, height } = useMemo(() => measure(layout), [layout])
  const linksOf = useMemo(() => countLinks(layout), [layout])
  // One node that was chosen is drawn anew, and not the five hundred that were not.
  const handlers = useRef({ onChoose, onCenter, chosen })
  handlers.current = { onChoose, onCenter, chosen }
  const onPress = useCallback((id: string, isDouble: boolean, isKey: boolean) => {
    const { onChoose, onCenter, chosen } = handlers.current
    if (isDouble || (isKey && id === chosen)) onCenter(id)
    else onChoose(id)
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another layout has other places
  useEffect(() => {
    const element = graph.current?.querySelector<HTMLElement>(`[data-chosen=true]`)
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    // Who walks by key goes on from there, also where the node that had the focus is in a group now.
    if (hadFocus.current) element?.focus({ preventScroll: true })
  }, [chosen, layout])
  const hadFocus = useRef(false)

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const next = walk(layout, chosen, step)
    if (next !== undefined) onChoose(next)
  }

  const items: readonly (ShownNode | NodeGroup)[] = [
    ...shown.nodes.values(),
    ...shown.groups.values(),
  ]
  return (
    <div className="graph-scroll">
      {/* biome-ignore lint/a11y/useSemanticElements: it is no set of fields */}
      <div
        ref={graph}
        className="graph"
        role="group"
        aria-label="Lineage: arrow keys walk, Enter centers"
        style={{ width, height }}
        onKeyDown={onKeyDown}
        onFocus={() => {
          hadFocus.current = true
        }}
        onBlur={({ relatedTarget }) => {
          // A node that is taken away with the focus leaves it to nobody.
          if (relatedTarget !== null) {
            hadFocus.current = graph.current?.contains(relatedTarget) ?? false
          }
        }}
      >
        <Links layout={layout} placeOf={placeOf} chosen={chosen} size={{ width, height }} />
        {items.map((item) => (
          <Box
            key={item.id}
            item={item}
            place={placeOf.get(item.id)!}
            links={linksOf.get(item.id)!}
            isStart={item.id === start}
            isChosen={item.id === chosen}
            onPress={onPress}
          />
        ))}
      </div>
    </div>
  )
}

interface LinksProps {
  readonly layout: Layout
  readonly placeOf: ReadonlyMap<string, Place>
  readonly chosen: string
  readonly size: { readonly width: number; readonly height: number }
}

/** All links are one path, since a path of its own for each of thousands takes its time; the chosen one's lie above. */
function Links({ layout: { edges }, placeOf, chosen, size }: LinksProps) {
  const all = useMemo(() => edges.map((edge) => curve(edge, placeOf)).join(''), [edges, placeOf])
  const marked = edges
    .filter(({ from, to }) => from === chosen || to === chosen)
    .map((edge) => curve(edge, placeOf))
    .join('')
  return (
    <svg className="graph-lines" {...size} aria-hidden="true">
      <path className="graph-edge" d={all} />
      <path className="graph-edge marked" d={marked} />
    </svg>
  )
}

interface BoxProps {
  readonly item: ShownNode | NodeGroup
  readonly place: Place
  readonly links: Links
  readonly isStart: boolean
  readonly isChosen: boolean
  readonly onPress: (id: string, isDouble: boolean, isKey: boolean) => void
}

const Box = memo(({ item, place, links, isStart, isChosen, onPress }: BoxProps) => {
  const { id, kind } = item
  const { x, y } = place
  const isGroup = 'members' in item
  const state = isGroup ? countStates(item) : stateOf(item)
  const label = isGroup ? `${formatExact(item.members.length)} together` : labelOf(item)
  return (
    <button
      type="button"
      className="graph-node"
      data-kind={kind}
      data-node={id}
      data-group={isGroup}
      data-start={isStart}
      data-chosen={isChosen}
      data-pending={!isGroup && item.isPending}
      aria-pressed={isChosen}
      aria-label={`${kind} ${label} ${state}, made from ${links.parents}, made ${links.children}`}
      tabIndex={isChosen ? 0 : -1}
      title={isGroup ? `${label}: ${kind} ${state}` : id}
      style={{ left: x, top: y, width: BOX.width, height: BOX.height }}
      // A key's click has no count; Enter on the chosen one looks from there on.
      onClick={({ detail }) => onPress(id, false, detail === 0)}
      onDoubleClick={() => onPress(id, true, false)}
    >
      <span className="graph-kind">
        {kind}
        {state !== '' && ` · ${state}`}
      </span>
      <span className="cut number">{label}</span>
    </button>
  )
})

function stateOf({ attributes }: ShownNode): string {
  return typeof attributes.state === 'string' ? attributes.state : ''
}

function measure({ layers }: Layout) {
  const tallest = Math.max(1, ...layers.map((layer) => layer.length))
  const placeOf = new Map<string, Place>()
  for (const [column, layer] of layers.entries()) {
    const free = (tallest - layer.length) * (BOX.height + GAP.y)
    for (const [row, id] of layer.entries()) {
      placeOf.set(id, {
        x: MARGIN + column * (BOX.width + GAP.x),
        y: MARGIN + free / 2 + row * (BOX.height + GAP.y),
      })
    }
  }
  return {
    placeOf,
    width: 2 * MARGIN + layers.length * (BOX.width + GAP.x) - GAP.x,
    height: 2 * MARGIN + tallest * (BOX.height + GAP.y) - GAP.y,
  }
}

/** Leaves and comes level, so that one sees where an edge belongs. */
function curve({ from, to }: Layout['edges'][number], placeOf: ReadonlyMap<string, Place>): string {
  const [a, b] = [placeOf.get(from)!, placeOf.get(to)!]
  const [x0, y0, x1, y1] = [a.x + BOX.width, a.y + BOX.height / 2, b.x, b.y + BOX.height / 2]
  const bend = Math.max(20, (x1 - x0) / 2)
  return `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1 - 1} ${y1}`
}

interface Links {
  readonly parents: number
  readonly children: number
}

function countLinks({ layers, edges }: Layout): ReadonlyMap<string, Links> {
  const counts = new Map(layers.flat().map((id) => [id, { parents: 0, children: 0 }]))
  for (const { from, to } of edges) {
    counts.get(from)!.children++
    counts.get(to)!.parents++
  }
  return counts
}

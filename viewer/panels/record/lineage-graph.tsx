/**
 * The graph of lineage: what came first at the left. One node has the focus, arrows walk along links and up and down
 * a layer, Enter looks from the node on.
 */
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import { labelOf, type ShownLineage } from './lineage-answers.ts'
import { placeNodes, type Step, walk } from './place-nodes.ts'

/** Pixels. */
const BOX = { width: 156, height: 40 } as const
const GAP = { x: 44, y: 12 } as const
const MARGIN = 12

interface LineageGraphProps {
  readonly shown: ShownLineage
  /** The node whose lineage it is. */
  readonly start: string
  readonly chosen: string
  readonly onChoose: (id: string) => void
  /** Is asked to show the lineage of a node. */
  readonly onCenter: (id: string) => void
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

export function LineageGraph({ shown, start, chosen, onChoose, onCenter }: LineageGraphProps) {
  const graph = useRef<HTMLDivElement>(null)
  const layout = useMemo(() => placeNodes([...shown.nodes.keys()], shown.edges), [shown])
  const { layers, edges } = layout
  const tallest = Math.max(1, ...layers.map((layer) => layer.length))
  const placeOf = useMemo(() => {
    const places = new Map<string, { readonly x: number; readonly y: number }>()
    for (const [column, layer] of layers.entries()) {
      const free = (tallest - layer.length) * (BOX.height + GAP.y)
      for (const [row, id] of layer.entries()) {
        places.set(id, {
          x: MARGIN + column * (BOX.width + GAP.x),
          y: MARGIN + free / 2 + row * (BOX.height + GAP.y),
        })
      }
    }
    return places
  }, [layers, tallest])
  const width = 2 * MARGIN + layers.length * (BOX.width + GAP.x) - GAP.x
  const height = 2 * MARGIN + tallest * (BOX.height + GAP.y) - GAP.y

  // biome-ignore lint/correctness/useExhaustiveDependencies: another layout has other places
  useEffect(() => {
    const element = graph.current?.querySelector<HTMLElement>(`[data-chosen=true]`)
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    if (graph.current?.contains(document.activeElement)) element?.focus({ preventScroll: true })
  }, [chosen, layout])

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const next = walk(layout, chosen, step)
    if (next !== undefined) onChoose(next)
  }

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
      >
        <svg className="graph-lines" width={width} height={height} aria-hidden="true">
          {edges.map(({ from, to }) => {
            const a = placeOf.get(from)!
            const b = placeOf.get(to)!
            const isOfChosen = from === chosen || to === chosen
            return (
              <path
                key={`${from}\n${to}`}
                className={isOfChosen ? 'graph-edge marked' : 'graph-edge'}
                d={curve(a.x + BOX.width, a.y + BOX.height / 2, b.x, b.y + BOX.height / 2)}
              />
            )
          })}
        </svg>
        {[...shown.nodes.values()].map((node) => {
          const { x, y } = placeOf.get(node.id)!
          const { id, kind, isPending } = node
          const state = typeof node.attributes.state === 'string' ? node.attributes.state : ''
          const label = labelOf(node)
          return (
            <button
              key={id}
              type="button"
              className="graph-node"
              data-kind={kind}
              data-node={id}
              data-start={id === start}
              data-chosen={id === chosen}
              data-pending={isPending}
              aria-pressed={id === chosen}
              aria-label={`${kind} ${label} ${state}, ${describeLinks(edges, id)}`}
              tabIndex={id === chosen ? 0 : -1}
              title={id}
              style={{ left: x, top: y, width: BOX.width, height: BOX.height }}
              onClick={({ detail }) => {
                // A key's click has no count; Enter on the chosen one looks from there on.
                if (detail === 0 && id === chosen) onCenter(id)
                else onChoose(id)
              }}
              onDoubleClick={() => onCenter(id)}
            >
              <span className="graph-kind">
                {kind}
                {state !== '' && ` · ${state}`}
              </span>
              <span className="cut number">{label}</span>
            </button>
          )
        })}
      </div>
    </div>
  )
}

/** Leaves and comes level, so that one sees where an edge belongs. */
function curve(x0: number, y0: number, x1: number, y1: number): string {
  const bend = Math.max(20, (x1 - x0) / 2)
  return `M ${x0} ${y0} C ${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1 - 1} ${y1}`
}

function describeLinks(edges: readonly { from: string; to: string }[], id: string): string {
  const parents = edges.filter(({ to }) => to === id).length
  const children = edges.filter(({ from }) => from === id).length
  return `made from ${parents}, made ${children}`
}

/** The slope of the field that is shown, or the way of a channel of directions, as arrows or as streamlines. */
import { useThree } from '@react-three/fiber'
import { useEffect, useMemo } from 'react'
import { BufferAttribute, BufferGeometry, Color, LineBasicMaterial, LineSegments } from 'three'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import type { ChannelInfo } from '../../engine/protocol/living-info.ts'
import type { Theme } from '../design/theme.ts'
import { useFieldStore } from '../state/field-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { useViewStore } from '../state/view-store.ts'
import type { ClipBox } from './clip-box.ts'
import { createArrowMesh, DirectionArrows, placeArrows } from './direction-arrows.tsx'
import { blockEdge } from './direction-grid.ts'
import { useScene } from './scene-context.ts'
import { buildVectorArrows, type StreamLine, traceLines } from './stream-lines.ts'
import { useShownChannel } from './use-field-texture.ts'
import { slopeOf, stepsOf, type VectorField } from './vector-field.ts'

interface FieldFlowProps {
  readonly shape: Size
  /** The cells whose vectors are drawn. */
  readonly part: ClipBox
  /** The most arrows or beginnings of lines along an axis. */
  readonly maxArrows: number
}

export function FieldFlow(props: FieldFlowProps) {
  const flow = useFieldStore((state) => state.flow)
  const channel = useShownChannel()
  if (channel === undefined) return null
  if (flow === 'lines') return <StreamLines {...props} channel={channel} />
  if (channel.kind === 'uphill') return <DirectionArrows {...props} />
  return flow === 'arrows' ? <SlopeArrows {...props} channel={channel} /> : null
}

interface ChannelFlowProps extends FieldFlowProps {
  readonly channel: ChannelInfo
}

/** The vectors of each picture of a channel, handed to whoever draws them. */
function useVectors(
  { shape, channel }: Pick<ChannelFlowProps, 'shape' | 'channel'>,
  draw: (field: VectorField) => void,
): void {
  const { desk } = useScene()
  const isTorus = useRunStore(({ info }) => info?.topology.kind === 'torus')
  useEffect(
    () =>
      desk.subscribe(({ channel: { name }, values }) => {
        if (name !== channel.name || values.length !== countCells(shape)) return
        const { directions } = channel
        draw(
          directions === undefined
            ? slopeOf(values, shape, isTorus)
            : stepsOf(values, shape, directions),
        )
      }),
    [desk, channel, shape, isTorus, draw],
  )
}

function SlopeArrows({ shape, part, maxArrows, channel }: ChannelFlowProps) {
  const invalidate = useThree((state) => state.invalidate)
  const theme = useViewStore((state) => state.theme)
  const edge = blockEdge(shape, maxArrows)
  const mesh = useMemo(() => createArrowMesh(shape, edge), [shape, edge])
  useEffect(
    () => () => {
      mesh.geometry.dispose()
      mesh.material.dispose()
      mesh.dispose()
    },
    [mesh],
  )
  const draw = useMemo(
    () => (field: VectorField) => {
      placeArrows(mesh, buildVectorArrows(field, shape, edge, part), shape, edge, theme)
      invalidate()
    },
    [mesh, shape, edge, part, theme, invalidate],
  )
  useVectors({ shape, channel }, draw)
  return <primitive object={mesh} />
}

/** From where a line begins to where it leads. */
const LINE_COLORS: Readonly<Record<Theme, readonly [string, string]>> = {
  dark: ['#3c4048', '#ffffff'],
  light: ['#c6cad2', '#101418'],
}

function StreamLines({ shape, part, maxArrows, channel }: ChannelFlowProps) {
  const invalidate = useThree((state) => state.invalidate)
  const theme = useViewStore((state) => state.theme)
  // Lines are long, and each costs as much as many arrows.
  const edge = blockEdge(shape, Math.ceil(maxArrows / 2))
  const lines = useMemo(() => {
    const made = new LineSegments(
      new BufferGeometry(),
      new LineBasicMaterial({ vertexColors: true }),
    )
    made.frustumCulled = false
    return made
  }, [])
  useEffect(
    () => () => {
      lines.geometry.dispose()
      lines.material.dispose()
    },
    [lines],
  )
  const draw = useMemo(
    () => (field: VectorField) => {
      const traced = traceLines(field, shape, edge, part)
      lines.geometry.dispose()
      lines.geometry = buildSegments(traced, shape, LINE_COLORS[theme])
      invalidate()
    },
    [lines, shape, edge, part, theme, invalidate],
  )
  useVectors({ shape, channel }, draw)
  return <primitive object={lines} />
}

/** Pairs of points of all lines, in scene space, brighter toward where they lead. */
function buildSegments(
  lines: readonly StreamLine[],
  { x, y, z }: Size,
  [from, to]: readonly [string, string],
): BufferGeometry {
  const segments = lines.reduce((sum, line) => sum + line.length - 1, 0)
  const positions = new Float32Array(6 * segments)
  const colors = new Float32Array(6 * segments)
  const [start, end, color] = [new Color(from), new Color(to), new Color()]
  let at = 0
  const put = ([px, py, pz]: StreamLine[number], share: number) => {
    // Flat worlds have a frame in the plane z = 1, which lines are to lie above.
    positions.set([px - x / 2, y / 2 - py, pz - z / 2 + (z === 1 ? 2 : 0)], at)
    colors.set(color.lerpColors(start, end, share).toArray(), at)
    at += 3
  }
  for (const line of lines) {
    for (let i = 1; i < line.length; i++) {
      put(line[i - 1]!, (i - 1) / (line.length - 1))
      put(line[i]!, i / (line.length - 1))
    }
  }
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new BufferAttribute(positions, 3))
  geometry.setAttribute('color', new BufferAttribute(colors, 3))
  return geometry
}

/** The thin edges of a world, with a letter and a length on each axis it has. */
import { useEffect, useMemo } from 'react'
import { BoxGeometry, CanvasTexture, EdgesGeometry } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import type { Triple } from './clip-box.ts'
import type { SceneColors } from './scene-colors.ts'

interface WorldFrameProps {
  readonly shape: Size
  readonly colors: SceneColors
}

export function WorldFrame({ shape, colors }: WorldFrameProps) {
  const edges = useMemo(
    () => new EdgesGeometry(new BoxGeometry(shape.x, shape.y, shape.z)),
    [shape],
  )
  useEffect(() => () => edges.dispose(), [edges])
  const [x, y, z] = [shape.x / 2, shape.y / 2, shape.z / 2]
  const scale = Math.max(shape.x, shape.y, shape.z)
  const gap = 0.06 * scale
  const label = { scale: 0.1 * scale, color: colors.letters }
  return (
    <group>
      <lineSegments geometry={edges}>
        <lineBasicMaterial color={colors.frame} transparent opacity={0.8} />
      </lineSegments>
      <AxisLabel {...label} text={`x ${shape.x}`} position={[0, -y - gap, -z - gap]} />
      <AxisLabel {...label} text={`y ${shape.y}`} position={[x + gap, 0, -z - gap]} />
      <AxisLabel {...label} text={`z ${shape.z}`} position={[-x - gap, -y - gap, 0]} />
    </group>
  )
}

interface AxisLabelProps {
  readonly text: string
  readonly position: Triple
  readonly scale: number
  readonly color: string
}

const LABEL_WIDTH = 192
const LABEL_HEIGHT = 64

function AxisLabel({ text, position, scale, color }: AxisLabelProps) {
  const texture = useMemo(() => drawLabel(text, color), [text, color])
  useEffect(() => () => texture.dispose(), [texture])
  return (
    <sprite position={[...position]} scale={[scale, (scale * LABEL_HEIGHT) / LABEL_WIDTH, 1]}>
      <spriteMaterial map={texture} depthWrite={false} transparent />
    </sprite>
  )
}

function drawLabel(text: string, color: string): CanvasTexture {
  const canvas = document.createElement('canvas')
  canvas.width = LABEL_WIDTH
  canvas.height = LABEL_HEIGHT
  const context = canvas.getContext('2d')!
  context.font = '500 38px "IBM Plex Mono", monospace'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillStyle = color
  context.fillText(text, LABEL_WIDTH / 2, LABEL_HEIGHT / 2)
  return new CanvasTexture(canvas)
}

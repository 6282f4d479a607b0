/** A channel of directions, drawn as arrows on a coarse grid in the colors of a circle of hues. */
import { useThree } from '@react-three/fiber'
import { useEffect, useMemo } from 'react'
import {
  Color,
  ConeGeometry,
  InstancedMesh,
  Matrix4,
  MeshBasicMaterial,
  Quaternion,
  SRGBColorSpace,
  Vector3,
} from 'three'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { directionColor } from '../design/color-maps.ts'
import type { Theme } from '../design/theme.ts'
import { useViewStore } from '../state/view-store.ts'
import type { ClipBox } from './clip-box.ts'
import { type Arrow, blockEdge, buildArrows } from './direction-grid.ts'
import { useScene } from './scene-context.ts'
import { useShownChannel } from './use-field-texture.ts'

interface DirectionArrowsProps {
  readonly shape: Size
  /** The cells whose directions are drawn. */
  readonly part: ClipBox
  /** The most arrows along an axis. */
  readonly maxArrows: number
}

export function DirectionArrows({ shape, part, maxArrows }: DirectionArrowsProps) {
  const { desk } = useScene()
  const invalidate = useThree((state) => state.invalidate)
  const theme = useViewStore((state) => state.theme)
  const channel = useShownChannel()
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
  useEffect(() => {
    const directions = channel?.directions
    if (directions === undefined) return undefined
    return desk.subscribe((field) => {
      if (field.channel.name !== channel?.name || field.values.length !== countCells(shape)) return
      placeArrows(
        mesh,
        buildArrows(field.values, shape, directions, edge, part),
        shape,
        edge,
        theme,
      )
      invalidate()
    })
  }, [desk, channel, mesh, shape, edge, part, theme, invalidate])
  return <primitive object={mesh} />
}

/** Cones for as many arrows as a world of this size has; whoever makes it disposes of it. */
export function createArrowMesh({ x, y, z }: Size, edge: number) {
  const along = (cells: number) => Math.ceil(cells / edge)
  const geometry = new ConeGeometry(0.2, 0.9, 10)
  // Flat worlds have a frame in the plane z = 1, which arrows are to lie above.
  const mesh = new InstancedMesh(geometry, new MeshBasicMaterial(), along(x) * along(y) * along(z))
  mesh.frustumCulled = false
  mesh.count = 0
  return mesh
}

const UP = new Vector3(0, 1, 0)

/** Puts arrows where they stand, in the colors of their directions. */
export function placeArrows(
  mesh: InstancedMesh,
  arrows: readonly Arrow[],
  { x, y, z }: Size,
  edge: number,
  theme: Theme,
): void {
  const position = new Vector3()
  const direction = new Vector3()
  const turn = new Quaternion()
  const scale = new Vector3()
  const matrix = new Matrix4()
  const color = new Color()
  for (const [i, { at, step }] of arrows.entries()) {
    position.set(at[0] - x / 2, y / 2 - at[1], at[2] - z / 2 + (z === 1 ? 2 : 0))
    direction.set(step[0], -step[1], step[2])
    const strength = edge * (0.45 + 0.55 * Math.min(1, direction.length()))
    turn.setFromUnitVectors(UP, direction.normalize())
    matrix.compose(position, turn, scale.setScalar(strength))
    mesh.setMatrixAt(i, matrix)
    const angle = (Math.atan2(direction.y, direction.x) * 180) / Math.PI
    const [red, green, blue] = directionColor(angle, theme)
    mesh.setColorAt(i, color.setRGB(red / 255, green / 255, blue / 255, SRGBColorSpace))
  }
  mesh.count = arrows.length
  mesh.instanceMatrix.needsUpdate = true
  if (mesh.instanceColor !== null) mesh.instanceColor.needsUpdate = true
}

/** The channel that is shown, as textures that follow the run. */
import { useThree } from '@react-three/fiber'
import { useEffect, useMemo, useState } from 'react'
import type { DataTexture } from 'three'
import { isSigned, scaleToBytes } from '../../engine/fields/value-range.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import type { ChannelInfo } from '../../engine/protocol/living-info.ts'
import { buildColorMap, mapOfChannel } from '../design/color-maps.ts'
import { useFieldStore } from '../state/field-store.ts'
import { findLayer } from '../state/find-layer.ts'
import { useRunStore } from '../state/run-store.ts'
import { useViewStore } from '../state/view-store.ts'
import { uploadTexture } from './cell-texture.ts'
import { createFieldTexture, createRampTexture, type FieldTexture } from './field-texture.ts'
import { useScene } from './scene-context.ts'

export interface DrawnField {
  readonly texture: FieldTexture
  readonly ramp: DataTexture
  readonly isSigned: boolean
}

/** The channel or other plane that is shown; undefined for none. */
export function useShownChannel(): ChannelInfo | undefined {
  const name = useFieldStore((state) => state.channel)
  return useRunStore(({ info }) => findLayer(info?.living, name))
}

/** Undefined until values have come, and for channels of directions, which are drawn as arrows. */
export function useFieldTexture(shape: Size, isSolid: boolean): DrawnField | undefined {
  const { desk } = useScene()
  const renderer = useThree((state) => state.gl)
  const invalidate = useThree((state) => state.invalidate)
  const theme = useViewStore((state) => state.theme)
  const channel = useShownChannel()
  const isShown = channel !== undefined && channel.kind !== 'uphill'
  const texture = useMemo(
    () => (isShown ? createFieldTexture(shape, isSolid) : undefined),
    [isShown, shape, isSolid],
  )
  const signed = channel !== undefined && isSigned(channel)
  const mapName = mapOfChannel(channel?.name ?? '', signed)
  const ramp = useMemo(() => createRampTexture(buildColorMap(mapName, theme)), [mapName, theme])
  const [filled, setFilled] = useState<FieldTexture>()
  useEffect(() => () => ramp.dispose(), [ramp])
  useEffect(() => () => texture?.dispose(), [texture])
  useEffect(() => {
    if (texture === undefined) return undefined
    const bytes = new Uint8Array(countCells(shape))
    return desk.subscribe((field) => {
      if (field.channel.name !== channel?.name || field.values.length !== bytes.length) return
      scaleToBytes(field.values, field.range, field.channel.fractionBits, bytes)
      uploadTexture(renderer, texture, bytes)
      setFilled(texture)
      invalidate()
    })
  }, [texture, shape, desk, channel, renderer, invalidate])
  return useMemo(
    () =>
      texture !== undefined && filled === texture ? { texture, ramp, isSigned: signed } : undefined,
    [texture, filled, ramp, signed],
  )
}

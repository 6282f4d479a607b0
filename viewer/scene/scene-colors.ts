/** Colors of the scene that are not states, sRGB, 0 to 1. They match `design/tokens.css`. */
import { Vector3 } from 'three'
import type { Theme } from '../design/theme.ts'

export interface SceneColors {
  /** What far cells fade toward. */
  readonly haze: Vector3
  readonly hazeStrength: number
  /** Dead cells of a flat world. */
  readonly ground: Vector3
  readonly gridline: Vector3
  /** Dead cells on a slice of a solid world, which stands before the background. */
  readonly sheet: Vector3
  /** Edges of the world, as CSS. */
  readonly frame: string
  /** Walls and edges of zones, as CSS. */
  readonly zone: string
  /** What is selected, as CSS. */
  readonly selection: string
  readonly selectionRim: string
  /** What leads to the cell of a report's difference, as CSS. */
  readonly difference: string
}

const rgb = (hex: number) =>
  new Vector3((hex >> 16) & 255, (hex >> 8) & 255, hex & 255).divideScalar(255)

export const SCENE_COLORS: Readonly<Record<Theme, SceneColors>> = {
  dark: {
    haze: rgb(0x0e0f13),
    hazeStrength: 0.42,
    ground: rgb(0x0d0e11),
    gridline: rgb(0x23252b),
    sheet: rgb(0x1d2026),
    frame: '#43484e',
    zone: '#7ce2fe',
    selection: '#ffffff',
    selectionRim: '#000000',
    difference: '#ffca16',
  },
  light: {
    haze: rgb(0xe9ebef),
    hazeStrength: 0.4,
    ground: rgb(0xfcfcfd),
    gridline: rgb(0xd9d9e0),
    sheet: rgb(0xe9ebf0),
    frame: '#b9bbc6',
    zone: '#00749e',
    selection: '#000000',
    selectionRim: '#ffffff',
    difference: '#a15c00',
  },
}

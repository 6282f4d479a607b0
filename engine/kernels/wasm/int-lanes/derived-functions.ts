/** Writes the functions that make derived planes from a component, when a tick begins. */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import type { StaticData } from '../static-data.ts'
import type { LaneLayout, PlaneLayout } from './lane-layout.ts'
import { isSigned } from './lane-width.ts'
import type { DerivedPlane } from './sum-plan.ts'

/** Makes the rows from one number up to another, of the component's plane at an address. */
export type DerivingFunction = FunctionHandle<
  readonly [row: 'i32', end: 'i32', source: 'i32'],
  'void'
>

/** Writes the function that makes a derived plane. Rows are those of the grid, border included. */
export function writeDerivingFunction(
  module: ModuleBuilder,
  layout: LaneLayout,
  data: StaticData,
  plane: DerivedPlane,
): DerivingFunction {
  const from = layout.planes[plane.component]!
  const cellBytes = from.width / 8
  const bytes = plane.width / 8
  const store = { 8: i32.store8, 16: i32.store16, 32: i32.store }[plane.width]
  const measure = writeMeasure(data, plane, from)
  const { strideY } = layout.grid
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, row, end, source) => {
    const target = f.keep(i32.add(layout.derivedAt(plane), i32.mul(row, strideY * bytes)))
    f.set(source, i32.add(source, i32.mul(row, strideY * cellBytes)))
    const sum = f.local('i32')
    f.while(i32.ltU(row, end), () => {
      f.set(sum, 0)
      const rowEnd = f.keep(i32.add(target, strideY * bytes))
      f.doWhile(
        () => {
          const number = measure(source, (value) => f.keep(value))
          if (plane.form === 'prefix') f.increase(sum, number)
          f.do(store(target, plane.form === 'prefix' ? sum : number))
          f.increase(source, cellBytes)
          f.increase(target, bytes)
        },
        i32.ltU(target, rowEnd),
      )
      f.increase(row, 1)
    })
  })
}

type WriteMeasure = (
  source: Local<'i32'>,
  keep: (value: Expression<'i32'>) => Local<'i32'>,
) => Expression<'i32'>

function writeMeasure(
  data: StaticData,
  { component, measure }: DerivedPlane,
  { width, range }: PlaneLayout,
): WriteMeasure {
  const load = isSigned(range)
    ? { 8: i32.load8S, 16: i32.load16S, 32: i32.load }[width]
    : { 8: i32.load8U, 16: i32.load16U, 32: i32.load }[width]
  if (component === 0) {
    if (measure.kind !== 'table') throw new Error('a measure of states is a table')
    const { values } = measure
    if (values.every((value, state) => value === state)) return (source) => load(source)
    const table = data.placeNumbers(32, values)
    return (source) => i32.load(i32.shl(load(source), 2), table)
  }
  switch (measure.kind) {
    case 'value':
      return (source) => load(source)
    case 'is':
      return (source) => i32.eq(load(source), measure.value)
    case 'table': {
      const { length } = measure.values
      const table = data.placeNumbers(32, measure.values)
      return (source, keep) => {
        const value = keep(load(source))
        const isListed = i32.ltU(value, length)
        const place = i32.shl(i32.select(i32.ltU(value, length), value, 0), 2)
        return i32.mul(isListed, i32.load(place, table))
      }
    }
    default:
      return measure satisfies never
  }
}

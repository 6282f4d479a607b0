/**
 * Generates the module that runs one rule in one world.
 *
 * A tick steps every strip from one plane into the other, then fills the other's border.
 */
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder, PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import { type BorderCopy, listNumbers } from './border-copies.ts'
import { type ByteLayout, countStrips } from './byte-layout.ts'
import { type StripFunction, type StripSetup, writeStripFunction } from './strip-function.ts'

export interface ByteLaneModuleSetup extends StripSetup {
  /** The copies of every tick. */
  readonly borderCopies: readonly BorderCopy[]
  /** The copies that close all rows, before the first tick. */
  readonly rowClosings: readonly BorderCopy[]
}

export interface ByteLaneModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Pages of memory it needs. */
  readonly pages: number
  /** Addresses of the two planes. */
  readonly planes: readonly [number, number]
}

/** What the module exports. */
export interface ByteLaneExports {
  /** Fills the border of the plane at this address, whatever it held. */
  fillBorder(plane: number): void
  /** Advances from the state in one plane; each tick goes to the plane that does not hold it. */
  advance(from: number, to: number, ticks: number): void
}

const RECORD_BYTES = 4 * 9

/** Copies the records from one address up to another in a plane. */
type CopyFunction = FunctionHandle<readonly [plane: 'i32', record: 'i32', end: 'i32'], 'void'>

/** Generates the module; its data must be written to the memory before it runs. */
export function generateByteLaneModule(setup: ByteLaneModuleSetup): ByteLaneModule {
  const { layout, data, borderCopies, rowClosings } = setup
  const module = new ModuleBuilder()
  const records = [...rowClosings, ...borderCopies]
  const first = data.placeNumbers(32, records.flatMap(listNumbers))
  const own = first + RECORD_BYTES * rowClosings.length
  const end = first + RECORD_BYTES * records.length

  const copy = writeCopyFunction(module)
  const strip = writeStripFunction(module, setup)
  const tick = writeTickFunction(module, layout, strip)
  module.function({ params: ['i32'], export: 'fillBorder' }, (f, plane) =>
    f.do(f.call(copy, plane, first, end)),
  )
  module.function({ params: ['i32', 'i32', 'i32'], export: 'advance' }, (f, from, to, ticks) => {
    const other = f.local('i32')
    f.while(ticks, () => {
      f.do(f.call(tick, from, to), f.call(copy, to, own, end))
      f.set(other, from)
      f.set(from, to)
      f.set(to, other)
      f.increase(ticks, -1)
    })
  })

  const planes = [roundUp(data.end), roundUp(data.end) + roundUp(layout.planeBytes)] as const
  const pages = Math.ceil((planes[1] + layout.planeBytes) / PAGE_BYTES)
  module.importMemory('env', 'memory', { minPages: pages })
  return { bytes: module.toBytes(), pages, planes }
}

/** Steps all strips. */
function writeTickFunction(module: ModuleBuilder, layout: ByteLayout, strip: StripFunction) {
  const { size, origin, strideY, strideZ, stripRows } = layout
  return module.function({ params: ['i32', 'i32'] }, (f, from, to) => {
    f.for(0, size.z, (z) => {
      f.for(0, countStrips(layout), (number) => {
        const y = f.keep(i32.mul(number, stripRows))
        f.if(i32.gtS(y, size.y - stripRows), () => f.set(y, size.y - stripRows))
        const place = f.keep(
          i32.add(i32.add(i32.mul(y, strideY), i32.mul(z, strideZ)), origin),
        )
        const parity = i32.and(i32.add(y, z), 1)
        f.do(f.call(strip, i32.add(from, place), i32.add(to, place), parity))
      })
    })
  })
}

function writeCopyFunction(module: ModuleBuilder): CopyFunction {
  const run = writeRunFunction(module)
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, plane, record, end) => {
    const field = (number: number) => i32.load(record, 4 * number)
    f.while(i32.ltU(record, end), () => {
      const outerTarget = f.keep(i32.add(plane, field(0)))
      const outerSource = f.keep(i32.add(plane, field(1)))
      f.for(0, field(6), () => {
        const target = f.keep(outerTarget)
        const source = f.keep(outerSource)
        f.for(0, field(3), () => {
          f.do(f.call(run, target, source, field(2)))
          f.increase(target, field(4))
          f.increase(source, field(5))
        })
        f.increase(outerTarget, field(7))
        f.increase(outerSource, field(8))
      })
      f.increase(record, RECORD_BYTES)
    })
  })
}

/** Copies some bytes that do not overlap their target. */
function writeRunFunction(module: ModuleBuilder) {
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, target, source, length) => {
    const end = f.keep(i32.add(target, length))
    f.if(i32.geU(length, 16), () => {
      const last = f.keep(i32.sub(end, 16))
      // The last 16 bytes, some of them twice; then whole vectors up to there.
      f.do(v128.store(last, v128.load(i32.sub(i32.add(source, length), 16))))
      f.while(i32.ltU(target, last), () => {
        f.do(v128.store(target, v128.load(source)))
        f.increase(target, 16)
        f.increase(source, 16)
      })
      f.return()
    })
    f.while(i32.ltU(target, end), () => {
      f.do(i32.store8(target, i32.load8U(source)))
      f.increase(target, 1)
      f.increase(source, 1)
    })
  })
}

const roundUp = (bytes: number) => Math.ceil(bytes / 64) * 64

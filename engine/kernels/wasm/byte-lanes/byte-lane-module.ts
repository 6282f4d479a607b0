/**
 * Generates the module that runs one rule in one world.
 *
 * A tick steps every strip from one plane into the other, then fills the other's border. Every
 * member of a team of threads takes its share of both, and all wait for each other after each.
 */
import { i32 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder, PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import { writeBarrier, writeTeam } from '../thread-team.ts'
import type { BorderCopy } from './border-copies.ts'
import { listNumbers, RECORD_BYTES, writeBorderFunction } from './border-function.ts'
import { type ByteLayout, countStrips, TEAM_ADDRESS } from './byte-layout.ts'
import { type StripFunction, type StripSetup, writeStripFunction } from './strip-function.ts'
import { writeShare } from './thread-share.ts'

export interface ByteLaneModuleSetup extends StripSetup {
  /** The copies of every tick. */
  readonly borderCopies: readonly BorderCopy[]
  /** The copies that close all rows, before the first tick. */
  readonly rowClosings: readonly BorderCopy[]
  readonly isShared: boolean
}

/**
 * A module that exports `fillBorder(plane)`, which fills the whole border of a plane, and the
 * `run` and `serve` of a team. The argument of `run` is the address of the plane that holds the
 * state; every tick goes to the plane that does not hold it.
 */
export interface ByteLaneModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Pages of memory it needs. */
  readonly pages: number
  /** Addresses of the two planes. */
  readonly planes: readonly [number, number]
}

/** Generates the module; its data must be written to the memory before it runs. */
export function generateByteLaneModule(setup: ByteLaneModuleSetup): ByteLaneModule {
  const { layout, data, borderCopies, rowClosings, isShared } = setup
  const module = new ModuleBuilder()
  const barrier = writeBarrier(module, TEAM_ADDRESS)
  const strip = writeStripFunction(module, setup)
  const step = writeStepFunction(module, layout, strip)

  const records = [...rowClosings, ...borderCopies]
  const first = data.placeNumbers(32, records.flatMap(listNumbers))
  const ofTick = first + RECORD_BYTES * rowClosings.length
  const last = first + RECORD_BYTES * records.length
  const fill = writeBorderFunction(module)
  module.function({ params: ['i32'], export: 'fillBorder' }, (f, plane) =>
    f.do(f.call(fill, plane, first, last, 0, 1)),
  )

  const planes = [roundUp(data.end), roundUp(data.end + layout.planeBytes)] as const
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  const work = module.function({ params }, (f, place, members, ticks, from) => {
    const firstStrip = f.local('i32')
    const endStrip = f.local('i32', countStrips(layout) * layout.size.z)
    writeShare(f, firstStrip, endStrip, place, members)
    const to = f.keep(i32.sub((planes[0] + planes[1]) | 0, from))
    const other = f.local('i32')
    f.while(ticks, () => {
      f.do(f.call(step, from, to, firstStrip, endStrip), f.call(barrier, members))
      if (borderCopies.length > 0) {
        f.do(f.call(fill, to, ofTick, last, place, members), f.call(barrier, members))
      }
      f.set(other, from)
      f.set(from, to)
      f.set(to, other)
      f.increase(ticks, -1)
    })
  })
  writeTeam(module, TEAM_ADDRESS, work)

  const pages = Math.ceil((planes[1] + layout.planeBytes) / PAGE_BYTES)
  module.importMemory('env', 'memory', { minPages: pages, maxPages: pages, isShared })
  return { bytes: module.toBytes(), pages, planes }
}

/** Steps the strips from one number up to another, from one plane into the other. */
function writeStepFunction(module: ModuleBuilder, layout: ByteLayout, strip: StripFunction) {
  const { size, origin, strideY, strideZ, stripRows } = layout
  const strips = countStrips(layout)
  const lastY = size.y - stripRows
  return module.function({ params: ['i32', 'i32', 'i32', 'i32'] }, (f, from, to, first, end) => {
    f.for(first, end, (number) => {
      const y = f.keep(i32.mul(i32.remU(number, strips), stripRows))
      const z = f.keep(i32.divU(number, strips))
      // The last strip of a layer may do rows again that the one before has done.
      f.set(y, i32.select(i32.gtU(y, lastY), lastY, y))
      const place = f.keep(i32.add(i32.add(i32.mul(y, strideY), i32.mul(z, strideZ)), origin))
      const parity = i32.and(i32.add(y, z), 1)
      f.do(f.call(strip, i32.add(from, place), i32.add(to, place), parity))
    })
  })
}

const roundUp = (bytes: number) => Math.ceil(bytes / 64) * 64

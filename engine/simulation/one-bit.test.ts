import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planeOf } from '../bits/bit-planes.ts'
import { tick } from '../bits/protocol.ts'
import { viewBit } from '../bits/thunderbit-view.ts'
import { buildTickContext } from '../bits/tick-context.ts'
import { isStepping } from '../lattice/zone-clock.ts'
import { anyLivingScenario } from '../testing/any-living-scenario.ts'
import { startLiving } from '../testing/start-living.ts'
import { unwrap } from '../testing/unwrap.ts'
import { viewLivingLattice } from './living-view.ts'

/** What a cell has that a tick of its bit may change, raw. */
interface CellNumbers {
  readonly state: number
  readonly rule: number
  readonly fields: readonly number[]
}

test.each(['reference', 'wasm'] as const)(
  'each bit by itself comes to the state, the rule and the writes that it has among all (%s)',
  async (backend) => {
    const seen = { ticks: 0, moved: 0, switched: 0, written: 0 }
    await fc.assert(
      fc.asyncProperty(anyLivingScenario(true), async ({ text, ticks }) => {
        const simulation = await startLiving(text, { backend })
        const { run } = simulation
        const living = run.living!
        for (let t = 0; t < ticks; t++) {
          const { store } = (await simulation.readBits())!
          const { planes } = store
          const numbersAt = (cell: number): CellNumbers => ({
            state: planes.readAt({ kind: 'state', name: '' }, cell),
            rule: planes.readAt(planeOf('rule'), cell),
            fields: living.channels.map(({ name }) =>
              planes.readAt(planeOf('channel', name), cell),
            ),
          })
          const lattice = viewLivingLattice(living, store)
          const context = buildTickContext({ tickNumber: simulation.tick })
          const expected = new Map<number, CellNumbers>()
          for (const cell of store.columns.status.keys()) {
            if (!store.isOccupied(cell)) continue
            const before = numbersAt(cell)
            expected.set(cell, before)
            if (!store.isActive(cell)) continue
            if (!isStepping(store.zoneOf(cell).clock, simulation.tick)) continue
            const ticked = unwrap(tick(viewBit(store, cell), context, lattice))
            const fields = living.channels.map(({ name, low, high }, i) => {
              const written = ticked.writeBuffer.filter(({ channel }) => channel === name)
              const sum = written.reduce((all, { value }) => all + value * 2 ** 14, 0)
              if (sum !== 0) seen.written++
              return Math.min(Math.max(before.fields[i]! + sum, low), high)
            })
            expected.set(cell, { state: ticked.state.value, rule: ticked.rule, fields })
            seen.ticks++
            if (ticked.state.value !== before.state) seen.moved++
            if (ticked.rule !== before.rule) seen.switched++
          }
          const commands = run.commands.some((command) => command.tick === simulation.tick + 1)
          await simulation.advance(1)
          // What is ordered at the next tick has been done by now, and would be compared too.
          if (commands) continue
          await simulation.readBits()
          for (const [cell, numbers] of expected) {
            expect(numbersAt(cell), `cell ${cell} after tick ${t}`).toEqual(numbers)
          }
        }
        simulation.dispose()
      }),
      { numRuns: 60 },
    )
    // The worlds are no still ones.
    expect(Math.min(seen.moved, seen.switched, seen.written)).toBeGreaterThan(10)
  },
  120_000,
)

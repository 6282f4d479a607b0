import { expect, test } from 'vitest'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import { connectInProcess } from '../../engine/testing/connect-in-process.ts'
import { SimulationLink, WORKER_LOST } from './simulation-link.ts'
import type { connectSimulation, SimulationSession } from './simulation-session.ts'

const SOUP: RunSource = {
  kind: 'soup',
  rule: 'B3/S23',
  density: 90,
  overrides: { size: '30x20', seed: '7', topology: 'torus' },
}

/** Links to services of this process, which are cut off as a lost worker is: what they are asked is never answered. */
function linkToServices() {
  const sessions: { lose: (message: string) => void; cut: () => void }[] = []
  const connect: typeof connectSimulation = (_, onLost = () => {}) => {
    const service = connectInProcess()
    let isCut = false
    const simulation = new Proxy(service, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return (...args: unknown[]) =>
          isCut ? new Promise(() => {}) : (method as (...all: unknown[]) => unknown)(...args)
      },
    })
    sessions.push({
      lose: onLost,
      cut: () => {
        isCut = true
      },
    })
    return {
      simulation: simulation as unknown as SimulationSession['simulation'],
      close: () => Promise.resolve(),
      terminate: () => {},
    }
  }
  const lost: string[] = []
  const link = new SimulationLink(connect, (message) => void lost.push(message))
  return { link, sessions, lost }
}

test('what changes a run fails when its worker is lost, and questions are answered by the next one', async () => {
  const { link, sessions, lost } = linkToServices()
  const { simulation } = link
  expect(await simulation.load(SOUP)).toMatchObject({ ok: true })
  expect(await simulation.step(3)).toMatchObject({ ok: true, value: { tick: 3 } })
  sessions[0]!.cut()
  const stepping = simulation.step(5)
  const asking = simulation.hash()
  const taking = simulation.takeFrame(100)
  sessions[0]!.lose('gone')
  sessions[0]!.lose('gone twice')
  expect(lost).toEqual(['gone'])
  expect(await stepping).toMatchObject({ ok: false, failure: { code: WORKER_LOST } })
  expect(await taking).toBeUndefined()
  expect(await simulation.edit([])).toMatchObject({ ok: false, failure: { code: WORKER_LOST } })
  link.restart()
  const early = simulation.listMetrics()
  expect(await simulation.load(SOUP)).toMatchObject({ ok: true })
  expect(await simulation.runTo(3)).toMatchObject({ ok: true, value: { tick: 3 } })
  link.resume()
  expect(await asking).toMatchObject({ ok: true, value: { tick: 3 } })
  expect(await early).toMatchObject({ ok: true })
  await link.close()
})

test('what a worker says after another took its place is not heard, and giving up settles all that waits', async () => {
  const { link, sessions, lost } = linkToServices()
  sessions[0]!.cut()
  sessions[0]!.lose('first')
  link.restart()
  sessions[0]!.lose('again')
  expect(lost).toEqual(['first'])
  const waiting = link.simulation.hash()
  link.giveUp()
  expect(await waiting).toMatchObject({ ok: false, failure: { code: WORKER_LOST } })
  await link.close()
  expect(await link.simulation.hash()).toMatchObject({ ok: false })
})

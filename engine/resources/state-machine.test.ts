import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tries } from '../testing/tries.ts'
import { ARTIFACT_MACHINE, ARTIFACT_STAGES, type ArtifactEvent, nextArtifact } from './artifact.ts'
import { DATASET_MACHINE } from './dataset.ts'
import { RULE_SET_MACHINE } from './lane-rule-set.ts'
import { MODEL_RUN_MACHINE, type ModelRunEvent, nextModelRun } from './model-run.ts'
import { ALLOCATION_MACHINE, type AllocationEvent, nextAllocation } from './resource-allocation.ts'
import { isTerminal, nextState, type StateMachine } from './state-machine.ts'

const MACHINES: readonly StateMachine<string, string>[] = [
  ARTIFACT_MACHINE,
  DATASET_MACHINE,
  RULE_SET_MACHINE,
  MODEL_RUN_MACHINE,
  ALLOCATION_MACHINE,
]

describe.each(MACHINES)('the machine of $resource', (machine) => {
  const states = Object.keys(machine.moves)
  const moves = [
    ...new Set(
      [machine.begins, ...Object.values(machine.moves)].flatMap((each) => Object.keys(each)),
    ),
  ]

  test('is frozen to its last table', () => {
    for (const part of [machine, machine.begins, machine.moves, ...Object.values(machine.moves)]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  test('leads only to states that it has, each of which can be reached', () => {
    const reached = new Set(Object.values(machine.begins))
    for (const state of reached) {
      expect(states).toContain(state)
      for (const next of Object.values(machine.moves[state!]!)) reached.add(next!)
    }
    expect([...reached].toSorted()).toEqual(states.toSorted())
  })

  test('refuses what it does not know, and names that objects have anyway', () => {
    for (const state of [undefined, ...states]) {
      for (const move of ['', 'constructor', '__proto__', 'toString', 'artifact.lost']) {
        expect(nextState(machine, state, move)).toBeUndefined()
      }
    }
  })

  test('takes no path of moves that its tables do not have, and stays at an end', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 40 }), (path) => {
        let state: string | undefined
        for (const move of path) {
          const next = nextState(machine, state, move)
          const table = state === undefined ? machine.begins : machine.moves[state]!
          expect(next).toBe(Object.entries(table).find(([name]) => name === move)?.[1])
          if (state !== undefined && isTerminal(machine, state)) expect(next).toBeUndefined()
          state = next ?? state
        }
      }),
      { numRuns: tries(200) },
    )
  })
})

const told = { agent: 'a' }
const sha256 = 'ab'.repeat(32)

/** An event, before anybody has looked at a clock. */
type Timeless<E> = E extends unknown ? Omit<E, 'atMs'> : never

const anyArtifactEvent: fc.Arbitrary<Timeless<ArtifactEvent>> = fc.oneof(
  fc
    .record({
      days: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
      bytes: fc.constantFrom(5, 5, 6),
    })
    .map(({ days, bytes }) => ({
      ...told,
      name: 'artifact.stored' as const,
      data: {
        ...{ sha256, bytes, media_type: 'a/b', role: 'model' },
        ...(days === undefined ? {} : { retention_days: days }),
      },
    })),
  fc.constantFrom(...ARTIFACT_STAGES).map((stage) => ({
    ...told,
    name: 'artifact.promoted' as const,
    data: { sha256, stage, by: 'b', reason: 'good', verdict_id: 'v' },
  })),
  fc.constant({
    ...told,
    name: 'artifact.expired' as const,
    data: { sha256, by: 'b', reason: 'old' },
  }),
)

test('an artifact follows its table, is kept for the longest time that was asked for, and begins anew after its end', () => {
  const DAY = 86_400_000
  fc.assert(
    fc.property(fc.array(anyArtifactEvent, { maxLength: 30 }), (events) => {
      let artifact: ReturnType<typeof nextArtifact>
      // What was asked for since the content came.
      let asked: number[] = []
      for (const [at, event] of events.entries()) {
        const atMs = 1000 * at
        const before = artifact
        const next = nextArtifact(before, { ...event, atMs } as ArtifactEvent)
        const move =
          event.name === 'artifact.promoted' ? `${event.name}/${event.data.stage}` : event.name
        const isOther =
          event.name === 'artifact.stored' &&
          before !== undefined &&
          event.data.bytes !== before.bytes
        expect(next?.state).toBe(
          isOther ? undefined : nextState(ARTIFACT_MACHINE, before?.state, move),
        )
        if (next === undefined) continue
        if (event.name === 'artifact.stored') {
          if (before === undefined || before.state === 'expired') asked = []
          asked.push(atMs + DAY * (event.data.retention_days ?? Number.POSITIVE_INFINITY))
          expect(next.expires_at_ms ?? Number.POSITIVE_INFINITY).toBe(Math.max(...asked))
        }
        expect(next.created_at_ms).toBe(before?.created_at_ms ?? atMs)
        artifact = next
      }
    }),
    { numRuns: tries(300) },
  )
})

const origin = { purpose: 'model' as const, parameters: [], seed: '1', engine: '1', inputs: [] }
const anyRunEvent: fc.Arbitrary<Timeless<ModelRunEvent>> = fc.oneof(
  fc.constant<Timeless<ModelRunEvent>>({
    ...told,
    name: 'ml.run.created' as const,
    data: { run_id: 'r', created_by: 'a', ...origin },
  }),
  fc.integer({ min: 1, max: 3 }).map((attempt) => ({
    ...told,
    name: 'ml.run.started' as const,
    data: { run_id: 'r', worker: 'w', attempt },
  })),
  fc.constant<Timeless<ModelRunEvent>>({
    ...told,
    name: 'ml.run.completed' as const,
    data: { run_id: 'r', ...origin, metrics: [], outputs: [], duration_ms: 1 },
  }),
  fc.constant<Timeless<ModelRunEvent>>({
    ...told,
    name: 'ml.run.failed' as const,
    data: { run_id: 'r', code: 'c', message: 'm', attempt: 1, inputs: [] },
  }),
  fc.constant<Timeless<ModelRunEvent>>({
    ...told,
    name: 'ml.run.cancelled' as const,
    data: { run_id: 'r', by: 'b', reason: 'why', inputs: [] },
  }),
)

test('a run of a model follows its table, its attempts follow each other, and it has one end', () => {
  fc.assert(
    fc.property(fc.array(anyRunEvent, { maxLength: 30 }), (events) => {
      let run: ReturnType<typeof nextModelRun>
      let ends = 0
      for (const [atMs, event] of events.entries()) {
        const next = nextModelRun(run, { ...event, atMs } as ModelRunEvent)
        const isOutOfTurn =
          event.name === 'ml.run.started' && event.data.attempt !== (run?.attempt ?? 0) + 1
        const wanted = nextState(MODEL_RUN_MACHINE, run?.state, event.name)
        expect(next?.state).toBe(isOutOfTurn ? undefined : wanted)
        if (next === undefined) continue
        if (isTerminal(MODEL_RUN_MACHINE, next.state)) ends++
        run = next
      }
      expect(ends).toBeLessThanOrEqual(1)
      expect(run?.ended_at_ms !== undefined).toBe(ends === 1)
    }),
    { numRuns: tries(300) },
  )
})

test('an allocation is released once', () => {
  const share = { run_id: 'r', zone: 'cpu', worker: 'w', threads: 1, memory_mib: 1 }
  const granted: AllocationEvent = {
    ...{ name: 'allocation.granted', atMs: 1, agent: undefined },
    data: { allocation_id: 'a', ...share },
  }
  const released: AllocationEvent = {
    ...{ name: 'allocation.released', atMs: 2, agent: undefined },
    data: { allocation_id: 'a', reason: 'done' },
  }
  const first = nextAllocation(undefined, granted)
  expect(nextAllocation(undefined, released)).toBeUndefined()
  expect(nextAllocation(first, granted)).toBeUndefined()
  const last = nextAllocation(first, released)
  expect(last).toMatchObject({ ...share, state: 'released', released_at_ms: 2, reason: 'done' })
  expect(nextAllocation(last, released)).toBeUndefined()
})

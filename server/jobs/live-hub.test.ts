import { expect, test } from 'vitest'
import { LiveHub, type RunNews } from './live-hub.ts'

function createHub() {
  const problems: unknown[] = []
  return { hub: new LiveHub((problem) => problems.push(problem)), problems }
}

function listen(hub: LiveHub, runId: string) {
  const heard: RunNews[] = []
  return { heard, stop: hub.watch(runId, (news) => heard.push(news)) }
}

const progressAt = (tick: number) => ({ kind: 'progress', tick, ticks_per_second: 1 }) as const

test('whoever watches a run hears of it until they stop, and of no other', () => {
  const { hub } = createHub()
  const [one, other] = [listen(hub, 'a'), listen(hub, 'b')]
  const run = hub.begin('a', () => {})
  run.tell(progressAt(1))
  one.stop()
  run.tell(progressAt(2))
  expect(one.heard).toEqual([progressAt(1)])
  expect(other.heard).toEqual([])
})

test('whoever comes late hears at once how far a run is, and what was measured last', () => {
  const { hub } = createHub()
  const run = hub.begin('a', () => {})
  run.tell(progressAt(1))
  run.tell({ kind: 'metrics', tick: 1, values: { entropy: 1 } })
  run.tell(progressAt(2))
  expect(listen(hub, 'a').heard).toEqual([
    progressAt(2),
    { kind: 'metrics', tick: 1, values: { entropy: 1 } },
  ])
})

test('a wish that is older than the run is told when it begins, once, and only while somebody watches', () => {
  const { hub } = createHub()
  let asked = 0
  const { stop } = listen(hub, 'a')
  expect([hub.wantFrame('a'), hub.wantFrame('a'), hub.wantFrame('b')]).toEqual([
    false,
    false,
    false,
  ])
  hub.begin('a', () => asked++)
  hub.begin('b', () => asked++)
  expect(asked).toBe(1)
  expect(hub.wantFrame('a')).toBe(true)
  expect(asked).toBe(2)
  stop()
  const again = listen(hub, 'c')
  hub.wantFrame('c')
  again.stop()
  hub.begin('c', () => asked++)
  expect(asked).toBe(2)
})

test('wishes for other fields are wishes of their own, and each is told once', () => {
  const { hub } = createHub()
  listen(hub, 'a')
  for (const field of ['heat', undefined, 'heat', 'mood']) hub.wantFrame('a', field)
  const asked: (string | undefined)[] = []
  hub.begin('a', (field) => asked.push(field))
  expect(asked).toEqual(['heat', undefined, 'mood'])
})

test('a run ends once, and is silent then', () => {
  const { hub } = createHub()
  const { heard } = listen(hub, 'a')
  const run = hub.begin('a', () => {})
  run.end('completed')
  run.end('failed')
  run.tell(progressAt(1))
  expect(heard).toEqual([{ kind: 'ended', state: 'completed' }])
  expect(hub.isLive('a')).toBe(false)
  expect(hub.newestOf('a')).toEqual({})
})

test('of a run that goes on here only whoever lets it go on tells the end', () => {
  const { hub } = createHub()
  const { heard } = listen(hub, 'a')
  const run = hub.begin('a', () => {})
  hub.tellEnded('a', 'cancelled')
  expect(heard).toEqual([])
  run.end('cancelled')
  hub.tellEnded('a', 'cancelled')
  expect(heard).toHaveLength(1)
})

test('of a run that goes on elsewhere all hear what is told, late ones how it is, and each of its end once', () => {
  const { hub } = createHub()
  let looks = 0
  hub.onFarWatch(() => looks++)
  const early = listen(hub, 'a')
  hub.tellElsewhere('a', progressAt(1))
  hub.tellElsewhere('b', progressAt(1))
  const late = listen(hub, 'a')
  hub.wantFrame('a')
  expect(hub.listFar()).toEqual([{ runId: 'a', isPictureWished: true }])
  hub.tellElsewhere('a', { kind: 'frame', frame: new Uint8Array(1) })
  expect(hub.listFar()).toEqual([{ runId: 'a', isPictureWished: false }])
  hub.tellEnded('a', 'failed')
  hub.tellEnded('a', 'failed')
  const kinds = ['progress', 'frame', 'ended']
  for (const { heard } of [early, late]) expect(heard.map(({ kind }) => kind)).toEqual(kinds)
  expect([looks, hub.listFar(), hub.newestOf('a')]).toEqual([2, [], {}])
  // What begins here is told from here.
  listen(hub, 'c')
  hub.tellElsewhere('c', progressAt(9))
  const run = hub.begin('c', () => {})
  hub.tellElsewhere('c', progressAt(10))
  expect([hub.listFar(), hub.newestOf('c')]).toEqual([[], {}])
  run.tell(progressAt(1))
  expect(hub.newestOf('c')).toEqual({ progress: progressAt(1) })
})

test('another attempt takes the place of one that says nothing any more', () => {
  const { hub } = createHub()
  const { heard } = listen(hub, 'a')
  const first = hub.begin('a', () => {})
  const second = hub.begin('a', () => {})
  first.tell(progressAt(9))
  first.end('queued')
  second.tell(progressAt(1))
  expect(heard).toEqual([progressAt(1)])
})

test('what a listener throws is told of, and the others hear all the same', () => {
  const { hub, problems } = createHub()
  hub.watch('a', () => {
    throw new Error('deaf')
  })
  const { heard } = listen(hub, 'a')
  hub.begin('a', () => {}).tell(progressAt(1))
  expect(heard).toEqual([progressAt(1)])
  expect(problems).toEqual([new Error('deaf')])
})

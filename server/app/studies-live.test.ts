/** A study as a client sees it: asked for over REST, looked on at over a socket. */
import { expect, test } from 'vitest'
import type { ServerMessage } from '../../engine/protocol/live-api.ts'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import { LiveClient } from '../testing/live-server.ts'
import { openGuardedApi, TOKENS } from '../testing/open-api.ts'

const DOCUMENT = { ...AUTOMATON_STUDY, workers: 3 }

test('whoever looks on has each proposal and each end of a study, and how it stands', async () => {
  const api = await openGuardedApi()
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${api.address}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${api.tokenOf(TOKENS.admin)}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
  }
  const client = new LiveClient(api.address, api.tokenOf(TOKENS.admin))
  try {
    const document = JSON.stringify(DOCUMENT)
    const made = await ask('POST', '/studies', { document, study_id: 'mine' })
    expect(made).toMatchObject({ status: 200, answer: { study_id: 'mine', state: 'running' } })
    const again = await ask('POST', '/studies', { document, study_id: 'mine' })
    expect(again.status).toBe(200)
    await client.connected()
    const study_id = 'mine'
    client.say({ kind: 'subscribe', id: 'study', topic: { kind: 'study', study_id } })
    client.say({ kind: 'subscribe', id: 'trials', topic: { kind: 'trials', study_id, after: -1 } })
    const take = (message: ServerMessage) => {
      if (message.kind === 'study') client.say({ kind: 'taken', id: 'study', seq: message.seq })
      if (message.kind === 'events') {
        client.say({ kind: 'taken', id: 'trials', seq: message.next - 1 })
      }
    }
    client.onMessage = take
    const standings = () => client.heard.flatMap((each) => (each.kind === 'study' ? [each] : []))
    await expect.poll(() => standings().at(-1)?.study.proposed).toBe(3)
    expect((await ask('POST', '/studies/mine/cancel', {})).status).toBe(200)
    expect((await ask('POST', '/studies/mine/resume', {})).status).toBe(409)
    await expect
      .poll(() => standings().at(-1)?.study)
      .toMatchObject({ state: 'cancelled', proposed: 3, failed: 3 })
    const types = () =>
      client.heard.flatMap((each) =>
        each.kind === 'events' ? each.events.map(({ type }) => type) : [],
      )
    await expect.poll(() => types().length).toBe(8)
    expect(types()).toEqual([
      'ml.study.created',
      ...Array(3).fill('ml.trial.proposed'),
      'ml.study.cancelled',
      ...Array(3).fill('ml.trial.failed'),
    ])
    const { answer } = await ask('GET', '/studies/mine/trials')
    expect(answer.items).toHaveLength(3)
    expect((await ask('GET', '/trials/mine:2')).answer).toMatchObject({ state: 'failed' })
    expect(api.defects).toEqual([])
  } finally {
    client.close()
    await api.close()
  }
})

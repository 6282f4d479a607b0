/**
 * What producers append: events of the size and shape of real ones, all of it decided by who sends them and their
 * numbers, so that whoever knows both knows what the ledger has to hold.
 */
import { MAX_KEY_CHARS } from '../../../engine/ledger/ledger-entry.ts'
import type { LedgerRecord } from '../../ledger/ledger.ts'

/** Of so many appends that a producer sends one has a key that no ledger takes. */
const REFUSED_EVERY = 41

/** Whether the ledger has to refuse a producer's append of that number. */
export const isToBeRefused = (number: number): boolean => number % REFUSED_EVERY === 40

/** The append of a producer that has that number. */
export function buildAppend(producer: string, number: number): LedgerRecord {
  const key = `${producer}/${number}`
  return {
    key: isToBeRefused(number) ? key.padEnd(MAX_KEY_CHARS + 1, '.') : key,
    event: buildEvent(producer, number),
  }
}

/** The producer and the number of a key that `buildAppend` gives; undefined for any other. */
export function readAppendKey(key: string): { producer: string; number: number } | undefined {
  const { producer, digits } = /^(?<producer>[^/]+)\/(?<digits>\d+)\.*$/.exec(key)?.groups ?? {}
  return producer === undefined ? undefined : { producer, number: Number(digits) }
}

/** A CloudEvent of about 600 bytes, like those that runs publish. */
function buildEvent(producer: string, number: number): object {
  const id = String(number).padStart(12, '0')
  return {
    specversion: '1.0',
    id: `7ef88696-0da6-4662-b441-${id}`,
    source: `urn:thunderline:producer:${producer}`,
    type: 'ca.entropy.sample',
    subject: 'acorn',
    time: new Date(Date.UTC(2026, 0, 1) + number).toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:thunderline:event:ca.entropy.sample:1',
    correlationid: `e72f29b0-768a-4daa-94e9-${id}`,
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    data: {
      measurements: { tick: number, entropy: number / 1000, entropy_normalized: 0.25, alive: 7 },
      metadata: { scenario: 'acorn', rule: 'B3/S23', backend: 'wasm', suite: 'core' },
    },
  }
}

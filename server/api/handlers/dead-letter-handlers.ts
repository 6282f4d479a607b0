/** Events that consumers could not take: what was tried, and another try. */
import {
  DEAD_LETTERS_LIST,
  DEAD_LETTERS_REDRIVE,
} from '../../../engine/resources/operations/event-operations.ts'
import type { DeadLetter, DeadLetterRange } from '../../events/consumer.ts'
import { HandlerError, UnknownConsumerError } from '../../events/errors.ts'
import { InputRefusedError, NotFoundError, StateConflictError } from '../errors.ts'
import { type Handler, handle } from '../handler.ts'

/** The event bus, as far as dead letters go. */
export interface DeadLetterBox {
  listDeadLetters(range: DeadLetterRange): Promise<readonly DeadLetter[]>
  redrive(consumer: string, seq: number): Promise<boolean>
}

/** A letter may have been tried any number of times: the newest are told. */
const MAX_FAILURES = 20

export function buildDeadLetterHandlers({
  bus,
}: {
  readonly bus: DeadLetterBox
}): readonly Handler[] {
  return [
    handle(DEAD_LETTERS_LIST, async ({ consumer, limit, after }) => {
      const range = {
        ...(consumer === undefined ? {} : { consumer }),
        ...(after === undefined ? {} : { after: readCursor(after) }),
      }
      const letters = await bus.listDeadLetters({ ...range, count: limit + 1 })
      const items = letters.slice(0, limit)
      const last = items.at(-1)
      const isMore = letters.length > limit && last !== undefined
      return {
        items: items.map(describeLetter),
        ...(isMore ? { next: `${last.consumer}/${last.seq}` } : {}),
      }
    }),
    handle(DEAD_LETTERS_REDRIVE, async ({ consumer, seq }) => {
      try {
        return { consumer, seq, is_redriven: await bus.redrive(consumer, seq) }
      } catch (error) {
        if (error instanceof UnknownConsumerError) {
          throw new NotFoundError({ resource: 'consumer', id: consumer })
        }
        if (!(error instanceof HandlerError)) throw error
        const id = `${consumer}/${seq}`
        throw new StateConflictError({
          ...{ resource: 'dead letter', id, state: 'dead', wanted: 'redriven' },
        })
      }
    }),
  ]
}

function describeLetter({ consumer, seq, type, state, failures }: DeadLetter) {
  return {
    ...{ consumer, seq, type, state },
    failures: failures
      .slice(-MAX_FAILURES)
      .map(({ attempt, atMs, problem }) => ({ attempt, at_ms: atMs, problem })),
  }
}

function readCursor(text: string): { readonly consumer: string; readonly seq: number } {
  const [, consumer, digits] = /^([a-z][a-z0-9-]{0,62})\/(0|[1-9]\d{0,15})$/.exec(text) ?? []
  const seq = Number(digits)
  if (consumer !== undefined && Number.isSafeInteger(seq)) return { consumer, seq }
  const faults = ['after: no list gave this']
  throw new InputRefusedError({ operation: DEAD_LETTERS_LIST.name, faults })
}

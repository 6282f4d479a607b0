/** What does the operations of tokens, flags and presence. */
import { FEATURE_FLAGS, FLAG_NAMES, type FlagName } from '../../../engine/resources/feature-flag.ts'
import type { Scope } from '../../../engine/resources/operation.ts'
import {
  FLAGS_LIST,
  FLAGS_SET,
  PRESENCE_JOIN,
  PRESENCE_LEAVE,
  PRESENCE_LIST,
  TOKENS_CREATE,
  TOKENS_LIST,
  TOKENS_REVOKE,
} from '../../../engine/resources/operations/policy-operations.ts'
import { createToken } from '../../policy/create-token.ts'
import { isValid } from '../../policy/find-principal.ts'
import { MAX_TOKENS } from '../../policy/governance.ts'
import type { Presence } from '../../policy/presence-board.ts'
import {
  type FlagRow,
  readToken,
  selectFlags,
  selectTokens,
  type TokenRow,
} from '../../storage/policy-tables.ts'
import { InputRefusedError, NotFoundError, StateConflictError } from '../errors.ts'
import { type Handler, handle } from '../handler.ts'
import type { PolicyHandlerDeps } from './policy-handler-deps.ts'

const DAY_MS = 24 * 60 * 60_000

export function buildGovernanceHandlers(deps: PolicyHandlerDeps): readonly Handler[] {
  return [...buildTokenHandlers(deps), ...buildFlagHandlers(deps), ...buildPresenceHandlers(deps)]
}

function buildTokenHandlers({ gate, database, wallTimeMs }: PolicyHandlerDeps): readonly Handler[] {
  const find = async (id: string): Promise<TokenRow> => {
    const token = await readToken(database, id)
    if (token === undefined) throw new NotFoundError({ resource: 'Token', id })
    return token
  }
  return [
    handle(TOKENS_LIST, async ({ limit, after }) => {
      const rows = await selectTokens(database, after ?? '', limit + 1)
      const items = rows.slice(0, limit).map((row) => describeToken(row, wallTimeMs()))
      return { items, ...(rows.length > limit ? { next: items.at(-1)!.token_id } : {}) }
    }),
    handle(TOKENS_CREATE, async ({ name, scopes, expires_in_days: days }, context) => {
      const { principal } = context
      const beyond = scopes.filter((scope) => !principal.scopes.includes(scope))
      if (beyond.length > 0) {
        const faults = [`scopes: whoever makes a token gives what they have, not ${beyond.join()}`]
        throw new InputRefusedError({ operation: TOKENS_CREATE.name, faults })
      }
      const { tokens } = await gate.governance.refresh()
      if (tokens.size >= MAX_TOKENS) {
        const state = `one of ${MAX_TOKENS} that were made`
        throw new StateConflictError({ resource: 'Token', id: '*', state, wanted: 'one more' })
      }
      const expiresAtMs = days === undefined ? undefined : wallTimeMs() + days * DAY_MS
      const { id, token, created } = createToken({ name, scopes, expiresAtMs, by: principal.id })
      await context.publishEvent({ kind: 'record', name: 'token.created', data: created })
      await gate.governance.refresh()
      return { token, about: describeToken(await find(id), wallTimeMs()) }
    }),
    handle(TOKENS_REVOKE, async ({ token_id, reason }, context) => {
      const { revoked_at_ms } = await find(token_id)
      if (revoked_at_ms !== undefined) {
        const moved = { state: 'revoked', wanted: 'revoked' }
        throw new StateConflictError({ resource: 'Token', id: token_id, ...moved })
      }
      const data = { token_id, by: context.principal.id, reason }
      await context.publishEvent({ kind: 'record', name: 'token.revoked', data })
      await gate.governance.refresh()
      return describeToken(await find(token_id), wallTimeMs())
    }),
  ]
}

function buildFlagHandlers({ gate, database }: PolicyHandlerDeps): readonly Handler[] {
  const describeAll = async () => {
    const changed = new Map((await selectFlags(database)).map((row) => [row.name, row]))
    return FLAG_NAMES.map((name) => describeFlag(name, changed.get(name)))
  }
  return [
    handle(FLAGS_LIST, async () => ({ items: await describeAll() })),
    handle(FLAGS_SET, async ({ flag, is_on, reason }, context) => {
      const previous = (await describeAll()).find((each) => each.flag === flag)!.is_on
      await context.publishEvent({
        kind: 'record',
        name: 'flag.changed',
        data: { flag, previous, is_on, by: context.principal.id, reason },
      })
      await gate.governance.refresh()
      return (await describeAll()).find((each) => each.flag === flag)!
    }),
  ]
}

function buildPresenceHandlers({ gate }: PolicyHandlerDeps): readonly Handler[] {
  const { presence } = gate
  return [
    handle(PRESENCE_JOIN, async ({ room, member }, { principal }) => {
      const place = { room, member, principal: principal.id }
      if (!presence.join(place)) {
        const moved = {
          state: 'taken, or one of as many as there may be',
          wanted: 'somebody there',
        }
        throw new StateConflictError({ resource: 'Presence', id: `${room}/${member}`, ...moved })
      }
      return describePresence(presence.list(room).find((each) => each.member === member)!)
    }),
    handle(PRESENCE_LEAVE, async ({ room, member }, { principal }) => ({
      was_there: presence.leave({ room, member, principal: principal.id }),
    })),
    handle(PRESENCE_LIST, async ({ room, limit, after }) => {
      const behind = presence
        .list(room)
        .filter((each) => after === undefined || nameOf(each) > after)
      const items = behind.slice(0, limit)
      const isMore = behind.length > limit
      return {
        items: items.map(describePresence),
        ...(isMore ? { next: nameOf(items.at(-1)!) } : {}),
      }
    }),
  ]
}

function describeToken(row: TokenRow, nowMs: number) {
  const state: 'valid' | 'expired' | 'revoked' =
    row.revoked_at_ms !== undefined ? 'revoked' : isValid(row, nowMs) ? 'valid' : 'expired'
  const { id, name, scopes, created_at_ms, created_by } = row
  return {
    ...{ token_id: id, name, scopes: scopes.split(' ').filter(Boolean) as Scope[], state },
    ...{ created_at_ms, created_by, expires_at_ms: row.expires_at_ms },
    ...{ revoked_at_ms: row.revoked_at_ms, revoked_by: row.revoked_by },
  }
}

function describeFlag(flag: FlagName, row: FlagRow | undefined) {
  const { about, isOn } = FEATURE_FLAGS[flag]
  return {
    ...{ flag, about, is_on: row?.is_on ?? isOn, default_is_on: isOn },
    ...{ changed_at_ms: row?.changed_at_ms, changed_by: row?.changed_by, reason: row?.reason },
  }
}

function describePresence({ room, member, principal, joinedAtMs }: Presence) {
  return { room, member, principal, joined_at_ms: joinedAtMs }
}

/** Lists are in this order. Neither a room nor a member has a quote. */
const nameOf = ({ room, member }: Presence) => JSON.stringify([room, member])

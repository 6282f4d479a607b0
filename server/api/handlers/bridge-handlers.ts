/** Asks an external Cerebros, across the bridge. */
import { BRIDGE_INVOKE } from '../../../engine/resources/operations/bridge-operations.ts'
import { type BridgeInvoker, toBridgeError } from '../../cerebros/bridge/invoker.ts'
import { type Handler, handle } from '../handler.ts'

export interface BridgeDependencies {
  readonly bridge: Pick<BridgeInvoker, 'invoke'>
}

export function buildBridgeHandlers({ bridge }: BridgeDependencies): readonly Handler[] {
  return [
    handle(BRIDGE_INVOKE, async (input, { traceparent }) => {
      const { op, args, timeout_ms: timeoutMs, is_fresh: isFresh } = input
      const answer = await bridge.invoke(op, args, { timeoutMs, isFresh, traceparent })
      if (!answer.ok) throw toBridgeError(answer.failure)
      const { result, source, requestSha256, resultSha256 } = answer.value
      return {
        ...{ op, result: result as never, source },
        ...{ request_sha256: requestSha256, result_sha256: resultSha256 },
      }
    }),
  ]
}

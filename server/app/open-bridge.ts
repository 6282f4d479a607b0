/** The bridge of a server: its settings, its flag, and who hears of its calls. */
import { randomBytes } from 'node:crypto'
import { EventBus } from '../../engine/telemetry/event-bus.ts'
import { BridgeInvoker } from '../cerebros/bridge/invoker.ts'
import type { ServerConfig } from '../config/server-config.ts'
import type { Signer } from '../ledger/signer.ts'
import type { PolicyGate } from '../policy/policy-gate.ts'
import type { ServerWatch } from './server-watch.ts'

/** Whom it asks; nobody where that is left out. */
export interface BridgeConfig {
  readonly bridgeOrigin?: ServerConfig['bridgeOrigin']
  readonly bridgeKey?: ServerConfig['bridgeKey']
}

export interface BridgeParts {
  readonly config: BridgeConfig
  readonly signer: Signer
  readonly gate: Pick<PolicyGate, 'isOn'>
  readonly watch: Pick<ServerWatch, 'tracer' | 'counters' | 'log'>
  onProblem(problem: unknown): void
}

/** Opens it; the caller closes it. */
export function openBridge({ config, signer, gate, watch, onProblem }: BridgeParts): BridgeInvoker {
  const { tracer, counters, log } = watch
  const publisher = new EventBus({ onProblem: ({ error }) => onProblem(error) })
  publisher.subscribe('cerebros.bridge.invoke.stop', ({ measurements, metadata }) => {
    counters.bridgeCalls.add(metadata.op, metadata.source)
    counters.bridgeSeconds.add(measurements.duration_ms / 1000)
  })
  publisher.subscribe('cerebros.bridge.invoke.exception', ({ measurements, metadata }) => {
    counters.bridgeCalls.add(metadata.op, metadata.code)
    counters.bridgeSeconds.add(measurements.duration_ms / 1000)
    log.info('The bridge has no answer.', { operation: metadata.op, code: metadata.code })
  })
  return new BridgeInvoker({
    ...{ origin: config.bridgeOrigin, peerKey: config.bridgeKey },
    ...{ signer, publisher, tracer },
    isOn: () => gate.isOn('features.bridge'),
    nowMs: () => performance.now(),
    wallTimeMs: () => Date.now(),
    newNonce: () => randomBytes(16).toString('hex'),
  })
}

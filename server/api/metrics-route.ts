/** `/metrics`: what is measured of the server, as Prometheus reads it. */
import type { FastifyInstance } from 'fastify'
import type { OutputOf } from '../../engine/resources/operation.ts'
import { SYSTEM_METRICS } from '../../engine/resources/operations/system-operations.ts'
import { formatMetrics, METRICS_MEDIA_TYPE } from '../observability/format-metrics.ts'
import type { OperationDesk } from './operation-desk.ts'
import type { CallerOf } from './rest-routes.ts'

const METRICS_PATH = '/metrics'

/** Adds the route; who reads it needs a token, as for the operation. */
export function addMetricsRoute(
  scope: FastifyInstance,
  desk: OperationDesk,
  callerOf: CallerOf,
): void {
  const methods = scope.supportedMethods.filter((each) => each !== 'GET' && each !== 'HEAD')
  scope.route({
    ...{ method: methods as string[], url: METRICS_PATH },
    handler: async (_request, reply) =>
      reply
        .code(405)
        .header('Allow', 'GET, HEAD')
        .send({ code: 'api/method', message: 'Here is only GET.' }),
  })
  scope.get(METRICS_PATH, async (request, reply) => {
    const output = await desk.call(SYSTEM_METRICS.name, {}, callerOf(request))
    const { metrics } = output as OutputOf<typeof SYSTEM_METRICS>
    return reply.type(METRICS_MEDIA_TYPE).send(formatMetrics(metrics))
  })
}

/** A collector of OTLP/HTTP in JSON that keeps what it is sent, for tests: a real server on a real port. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

const attribute = z.object({
  key: z.string(),
  value: z.object({ stringValue: z.string().optional() }),
})

const point = z.object({
  attributes: z.array(attribute),
  count: z.number().optional(),
  sum: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  bucketCounts: z.array(z.number()).optional(),
  explicitBounds: z.array(z.number()).optional(),
  asDouble: z.number().optional(),
  asInt: z.number().optional(),
})

const data = z.object({ dataPoints: z.array(point) })

/** What is looked at of an ExportMetricsServiceRequest: opentelemetry-proto, metrics/v1/metrics.proto. */
const requestSchema = z.object({
  resourceMetrics: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeMetrics: z.array(
        z.object({
          metrics: z.array(
            z.object({
              name: z.string(),
              unit: z.string(),
              histogram: data.optional(),
              sum: data.optional(),
              gauge: data.optional(),
            }),
          ),
        }),
      ),
    }),
  ),
})

type Point = z.infer<typeof point>

/** One series of a metric. */
export interface Series extends Omit<Point, 'attributes'> {
  readonly attributes: Readonly<Record<string, string>>
}

export interface OtlpCollector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string
  /** Paths and content types of all requests so far. */
  readonly requests: readonly { readonly path: string; readonly type: string | undefined }[]
  /** The series of a metric, as the last request has them. */
  series(metric: string): readonly Series[]
  /** Unit of a metric. */
  unit(metric: string): string | undefined
  /** Attributes of the resource of the last request. */
  resource(): Readonly<Record<string, string>>
}

/** Starts one, which ends with the test. @param answer settles a request; 200 and `{}` when left out. */
export async function startCollector(
  answer: (response: ServerResponse) => void = (response) => response.end('{}'),
): Promise<OtlpCollector> {
  const requests: { path: string; type: string | undefined }[] = []
  let last: z.infer<typeof requestSchema> = { resourceMetrics: [] }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    requests.push({ path: request.url ?? '', type: request.headers['content-type'] })
    last = requestSchema.parse(JSON.parse(Buffer.concat(chunks).toString()))
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const find = (name: string) =>
    last.resourceMetrics
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
      .find((metric) => metric.name === name)
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    series(name) {
      const { histogram, sum, gauge } = find(name) ?? {}
      const points = (histogram ?? sum ?? gauge)?.dataPoints ?? []
      return points.map((each) => ({ ...each, attributes: readAttributes(each.attributes) }))
    },
    unit: (name) => find(name)?.unit,
    resource: () => readAttributes(last.resourceMetrics[0]?.resource.attributes ?? []),
  }
}

function readAttributes(attributes: readonly z.infer<typeof attribute>[]) {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? '']))
}

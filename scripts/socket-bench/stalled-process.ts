/**
 * A client in a process of its own that comes to stand still: the address, and what it subscribes to, in JSON. It tells
 * when it has subscribed, and says nothing more; whoever started it may stop it, so that it reads nothing either.
 */
import type { LiveTopic } from '../../engine/protocol/live-api.ts'
import { LiveClient } from '../../server/testing/live-server.ts'

const [address, topic] = process.argv.slice(2) as [string, string]
// Whoever has started it is gone.
process.once('disconnect', () => process.exit())
const client = await new LiveClient(address).connected()
client.onMessage = ({ kind }) => {
  if (kind === 'subscribed') process.send!('ready')
}
client.say({ kind: 'subscribe', id: 'all', topic: JSON.parse(topic) as LiveTopic })

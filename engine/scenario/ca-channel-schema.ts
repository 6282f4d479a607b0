/** The schemas of CAChannels, along which bits pass messages on, and of what is ordered of them. */
import { z } from 'zod'
import {
  DEFAULT_ANSWERS,
  DEFAULT_CAPACITY,
  MAX_CA_CHANNELS,
  MAX_CAPACITY,
  MAX_ROUTING_NAME_CHARS,
} from '../routing/ca-channel.ts'
import { DEFAULT_STRENGTH, MAX_STRENGTH } from '../routing/link-limits.ts'
import { MAX_TTL, MESSAGE_KINDS } from '../routing/message.ts'
import { box, position, positions } from './place-schema.ts'

/** Ticks that a message has where nobody says. */
export const DEFAULT_TTL = 256

/** Orders of a kind that one event can have. */
export const MAX_ORDERS = 1000

const name = z.string().min(1).max(MAX_ROUTING_NAME_CHARS)
const field = z.string().min(1)

const caChannel = z
  .strictObject({
    name,
    capacity: z
      .int()
      .min(1)
      .max(MAX_CAPACITY)
      .optional()
      .describe(`Messages that each of its bits holds; ${DEFAULT_CAPACITY} when left out.`),
    answers: field
      .optional()
      .describe(
        `The channel of numbers that payloads are added to; ${DEFAULT_ANSWERS} when left out.`,
      ),
  })
  .describe('Bits that pass messages on from one to the next.')

/** CAChannels that bits can be in. */
export const caChannelsSchema = z.array(caChannel).min(1).max(MAX_CA_CHANNELS)

const ofChannel = { caChannel: name.optional().describe('The first one when left out.') }
const ttl = z
  .int()
  .min(1)
  .max(MAX_TTL)
  .optional()
  .describe(`Ticks that a message has; ${DEFAULT_TTL} when left out.`)
const messageKind = z
  .int()
  .min(0)
  .max(MESSAGE_KINDS - 1)
  .optional()
  .describe('What a message is, for whoever watches; 0 when left out.')

/** Bits that are to forward. */
export const assignSchema = z
  .strictObject({
    cells: positions.optional(),
    box: box.optional(),
    caChannel: name
      .nullable()
      .optional()
      .describe('What they forward for; null for nothing, the first one when left out.'),
  })
  .describe('Lets active bits forward messages, at cells or in a box.')

/** A name that a bit is to answer to. */
export const announceSchema = z
  .strictObject({ at: position, name: name.describe('What messages are sent to.'), ...ofChannel })
  .describe('Lets a bit that forwards answer to a name.')

/** Messages that are sent. */
export const sendSchema = z
  .strictObject({
    cells: positions.optional(),
    box: box.optional(),
    to: name.describe('The name that it is for.'),
    payload: z.number().describe('What is added to a channel where it arrives.'),
    messageKind,
    ttl,
    ...ofChannel,
  })
  .describe('Lets each bit at cells or in a box send a message.')

/** Two bits that are joined. */
export const bindSchema = z
  .strictObject({ from: position, to: position, ...ofChannel })
  .describe('Joins two bits by a path of bits that forward.')

/** What a bit sends to another by itself. */
export const linkSchema = z
  .strictObject({
    from: position,
    to: position,
    messageKind,
    weight: z.number().min(-1).max(1).optional().describe('Share that is sent; 1 when left out.'),
    source: field.optional().describe(`The channel it looks at; ${DEFAULT_ANSWERS}.`),
    threshold: z
      .number()
      .optional()
      .describe('It sends from this value on; the least positive value when left out.'),
    ttl,
    strength: z
      .int()
      .min(1)
      .max(MAX_STRENGTH)
      .optional()
      .describe(`What use restores it to; ${DEFAULT_STRENGTH} when left out.`),
    ...ofChannel,
  })
  .describe('Lets a bit send to another what a channel says at it.')

const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.array(schema).min(1).max(MAX_ORDERS).optional()

/** What an event may order of CAChannels. */
export const channelOrderShape = {
  assign: listOf(assignSchema),
  announce: listOf(announceSchema),
  send: listOf(sendSchema),
  bind: listOf(bindSchema),
  link: listOf(linkSchema),
} as const

export type CaChannelDocument = z.infer<typeof caChannel>
export type AssignDocument = z.infer<typeof assignSchema>
export type AnnounceDocument = z.infer<typeof announceSchema>
export type SendDocument = z.infer<typeof sendSchema>
export type BindDocument = z.infer<typeof bindSchema>
export type LinkDocument = z.infer<typeof linkSchema>

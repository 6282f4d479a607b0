/** SHA-256 of a text in UTF-8, in lower-case hex, by Node's own code. */
import { hash } from 'node:crypto'
import type { HashText } from '../../../engine/lineage/node-id.ts'

export const hashText: HashText = (text) => hash('sha256', text, 'hex')

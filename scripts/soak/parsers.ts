/** Damaged and random files, notations, functions and scenarios for every parser. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../../engine/testing/case.ts'
import { listParserCases } from '../../engine/testing/parser-cases.ts'
import { type Campaign, tryCases } from '../campaign.ts'
import { ROOT } from '../project.ts'

/** The cases, with the library's scenarios as what is damaged. */
export function listCasesOfParsers(): Case[] {
  const folder = join(ROOT, 'scenarios')
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
  return listParserCases(files.map((file) => readFileSync(join(folder, file), 'utf8')))
}

export const campaign: Campaign = {
  about: 'Damaged and random input for every parser: a result or a named error, within a second.',
  run: (options) => tryCases(listCasesOfParsers(), options),
}

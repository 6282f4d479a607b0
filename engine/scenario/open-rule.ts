/** Rules by notation, or by the name of a rule file beside the file that names them, as in Golly. */
import { RuleNameError, RuleNotYetError } from '../rules/errors.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { ParsedRule } from '../rules/rule.ts'
import { RunSetupError, ScenarioFileError } from './errors.ts'
import type { ReadFile } from './run.ts'

/**
 * Reads a rule; a name that is none of ours is that of a rule file, `NAME.rule`.
 *
 * @param readFile reads the files beside the one that names the rule; undefined where it has none.
 * @throws {RunSetupError} when the name is unknown and no rule file of that name can be read.
 * @throws the named errors of the rules room for what is at fault in a notation or a rule file.
 */
export async function openRule(text: string, readFile: ReadFile | undefined): Promise<ParsedRule> {
  try {
    return parseRule(text)
  } catch (error) {
    const isName = error instanceof RuleNameError
    if (readFile === undefined || !(isName || error instanceof RuleNotYetError)) throw error
    const name = text.trim()
    const bytes = await tryReadFile(`${name}.rule`, readFile)
    if (bytes instanceof Uint8Array) return parseRule(new TextDecoder().decode(bytes))
    if (!isName) throw error
    throw new RunSetupError(
      'run/rule-file',
      `No rule is known here by the name ${JSON.stringify(name)}, and the file ` +
        `${JSON.stringify(bytes.details.path)} beside the one that names it cannot be used: ` +
        `${bytes.details.reason}.`,
      { rule: name, ...bytes.details },
      { cause: bytes },
    )
  }
}

async function tryReadFile(
  path: string,
  readFile: ReadFile,
): Promise<Uint8Array | ScenarioFileError> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof ScenarioFileError) return error
    throw error
  }
}

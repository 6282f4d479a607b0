/** Policies as people give them: a text, built-in sets by name, and the attributes they speak of. */
import type { AttributeType } from './spawn-request.ts'

/** The name of the built-in policy that lets everybody spawn everything everywhere. */
export const PERMIT_ALL = 'permit-all'

/** Policies that can be asked for by name. */
export const BUILT_IN_POLICIES: Readonly<Record<typeof PERMIT_ALL, string>> = Object.freeze({
  [PERMIT_ALL]: 'permit(principal, action == Action::"spawn", resource);',
})

export interface PolicySource {
  /** Policies in Cedar's language; each is named by its `@id("...")`, or `policy0`, `policy1`, ... */
  readonly cedar?: string | undefined
  /** Built-in policies, which come before the text's own. */
  readonly use?: readonly (keyof typeof BUILT_IN_POLICIES)[] | undefined
  /** Attributes beside the base ones that requests may have. */
  readonly attributes?: Readonly<Record<string, AttributeType>> | undefined
  /** Names of the zones that there are; absent, the text may name any. */
  readonly zones?: readonly string[] | undefined
}

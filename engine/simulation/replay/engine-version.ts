/** The version of Thunderline, as `package.json` has it, for rooms that cannot read files. */
export const ENGINE_VERSION = '0.2.0'

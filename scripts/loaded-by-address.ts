/**
 * Packages that find their WebAssembly beside themselves: a development server that bundles them
 * into a folder of its own would leave it behind.
 */
export const LOADED_BY_ADDRESS = ['@cedar-policy/cedar-wasm']

/** An independent opinion on WebAssembly modules: that of wabt. */
import openWabt from 'wabt'

const wabt = await openWabt()

const FEATURES = { simd: true, threads: true, bulk_memory: true, sign_extension: true } as const

/** The text of a module, once wabt has found it valid. */
export function disassemble(bytes: Uint8Array): string {
  const module = wabt.readWasm(bytes, { ...FEATURES, check: true })
  try {
    // The second argument is missing from wabt's types.
    const validate: (features: typeof FEATURES) => void = module.validate.bind(module)
    validate(FEATURES)
    return module.toText({ foldExprs: false, inlineExport: false })
  } finally {
    module.destroy()
  }
}

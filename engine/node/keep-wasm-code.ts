/** The machine code of WebAssembly, in a process with many threads. */
import { setFlagsFromString } from 'node:v8'

/**
 * Lets this process keep machine code that it has made of a module until the module goes, in all of its threads.
 *
 * V8 frees code that a better one has replaced, and keeps a list of what is where that all threads share. In Node 24
 * that list is now and then wrong when a wrapper of an import is freed while other threads make modules, and the whole
 * process ends: `Check failed: jit_page_->allocations_.erase(addr) == 1` (nodejs/node#64500). What is kept goes with its
 * module, save wrappers of imports, of which there is one a signature. It may be called at any time, and twice.
 */
export function keepWasmCode(): void {
  setFlagsFromString('--no-wasm-code-gc')
}

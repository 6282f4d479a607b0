/** Set-up of test files in a long campaign: its seed decides what is tried. */
import fc from 'fast-check'

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: Number(process.env.THUNDERLINE_TRIES_SEED),
})

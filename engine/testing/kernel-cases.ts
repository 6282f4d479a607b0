/** That a kernel does what the reference kernel does, in worlds and programs of every kind. */
import fc from 'fast-check'
import { KernelUnsupportedError } from '../kernels/errors.ts'
import type { CreateKernel } from '../kernels/kernel.ts'
import { createReferenceKernel } from '../kernels/reference/reference-kernel.ts'
import { assertSame, type Case } from './case.ts'
import { anyNotatedWorld } from './notated-worlds.ts'
import {
  anyLargeProgramWorld,
  anyProgramWorld,
  type ProgramWorld,
  runProgramWorld,
} from './programs.ts'
import { runWorld } from './run-world.ts'
import { anySmallProgramWorld } from './small-programs.ts'
import { anyLargeWorld, anyWorld, type World } from './worlds.ts'

/** A kernel under trial. */
export interface KernelSubject {
  readonly name: string
  readonly create: CreateKernel
  /**
   * Which programs it runs: all, or those that it does not refuse by name, as a kernel that
   * computes with floats has to, or none but those of its forms.
   */
  readonly programs: 'all' | 'some' | 'none'
}

/** The property that a kernel does in every world what the reference kernel does. */
export function agreesWithReference(
  createKernel: CreateKernel,
  worlds: fc.Arbitrary<World> = anyWorld,
  mayRefuse = false,
): fc.IAsyncProperty<[World]> {
  return fc.asyncProperty(worlds, async (world) => {
    const found = await unlessRefused(() => runWorld(createKernel, world), mayRefuse)
    assertSame(found, await runWorld(createReferenceKernel, world))
  })
}

/** The same for programs, in every plane they have. */
export function runsProgramsAsReference(
  createKernel: CreateKernel,
  worlds: fc.Arbitrary<ProgramWorld> = anyProgramWorld,
  mayRefuse = false,
): fc.IAsyncProperty<[ProgramWorld]> {
  return fc.asyncProperty(worlds, async (world) => {
    const found = await unlessRefused(() => runProgramWorld(createKernel, world), mayRefuse)
    assertSame(found, await runProgramWorld(createReferenceKernel, world))
  })
}

/** Everything a kernel of worlds with a size is tried on. */
export function listKernelCases({ name, create, programs }: KernelSubject): Case[] {
  const mayRefuse = programs !== 'all'
  const runs = (kind: string, worlds: fc.Arbitrary<ProgramWorld>): Case => ({
    kind: `${name}: ${kind}`,
    property: runsProgramsAsReference(create, worlds, mayRefuse),
  })
  const ofPrograms = {
    all: () => [runs('programs', anyProgramWorld), runs('large programs', anyLargeProgramWorld)],
    some: () => [
      runs('programs', anyProgramWorld),
      runs('programs of small numbers', anySmallProgramWorld),
    ],
    none: () => [],
  }
  return [
    { kind: `${name}: worlds`, property: agreesWithReference(create) },
    { kind: `${name}: large worlds`, property: agreesWithReference(create, anyLargeWorld) },
    {
      kind: `${name}: notations`,
      property: agreesWithReference(create, anyNotatedWorld, mayRefuse),
    },
    ...ofPrograms[programs](),
  ]
}

/** What a run gives; where it may refuse its setup by name and does, the input is passed over. */
async function unlessRefused<T>(run: () => Promise<T>, mayRefuse: boolean): Promise<T> {
  try {
    return await run()
  } catch (error) {
    fc.pre(!(mayRefuse && error instanceof KernelUnsupportedError))
    throw error
  }
}

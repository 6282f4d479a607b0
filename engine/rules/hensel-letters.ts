/**
 * Alan Hensel's letters: the shapes that some live neighbors can make, up to rotation and mirror.
 *
 * Each letter is given by one of its shapes, rows from the top; the cell itself is the middle one
 * and always drawn dead. Counts above 4 use the letters of 8 - n for the complementary shapes.
 * Source of the table: Golly Help, "QuickLife", non-totalistic rules.
 */

/** `shapesOfCount[n][letter]` for counts 1 to 4, letters in alphabetical order. */
export const shapesOfCount: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  1: { c: 'o../.../...', e: '.o./.../...' },
  2: {
    a: 'oo./.../...',
    c: 'o.o/.../...',
    e: '.o./o../...',
    i: '.o./.../.o.',
    k: 'o../..o/...',
    n: 'o../.../..o',
  },
  3: {
    a: 'oo./o../...',
    c: 'o.o/.../o..',
    e: '.o./o.o/...',
    i: 'ooo/.../...',
    j: 'oo./..o/...',
    k: 'o../..o/.o.',
    n: 'oo./.../o..',
    q: 'oo./.../..o',
    r: 'oo./.../.o.',
    y: 'o.o/.../.o.',
  },
  4: {
    a: 'ooo/o../...',
    c: 'o.o/.../o.o',
    e: '.o./o.o/.o.',
    i: 'oo./.../oo.',
    j: 'oo./..o/.o.',
    k: 'oo./..o/o..',
    n: 'ooo/.../o..',
    q: 'oo./o../..o',
    r: 'oo./o.o/...',
    t: 'ooo/.../.o.',
    w: 'oo./..o/..o',
    y: 'oo./.../o.o',
    z: 'oo./.../.oo',
  },
}

/** The letters that may follow a count, in alphabetical order; none for 0 and 8. */
export function lettersOfCount(count: number): string {
  return Object.keys(shapesOfCount[count > 4 ? 8 - count : count] ?? {}).join('')
}

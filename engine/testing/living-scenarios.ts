/** Living worlds small enough to be worked out by hand, as scenario files. */

/** A plane in which what is hot burns; one place is heated at the start. */
export const FIRE = `version: 1
name: Fire
world: { size: [24, 16], topology: box }
seed: 5
channels: [heat, reward, { name: intent, dynamic: { kind: uphill, of: heat, neighborhood: moore-2d } }]
rules: { still: '(state, neighbors) => state' }
zones:
  - { name: west, box: { size: [8, 16] } }
  - { name: east, box: { at: [16, 0], size: [8, 16] }, rule: still, clock: { divisor: 4 } }
rule: |
  rule({ states: 3, neighborhood: 'moore', channels: ['heat'] }, (s, n, fields) => {
    if (s === 1) { return fields.heat > 3000 ? 2 : 1 }
    if (s === 2) {
      fields.heat += 4000
      return fields.heat > 9000 ? 0 : 2
    }
    return 0
  })
initial:
  - soup: { density: 160 }
events:
  - tick: 0
    poke: [{ channel: heat, cells: [[12, 8], [11, 8]], value: 1.5 }]
ticks: 40
`

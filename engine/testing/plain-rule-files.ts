/**
 * Golly's rule tables and trees, run as their documentation reads: line by line, with nothing of
 * `engine/rules`. Slow, and not much to go wrong in.
 */

/** A cell by where it lies from the one that is looked at, such as `0,-1` for its north. */
type Around = (place: string) => number

/** What a cell becomes. */
export type PlainRule = (around: Around) => number

type Point = readonly [x: number, y: number]

/** The neighbors of a table's lines, in their order ("Rule format", Golly's help). */
const RINGS: Readonly<Record<string, readonly Point[]>> = {
  vonNeumann: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  Moore: [
    [0, -1],
    [1, -1],
    [1, 0],
    [1, 1],
    [0, 1],
    [-1, 1],
    [-1, 0],
    [-1, -1],
  ],
  hexagonal: [
    [0, -1],
    [1, 0],
    [1, 1],
    [0, 1],
    [-1, 0],
    [-1, -1],
  ],
  oneDimensional: [
    [-1, 0],
    [1, 0],
  ],
}

const mirror = ([x, y]: Point): Point => [-x, y]
const quarterTurn = ([x, y]: Point): Point => [-y, x]
/** North to east, east to south-east and on, in the slanted coordinates of hexagons. */
const sixthTurn = ([x, y]: Point): Point => [x - y, x]
/** The mirror through north and south. */
const mirrorHexagon = ([x, y]: Point): Point => [-x, y - x]
/** A step along the ring of eight, which is no turn of the plane. */
const eighthTurn = (point: Point): Point => {
  const ring = RINGS.Moore!
  return ring[(ring.findIndex((at) => at.join() === point.join()) + 1) % 8]!
}

const twice = (move: (p: Point) => Point) => (p: Point) => move(move(p))

/** Moves of the plane that make up a symmetry, each by itself. */
const GENERATORS: Readonly<Record<string, readonly ((p: Point) => Point)[]>> = {
  none: [],
  rotate4: [quarterTurn],
  rotate4reflect: [quarterTurn, mirror],
  reflect_horizontal: [mirror],
  reflect: [mirror],
  rotate8: [eighthTurn],
  rotate8reflect: [eighthTurn, mirror],
  rotate2: [([x, y]) => [-x, -y]],
  rotate3: [twice(sixthTurn)],
  rotate6: [sixthTurn],
  rotate6reflect: [sixthTurn, mirrorHexagon],
}

/** Every arrangement of a ring's places that a symmetry allows, the one as written first. */
function arrangementsOf(ring: readonly Point[], symmetry: string): Point[][] {
  const found = new Map<string, Point[]>([[ring.join(';'), [...ring]]])
  for (const arrangement of found.values()) {
    for (const move of GENERATORS[symmetry]!) {
      const moved = arrangement.map(move)
      if (!found.has(moved.join(';'))) found.set(moved.join(';'), moved)
    }
  }
  return [...found.values()]
}

/** Whether sets can be found in these states, each in one of its own. */
function isFoundIn(states: readonly number[], sets: readonly (readonly number[])[]): boolean {
  const [first, ...rest] = sets
  if (first === undefined) return true
  // Of equal states one is as good as another.
  return [...new Set(states)].some(
    (state) => first.includes(state) && isFoundIn(states.toSpliced(states.indexOf(state), 1), rest),
  )
}

/** A line with every variable that occurs twice in it given one of its states. */
interface PlainLine {
  readonly sets: readonly (readonly number[])[]
  readonly next: number
}

/** The rule of a table; lines of digits without commas are not read here. */
export function readPlainTable(text: string): PlainRule {
  const head = new Map<string, string>()
  const variables = new Map<string, readonly number[]>()
  const lines: PlainLine[] = []
  const setOf = (word: string) => variables.get(word) ?? [Number(word)]
  for (const line of text.split('\n').map((each) => each.replace(/#.*/, '').trim())) {
    const variable = /^var\s+(\w+)\s*=\s*\{(.*)\}$/.exec(line)
    const setting = /^(\w+)\s*:\s*(\w+)$/.exec(line)
    if (variable) {
      const members = variable[2]!.split(',').flatMap((word) => setOf(word.trim()))
      variables.set(variable[1]!, members)
    } else if (setting) head.set(setting[1]!, setting[2]!)
    else if (line !== '' && !line.startsWith('@')) {
      lines.push(
        ...bind(
          line.split(',').map((word) => word.trim()),
          variables,
        ),
      )
    }
  }
  const ring = RINGS[head.get('neighborhood')!]!
  const symmetry = head.get('symmetries')!
  const arrangements = symmetry === 'permute' ? [] : arrangementsOf(ring, symmetry)
  return (around) => {
    const own = around('0,0')
    const states = ring.map((place) => around(place.join()))
    const isPermuted = (neighbors: PlainLine['sets']) =>
      symmetry === 'permute' && isFoundIn(states, neighbors)
    const match = lines.find(
      ({ sets: [center, ...neighbors] }) =>
        center!.includes(own) &&
        (isPermuted(neighbors) ||
          arrangements.some((places) =>
            places.every((place, i) => neighbors[i]!.includes(around(place.join()))),
          )),
    )
    return match === undefined ? own : match.next
  }
}

/** The lines that one line stands for: the variable that comes first by name changes fastest. */
function bind(words: readonly string[], variables: ReadonlyMap<string, readonly number[]>) {
  const isBound = (word: string) =>
    variables.has(word) && words.filter((other) => other === word).length > 1
  const names = [...new Set(words.filter(isBound))].sort()
  let ways: ReadonlyMap<string, number>[] = [new Map()]
  for (const name of names.toReversed()) {
    ways = ways.flatMap((way) =>
      variables.get(name)!.map((state) => new Map([...way, [name, state]])),
    )
  }
  return ways.map((way): PlainLine => {
    const sets = words.map((word) => {
      const bound = way.get(word)
      return bound === undefined ? (variables.get(word) ?? [Number(word)]) : [bound]
    })
    return { sets: sets.slice(0, -1), next: sets.at(-1)![0]! }
  })
}

/** In which order trees ask, by how many neighbors they have. */
const TREE_PLACES: Readonly<Record<number, readonly string[]>> = {
  4: ['0,-1', '-1,0', '1,0', '0,1', '0,0'],
  8: ['-1,-1', '1,-1', '-1,1', '1,1', '0,-1', '-1,0', '1,0', '0,1', '0,0'],
}

/** The rule of a tree, a node a line. */
export function readPlainTree(text: string): PlainRule {
  const head = new Map<string, number>()
  const nodes: number[][] = []
  for (const line of text.split('\n').map((each) => each.replace(/#.*/, '').trim())) {
    const setting = /^(num_\w+)\s*=\s*(\d+)$/.exec(line)
    if (setting) head.set(setting[1]!, Number(setting[2]))
    else if (/^\d/.test(line)) nodes.push(line.split(/\s+/).map(Number))
  }
  const places = TREE_PLACES[head.get('num_neighbors')!]!
  return (around) => {
    let node = nodes.length - 1
    for (const place of places) node = nodes[node]![1 + around(place)]!
    return node
  }
}

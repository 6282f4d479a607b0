/** The hypervolume of points in two or three dimensions up to (1, 1) or (1, 1, 1), the obvious way. */

type Point = readonly number[]

export function volumeOf(points: readonly Point[]): number {
  const inside = points.filter((point) => point.every((x) => x < 1))
  if (inside.length === 0) return 0
  return inside[0]!.length === 2 ? areaOf(inside) : sweep(inside)
}

function areaOf(points: readonly Point[]): number {
  let [area, height] = [0, 1]
  for (const [x, y] of points.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)) {
    if (y! >= height) continue
    area += (1 - x!) * (height - y!)
    height = y!
  }
  return area
}

/** Slice by slice along the third dimension. */
function sweep(points: readonly Point[]): number {
  const sorted = points.toSorted((a, b) => a[2]! - b[2]!)
  const front: Point[] = []
  let volume = 0
  let area = 0
  for (const [i, point] of sorted.entries()) {
    if (!front.some(([x, y]) => x! <= point[0]! && y! <= point[1]!)) {
      for (let k = front.length - 1; k >= 0; k--) {
        if (point[0]! <= front[k]![0]! && point[1]! <= front[k]![1]!) front.splice(k, 1)
      }
      front.push(point)
      area = areaOf(front)
    }
    volume += area * ((sorted[i + 1]?.[2] ?? 1) - point[2]!)
  }
  return volume
}

// Where a time or a price lies among the edges of cells.

// Index of the cell [edges[i], edges[i + 1]) that holds x; -1 outside.
export function cellOf(edges: Float64Array, x: number): number {
  const cells = edges.length - 1;
  if (!(x >= edges[0]) || !(x < edges[cells])) return -1;
  let low = 0;
  let high = cells;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle] <= x) low = middle;
    else high = middle;
  }
  return low;
}

// Cells that meet [from, to], as [first, last + 1); both ends are clamped to the grid.
export function cellsBetween(edges: Float64Array, from: number, to: number): [number, number] {
  const cells = edges.length - 1;
  const first = from <= edges[0] ? 0 : cellOf(edges, from);
  const last = to >= edges[cells] ? cells - 1 : cellOf(edges, to);
  if (first < 0 || last < 0 || last < first) return [0, 0];
  return [first, last + 1];
}

export function center(edges: Float64Array, cell: number): number {
  return 0.5 * (edges[cell] + edges[cell + 1]);
}

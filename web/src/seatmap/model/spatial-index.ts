/**
 * Which seats are near a place: a grid of cells over the plan, each with its seats, in two flat arrays.
 *
 * A seat is a point; who asks for what is visible grows the box by half a seat.
 */
import { clamp, type Box } from './geometry'

export class SpatialIndex {
  private readonly starts: Int32Array
  private readonly items: Int32Array
  private readonly left: number
  private readonly top: number
  private readonly across: number
  private readonly down: number

  /** `cell`: the side of a cell; a few seats wide is right. */
  constructor(
    private readonly xs: Float32Array,
    private readonly ys: Float32Array,
    bounds: Box,
    private readonly cell: number,
  ) {
    this.left = bounds.left
    this.top = bounds.top
    this.across = Math.max(1, Math.floor((bounds.right - bounds.left) / cell) + 1)
    this.down = Math.max(1, Math.floor((bounds.bottom - bounds.top) / cell) + 1)
    const cells = new Int32Array(xs.length)
    this.starts = new Int32Array(this.across * this.down + 1)
    for (let i = 0; i < xs.length; i++) {
      const place = this.rowAt(ys[i]!) * this.across + this.columnAt(xs[i]!)
      cells[i] = place
      this.starts[place + 1]!++
    }
    for (let place = 1; place < this.starts.length; place++) this.starts[place]! += this.starts[place - 1]!
    const next = this.starts.slice()
    this.items = new Int32Array(xs.length)
    for (let i = 0; i < xs.length; i++) this.items[next[cells[i]!]!++] = i
  }

  /** Calls `visit` with each seat whose middle is in the box, the border included. */
  forEachIn(box: Box, visit: (seat: number) => void): void {
    const lastColumn = this.columnAt(box.right)
    const lastRow = this.rowAt(box.bottom)
    for (let row = this.rowAt(box.top); row <= lastRow; row++) {
      for (let column = this.columnAt(box.left); column <= lastColumn; column++) {
        const place = row * this.across + column
        for (let k = this.starts[place]!; k < this.starts[place + 1]!; k++) {
          const seat = this.items[k]!
          const x = this.xs[seat]!
          const y = this.ys[seat]!
          if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) visit(seat)
        }
      }
    }
  }

  /** The seat nearest to a place that `accept` takes, none farther than `reach`; -1 when there is none. */
  nearest(x: number, y: number, reach: number, accept?: (seat: number) => boolean): number {
    let best = -1
    let bestSquare = reach * reach
    this.forEachIn({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }, (seat) => {
      const dx = this.xs[seat]! - x
      const dy = this.ys[seat]! - y
      const square = dx * dx + dy * dy
      if (square > bestSquare || (square === bestSquare && best !== -1)) return
      if (accept && !accept(seat)) return
      best = seat
      bestSquare = square
    })
    return best
  }

  private columnAt(x: number): number {
    return clamp(Math.floor((x - this.left) / this.cell), 0, this.across - 1)
  }

  private rowAt(y: number): number {
    return clamp(Math.floor((y - this.top) / this.cell), 0, this.down - 1)
  }
}

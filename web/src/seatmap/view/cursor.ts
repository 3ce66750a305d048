/** The cursor of the map: where a key takes it. */
import type { House } from '../model/house'
import { firstInRow, inRowAway, lastInRow, onDrawing, type Accept } from '../model/order'
import type { Command } from './keys'

export class CursorWalk {
  /** Where a walk through the rows began. */
  private anchor: number | undefined

  forget(): void {
    this.anchor = undefined
  }

  /** @return where to go, or nothing when there is nowhere. */
  after(house: House, from: number, command: Command, accept: Accept): number | undefined {
    if (command.kind === 'rows') {
      this.anchor ??= from
      return inRowAway(house, from, command.steps, this.anchor, accept)
    }
    this.anchor = undefined
    if (command.kind === 'rowStart') return firstInRow(house.rowOf(from), accept)
    if (command.kind === 'rowEnd') return lastInRow(house.rowOf(from), accept)
    return command.kind === 'move' ? onDrawing(house, from, command.direction, accept) : undefined
  }
}

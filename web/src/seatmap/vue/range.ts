/** With shift, a click means everything from the last seat to this one. */
import type { SeatSession } from '../session'

export function chooseRange(session: SeatSession, seat: number): void {
  const { house } = session
  const from = session.cursor
  if (!house || from === null || house.sectionOf(from) !== house.sectionOf(seat)) {
    session.toggle(seat)
    return
  }
  const [first, last] = [house.rowOf(from).number, house.rowOf(seat).number].sort((a, b) => a - b) as [number, number]
  const [left, right] = [house.columnOf(from), house.columnOf(seat)].sort((a, b) => a - b) as [number, number]
  const rows = house.sectionOf(seat).rows.filter((row) => row.number >= first && row.number <= last)
  const seats = rows.flatMap((row) => Array.from(row.seats)).filter((each) => {
    const column = house.columnOf(each)
    return column >= left && column <= right
  })
  session.select([...session.selection, ...seats.map((each) => house.idOf(each))])
}

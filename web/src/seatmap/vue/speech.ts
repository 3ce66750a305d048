/** Says aloud what happens to a selection, once for all parts that show it. */
import { announce, tell } from '@/app/announcer'
import { text } from '@/i18n'
import { money } from '@/i18n/formats'
import type { SeatSession, SessionEvents } from '../session'
import { placeText, priceOf, seatsText, viewOf } from './words'

function totalText(session: SeatSession): string {
  const house = session.house!
  const amount = session.selection.reduce((sum, id) => {
    const seat = house.seatOf(id)
    return seat === undefined ? sum : sum + house.priceOf(seat)
  }, 0)
  return money(priceOf(house, amount))
}

function sayOutcome(session: SeatSession, { seat, outcome }: SessionEvents['outcome']): void {
  const named = { seat: placeText(viewOf(session, seat)) }
  const count = session.selection.length
  switch (outcome) {
    case 'selected':
      return announce(text('seatmap.said.selected', { ...named, total: totalText(session) }, count))
    case 'deselected':
      return announce(text('seatmap.said.deselected', named, count))
    case 'limit':
      return tell(text('seatmap.said.limit', {}, session.rules.max))
    case 'taken':
    case 'blocked':
    case 'yours':
      return tell(text(`seatmap.said.${outcome}`, named))
    case 'disabled':
      return undefined
  }
}

/** @return how to make it silent. */
export function speakFor(session: SeatSession): () => void {
  const stop = [
    session.on('outcome', (event) => sayOutcome(session, event)),
    session.on('conflict', ({ ids }) => {
      const house = session.house!
      const seats = ids.map((id) => house.seatOf(id)).filter((seat) => seat !== undefined)
      if (seats.length === 0) return
      // Nobody may miss it: it stays until it is read.
      tell(text('seatmap.said.conflict', { seats: seatsText(house, seats) }, seats.length), 'danger')
    }),
    session.on('lassoed', () => announce(text('seatmap.said.many', {}, session.selection.length))),
  ]
  return () => stop.forEach((each) => each())
}

/** Tickets for tests. */
import type { Ticket } from '@/api/types'

export function ticketOf(changes: Partial<Ticket>): Ticket {
  return {
    id: 17,
    reservationId: 5,
    performanceId: 7,
    seat: {
      seatId: 11, section: '1층', seatRow: 3, seatCol: 4, rowLabel: 'C', seatLabel: '4', grade: 'R',
      price: { amount: 90_000, currency: 'KRW' },
    },
    musicalName: '달빛 우체국',
    venueName: '대극장',
    startsAt: '2027-01-15T10:30:00Z',
    code: '17-0f3a5c7e9b1d2f4a6c8e0b2d4f6a8c0e',
    isValid: true,
    _links: { self: { href: '/tickets/17' } },
    ...changes,
  }
}

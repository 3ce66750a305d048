/** Bookings for tests. */
import type { Reservation } from '@/api/types'

export const krw = (amount: number) => ({ amount, currency: 'KRW' })

const seatOf = (seatId: number) => ({
  seatId, section: '1층', seatRow: 1, seatCol: seatId, rowLabel: 'A', seatLabel: String(seatId), grade: 'R', price: krw(90_000),
})

export function reservationOf(changes: Partial<Reservation>): Reservation {
  return {
    id: 5,
    userId: 42,
    musicalId: 1,
    musicalName: '달빛 우체국',
    performanceId: 7,
    startsAt: '2099-01-15T10:30:00Z',
    seatId: 11,
    seatRow: 1,
    seatCol: 11,
    seats: [seatOf(11), seatOf(12)],
    reservedDt: '2027-01-01T00:00:00Z',
    status: 'ReservationCompleted',
    state: 'Completed',
    total: krw(180_000),
    holdExpiresAt: null,
    tickets: [{ ticketId: 1, seatId: 11 }, { ticketId: 2, seatId: 12 }],
    paymentId: 3,
    _links: { self: { href: '/reservations/5' } },
    ...changes,
  }
}

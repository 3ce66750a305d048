// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { SeatView } from '@/seatmap'
import { krw, reservationOf } from '../../reservations/tests/reservations'
import { bodyOf, mayMove, pairsOf, priceChangeOf, seatsWithTicket } from '../moves'

const [first, second] = reservationOf({}).seats as [never, never]
const seat = (seatId: number, amount: number): SeatView => ({ seatId, price: krw(amount) }) as unknown as SeatView
const today = (prices: Record<number, number>) => (id: number) => (id in prices ? krw(prices[id]!) : undefined)

describe('moving tickets', () => {
  it('is about the seats that still have a ticket', () => {
    expect(seatsWithTicket(reservationOf({ tickets: [{ ticketId: 2, seatId: 12 }] })).map((one) => one.seatId)).toEqual([12])
  })

  it('gives the first ticket the seat that was chosen first', () => {
    const pairs = pairsOf([first, second], [seat(31, 1)])
    expect(pairs.map(({ from, to }) => [from.seatId, to?.seatId])).toEqual([[11, 31], [12, undefined]])
  })

  it('compares what the seats cost today', () => {
    const prices = today({ 11: 90_000, 12: 90_000 })
    expect(priceChangeOf(pairsOf([first], []), prices)).toBeNull()
    expect(priceChangeOf(pairsOf([first], [seat(31, 90_000)]), prices)).toEqual({ kind: 'same' })
    expect(priceChangeOf(pairsOf([first], [seat(31, 120_000)]), prices)).toEqual({ kind: 'dearer', by: krw(30_000) })
    expect(priceChangeOf(pairsOf([first], [seat(31, 70_000)]), prices)).toEqual({ kind: 'cheaper', by: krw(20_000) })
    expect(priceChangeOf(pairsOf([first, second], [seat(31, 100_000), seat(32, 80_000)]), prices)).toEqual({ kind: 'mixed' })
    expect(priceChangeOf(pairsOf([first], [seat(31, 90_000)]), today({}))).toBeNull()
  })

  it('sends what is wished for and nothing else', () => {
    const pairs = pairsOf([first], [seat(31, 1)])
    expect(bodyOf(pairs, { reason: ' broken ', isAccepted: false, keepsOffSale: false }))
      .toEqual({ moves: [{ seatId: 11, toSeatId: 31 }], reason: 'broken' })
    expect(bodyOf(pairs, { reason: 'broken', isAccepted: true, keepsOffSale: true }))
      .toMatchObject({ acceptPriceDifference: true, keepOffSale: true })
  })

  it('is for what is complete and has not begun', () => {
    const before = Date.parse('2099-01-01T00:00:00Z')
    expect(mayMove(reservationOf({}), before)).toBe(true)
    expect(mayMove(reservationOf({}), Date.parse('2099-02-01T00:00:00Z'))).toBe(false)
    expect(mayMove(reservationOf({ state: 'Reseating' }), before)).toBe(false)
    expect(mayMove(reservationOf({ tickets: [] }), before)).toBe(false)
  })
})

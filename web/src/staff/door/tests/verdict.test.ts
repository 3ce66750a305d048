// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { readTwiceMs, verdictOf, type Passing } from '../verdict'
import { ticketOf } from './tickets'

const now = Date.parse('2027-01-15T10:00:00Z')

describe('what the door says', () => {
  it('is yes to a fresh ticket of its performance', () => {
    expect(verdictOf(ticketOf({ performanceId: 7 }), 7, [], now)).toBe('valid')
  })

  it('is no to one of another performance, whatever its day', () => {
    expect(verdictOf(ticketOf({ performanceId: 8 }), 7, [], now)).toBe('other_performance')
  })

  it('asks back about another day at a door that is open for every performance', () => {
    expect(verdictOf(ticketOf({ startsAt: '2027-01-15T10:30:00Z' }), null, [], now)).toBe('valid')
    expect(verdictOf(ticketOf({ startsAt: '2027-01-16T10:30:00Z' }), null, [], now)).toBe('other_day')
    const { startsAt: _, ...open } = ticketOf({})
    expect(verdictOf(open, null, [], now)).toBe('valid')
  })

  it('is no to what was given back, even when it had been used', () => {
    expect(verdictOf(ticketOf({ isValid: false, usedAt: '2027-01-15T09:00:00Z' }), null, [], now)).toBe('given_back')
    expect(verdictOf(ticketOf({ isValid: false, replacedBy: 9 }), null, [], now)).toBe('replaced')
    expect(verdictOf(ticketOf({ isValid: false, isMoving: true }), null, [], now)).toBe('moving')
  })

  it('knows a ticket that the scanner has read twice from a second bearer', () => {
    const ticket = ticketOf({ usedAt: '2027-01-15T09:59:58Z' })
    const earlier: Passing = { number: 1, code: ticket.code, verdict: 'admitted', at: now - 2000, ticket }
    expect(verdictOf(ticket, null, [earlier], now)).toBe('just_admitted')
    expect(verdictOf(ticket, null, [{ ...earlier, at: now - readTwiceMs }], now)).toBe('used')
    expect(verdictOf(ticket, null, [], now)).toBe('used')
    expect(verdictOf(ticket, null, [{ ...earlier, verdict: 'used' }], now)).toBe('used')
  })
})

// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Performance } from '@/api/types'
import { castOf, hasHalves } from '../model/cast'
import { newTerms, readHold, readLimit, termsFaults, termsFormOf, termsOf, writeHold, type TermsForm } from '../model/terms'

const seoul = 'Asia/Seoul'
const prices = [{ grade: 'VIP', price: { amount: 150_000, currency: 'KRW' } }]
const performance: Performance = {
  id: 1, musicalId: 1, startsAt: '2027-01-15T10:30:00.000Z', timeZone: seoul, salesOpenAt: '2026-12-01T05:00:00.000Z', seatLimitPerPerson: 4,
  holdSeconds: 90, singleSeatGapRule: true, status: 'scheduled', isDefault: false, cast: [{ role: 'Dal', actor: 'Kim' }], grades: prices,
  seatsLeft: {}, _links: { self: { href: '' } },
}
const filled = (changes: Partial<TermsForm> = {}): TermsForm => ({ ...termsFormOf(performance, prices), ...changes })
const starts = ['2027-01-15T19:30']

describe('how long seats are held', () => {
  it('is minutes, with seconds when there are any', () => {
    expect([600, 90, 10].map(writeHold)).toEqual(['10', '1:30', '0:10'])
    expect(['10', '1:30', '0:10', '120'].map(readHold)).toEqual([600, 90, 10, 7200])
    for (const text of ['', '0', '0:09', '121', '1:60', 'ten']) expect(readHold(text), text).toBeUndefined()
  })
})

it('a limit of seats may be absent', () => {
  expect(['', '0', '4', '1000', '1001', '-1'].map(readLimit)).toEqual([0, 0, 4, 1000, undefined, undefined])
})

it('a cast is of whole lines; empty ones are none', () => {
  expect(castOf([{ role: ' Dal ', actor: 'Kim' }, { role: '', actor: '' }])).toEqual([{ role: 'Dal', actor: 'Kim' }])
  expect(hasHalves([{ role: 'Dal', actor: ' ' }])).toBe(true)
  expect(hasHalves([{ role: '', actor: '' }])).toBe(false)
})

describe('the terms of a performance', () => {
  it('say back what they were made from, without the prices of the musical', () => {
    expect(termsOf(filled(), seoul)).toEqual({
      salesOpenAt: performance.salesOpenAt, seatLimitPerPerson: 4, holdSeconds: 90, singleSeatGapRule: true, cast: performance.cast,
    })
  })

  it('have prices of their own when they differ from those of the musical', () => {
    const own = [{ grade: 'VIP', price: { amount: 120_000, currency: 'KRW' } }]
    const form = termsFormOf({ ...performance, grades: own }, prices)
    expect(form.hasPrices).toBe(true)
    expect(termsOf(form, seoul).grades).toEqual(own)
    expect(filled().hasPrices).toBe(false)
  })

  it('of a new performance are good', () => {
    expect([...termsFaults(newTerms(prices), starts)]).toEqual([])
  })

  it('name what is wrong', () => {
    expect([...termsFaults(filled({ seatLimit: 'x', hold: '0' }), starts)]).toEqual(['limit', 'hold'])
    expect([...termsFaults(filled({ opens: '2027-01-15T19:30' }), starts)]).toEqual(['opens'])
    expect([...termsFaults(filled({ closes: '2026-12-01T14:00' }), starts)]).toEqual(['closes'])
    expect([...termsFaults(filled({ hasPrices: true, prices: [] }), starts)]).toEqual(['prices'])
    expect([...termsFaults(filled({ prices: [{ grade: '', price: '' }] }), starts)]).toEqual([])
    expect([...termsFaults(filled({ cast: [{ role: 'Dal', actor: '' }] }), starts)]).toEqual(['cast'])
  })

  it('hold for the first of many', () => {
    const opens = '2027-01-10T12:00'
    expect([...termsFaults(filled({ opens }), ['2027-01-20T19:30', '2027-01-05T19:30'])]).toEqual(['opens'])
  })
})

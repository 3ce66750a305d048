// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Musical } from '@/api/types'
import { gradesOfPlan } from '../hallGrades'
import { bodyOf, emptyForm, fieldFaults, isGood, musicalFormOf, type MusicalForm } from '../model/musical'
import { lineFaults, pricesOf, readAmount, samePrices, writeAmount } from '../model/prices'

const musical: Musical = {
  id: 7, name: '한강의 달', nameEn: 'Moon over Han River', startDate: '2027-01-01', endDate: '2027-12-31', runningMinutes: 150, ageLimit: 7,
  grades: [{ grade: 'VIP', price: { amount: 150_000, currency: 'KRW' } }], _links: { self: { href: '/items/7' } },
}
const filled = (changes: Partial<MusicalForm> = {}): MusicalForm => ({ ...musicalFormOf(musical), ...changes })

describe('prices', () => {
  it('are read as people write them, in the units of their currency', () => {
    expect(readAmount('150,000', 'KRW')).toBe(150_000)
    expect(readAmount('0', 'KRW')).toBe(0)
    expect(readAmount('12.5', 'USD')).toBe(1250)
    expect(readAmount('19.99', 'USD')).toBe(1999)
    for (const text of ['', '12.5', '-1', 'free', '1000000001', '1e5']) expect(readAmount(text, 'KRW'), text).toBeUndefined()
    expect(readAmount('1.999', 'USD')).toBeUndefined()
    expect([writeAmount({ amount: 150_000, currency: 'KRW' }), writeAmount({ amount: 1250, currency: 'USD' })]).toEqual(['150000', '12.50'])
  })

  it('need a grade each, once', () => {
    const lines = [{ grade: 'VIP', price: '1' }, { grade: ' ', price: '1' }, { grade: 'VIP ', price: '2' }, { grade: 'R', price: '' }]
    expect(lineFaults(lines, 'KRW')).toEqual([undefined, 'grade', 'twice', 'price'])
    expect(pricesOf(lines, 'KRW')).toEqual([{ grade: 'VIP', price: { amount: 1, currency: 'KRW' } }])
  })

  it('are the same whatever object they stand in', () => {
    expect(samePrices(musical.grades, structuredClone(musical.grades))).toBe(true)
    expect(samePrices(musical.grades, [])).toBe(false)
  })
})

describe('the form of a musical', () => {
  it('says back what it was made from', () => {
    const { id: _id, _links, ...said } = musical
    const nothing = { description: null, descriptionEn: null, venueId: null, posterUrl: null, refundPolicy: null, cast: [] }
    expect(bodyOf(filled(), musical)).toEqual({ ...said, ...nothing })
    expect(isGood(filled())).toBe(true)
  })

  it('keeps what it does not know, and takes away what was emptied', () => {
    const other = { ...musical, producer: 'Kim' } as Musical
    const body = bodyOf(filled({ nameEn: ' ', runningMinutes: '' }), other)
    expect(body).toMatchObject({ producer: 'Kim', nameEn: null, runningMinutes: null })
    expect(body).not.toHaveProperty('id')
    expect(body).not.toHaveProperty('_links')
  })

  it('names what is wrong with each field', () => {
    expect(fieldFaults(emptyForm())).toEqual({ name: 'required', startDate: 'required', endDate: 'required' })
    expect(fieldFaults(filled({ endDate: '2026-12-31' }))).toEqual({ endDate: 'order' })
    expect(fieldFaults(filled({ startDate: '2027-13-01' }))).toEqual({ startDate: 'date' })
    expect(fieldFaults(filled({ runningMinutes: '0', ageLimit: '100' }))).toEqual({ runningMinutes: 'number', ageLimit: 'number' })
    expect(fieldFaults(filled({ posterUrl: 'javascript:alert(1)' }))).toEqual({ posterUrl: 'url' })
    expect(fieldFaults(filled({ posterUrl: '/posters/moon.svg' }))).toEqual({})
  })

  it('counts bytes, as the API does', () => {
    expect(fieldFaults(filled({ name: '달'.repeat(66) }))).toEqual({})
    expect(fieldFaults(filled({ name: '달'.repeat(67) }))).toEqual({ name: 'long' })
  })

  it('is not good with a price that is none', () => {
    expect(isGood(filled({ prices: [{ grade: 'R', price: 'much' }] }))).toBe(false)
  })
})

it('the grades of a hall are those of its seats, as the house reads its plan', () => {
  const seat = (category?: string) => ({ seatGuid: 'a', seatLabel: '1', seatCol: 1, position: { x: 0, y: 0 }, ...(category ? { category } : {}) })
  const plan = {
    name: 'Hall', focalPoint: { x: 0, y: 0 }, categories: [{ name: 'front', grade: 'VIP' }, { name: 'S' }, { name: 'unused', grade: 'B' }],
    sections: [{ name: '1F', rows: [{ seatRow: 1, rowLabel: 'A', seats: [seat('front'), seat('S'), seat(), seat('gone')] }] }],
  }
  expect(gradesOfPlan(plan)).toEqual(['VIP', 'S', 'R'])
})

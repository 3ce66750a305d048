// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { localDay, lowestPrice, salesStateOf } from './sales'

const performance = {
  status: 'scheduled' as const,
  startsAt: '2027-01-15T10:30:00.000Z',
  salesOpenAt: '2027-01-01T05:00:00.000Z',
  salesCloseAt: '2027-01-15T08:30:00.000Z',
  seatsLeft: { VIP: 0, R: 3 },
}
const at = (time: string) => Date.parse(time)

describe('salesStateOf', () => {
  it('opens at the very millisecond', () => {
    expect(salesStateOf(performance, at('2027-01-01T04:59:59.999Z'))).toBe('not_open')
    expect(salesStateOf(performance, at('2027-01-01T05:00:00.000Z'))).toBe('open')
  })

  it('closes before the performance, and stays so after it', () => {
    expect(salesStateOf(performance, at('2027-01-15T08:30:00.000Z'))).toBe('closed')
    expect(salesStateOf(performance, at('2027-01-15T10:30:00.000Z'))).toBe('started')
  })

  it('never begins where no time is stated, but may be sold out or closed', () => {
    const undated = { ...performance, isDefault: true, salesOpenAt: '', salesCloseAt: '' }
    expect(salesStateOf(undated, at('2028-01-01T00:00:00Z'))).toBe('open')
    expect(salesStateOf({ ...undated, seatsLeft: { R: 0 } }, at('2028-01-01T00:00:00Z'))).toBe('sold_out')
    expect(salesStateOf({ ...performance, isDefault: true }, at('2028-01-01T00:00:00Z'))).toBe('closed')
  })

  it('is over when nothing is left', () => {
    expect(salesStateOf({ ...performance, seatsLeft: { VIP: 0 } }, at('2027-01-02T00:00:00Z'))).toBe('sold_out')
  })

  it('says first of all that it is canceled', () => {
    const canceled = { ...performance, status: 'canceled' as const, seatsLeft: {} }
    expect(salesStateOf(canceled, at('2027-02-02T00:00:00Z'))).toBe('canceled')
  })
})

it('counts days by the clock of the theatre', () => {
  expect(localDay('2027-01-15T15:30:00Z', 'Asia/Seoul')).toBe('2027-01-16')
  expect(localDay('2027-01-15T15:30:00Z', 'Europe/London')).toBe('2027-01-15')
})

it('finds the lowest price without changing the list', () => {
  const grades = [90_000, 60_000, 120_000].map((amount) => ({ price: { amount, currency: 'KRW' } }))
  expect(lowestPrice(grades)?.amount).toBe(60_000)
  expect(grades[0]!.price.amount).toBe(90_000)
  expect(lowestPrice([])).toBeUndefined()
})

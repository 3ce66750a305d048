// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { booksOf } from '../books'
import { dayAfter, isDay, today } from '../days'

const line = (account: 'provider' | 'tickets' | 'open_items' | 'retained_fees', amount: number, currency = 'KRW') =>
  ({ account, amount: { amount, currency } })

describe('the books', () => {
  it('have two sides, both in positive figures', () => {
    const [book] = booksOf([line('provider', 100_000), line('open_items', 0), line('tickets', -90_000), line('retained_fees', -10_000)])
    expect(book!.places.total.amount).toBe(100_000)
    expect(book!.purposes.lines.map((one) => one.amount.amount)).toEqual([0, 90_000, 10_000])
    expect(Object.is(book!.purposes.lines[0]!.amount.amount, 0)).toBe(true)
    expect(book!.isEven).toBe(true)
  })

  it('say when they differ', () => {
    expect(booksOf([line('provider', 100_000), line('tickets', -90_000)])[0]!.isEven).toBe(false)
  })

  it('are apart by currency', () => {
    const books = booksOf([line('provider', 100), line('tickets', -100), line('provider', 7, 'EUR'), line('tickets', -7, 'EUR')])
    expect(books.map((book) => [book.currency, book.places.total.amount, book.isEven])).toEqual([['KRW', 100, true], ['EUR', 7, true]])
  })
})

describe('the days of the house', () => {
  it('follow each other over months and years', () => {
    expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01')
    expect(dayAfter('2028-03-01', -1)).toBe('2028-02-29')
  })

  it('begin at midnight of the house', () => {
    expect(today(Date.parse('2027-01-15T15:30:00Z'))).toBe('2027-01-16')
  })

  it('are believed only when there are such days', () => {
    expect(isDay('2027-01-15')).toBe(true)
    for (const text of ['2027-13-01', '15.1.2027', '', undefined, ['2027-01-15']]) expect(isDay(text)).toBe(false)
  })
})

// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Performance } from '@/api/types'
import { clashesOf, countOf, daysOf, faultOf, weekdayOf, type RunPlan } from '../model/run'
import { fromLocalInput, instantOf, localInput, wallOf } from '../model/zoned'

const seoul = 'Asia/Seoul'
const plan = (changes: Partial<RunPlan> = {}): RunPlan =>
  ({ from: '2027-01-15', to: '2027-01-24', weekdays: ['fri', 'sat'], times: ['19:30', '14:00'], except: [], ...changes })
const listOf = (one: RunPlan): string[] => daysOf(one).map(({ date, times, isExcepted }) => `${date} ${isExcepted ? '-' : times.join(' ')}`)

function performance(changes: Partial<Performance>): Performance {
  return {
    id: 1, musicalId: 1, venueId: 5, startsAt: '2027-01-15T10:30:00Z', timeZone: seoul, seatLimitPerPerson: 0, holdSeconds: 600,
    singleSeatGapRule: false, status: 'scheduled', isDefault: false, cast: [], grades: [], seatsLeft: {}, _links: { self: { href: '' } }, ...changes,
  }
}

describe('the clock on the wall', () => {
  it('is read in the time zone of the theatre', () => {
    expect(wallOf('2027-01-15T10:30:00.000Z', seoul)).toEqual({ date: '2027-01-15', time: '19:30' })
    expect(instantOf({ date: '2027-01-15', time: '19:30' }, seoul)).toBe('2027-01-15T10:30:00.000Z')
    expect(instantOf({ date: '2027-01-16', time: '00:30' }, seoul)).toBe('2027-01-15T15:30:00.000Z')
    expect(instantOf({ date: '', time: '' }, seoul)).toBeUndefined()
  })

  it('may be moved: an hour that happens twice is the first one, one that is leapt over is told by the clock before', () => {
    const london = 'Europe/London'
    expect(instantOf({ date: '2027-10-31', time: '01:30' }, london)).toBe('2027-10-31T00:30:00.000Z')
    expect(instantOf({ date: '2027-03-28', time: '01:30' }, london)).toBe('2027-03-28T01:30:00.000Z')
    expect(instantOf({ date: '2027-07-01', time: '19:30' }, london)).toBe('2027-07-01T18:30:00.000Z')
  })

  it('goes into a field and comes back', () => {
    expect(localInput('2027-01-15T10:30:00Z', seoul)).toBe('2027-01-15T19:30')
    expect(fromLocalInput('2027-01-15T19:30', seoul)).toBe('2027-01-15T10:30:00.000Z')
    expect([localInput(undefined, seoul), fromLocalInput('', seoul)]).toEqual(['', undefined])
  })
})

describe('a run', () => {
  it('is every named weekday from the first day to the last, at each hour in order', () => {
    expect(['2027-01-15', '2027-01-17', '2027-01-18'].map(weekdayOf)).toEqual(['fri', 'sun', 'mon'])
    expect(listOf(plan())).toEqual(['2027-01-15 14:00 19:30', '2027-01-16 14:00 19:30', '2027-01-22 14:00 19:30', '2027-01-23 14:00 19:30'])
    expect(daysOf(plan({ weekdays: [] }))).toHaveLength(10)
  })

  it('names days that were left out, and does not count them', () => {
    const without = plan({ except: ['2027-01-16'] })
    expect(listOf(without)[1]).toBe('2027-01-16 -')
    expect(countOf(daysOf(without))).toBe(6)
  })

  it('counts an hour once, and none that is no hour', () => {
    expect(countOf(daysOf(plan({ times: ['19:30', '19:30', '', '25:00'], weekdays: ['fri'] })))).toBe(2)
  })

  it('says what is wrong with it', () => {
    expect(faultOf(plan())).toBeUndefined()
    expect(faultOf(plan({ from: '' }))).toBe('dates')
    expect(faultOf(plan({ to: '2027-01-14' }))).toBe('order')
    expect(faultOf(plan({ to: '2031-01-14' }))).toBe('length')
    expect(faultOf(plan({ times: [''] }))).toBe('times')
    expect(faultOf(plan({ to: '2027-01-17', weekdays: ['mon'] }))).toBe('none')
    expect(faultOf(plan({ to: '2028-01-15', weekdays: [] }))).toBe('many')
  })
})

describe('a performance that meets another one', () => {
  const days = daysOf(plan({ times: ['19:30'] }))
  const hours = (count: number): number => count * 3_600_000

  it('is of the same musical at the same moment, or in the same hall at nearly the same', () => {
    const known = [
      performance({ id: 1 }),
      performance({ id: 2, musicalId: 2, startsAt: '2027-01-16T08:00:00Z' }),
      performance({ id: 3, musicalId: 2, venueId: 9, startsAt: '2027-01-22T10:30:00Z' }),
      performance({ id: 4, musicalId: 2, startsAt: '2027-01-23T05:00:00Z' }),
    ]
    const found = clashesOf(days, seoul, known, 1, 5, hours(3.5))
    expect(found.map(({ date, kind, performance: { id } }) => [date, kind, id])).toEqual([['2027-01-15', 'same', 1], ['2027-01-16', 'hall', 2]])
  })

  it('does not meet one that was called off, nor on a day that is left out', () => {
    expect(clashesOf(days, seoul, [performance({ status: 'canceled' })], 1, 5, hours(3))).toEqual([])
    expect(clashesOf(daysOf(plan({ except: ['2027-01-15'], times: ['19:30'] })), seoul, [performance({})], 1, 5, hours(3))).toEqual([])
  })
})

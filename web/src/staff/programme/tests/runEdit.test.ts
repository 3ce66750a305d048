// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { ApiProblem } from '@/api/problem'
import { changesOf, changesSomething, editFaults, emptyEdit, readBefore, refusedIn, type RunEditForm } from '../model/runEdit'

const seoul = 'Asia/Seoul'
const form = (changes: Partial<RunEditForm> = {}): RunEditForm => ({ ...emptyEdit([{ grade: 'R', price: '90000' }], 'KRW'), ...changes })
const moment = { mode: 'keep', at: '', before: '', unit: 'hours' } as const

describe('an edit of many performances', () => {
  it('changes nothing until something is set', () => {
    expect(changesSomething(form())).toBe(false)
    expect(changesOf(form(), seoul)).toEqual({})
    expect([...editFaults(form())]).toEqual([])
  })

  it('sets moments by the clock of the theatre, or so long before each beginning', () => {
    const edit = form({ opens: { ...moment, mode: 'at', at: '2027-01-01T10:00' }, closes: { ...moment, mode: 'before', before: '2' } })
    expect(changesOf(edit, seoul)).toEqual({ salesOpenAt: '2027-01-01T01:00:00.000Z', salesCloseMinutesBefore: 120 })
  })

  it('sets values, and lets them go back', () => {
    const edit = form({
      limit: { mode: 'set', text: '4' }, hold: { mode: 'clear', text: '' }, gap: { mode: 'off' }, closes: { ...moment, mode: 'clear' },
      prices: { mode: 'set', currency: 'KRW', lines: [{ grade: 'R', price: '95,000' }] }, cast: { mode: 'clear', lines: [] },
    })
    expect(changesSomething(edit)).toBe(true)
    expect(changesOf(edit, seoul)).toEqual({
      seatLimitPerPerson: 4, singleSeatGapRule: false, grades: [{ grade: 'R', price: { amount: 95_000, currency: 'KRW' } }],
      clear: ['salesCloseAt', 'holdSeconds', 'cast'],
    })
  })

  it('counts in minutes, hours and days', () => {
    expect(readBefore({ before: '90', unit: 'minutes' })).toBe(90)
    expect(readBefore({ before: '2', unit: 'days' })).toBe(2880)
    expect(readBefore({ before: '0', unit: 'hours' })).toBe(0)
    for (const before of ['', '-1', '1.5', '9999999']) expect(readBefore({ before, unit: 'days' }), before).toBeUndefined()
  })

  it('names what is wrong with it, of what is to be set alone', () => {
    const wrong = {
      opens: { ...moment, mode: 'at' }, closes: { ...moment, mode: 'before', before: 'soon' }, limit: { mode: 'set', text: 'x' },
      hold: { mode: 'set', text: '0' }, prices: { mode: 'set', lines: [], currency: 'KRW' }, cast: { mode: 'set', lines: [{ role: 'Dal', actor: '' }] },
    } as const
    expect([...editFaults(form(structuredClone(wrong) as unknown as Partial<RunEditForm>))]).toEqual(['opens', 'closes', 'limit', 'hold', 'prices', 'cast'])
    expect([...editFaults(form({ hold: { mode: 'keep', text: '0' }, limit: { mode: 'clear', text: 'x' } }))]).toEqual([])
  })

  it('says which performances stand against it, each reason once', () => {
    const details = { performances: [{ performanceId: 3, errors: [{ field: 'a', reason: 'after_start' }, { field: 'b', reason: 'after_start' }] }] }
    const problem = new ApiProblem({ status: 409, code: 'run_edit_refused', title: '', errors: [], details: details as unknown as Record<string, never> })
    expect(refusedIn(problem)).toEqual([{ performanceId: 3, reasons: ['after_start'] }])
  })
})

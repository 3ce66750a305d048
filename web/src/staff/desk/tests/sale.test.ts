// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../outcome'
import { bodyOf, changeOf, dueOf, emptyDraft, faultsOf, type Draft } from '../sale'

const krw = (amount: number) => ({ amount, currency: 'KRW' })
const draft = (changes: Partial<Draft>): Draft => ({ ...emptyDraft('ko'), name: '김하늘', ...changes })

describe('a sale at the desk', () => {
  it('needs seats and a name, and of each method what belongs to it', () => {
    expect(faultsOf(emptyDraft('ko'), [])).toEqual({ seats: 'missing', name: 'missing' })
    expect(faultsOf(draft({}), [11])).toEqual({})
    expect(faultsOf(draft({ method: 'desk_card' }), [11])).toEqual({ reference: 'missing' })
    expect(faultsOf(draft({ method: 'comp', reason: '  ' }), [11])).toEqual({ reason: 'missing' })
  })

  it('needs no address, but a true one', () => {
    expect(faultsOf(draft({ email: 'someone' }), [11])).toEqual({ email: 'email' })
    expect(faultsOf(draft({ email: ' h@example.org ' }), [11])).toEqual({})
  })

  it('sends reference and reason with their own method alone', () => {
    const filled = { reference: ' A-1 ', reason: ' 기자 ', email: ' h@example.org ' }
    expect(bodyOf(draft({ ...filled, method: 'desk_cash' }), 7, [11, 12])).toEqual({
      performanceId: 7, seatIds: [11, 12], payment: { method: 'desk_cash' },
      buyer: { name: '김하늘', email: 'h@example.org', language: 'ko' },
    })
    expect(bodyOf(draft({ ...filled, method: 'desk_card' }), 7, [11]).payment).toEqual({ method: 'desk_card', reference: 'A-1' })
    expect(bodyOf(draft({ ...filled, method: 'comp' }), 7, [11]).payment).toEqual({ method: 'comp', reason: '기자' })
    expect(bodyOf(draft({}), 7, [11]).buyer).toEqual({ name: '김하늘', language: 'ko' })
  })

  it('costs nothing when it is complimentary', () => {
    expect(dueOf('comp', krw(180_000))).toEqual(krw(0))
    expect(dueOf('desk_cash', krw(180_000))).toEqual(krw(180_000))
  })

  it('knows the change in the smallest unit of the currency', () => {
    expect(changeOf('200,000', krw(180_000))).toEqual(krw(20_000))
    expect(changeOf('100000', krw(180_000))).toEqual(krw(-80_000))
    expect(changeOf('20.50', { amount: 1999, currency: 'EUR' })).toEqual({ amount: 51, currency: 'EUR' })
    expect(changeOf('', krw(1))).toBeNull()
    expect(changeOf('twenty', krw(1))).toBeNull()
  })
})

it.each([
  ['Placed', 'waiting'], ['Selling', 'waiting'], ['Completed', 'sold'], ['Impossible', 'not_sold'], ['Expired', 'not_sold'],
  ['Canceled', 'over'], ['NeedsAttention', 'over'],
] as const)('%s is %s for the desk', (state, outcome) => {
  expect(outcomeOf({ state })).toBe(outcome)
})

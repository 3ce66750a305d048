// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { refusalOf, takeBasket } from './usePurchase'

describe('what a refusal says', () => {
  it('offers the alternatives of the gap rule', () => {
    expect(refusalOf([1, 2], [{ seatId: 1, reason: 'single_seat_gap' }], [[3, 4], [5, 6]]))
      .toEqual({ kind: 'gap', wanted: [1, 2], alternatives: [[3, 4], [5, 6]] })
  })

  it('names what somebody else has', () => {
    const conflicts = [{ seatId: 2, reason: 'taken' as const }]
    expect(refusalOf([1, 2], conflicts, undefined)).toEqual({ kind: 'faster', wanted: [1, 2], conflicts })
  })

  it('says nothing when nothing stands in the way', () => {
    expect(refusalOf([1], [], undefined)).toBeNull()
  })
})

describe('the basket', () => {
  beforeEach(() => sessionStorage.clear())

  it('is given once', () => {
    sessionStorage.setItem('boxoffice.basket.7', '11,12')
    expect(takeBasket(7)).toEqual([11, 12])
    expect(takeBasket(7)).toEqual([])
  })

  it('believes numbers alone', () => {
    sessionStorage.setItem('boxoffice.basket.7', '11,x,-3,1e99,')
    expect(takeBasket(7)).toEqual([11])
  })
})

// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { ApiProblem } from '@/api/problem'
import { choiceOf, conflictsIn, countByGrade, partsOf, rowsBetween } from '../model'

describe('chosen seats', () => {
  it('can be blocked unless somebody has them, and unblocked when they are blocked', () => {
    expect(choiceOf([
      { seatId: 1, status: 'Available' }, { seatId: 2, status: 'Held' }, { seatId: 3, status: 'Sold' }, { seatId: 4, status: 'Blocked' },
    ])).toEqual({ blockable: [1, 4], blocked: [4], taken: [2, 3] })
  })

  it('are counted by grade, in the order of the house', () => {
    expect(countByGrade([{ grade: 'S' }, { grade: 'VIP' }, { grade: 'S' }], ['VIP', 'R', 'S'])).toEqual([
      { grade: 'VIP', seats: 1 }, { grade: 'S', seats: 2 },
    ])
  })

  it('are sent in parts that the API takes', () => {
    expect(partsOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
    expect(partsOf([], 2)).toEqual([])
  })

  it('are named by a refusal', () => {
    const refusal = (details?: object): ApiProblem =>
      new ApiProblem({ status: 409, code: 'seat_taken', title: '', errors: [], ...(details ? { details: details as Record<string, never> } : {}) })
    expect(conflictsIn(refusal({ conflicts: [{ seatId: 7, reason: 'taken' }] }))).toEqual([7])
    expect(conflictsIn(refusal())).toEqual([])
  })
})

it('rows go from one to another, whichever is named first', () => {
  const rows = ['A', 'B', 'C', 'D']
  expect(rowsBetween(rows, 'B', 'C')).toEqual(['B', 'C'])
  expect(rowsBetween(rows, 'D', 'C')).toEqual(['C', 'D'])
  expect(rowsBetween(rows, 'B', null)).toEqual(['B'])
  expect(rowsBetween(rows, null, null)).toBeUndefined()
  expect(rowsBetween(rows, 'X', 'A')).toEqual([])
})

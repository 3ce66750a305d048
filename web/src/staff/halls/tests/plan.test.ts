import { describe, expect, it } from 'vitest'
import { addRows, blockDefaults, nextLabel, numbersOf, readAisles, type RowBlock } from '../model/rows'
import {
  boundedStep, categorize, countByCategory, countSeats, editCategory, emptyPlan, guidsOfSection, moveSeats, placedSeats,
  removeCategory, removeSeats, renumber, rotateSeats, setAttribute, type Plan,
} from '../model/plan'
import { problemsOf } from '../model/problems'
import { readPlan } from '../model/files'
import { useHistory } from '../model/history'

function planOf(changes: Partial<RowBlock> = {}): Plan {
  return addRows(emptyPlan('Hall'), 'Stalls', { ...blockDefaults, rows: 2, seatsPerRow: 4, seatSpacing: 60, ...changes }).plan
}

function labels(plan: Plan): string[] {
  return [...placedSeats(plan)].map(({ seat, row }) => `${row.rowLabel}${seat.seatLabel}`)
}

function all(plan: Plan): Set<string> {
  return new Set([...placedSeats(plan)].map(({ seat }) => seat.seatGuid))
}

describe('rows of seats', () => {
  it('are labelled on from the first', () => {
    expect(['A', 'Z', 'AZ', '9', '나1', '나'].map(nextLabel)).toEqual(['B', 'AA', 'BA', '10', '나2', '나-2'])
    expect(labels(planOf())).toEqual(['A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'B3', 'B4'])
  })

  it('are numbered from either side, or odd and even from the middle', () => {
    expect(numbersOf(4, 1, 'right')).toEqual([4, 3, 2, 1])
    expect(numbersOf(5, 1, 'oddEven')).toEqual([5, 3, 1, 2, 4])
  })

  it('have no neighbours across an aisle', () => {
    const columns = [...placedSeats(planOf({ rows: 1, aislesAfter: [2] }))].map(({ seat }) => seat.seatCol)
    expect(columns).toEqual([1, 2, 4, 5])
  })

  it('stand symmetrically about their middle, straight or curved', () => {
    for (const radius of [0, 800]) {
      const seats = [...placedSeats(planOf({ rows: 1, radius, middle: { x: 1000, y: 500 } }))].map(({ seat }) => seat.position)
      expect((seats[0]?.x ?? 0) + (seats[3]?.x ?? 0)).toBe(2000)
      expect(seats[0]?.y).toBe(seats[3]?.y)
      expect((seats[0]?.y ?? 0) < (seats[1]?.y ?? 0)).toBe(radius > 0)
    }
  })

  it('follow those that a section has, and no two seats share a name', () => {
    const twice = addRows(planOf(), 'Stalls', { ...blockDefaults, rows: 1, seatsPerRow: 4 }).plan
    expect(twice.sections?.[0]?.rows?.map((row) => row.seatRow)).toEqual([1, 2, 3])
    expect(all(twice).size).toBe(12)
    expect(problemsOf(twice)).toHaveLength(4)
    expect(problemsOf(twice)[0]).toMatchObject({ kind: 'labelTwice' })
  })

  it('take aisles as people write them', () => {
    expect(readAisles(' 15, 5 5')).toEqual([5, 15])
    expect(readAisles('')).toEqual([])
    expect(readAisles('a')).toBeNull()
    expect(readAisles('0')).toBeNull()
  })
})

describe('a plan', () => {
  it('moves its chosen seats together, never over its edge', () => {
    const plan = planOf({ middle: { x: 200, y: 30 } })
    const chosen = all(plan)
    expect(boundedStep(plan, chosen, { x: 0, y: -100 }).y).toBe(-30)
    const moved = moveSeats(plan, chosen, { x: 10, y: -100 })
    const gap = (of: Plan) => [...placedSeats(of)].map(({ seat }) => seat.position.y)
    expect(gap(moved)).toEqual(gap(plan).map((y) => y - 30))
  })

  it('turns seats about their middle', () => {
    const plan = planOf({ rows: 1, seatsPerRow: 2, middle: { x: 500, y: 500 } })
    const positions = [...placedSeats(rotateSeats(plan, all(plan), 90))].map(({ seat }) => seat.position)
    expect(positions.map(({ x }) => x)).toEqual([500, 500])
    expect(Math.abs((positions[0]?.y ?? 0) - (positions[1]?.y ?? 0))).toBe(60)
  })

  it('forgets rows without seats, and keeps the rest as it was', () => {
    const plan = planOf()
    const rowA = new Set(['Stalls-A-1', 'Stalls-A-2', 'Stalls-A-3', 'Stalls-A-4'])
    expect(labels(removeSeats(plan, rowA))).toEqual(['B1', 'B2', 'B3', 'B4'])
    expect(countSeats(plan)).toBe(8)
  })

  it('marks and grades seats', () => {
    const plan = planOf()
    const one = new Set(['Stalls-A-1'])
    const marked = setAttribute(setAttribute(plan, one, 'wheelchair', true), one, 'wheelchair', true)
    expect([...placedSeats(marked)][0]?.seat.attributes).toEqual(['wheelchair'])
    expect(countByCategory(categorize(plan, one, 'VIP'))).toEqual(new Map([['VIP', 1], ['', 7]]))
    expect(countByCategory(categorize(categorize(plan, one, 'VIP'), one, null))).toEqual(new Map([['', 8]]))
  })

  it('renames and drops a category with its seats', () => {
    const plan = categorize(planOf(), new Set(['Stalls-A-1']), 'VIP')
    expect(countByCategory(editCategory(plan, 0, { name: 'Premium' })).get('Premium')).toBe(1)
    expect(countByCategory(removeCategory(plan, 0)).get('')).toBe(8)
  })

  it('numbers a choice anew in physical order', () => {
    const plan = planOf()
    const numbered = renumber(plan, new Set(guidsOfSection(plan.sections![0]!)), 10, 2, true)
    expect(labels(numbered)).toEqual(['A16', 'A14', 'A12', 'A10', 'B16', 'B14', 'B12', 'B10'])
  })

  it('says what cannot be saved', () => {
    expect(problemsOf(emptyPlan('Hall'))).toEqual([{ kind: 'nothing' }])
    expect(problemsOf(planOf())).toEqual([])
  })
})

describe('a plan from a file', () => {
  it('is ours, with its hall or alone, or pretix\'s, or none', () => {
    const plan = planOf()
    expect(readPlan(JSON.stringify({ name: '한빛', plan }))).toMatchObject({ kind: 'ours', name: '한빛' })
    const alone = readPlan(JSON.stringify(plan))
    expect(alone.kind === 'ours' && countSeats(alone.plan)).toBe(8)
    expect(readPlan('{"name":"x","zones":[]}').kind).toBe('pretix')
    expect(readPlan('[]').kind).toBe('unknown')
    expect(readPlan('{').kind).toBe('unknown')
  })
})

describe('the history of a plan', () => {
  it('takes the moves of one drag as one step', () => {
    const history = useHistory('a')
    history.change('b', 'drag 1')
    history.change('c', 'drag 1')
    history.change('d', 'drag 2')
    history.undo()
    expect(history.present.value).toBe('c')
    history.undo()
    expect([history.present.value, history.canUndo.value, history.isChanged.value]).toEqual(['a', false, false])
    history.redo()
    history.redo()
    expect([history.present.value, history.canRedo.value]).toEqual(['d', false])
    history.change('e')
    history.saved()
    expect(history.isChanged.value).toBe(false)
  })
})

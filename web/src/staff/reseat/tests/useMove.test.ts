import { afterEach, describe, expect, it, vi } from 'vitest'
import { json, problem, serve } from '../../parts/tests/pages'
import { reservationOf } from '../../reservations/tests/reservations'
import type { ReseatBody } from '../moves'
import { useMove } from '../useMove'

const body: ReseatBody = { moves: [{ seatId: 12, toSeatId: 31 }], reason: 'broken' }
const answer = (outcome: 'done' | 'refused', more: object = {}) =>
  json(reservationOf({ reseat: { number: 9, outcome, moves: [], reason: 'broken', keepOffSale: false, movedBy: 2, at: '', ...more } }), 202)

afterEach(() => vi.unstubAllGlobals())

describe('a move', () => {
  it('is sent with a key and waits for its outcome', async () => {
    const asked = serve(() => answer('done'))
    const { move, conflicts } = useMove(() => 5)
    expect((await move(body))?.reseat?.outcome).toBe('done')
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/reservations/5/reseat', body })
    expect(asked[0]!.headers.get('Idempotency-Key')).toBeTruthy()
    expect(asked[0]!.headers.get('Prefer')).toBe('wait=10')
    expect(conflicts.value).toEqual([])
  })

  it('tells the seats that could not be had', async () => {
    serve(() => answer('refused', { conflicts: [{ seatId: 31, reason: 'taken' }] }))
    const { move, conflicts } = useMove(() => 5)
    expect(await move(body)).toBeNull()
    expect(conflicts.value).toEqual([{ seatId: 31, reason: 'taken' }])
  })

  it('repeats the same after silence, and another one under another key', async () => {
    const replies: (() => Response)[] = [
      // The client asks once more by itself.
      () => { throw new TypeError('no answer') },
      () => { throw new TypeError('no answer') },
      () => answer('done'),
      () => problem(409, 'price_differs'),
      () => answer('done'),
    ]
    const asked = serve(() => replies.shift()!())
    const { move } = useMove(() => 5)
    expect(await move(body)).toBeNull()
    expect(await move(body)).not.toBeNull()
    expect(await move(body)).toBeNull()
    expect(await move({ ...body, acceptPriceDifference: true })).not.toBeNull()
    const keys = asked.map((one) => one.headers.get('Idempotency-Key'))
    expect(new Set(keys.slice(0, 3)).size).toBe(1)
    expect(new Set(keys).size).toBe(3)
  })
})

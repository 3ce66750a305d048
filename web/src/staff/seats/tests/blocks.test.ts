// @vitest-environment node
import { expect, it } from 'vitest'
import { groupsOf, type Block } from '../blocks'

const block = (seatId: number, changes: Partial<Block> = {}): Block => ({
  seatId, section: '1F', seatRow: 1, seatCol: seatId, rowLabel: 'A', seatLabel: String(seatId), grade: 'R', price: { amount: 1, currency: 'KRW' },
  kind: 'house', blockedAt: '2027-01-01T00:00:00.000Z', ...changes,
})

it('seats that were blocked together are one, the newest first', () => {
  const later = { blockedAt: '2027-01-02T00:00:00.000Z', blockedBy: 3, reason: 'camera', kind: 'technical' } as const
  const groups = groupsOf([block(1), block(2, later), block(3), block(4, later), block(5, { ...later, releaseAt: '2027-01-03T00:00:00.000Z' })])
  expect(groups.map(({ kind, reason, releaseAt, seatIds }) => [kind, reason, releaseAt, seatIds])).toEqual([
    ['technical', 'camera', undefined, [2, 4]],
    ['technical', 'camera', '2027-01-03T00:00:00.000Z', [5]],
    ['house', undefined, undefined, [1, 3]],
  ])
})

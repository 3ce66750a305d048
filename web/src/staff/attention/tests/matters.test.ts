// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { CancellationRound, Finding, OpenItem } from '@/api/types'
import { matterOfFinding, matterOfItem, matterOfRound, queueOf } from '../matters'

const krw = (amount: number) => ({ amount, currency: 'KRW' })
const item = (reason: OpenItem['reason'], since = '2027-01-02T00:00:00Z'): OpenItem =>
  ({ paymentId: 3, reservationId: 5, reason, amount: krw(90_000), nextAction: 'as the server says', since })
const finding = (state: Finding['state'], changes: Partial<Finding> = {}): Finding => ({
  id: 9, divergence: 'amount_mismatch', subject: 'payment 3', ours: krw(1), theirs: krw(2), state, nextAction: '',
  firstSeenAt: '2027-01-01T00:00:00Z', lastSeenAt: '2027-01-03T00:00:00Z', _links: { self: { href: '' } }, ...changes,
})
const round = (changes: Partial<CancellationRound>): CancellationRound => ({
  performanceId: 7, reason: '', begunAt: '2027-01-04T00:00:00Z', told: 10, toTell: 0, open: 0, needsAttention: 0,
  perSecondMax: 5, _links: { self: { href: '' } }, ...changes,
})

describe('what a matter asks for', () => {
  it('is a retry or a record when the provider refused a refund', () => {
    expect(matterOfItem(item('refund_refused'))).toMatchObject({ isForHuman: true, deeds: ['retry', 'record', 'timeline'] })
  })

  it('is a record when the buyer is to get the money at the desk', () => {
    expect(matterOfItem(item('refund_at_desk'))).toMatchObject({ isForHuman: true, deeds: ['record', 'timeline'] })
  })

  it('is nothing while money is on its way', () => {
    for (const reason of ['refund_under_way', 'captured_without_ticket', 'refunded_at_provider'] as const) {
      expect(matterOfItem(item(reason))).toMatchObject({ isForHuman: false, deeds: ['timeline'] })
    }
  })

  it('is a note for an open finding, and nothing for one that is being repaired', () => {
    expect(matterOfFinding(finding('open', { reservationId: 5 }))).toMatchObject({ isForHuman: true, deeds: ['acknowledge', 'timeline'] })
    expect(matterOfFinding(finding('open')).deeds).toEqual(['acknowledge'])
    expect(matterOfFinding(finding('repairing'))).toMatchObject({ isForHuman: false, deeds: [] })
  })

  it('is no matter when a round is over', () => {
    expect(matterOfRound(round({ finishedAt: '2027-01-05T00:00:00Z' }))).toBeNull()
    expect(matterOfRound(round({ finishedAt: '2027-01-05T00:00:00Z', open: 2, needsAttention: 2 }))).not.toBeNull()
    expect(matterOfRound(round({ toTell: 3 }))).not.toBeNull()
  })
})

it('has what waits for a human apart from the rest, oldest first, and what is settled at the end', () => {
  const queue = queueOf(
    [item('refund_under_way'), item('refund_refused', '2027-01-05T00:00:00Z'), item('money_missing', '2027-01-03T00:00:00Z')],
    [finding('open'), finding('repaired', { id: 10 }), finding('acknowledged', { id: 11, lastSeenAt: '2027-01-04T00:00:00Z' })],
    [round({ toTell: 3 })],
  )
  expect(queue.forHumans.map((one) => one.key)).toEqual(['finding 9', 'item 3 money_missing', 'item 3 refund_refused'])
  expect(queue.byThemselves.map((one) => one.key)).toEqual(['item 3 refund_under_way', 'round 7'])
  expect(queue.settled.map((one) => one.id)).toEqual([11, 10])
})

// @vitest-environment node
import { expect, it } from 'vitest'
import { stageOf } from './stage'

it.each([
  ['Held', null, 'pay'],
  ['Locking', null, 'opening'],
  ['Paying', null, 'opening'],
  ['Paying', { state: 'preparing' }, 'opening'],
  ['Paying', { state: 'awaiting_buyer', checkoutUrl: 'https://pay.example' }, 'at_provider'],
  ['Paying', { state: 'confirming', checkoutUrl: 'https://pay.example' }, 'asking'],
  ['Paying', { state: 'unknown' }, 'asking'],
  // Captured, and the seats not yet told: the buyer must not be asked to pay again.
  ['Paying', { state: 'captured' }, 'asking'],
  ['Selling', { state: 'captured' }, 'selling'],
  ['Completed', null, 'completed'],
  ['Abandoned', { state: 'unknown' }, 'late'],
  ['CancelRequested', { state: 'confirming' }, 'refunding'],
  ['Refunding', null, 'refunding'],
] as const)('%s with %j is %s', (state, payment, stage) => {
  expect(stageOf({ state }, payment)).toBe(stage)
})

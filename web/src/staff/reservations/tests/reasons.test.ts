import { beforeAll, describe, expect, it } from 'vitest'
import { needTexts, useLanguage } from '@/i18n'
import { whyTexts } from '../reasons'

beforeAll(async () => {
  await useLanguage('en')
  await needTexts(['bookings'])
})

describe('why a booking is where it is', () => {
  it('says first that a refund waits, then what it was for', () => {
    expect(whyTexts({ state: 'NeedsAttention', reason: 'buyer_canceled' })).toEqual([
      expect.stringContaining('refused the refund'), 'The buyer canceled.',
    ])
    expect(whyTexts({ state: 'NeedsAttention', reason: 'refund_failed' })).toHaveLength(1)
    expect(whyTexts({ state: 'NeedsAttention', reason: 'refund_at_desk' })).toEqual([expect.stringContaining('waits at the desk')])
  })

  it('shows a code that is new, and nothing where there is none', () => {
    expect(whyTexts({ state: 'Expired', reason: 'comet' })).toEqual(['Reason: comet'])
    expect(whyTexts({ state: 'Completed' })).toEqual([])
  })
})

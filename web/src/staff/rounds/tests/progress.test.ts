// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { isTypedRight, phaseOf, secondsLeftOf, shareOf } from '../progress'

const finishedAt = '2027-01-05T00:00:00Z'

describe('the round', () => {
  it.each([
    ['telling', { told: 3, toTell: 7, open: 3, needsAttention: 0 }],
    // A round that begins has told nobody yet, and is not over.
    ['telling', { told: 0, toTell: 0, open: 0, needsAttention: 0 }],
    ['refunding', { told: 10, toTell: 0, open: 4, needsAttention: 3, finishedAt }],
    ['waiting', { told: 10, toTell: 0, open: 3, needsAttention: 3, finishedAt }],
    ['done', { told: 10, toTell: 0, open: 0, needsAttention: 0, finishedAt }],
    ['done', { told: 0, toTell: 0, open: 0, needsAttention: 0, finishedAt }],
  ] as const)('is %s with %j', (phase, round) => {
    expect(phaseOf(round)).toBe(phase)
  })

  it('counts a booking as done when it is told and at its end', () => {
    expect(shareOf({ told: 6, toTell: 4, open: 1, needsAttention: 0 })).toBe(0.5)
    expect(shareOf({ told: 0, toTell: 0, open: 0, needsAttention: 0 })).toBe(1)
  })

  it('takes as long as its pace lets it', () => {
    expect(secondsLeftOf({ toTell: 1201, perSecondMax: 5 })).toBe(241)
    expect(secondsLeftOf({ toTell: 0, perSecondMax: 5 })).toBe(0)
  })
})

describe('what is typed to confirm', () => {
  it('is right whatever the blanks', () => {
    expect(isTypedRight('  2027-01-15   19:30 ', '2027-01-15 19:30')).toBe(true)
  })

  it('is wrong by one digit, and when nothing is asked for', () => {
    expect(isTypedRight('2027-01-16 19:30', '2027-01-15 19:30')).toBe(false)
    expect(isTypedRight('', '')).toBe(false)
  })
})

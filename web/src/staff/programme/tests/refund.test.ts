// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { RefundPolicy } from '@/api/types'
import { formOf, policyFault, policyOf, tierFaults, type PolicyForm } from '../model/refund'

const own: RefundPolicy = {
  tables: ['house-table'],
  own: {
    code: 'our-table', name: '자체 규정', nameEn: 'Our table', tiers: [{ daysBefore: 7, feePercent: 0 }, { daysBefore: 0, feePercent: 80 }],
    freeWithdrawal: { withinHours: 24, daysBefore: 1 },
  },
}
const chosen = (changes: Partial<PolicyForm['own']> = {}): PolicyForm => {
  const form = formOf(own)
  return { ...form, own: { ...form.own, ...changes } }
}
const tiers = (...pairs: [string, string][]) => pairs.map(([daysBefore, feePercent]) => ({ daysBefore, feePercent }))

describe('by what tickets are given back', () => {
  it('is one of three kinds', () => {
    expect([formOf(undefined).kind, formOf({}).kind, formOf({ tables: ['house-table'] }).kind, formOf(own).kind]).toEqual([
      'standard', 'none', 'chosen', 'chosen',
    ])
    expect([policyOf(formOf(undefined)), policyOf(formOf({}))]).toEqual([undefined, {}])
  })

  it('says back what it was made from, with the code that the table had', () => {
    expect(policyOf(formOf(own), own.own?.code)).toEqual(own)
    expect(policyOf(formOf({ tables: ['korean-standard'] }))).toEqual({ tables: ['korean-standard'] })
  })

  it('leaves a table out that is not chosen, and needs one that is', () => {
    expect(policyOf({ ...chosen(), hasOwn: false })).toEqual({ tables: ['house-table'] })
    expect(policyFault({ ...chosen(), hasOwn: false, codes: [] })).toBe('nothing')
    expect(policyFault({ ...chosen(), kind: 'none', hasOwn: false, codes: [] })).toBeUndefined()
  })
})

describe('the tiers of a table', () => {
  it('go from many days to the day itself, and fees never fall', () => {
    expect(tierFaults(tiers(['10', '0'], ['10', '5'], ['3', '0'], ['x', '5'], ['0', '101']))).toEqual([
      undefined, 'order', 'falls', 'days', 'percent',
    ])
    expect(policyFault(chosen({ tiers: tiers(['10', '0'], ['1', '30']) }))).toBe('end')
    expect(policyFault(chosen({ tiers: tiers(['10', '5'], ['0', '3']) }))).toBe('tiers')
    expect(policyFault(chosen({ tiers: [] }))).toBe('tiers')
    expect(policyFault(chosen())).toBeUndefined()
  })

  it('need a name, and free hours in range', () => {
    expect(policyFault(chosen({ name: ' ' }))).toBe('name')
    expect(policyFault(chosen({ freeHours: '0' }))).toBe('free')
    expect(policyFault(chosen({ freeHours: '0', hasFree: false }))).toBeUndefined()
  })

  it('of a new table are ones that may be saved, once it has a name', () => {
    const form: PolicyForm = { ...formOf(undefined), kind: 'chosen', hasOwn: true }
    expect(policyFault({ ...form, own: { ...form.own, name: '규정' } })).toBeUndefined()
  })
})

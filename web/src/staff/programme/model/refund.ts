/** By what tickets of a musical are given back, as a form has it. */
import type { RefundPolicy, RefundTable } from '@/api/types'

/** `standard`: nothing is said, so the legal standard counts. `chosen`: these tables. `none`: nothing is ever kept. */
export type PolicyKind = 'standard' | 'chosen' | 'none'
export type ShippedCode = NonNullable<RefundPolicy['tables']>[number]

export interface TierLine {
  daysBefore: string
  feePercent: string
}

export interface OwnTable {
  name: string
  nameEn: string
  text: string
  textEn: string
  tiers: TierLine[]
  hasFree: boolean
  freeHours: string
  freeDays: string
}

export interface PolicyForm {
  kind: PolicyKind
  codes: ShippedCode[]
  hasOwn: boolean
  own: OwnTable
}

/** A table of one's own has one name for good, so that edits stay the same table. */
const ownCode = 'house-own'
export const tiersMax = 20

const emptyOwn: OwnTable = {
  name: '', nameEn: '', text: '', textEn: '', hasFree: false, freeHours: '24', freeDays: '1',
  tiers: [
    { daysBefore: '10', feePercent: '0' }, { daysBefore: '7', feePercent: '10' }, { daysBefore: '3', feePercent: '20' },
    { daysBefore: '1', feePercent: '30' }, { daysBefore: '0', feePercent: '90' },
  ],
}

function ownOf(table: RefundTable): OwnTable {
  return {
    name: table.name,
    nameEn: table.nameEn ?? '',
    text: table.text ?? '',
    textEn: table.textEn ?? '',
    tiers: table.tiers.map(({ daysBefore, feePercent }) => ({ daysBefore: String(daysBefore), feePercent: String(feePercent) })),
    hasFree: Boolean(table.freeWithdrawal),
    freeHours: String(table.freeWithdrawal?.withinHours ?? 24),
    freeDays: String(table.freeWithdrawal?.daysBefore ?? 1),
  }
}

export function formOf(policy: RefundPolicy | undefined): PolicyForm {
  const own = policy?.own ? ownOf(policy.own) : structuredClone(emptyOwn)
  const codes = [...(policy?.tables ?? [])]
  const isSaid = codes.length > 0 || Boolean(policy?.own)
  return { kind: policy === undefined ? 'standard' : isSaid ? 'chosen' : 'none', codes, hasOwn: Boolean(policy?.own), own }
}

function wholeIn(text: string, low: number, high: number): number | undefined {
  if (!/^\d{1,4}$/.test(text.trim())) return undefined
  const value = Number(text)
  return value >= low && value <= high ? value : undefined
}

export type TierFault = 'days' | 'percent' | 'order' | 'falls'

/** What is wrong with each tier. They go from many days before to the day itself, and fees never fall on the way. */
export function tierFaults(tiers: readonly TierLine[]): (TierFault | undefined)[] {
  return tiers.map((tier, index) => {
    const [days, percent] = [wholeIn(tier.daysBefore, 0, 365), wholeIn(tier.feePercent, 0, 100)]
    if (days === undefined) return 'days'
    if (percent === undefined) return 'percent'
    const before = tiers[index - 1]
    if (!before) return undefined
    if (days >= Number(before.daysBefore)) return 'order'
    return percent < Number(before.feePercent) ? 'falls' : undefined
  })
}

export type PolicyFault = 'nothing' | 'name' | 'tiers' | 'end' | 'free'

/** What keeps the form from being sent, if anything. */
export function policyFault(form: PolicyForm): PolicyFault | undefined {
  if (form.kind !== 'chosen') return undefined
  if (form.codes.length === 0 && !form.hasOwn) return 'nothing'
  if (!form.hasOwn) return undefined
  const { own } = form
  if (own.name.trim() === '') return 'name'
  if (own.tiers.length === 0 || tierFaults(own.tiers).some(Boolean)) return 'tiers'
  if (Number(own.tiers.at(-1)!.daysBefore) !== 0) return 'end'
  const isFreeRight = wholeIn(own.freeHours, 1, 168) !== undefined && wholeIn(own.freeDays, 0, 365) !== undefined
  return own.hasFree && !isFreeRight ? 'free' : undefined
}

/** What the form says; undefined = the legal standard. `code` is the table's former one. */
export function policyOf(form: PolicyForm, code: string = ownCode): RefundPolicy | undefined {
  if (form.kind === 'standard') return undefined
  if (form.kind === 'none') return {}
  const { own } = form
  const said = (text: string): string | undefined => text.trim() || undefined
  const [nameEn, text, textEn] = [said(own.nameEn), said(own.text), said(own.textEn)]
  const table: RefundTable = {
    code,
    name: own.name.trim(),
    ...(nameEn ? { nameEn } : {}),
    ...(text ? { text } : {}),
    ...(textEn ? { textEn } : {}),
    tiers: own.tiers.map((tier) => ({ daysBefore: Number(tier.daysBefore), feePercent: Number(tier.feePercent) })),
    ...(own.hasFree ? { freeWithdrawal: { withinHours: Number(own.freeHours), daysBefore: Number(own.freeDays) } } : {}),
  }
  return { ...(form.codes.length > 0 ? { tables: form.codes } : {}), ...(form.hasOwn ? { own: table } : {}) }
}

/** A sale at the desk before it is sent: what was filled in, what is missing, and what the server is told. */
import type { DeskSaleBody, Money } from '@/api/types'

export const methods = ['desk_cash', 'desk_card', 'comp'] as const
export type Method = (typeof methods)[number]

export interface Draft {
  method: Method
  /** The terminal's receipt. */
  reference: string
  /** Why nothing is paid. */
  reason: string
  name: string
  email: string
  /** Of the notice and the tickets. */
  language: 'ko' | 'en'
  /** What the buyer puts down, to know the change; typed, in whole units of the currency. */
  given: string
}

export type Field = 'seats' | 'reference' | 'reason' | 'name' | 'email'
export type Fault = 'missing' | 'email'

export const emptyDraft = (language: 'ko' | 'en'): Draft =>
  ({ method: 'desk_cash', reference: '', reason: '', name: '', email: '', language, given: '' })

const isAddress = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text)

/** What stands in the way of the sale; nothing when it can be sent. */
export function faultsOf(draft: Draft, seatIds: readonly number[]): Partial<Record<Field, Fault>> {
  const isEmpty = (text: string): boolean => text.trim() === ''
  return {
    ...(seatIds.length === 0 ? { seats: 'missing' as const } : {}),
    ...(draft.method === 'desk_card' && isEmpty(draft.reference) ? { reference: 'missing' as const } : {}),
    ...(draft.method === 'comp' && isEmpty(draft.reason) ? { reason: 'missing' as const } : {}),
    ...(isEmpty(draft.name) ? { name: 'missing' as const } : {}),
    ...(!isEmpty(draft.email) && !isAddress(draft.email.trim()) ? { email: 'email' as const } : {}),
  }
}

/** Reference and reason go with their own method alone. */
export function bodyOf(draft: Draft, performanceId: number, seatIds: readonly number[]): DeskSaleBody {
  return {
    performanceId,
    seatIds: [...seatIds],
    payment: {
      method: draft.method,
      ...(draft.method === 'desk_card' ? { reference: draft.reference.trim() } : {}),
      ...(draft.method === 'comp' ? { reason: draft.reason.trim() } : {}),
    },
    buyer: {
      name: draft.name.trim(),
      ...(draft.email.trim() === '' ? {} : { email: draft.email.trim() }),
      language: draft.language,
    },
  }
}

/** What is to be paid: nothing for a complimentary ticket. */
export function dueOf(method: Method, total: Money): Money {
  return method === 'comp' ? { ...total, amount: 0 } : total
}

/** Minor units of a currency in one whole unit: 1 for the won, 100 for most others. */
export function minorUnits(currency: string): number {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 0
  return 10 ** digits
}

/** The change, or how much is missing when it is negative; nothing while no sum is typed. */
export function changeOf(given: string, due: Money): Money | null {
  const text = given.replace(/[\s,]/g, '')
  if (!/^\d+(\.\d+)?$/.test(text)) return null
  return { amount: Math.round(Number(text) * minorUnits(due.currency)) - due.amount, currency: due.currency }
}

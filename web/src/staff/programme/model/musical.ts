/** A musical as its form has it: every field a text, so that nothing typed is lost. */
import type { components } from '@/api/schema'
import type { Musical } from '@/api/types'
import { castOf, hasHalves, type CastLine } from './cast'
import { currencyOf, linesOf, pricesOf, type PriceLine } from './prices'
import { formOf, policyFault, policyOf, type PolicyForm } from './refund'

export type MusicalBody = components['schemas']['MusicalBody']

export interface MusicalForm {
  name: string
  nameEn: string
  description: string
  descriptionEn: string
  startDate: string
  endDate: string
  runningMinutes: string
  ageLimit: string
  venueId: number | null
  posterUrl: string
  currency: string
  prices: PriceLine[]
  refund: PolicyForm
  cast: CastLine[]
}

export function emptyForm(): MusicalForm {
  return {
    name: '', nameEn: '', description: '', descriptionEn: '', startDate: '', endDate: '', runningMinutes: '', ageLimit: '',
    venueId: null, posterUrl: '', currency: 'KRW', prices: [], refund: formOf(undefined), cast: [],
  }
}

export function musicalFormOf(musical: Musical): MusicalForm {
  const numberText = (value: number | undefined): string => (value === undefined ? '' : String(value))
  return {
    name: musical.name,
    nameEn: musical.nameEn ?? '',
    description: musical.description ?? '',
    descriptionEn: musical.descriptionEn ?? '',
    startDate: musical.startDate,
    endDate: musical.endDate,
    runningMinutes: numberText(musical.runningMinutes),
    ageLimit: numberText(musical.ageLimit),
    venueId: musical.venueId ?? null,
    posterUrl: musical.posterUrl ?? '',
    currency: currencyOf(musical.grades),
    prices: linesOf(musical.grades),
    refund: formOf(musical.refundPolicy),
    cast: (musical.cast ?? []).map(({ role, actor }) => ({ role, actor })),
  }
}

export type Fault = 'required' | 'date' | 'order' | 'number' | 'url' | 'long'
export type Field = Exclude<keyof MusicalForm, 'prices' | 'refund' | 'currency' | 'venueId' | 'cast'>

/** Lengths count bytes of UTF-8, as the API does: a Korean letter has three. */
export const bytesMax: Partial<Record<Field, number>> = { name: 200, nameEn: 200, description: 20_000, descriptionEn: 20_000, posterUrl: 2000 }

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text))
const isWhole = (text: string, low: number, high: number): boolean =>
  /^\d{1,4}$/.test(text.trim()) && Number(text) >= low && Number(text) <= high

/** What is wrong with the single fields. */
export function fieldFaults(form: MusicalForm): Partial<Record<Field, Fault>> {
  const faults: Partial<Record<Field, Fault>> = {}
  for (const [field, max] of Object.entries(bytesMax) as [Field, number][]) {
    if (bytesOf(form[field].trim()) > max) faults[field] = 'long'
  }
  if (form.name.trim() === '') faults.name = 'required'
  for (const field of ['startDate', 'endDate'] as const) {
    if (form[field] === '') faults[field] = 'required'
    else if (!isDate(form[field])) faults[field] = 'date'
  }
  if (!faults.startDate && !faults.endDate && form.endDate < form.startDate) faults.endDate = 'order'
  if (form.runningMinutes.trim() && !isWhole(form.runningMinutes, 1, 1440)) faults.runningMinutes = 'number'
  if (form.ageLimit.trim() && !isWhole(form.ageLimit, 0, 99)) faults.ageLimit = 'number'
  if (form.posterUrl.trim() && !/^(https?:\/\/|\/)/.test(form.posterUrl.trim())) faults.posterUrl = 'url'
  return faults
}

export function isGood(form: MusicalForm): boolean {
  const arePricesGood = pricesOf(form.prices, form.currency).length === form.prices.length
  return Object.keys(fieldFaults(form)).length === 0 && arePricesGood && !hasHalves(form.cast) && policyFault(form.refund) === undefined
}

/** What is sent. `before` keeps what this form does not know. */
export function bodyOf(form: MusicalForm, before?: Musical): MusicalBody {
  const { id: _id, _links, ...kept } = before ?? ({} as Partial<Musical>)
  const text = (value: string): string | null => value.trim() || null
  const number = (value: string): number | null => (value.trim() ? Number(value) : null)
  return {
    ...kept,
    name: form.name.trim(),
    nameEn: text(form.nameEn),
    description: text(form.description),
    descriptionEn: text(form.descriptionEn),
    startDate: form.startDate,
    endDate: form.endDate,
    runningMinutes: number(form.runningMinutes),
    ageLimit: number(form.ageLimit),
    venueId: form.venueId,
    posterUrl: text(form.posterUrl),
    grades: pricesOf(form.prices, form.currency),
    cast: castOf(form.cast),
    refundPolicy: policyOf(form.refund, before?.refundPolicy?.own?.code) ?? null,
  }
}

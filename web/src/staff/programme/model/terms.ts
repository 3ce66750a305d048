/** On which terms a performance is sold, as a form has it. Hours are those of the theatre. */
import type { components } from '@/api/schema'
import type { Performance } from '@/api/types'
import { castOf, hasHalves, type CastLine } from './cast'
import { currencyOf, linesOf, pricesOf, samePrices, type GradePrice, type PriceLine } from './prices'
import { fromLocalInput, localInput } from './zoned'

export type PerformanceBody = components['schemas']['PerformanceBody']
/** What one performance and a run have in common. */
export type Terms = Omit<PerformanceBody, 'startsAt'>

export interface TermsForm {
  /** As in `<input type="datetime-local">`; empty = at once. */
  opens: string
  /** Empty = when it begins. */
  closes: string
  /** Empty or 0 = none. */
  seatLimit: string
  /** `10`, or `1:30` with seconds. */
  hold: string
  gapRule: boolean
  cast: CastLine[]
  /** Whether it has prices of its own instead of the musical's. */
  hasPrices: boolean
  currency: string
  prices: PriceLine[]
}

const holdSecondsDefault = 600
const holdSecondsMin = 10
const holdSecondsMax = 7200

export function writeHold(seconds: number): string {
  const rest = seconds % 60
  return `${Math.floor(seconds / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
}

/** Seconds; undefined when it is no span that the API takes. */
export function readHold(text: string): number | undefined {
  const found = /^(\d{1,3})(?::([0-5]\d))?$/.exec(text.trim())
  if (!found) return undefined
  const seconds = Number(found[1]) * 60 + Number(found[2] ?? 0)
  return seconds >= holdSecondsMin && seconds <= holdSecondsMax ? seconds : undefined
}

/** What a new performance begins with: the musical's prices, ten minutes to pay. */
export function newTerms(musicalPrices: readonly GradePrice[]): TermsForm {
  return {
    opens: '', closes: '', seatLimit: '', hold: writeHold(holdSecondsDefault), gapRule: false, cast: [], hasPrices: false,
    currency: currencyOf(musicalPrices), prices: linesOf(musicalPrices),
  }
}

/** The API answers a performance without prices of its own with the musical's. */
export function termsFormOf(performance: Performance, musicalPrices: readonly GradePrice[]): TermsForm {
  const { timeZone, grades } = performance
  return {
    opens: localInput(performance.salesOpenAt, timeZone),
    closes: localInput(performance.salesCloseAt, timeZone),
    seatLimit: performance.seatLimitPerPerson === 0 ? '' : String(performance.seatLimitPerPerson),
    hold: writeHold(performance.holdSeconds),
    gapRule: performance.singleSeatGapRule,
    cast: performance.cast.map(({ role, actor }) => ({ role, actor })),
    hasPrices: grades.length > 0 && !samePrices(grades, musicalPrices),
    currency: currencyOf(grades),
    prices: linesOf(grades),
  }
}

export type TermsFault = 'limit' | 'hold' | 'opens' | 'closes' | 'cast' | 'prices'

export function readLimit(text: string): number | undefined {
  if (text.trim() === '') return 0
  return /^\d{1,4}$/.test(text.trim()) && Number(text) <= 1000 ? Number(text) : undefined
}

/** What is wrong with the terms of performances that begin at these local times (`2027-01-15T19:30`). */
export function termsFaults(form: TermsForm, starts: readonly string[]): Set<TermsFault> {
  const faults = new Set<TermsFault>()
  if (readLimit(form.seatLimit) === undefined) faults.add('limit')
  if (readHold(form.hold) === undefined) faults.add('hold')
  const first = [...starts].sort()[0]
  if (form.opens && first !== undefined && form.opens >= first) faults.add('opens')
  if (form.closes && form.opens && form.closes <= form.opens) faults.add('closes')
  if (hasHalves(form.cast)) faults.add('cast')
  const areAllRight = pricesOf(form.prices, form.currency).length === form.prices.length
  if (form.hasPrices && (!areAllRight || form.prices.length === 0)) faults.add('prices')
  return faults
}

export function termsOf(form: TermsForm, timeZone: string): Terms {
  const [salesOpenAt, salesCloseAt] = [fromLocalInput(form.opens, timeZone), fromLocalInput(form.closes, timeZone)]
  return {
    ...(salesOpenAt ? { salesOpenAt } : {}),
    ...(salesCloseAt ? { salesCloseAt } : {}),
    seatLimitPerPerson: readLimit(form.seatLimit) ?? 0,
    holdSeconds: readHold(form.hold) ?? holdSecondsDefault,
    singleSeatGapRule: form.gapRule,
    cast: castOf(form.cast),
    ...(form.hasPrices ? { grades: pricesOf(form.prices, form.currency) } : {}),
  }
}

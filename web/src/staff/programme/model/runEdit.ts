/** What is changed of many performances at once, as a form has it: each term stays, is set, or goes back. */
import type { ApiProblem } from '@/api/problem'
import type { components } from '@/api/schema'
import { castOf, hasHalves, type CastLine } from './cast'
import { pricesOf, type PriceLine } from './prices'
import { readHold, readLimit } from './terms'
import { fromLocalInput } from './zoned'

export type TermsChange = components['schemas']['TermsChange']

export const moments = ['keep', 'at', 'before', 'clear'] as const
export const values = ['keep', 'set', 'clear'] as const
export const rules = ['keep', 'on', 'off'] as const
export const units = ['minutes', 'hours', 'days'] as const
export type Unit = (typeof units)[number]

export interface MomentChange {
  mode: (typeof moments)[number]
  /** As in `<input type="datetime-local">`. */
  at: string
  before: string
  unit: Unit
}

type Mode = (typeof values)[number]

export interface RunEditForm {
  opens: MomentChange
  closes: MomentChange
  limit: { mode: Mode; text: string }
  hold: { mode: Mode; text: string }
  gap: { mode: (typeof rules)[number] }
  prices: { mode: Mode; lines: PriceLine[]; currency: string }
  cast: { mode: Mode; lines: CastLine[] }
}

export function emptyEdit(lines: readonly PriceLine[], currency: string): RunEditForm {
  const moment = (): MomentChange => ({ mode: 'keep', at: '', before: '', unit: 'hours' })
  return {
    opens: moment(), closes: moment(), limit: { mode: 'keep', text: '' }, hold: { mode: 'keep', text: '10' }, gap: { mode: 'keep' },
    prices: { mode: 'keep', lines: lines.map((line) => ({ ...line })), currency }, cast: { mode: 'keep', lines: [] },
  }
}

const minutesIn = { minutes: 1, hours: 60, days: 24 * 60 } as const
/** Two years before: more is no window of sales. */
const minutesMax = 1_054_080

export function readBefore({ before, unit }: Pick<MomentChange, 'before' | 'unit'>): number | undefined {
  if (!/^\d{1,7}$/.test(before.trim())) return undefined
  const minutes = Number(before) * minutesIn[unit]
  return minutes <= minutesMax ? minutes : undefined
}

export type EditFault = 'opens' | 'closes' | 'limit' | 'hold' | 'prices' | 'cast'

export function editFaults(form: RunEditForm): Set<EditFault> {
  const faults = new Set<EditFault>()
  for (const name of ['opens', 'closes'] as const) {
    const moment = form[name]
    if (moment.mode === 'at' && moment.at === '') faults.add(name)
    if (moment.mode === 'before' && readBefore(moment) === undefined) faults.add(name)
  }
  if (form.limit.mode === 'set' && readLimit(form.limit.text) === undefined) faults.add('limit')
  if (form.hold.mode === 'set' && readHold(form.hold.text) === undefined) faults.add('hold')
  const { mode, lines, currency } = form.prices
  if (mode === 'set' && (lines.length === 0 || pricesOf(lines, currency).length < lines.length)) faults.add('prices')
  if (form.cast.mode === 'set' && (hasHalves(form.cast.lines) || castOf(form.cast.lines).length === 0)) faults.add('cast')
  return faults
}

/** Whether anything is to be changed at all. */
export function changesSomething(form: RunEditForm): boolean {
  return Object.values(form).some(({ mode }) => mode !== 'keep')
}

/** Hours are those of the theatre. */
export function changesOf(form: RunEditForm, timeZone: string): TermsChange {
  const changes: TermsChange = {}
  const clear: NonNullable<TermsChange['clear']> = []
  const { opens, closes, limit, hold, gap, prices, cast } = form
  if (opens.mode === 'at') changes.salesOpenAt = fromLocalInput(opens.at, timeZone) ?? null
  if (opens.mode === 'before') changes.salesOpenMinutesBefore = readBefore(opens) ?? null
  if (opens.mode === 'clear') clear.push('salesOpenAt')
  if (closes.mode === 'at') changes.salesCloseAt = fromLocalInput(closes.at, timeZone) ?? null
  if (closes.mode === 'before') changes.salesCloseMinutesBefore = readBefore(closes) ?? null
  if (closes.mode === 'clear') clear.push('salesCloseAt')
  if (limit.mode === 'set') changes.seatLimitPerPerson = readLimit(limit.text) ?? null
  if (limit.mode === 'clear') clear.push('seatLimitPerPerson')
  if (hold.mode === 'set') changes.holdSeconds = readHold(hold.text) ?? null
  if (hold.mode === 'clear') clear.push('holdSeconds')
  if (gap.mode !== 'keep') changes.singleSeatGapRule = gap.mode === 'on'
  if (prices.mode === 'set') changes.grades = pricesOf(prices.lines, prices.currency)
  if (prices.mode === 'clear') clear.push('grades')
  if (cast.mode === 'set') changes.cast = castOf(cast.lines)
  if (cast.mode === 'clear') clear.push('cast')
  return clear.length > 0 ? { ...changes, clear } : changes
}

export interface Refused {
  performanceId: number
  reasons: string[]
}

/** Which performances stand against it, and why. */
export function refusedIn(problem: ApiProblem): Refused[] {
  const details = problem.details as { performances?: { performanceId: number; errors: { reason: string }[] }[] } | undefined
  return (details?.performances ?? []).map(({ performanceId, errors }) =>
    ({ performanceId, reasons: [...new Set(errors.map(({ reason }) => reason))] }))
}

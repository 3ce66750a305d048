/** A run of performances: which days and hours a request for one stands for, before it is sent. */
import type { Performance } from '@/api/types'
import { instantOf, wallOf } from './zoned'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** What the API makes at once. */
export const runMax = 500
const dayMs = 86_400_000
/** Longer runs are asked for in parts. */
const daysMax = 1100

export interface RunPlan {
  from: string
  to: string
  /** None = every day. */
  weekdays: readonly Weekday[]
  /** `19:30`, each on every one of the days. */
  times: readonly string[]
  /** Days without a performance. */
  except: readonly string[]
}

export interface RunDay {
  date: string
  weekday: Weekday
  times: readonly string[]
  /** Left out by hand. */
  isExcepted: boolean
}

export function weekdayOf(date: string): Weekday {
  return weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7]!
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text))
const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** The times of a day in order, each once. */
export function readTimes(times: readonly string[]): string[] {
  return [...new Set(times.filter(isTime))].sort()
}

/** Every day that the plan names, those left out by hand too, so that they can be taken back in. */
export function daysOf(plan: RunPlan): RunDay[] {
  const times = readTimes(plan.times)
  if (!isDate(plan.from) || !isDate(plan.to) || plan.to < plan.from || times.length === 0) return []
  const [first, last] = [Date.parse(plan.from), Date.parse(plan.to)]
  const days: RunDay[] = []
  for (let at = first; at <= last && at - first <= daysMax * dayMs; at += dayMs) {
    const date = new Date(at).toISOString().slice(0, 10)
    const weekday = weekdayOf(date)
    if (plan.weekdays.length > 0 && !plan.weekdays.includes(weekday)) continue
    days.push({ date, weekday, times, isExcepted: plan.except.includes(date) })
  }
  return days
}

export function countOf(days: readonly RunDay[]): number {
  return days.reduce((sum, day) => sum + (day.isExcepted ? 0 : day.times.length), 0)
}

/** What is wrong with a plan, if anything. */
export function faultOf(plan: RunPlan): 'dates' | 'order' | 'length' | 'times' | 'none' | 'many' | undefined {
  if (!isDate(plan.from) || !isDate(plan.to)) return 'dates'
  if (plan.to < plan.from) return 'order'
  if (Date.parse(plan.to) - Date.parse(plan.from) > daysMax * dayMs) return 'length'
  if (readTimes(plan.times).length === 0) return 'times'
  const count = countOf(daysOf(plan))
  return count === 0 ? 'none' : count > runMax ? 'many' : undefined
}

/** Performances that stand where the plan would put one: the same musical, or the same hall within `closeMs`. */
export interface Clash {
  date: string
  time: string
  performance: Performance
  kind: 'same' | 'hall'
}

export function clashesOf(
  days: readonly RunDay[], timeZone: string, known: readonly Performance[], musicalId: number, venueId: number | undefined, closeMs: number,
): Clash[] {
  const near = known.filter((one) => one.status === 'scheduled' && (one.musicalId === musicalId || one.venueId === venueId))
  const byDay = new Map<string, Performance[]>()
  for (const one of near) {
    const { date } = wallOf(one.startsAt, timeZone)
    byDay.set(date, [...(byDay.get(date) ?? []), one])
  }
  const clashes: Clash[] = []
  for (const { date, times, isExcepted } of days) {
    if (isExcepted) continue
    for (const time of times) {
      const at = Date.parse(instantOf({ date, time }, timeZone) ?? '')
      for (const performance of byDay.get(date) ?? []) {
        const apart = Math.abs(Date.parse(performance.startsAt) - at)
        if (performance.musicalId === musicalId && apart === 0) clashes.push({ date, time, performance, kind: 'same' })
        else if (venueId !== undefined && performance.venueId === venueId && apart < closeMs) {
          clashes.push({ date, time, performance, kind: 'hall' })
        }
      }
    }
  }
  return clashes
}

/** Money, days and hours as people read them; days and hours are those of the theatre, not of the device. */
import type { Money } from '@/api/types'
import { language, text } from '.'

const houseTimeZone = 'Asia/Seoul'

const tags = { ko: 'ko-KR', en: 'en-GB' } as const

const made = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs more than using it: one for each set of options is kept. */
function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tag = tags[language.value]
  const name = tag + JSON.stringify(options)
  let found = made.get(name)
  if (!found) {
    found = new Intl.DateTimeFormat(tag, options)
    made.set(name, found)
  }
  return found
}

/** `90,000원`, or `₩90,000` in English. `amount` counts minor units. */
export function money(value: Money): string {
  const format = new Intl.NumberFormat(tags[language.value], { style: 'currency', currency: value.currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0
  const amount = value.amount / 10 ** digits
  if (language.value === 'ko' && value.currency === 'KRW') {
    return `${new Intl.NumberFormat('ko-KR').format(amount)}원`
  }
  return format.format(amount)
}

export function count(value: number): string {
  return new Intl.NumberFormat(tags[language.value]).format(value)
}

/** `2027년 1월 15일 (금)`, `Fri, 15 January 2027`. */
export function day(at: string | Date, timeZone: string = houseTimeZone): string {
  return formatter({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'short', timeZone }).format(new Date(at))
}

/** Without the year. */
export function shortDay(at: string | Date, timeZone: string = houseTimeZone): string {
  return formatter({ month: 'short', day: 'numeric', weekday: 'short', timeZone }).format(new Date(at))
}

export function hour(at: string | Date, timeZone: string = houseTimeZone): string {
  return formatter({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(at))
}

export function dayAndHour(at: string | Date, timeZone: string = houseTimeZone): string {
  return `${day(at, timeZone)} ${hour(at, timeZone)}`
}

/** With seconds, for what is a record of events. */
export function moment(at: string | Date, timeZone: string = houseTimeZone): string {
  return formatter({
    month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone,
  }).format(new Date(at))
}

/** A calendar day without a time, as `2027-01-15`. */
export function calendarDay(date: string): string {
  return formatter({ year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
}

/** From the first day to the last, with what both share said once. */
export function calendarDays(from: string, to: string): string {
  const options = { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' } as const
  return formatter(options).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`))
}

/** `1분 30초`: the two largest units of a span, for ears as much as for eyes. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const parts = [
    { key: 'shell.time.days', value: Math.floor(seconds / 86400) },
    { key: 'shell.time.hours', value: Math.floor(seconds / 3600) % 24 },
    { key: 'shell.time.minutes', value: Math.floor(seconds / 60) % 60 },
    { key: 'shell.time.seconds', value: seconds % 60 },
  ] as const
  const first = parts.findIndex((part) => part.value > 0)
  if (first === -1) return text('shell.time.seconds', {}, 0)
  return parts
    .slice(first, first + 2)
    .filter((part) => part.value > 0)
    .map((part) => text(part.key, {}, part.value))
    .join(' ')
}

export function useFormats() {
  return { money, count, day, shortDay, hour, dayAndHour, moment, calendarDay, calendarDays, span }
}

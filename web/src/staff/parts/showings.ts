/** Which performance somebody works on: how it is called, and the one he most likely means. */
import type { Musical, Performance } from '@/api/types'
import { inLanguage } from '@/i18n'
import { day, hour } from '@/i18n/formats'

export const nameOf = (musical: Pick<Musical, 'name' | 'nameEn'>): string => inLanguage(musical.name, musical.nameEn)

export const dateOf = (performance: Pick<Performance, 'startsAt' | 'timeZone'>): string =>
  `${day(performance.startsAt, performance.timeZone)} ${hour(performance.startsAt, performance.timeZone)}`

/** A performance is of use at the desk and the door until it is surely over. */
export const overAfterMs = 6 * 3_600_000

/** Those that are still to come or going on, or all. */
export function showingsFor(performances: readonly Performance[], now: number, withPast: boolean): Performance[] {
  return performances.filter((one) => withPast || Date.parse(one.startsAt) + overAfterMs > now)
}

/** The one that somebody most likely means: the next to begin, or the one that began last. */
export function nextOf(performances: readonly Performance[], now: number): Performance | undefined {
  const scheduled = performances.filter((one) => one.status === 'scheduled')
  return scheduled.find((one) => Date.parse(one.startsAt) + overAfterMs > now) ?? scheduled.at(-1)
}

/** Calendar days of the house, as `2027-01-15`. */
import { localDay } from '@/utilities/sales'

const dayMs = 86_400_000

/** Accounts are closed by the house's day; until the server has said which clock that is, by Seoul's. */
export const houseTimeZone = 'Asia/Seoul'

export const isDay = (text: unknown): text is string =>
  typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

export const today = (now: number, timeZone: string = houseTimeZone): string => localDay(new Date(now).toISOString(), timeZone)

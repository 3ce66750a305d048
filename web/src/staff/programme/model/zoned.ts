/** Between instants and what the clock on a theatre's wall shows. */

export interface Wall {
  /** `2027-01-15` */
  date: string
  /** `19:30` */
  time: string
}

export const houseTimeZone = 'Asia/Seoul'

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    })
    formats.set(timeZone, format)
  }
  return format
}

/** What the wall shows, as if it were UTC, in milliseconds. */
function shown(at: number, timeZone: string): number {
  return Date.parse(`${formatOf(timeZone).format(at).replace(' ', 'T')}Z`)
}

export function wallOf(at: string | number, timeZone: string): Wall {
  const text = new Date(shown(new Date(at).getTime(), timeZone)).toISOString()
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}

/**
 * The instant at which the wall shows this; of an hour that happens twice the first one, and a time that is leapt
 * over as if the clock had not been moved, as the house reads a run.
 */
export function instantOf({ date, time }: Wall, timeZone: string): string | undefined {
  const asUtc = Date.parse(`${date}T${time}:00Z`)
  if (date === '' || time === '' || !Number.isFinite(asUtc)) return undefined
  const dayMs = 86_400_000
  const candidates = [asUtc - dayMs, asUtc + dayMs].map((near) => asUtc - (shown(near, timeZone) - near))
  const right = candidates.filter((at) => shown(at, timeZone) === asUtc)
  const found = right.length > 0 ? Math.min(...right) : candidates[0]!
  return new Date(found).toISOString()
}

/** For `<input type="datetime-local">`. */
export function localInput(at: string | undefined, timeZone: string): string {
  if (at === undefined) return ''
  const { date, time } = wallOf(at, timeZone)
  return `${date}T${time}`
}

/** What such an input says; undefined when it says nothing. */
export function fromLocalInput(value: string, timeZone: string): string | undefined {
  const [date, time] = value.split('T')
  return date && time ? instantOf({ date, time: time.slice(0, 5) }, timeZone) : undefined
}

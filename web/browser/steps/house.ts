/** What a journey finds in the house: performances to buy for, and terms that suit its story. */
import type { House } from '../harness/house.ts'

interface Performance {
  id: number
  musicalId: number
  startsAt: string
  timeZone: string
  holdSeconds: number
  seatLimitPerPerson: number
  cast: unknown[]
  grades: unknown[]
}

async function performances(house: House): Promise<Performance[]> {
  const page = await (await house.client()).get<{ _embedded: { performances: Performance[] } }>(
    '/performances?sort=startsAt,asc&size=200')
  return page._embedded.performances
}

/** A performance that is on sale. @param place which musical's, in the order of the programme; its last evening */
export async function bookableOf(house: House, place: number): Promise<number> {
  const all = await performances(house)
  const musicals = [...new Set(all.map((one) => one.musicalId))]
  const last = all.filter((one) => one.musicalId === musicals[place]).at(-1)
  if (!last) throw new Error(`there is no musical at place ${place}`)
  return last.id
}

interface Seat {
  id: number
  section: string
  seatRow: number
  seatCol: number
  attributes: string[]
  position: { y: number }
  status: string
}

async function seatsOf(house: House, performance: number): Promise<Seat[]> {
  const client = await house.client()
  const seats: Seat[] = []
  for (let page = 0, pages = 1; page < pages; ++page) {
    const answer = await client.get<{ _embedded: { seats: Seat[] }; page: { totalPages: number } }>(
      `/seats?performanceId=${performance}&size=200&page=${page}`)
    seats.push(...answer._embedded.seats)
    pages = answer.page.totalPages
  }
  return seats
}

/** The row farthest from the stage of which every seat is free and like any other. */
export async function farRowOf(house: House, performance: number): Promise<Seat[]> {
  const rows = new Map<string, Seat[]>()
  for (const seat of await seatsOf(house, performance)) {
    const row = `${seat.section} ${seat.seatRow}`
    rows.set(row, [...(rows.get(row) ?? []), seat])
  }
  const plain = [...rows.values()].filter((row) =>
    row.length >= 8 && row.every((seat) => seat.status === 'Available' && seat.attributes.length === 0))
  const farthest = plain.sort((a, b) => b[0]!.position.y - a[0]!.position.y)[0]
  if (!farthest) throw new Error(`no row of performance ${performance} is free and plain`)
  return farthest.sort((a, b) => a.seatCol - b.seatCol)
}

/** Staff change how long seats are held. */
export async function holdFor(house: House, performance: number, seconds: number): Promise<void> {
  const staff = await house.client('admin')
  const { id, musicalId, ...known } = (await performances(house)).find((one) => one.id === performance)!
  const { startsAt, timeZone, seatLimitPerPerson, cast, grades } = known
  await staff.put(`/performances/${id}`, { startsAt, timeZone, seatLimitPerPerson, cast, grades, holdSeconds: seconds })
}

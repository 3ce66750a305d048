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

/** Staff change how long seats are held. */
export async function holdFor(house: House, performance: number, seconds: number): Promise<void> {
  const staff = await house.client('admin')
  const { id, musicalId, ...known } = (await performances(house)).find((one) => one.id === performance)!
  const { startsAt, timeZone, seatLimitPerPerson, cast, grades } = known
  await staff.put(`/performances/${id}`, { startsAt, timeZone, seatLimitPerPerson, cast, grades, holdSeconds: seconds })
}

/** The office: seats sold at the desk and let in at the door, a whole performance called off. */
import assert from 'node:assert/strict'
import type { Client } from '../harness/client.ts'
import { journey } from '../harness/suite.ts'
import type { Visitor } from '../harness/visitor.ts'
import { seatsShown } from '../steps/purchase.ts'
import { scanned } from '../steps/scan.ts'
import { enterDesk } from '../steps/staff.ts'

interface Showing {
  id: number
  startsAt: string
}

/** The last performances, which no other journey calls off. @param place how many come after it */
async function lateShowing(client: Client, place: number): Promise<Showing> {
  const { _embedded: { performances } } = await client.get<{ _embedded: { performances: Showing[] } }>(
    '/performances?size=10&sort=startsAt,desc')
  return performances[place]!
}

/** A seat of the performance, paid by card. Answers the number of the booking. */
async function buySeat(client: Client, performanceId: number): Promise<number> {
  const best = await client.post<{ seats: { seatId: number }[] }>(`/performances/${performanceId}/best-available`, { count: 1 })
  const seatIds = best.seats.map(({ seatId }) => seatId)
  const { id, state } = await client.post<{ id: number; state: string }>(
    '/reservations', { performanceId, seatIds, payment: { method: 'card' } }, { Prefer: 'wait=10' })
  assert.equal(state, 'Completed')
  return id
}

async function scan(visitor: Visitor, code: string): Promise<void> {
  await visitor.field('door.code').fill(code)
  await visitor.page.keyboard.press('Enter')
}

journey('staff: seats are sold at the desk, and their tickets let in once', async (stage) => {
  const clerk = await stage.visitor()
  await enterDesk(clerk)
  const { id } = await lateShowing(await stage.house.client('boxoffice'), 1)
  await clerk.goTo(`/staff/desk?performance=${id}`)
  await seatsShown(clerk)
  await clerk.button('seatmap.best.find').click()
  await clerk.page.getByRole('button', { name: clerk.text('seatmap.best.apply', {}, 2), exact: true }).click()
  await clerk.field('backoffice.method.desk_cash').check()
  await clerk.field('desk.name').fill('Kim Haneul')
  await clerk.button('desk.go').click()
  await clerk.page.waitForURL(/\/staff\/desk\/\d+$/)
  await clerk.words('desk.outcome.sold.title').waitFor()
  const codes = clerk.page.locator('main .ticket .ticket-code')
  await codes.nth(1).waitFor()
  const code = await scanned(stage.browser, codes.first())
  assert.equal(code, await clerk.page.locator('main .ticket__code code').first().innerText())

  await clerk.goTo('/staff/door')
  await scan(clerk, code)
  // Its day is not today, so the door asks back; then it lets in, and knows the ticket when it is read again.
  await clerk.heading('door.verdict.other_day').waitFor()
  await clerk.button('door.letInAnyway').click()
  await clerk.heading('door.verdict.admitted').waitFor()
  const other = await stage.visitor()
  await enterDesk(other)
  await other.goTo('/staff/door')
  await scan(other, code)
  await other.heading('door.verdict.used').waitFor()
})

journey('staff: a performance is called off once its day has been typed', async (stage) => {
  const buyer = await stage.house.client('customer')
  const { id } = await lateShowing(buyer, 4)
  const number = await buySeat(buyer, id)
  const clerk = await stage.visitor({ phone: true, dark: true })
  await enterDesk(clerk)
  await clerk.goTo(`/staff/cancellations/${id}`)
  await clerk.field('rounds.form.reason').fill('The stage is flooded')
  const typed = clerk.field('rounds.form.typed')
  const wanted = await typed.getAttribute('placeholder')
  await typed.fill('2001-01-01 00:00')
  await clerk.button('rounds.form.go').click()
  await clerk.page.locator('main [aria-invalid=true]').waitFor()
  assert.equal((await buyer.get<{ status: string }>(`/performances/${id}`)).status, 'scheduled')

  await typed.fill(wanted!)
  await clerk.button('rounds.form.go').click()
  await clerk.heading('rounds.phase.done').waitFor()
  // Whoever comes back finds the same.
  await clerk.page.reload()
  await clerk.heading('rounds.phase.done').waitFor()
  assert.equal((await buyer.get<{ state: string }>(`/reservations/${number}`)).state, 'Canceled')
})

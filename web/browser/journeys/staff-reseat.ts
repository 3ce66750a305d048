/** The office moves a ticket: on the live map by the keyboard, with a reason that the buyer reads. */
import assert from 'node:assert/strict'
import { journey } from '../harness/suite.ts'
import type { Visitor } from '../harness/visitor.ts'
import { Looker } from '../audits/pages.ts'
import { seatsShown } from '../steps/purchase.ts'
import { enterDesk } from '../steps/staff.ts'

interface Booking {
  id: number
  state: string
  seats: { seatId: number }[]
  tickets: { ticketId: number }[]
}

const seatsTried = 12

/** Goes along the row until a seat is free to be moved to. */
async function chooseAnySeat(clerk: Visitor): Promise<void> {
  const { keyboard } = clerk.page
  await clerk.page.getByRole('application').focus()
  await keyboard.press('ArrowDown')
  const open = clerk.page.getByText(clerk.text('reseat.left', {}, 1), { exact: true })
  for (let tried = 0; tried < seatsTried && (await open.count()) > 0; ++tried) {
    await keyboard.press('ArrowRight')
    await keyboard.press('Enter')
  }
  await open.waitFor({ state: 'detached' })
}

journey('staff: a ticket is moved to another seat, and the old one opens no door', async (stage) => {
  const buyer = await stage.house.client('customer')
  const { _embedded: { performances } } = await buyer.get<{ _embedded: { performances: { id: number }[] } }>(
    '/performances?size=10&sort=startsAt,desc')
  const performanceId = performances[2]!.id
  const best = await buyer.post<{ seats: { seatId: number }[] }>(`/performances/${performanceId}/best-available`, { count: 1 })
  const before = await buyer.post<Booking>(
    '/reservations', { performanceId, seatIds: [best.seats[0]!.seatId], payment: { method: 'card' } }, { Prefer: 'wait=10' })
  assert.equal(before.state, 'Completed')
  const { code } = await buyer.get<{ code: string }>(`/tickets/${before.tickets[0]!.ticketId}`)

  const clerk = await stage.visitor()
  await enterDesk(clerk)
  await clerk.goTo(`/staff/reservations/${before.id}`)
  await clerk.link('reseat.title').click()
  await clerk.page.waitForURL(/\/seats$/)
  await seatsShown(clerk)
  await chooseAnySeat(clerk)
  const accept = clerk.field('reseat.accept')
  if ((await accept.count()) > 0) await accept.check()
  await clerk.field('reseat.reason').fill('A lamp hangs in the way')
  await clerk.field('reseat.keepOff').check()
  const looker = new Looker(clerk, 'reseat')
  await looker.look('form')
  await clerk.page.getByRole('button', { name: clerk.text('reseat.go', {}, 1), exact: true }).click()
  await clerk.button('reseat.yes').click()
  await clerk.page.waitForURL(new RegExp(`/staff/reservations/${before.id}$`))
  await clerk.heading('reseat.last').waitFor()
  // The seat that was chosen is his own now: nobody was faster.
  assert.equal(await clerk.page.locator('.note--danger').count(), 0)
  await looker.look('moved')
  // The same page on a phone in the dark, in Korean, where the next move begins.
  const other = await stage.visitor({ language: 'ko', dark: true, phone: true })
  await enterDesk(other)
  await other.goTo(`/staff/reservations/${before.id}/seats`)
  await seatsShown(other)
  const onPhone = new Looker(other, 'reseat-phone')
  await onPhone.look('form')
  assert.deepEqual([...looker.found, ...onPhone.found], [])

  const after = await buyer.get<Booking>(`/reservations/${before.id}`)
  assert.equal(after.state, 'Completed')
  assert.notEqual(after.seats[0]!.seatId, before.seats[0]!.seatId)
  assert.notEqual(after.tickets[0]!.ticketId, before.tickets[0]!.ticketId)
  await clerk.goTo('/staff/door')
  await clerk.field('door.code').fill(code)
  await clerk.page.keyboard.press('Enter')
  await clerk.heading('door.verdict.replaced').waitFor()
})

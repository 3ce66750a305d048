/**
 * Through every page of the staff, in the states that matter, by somebody who may see them all. What the pages show is
 * made ready first, by the API: seats sold for cash, given back, and a performance that is called off.
 */
import type { Client } from '../harness/client.ts'
import type { House } from '../harness/house.ts'
import type { Visitor } from '../harness/visitor.ts'
import { seatsShown } from './purchase.ts'
import type { Look } from './tour.ts'

interface Showing {
  id: number
  musicalId: number
}

/** What a page needs to have something to show. */
export interface Scene {
  readonly performance: Showing
  /** Sold for cash at the desk, with tickets. */
  readonly sold: { readonly id: number; readonly ticket: string }
  /** Given back, and the money not yet handed over. */
  readonly waiting: number
}

async function sell(clerk: Client, performanceId: number, name: string): Promise<number> {
  const best = await clerk.post<{ seats: { seatId: number }[] }>(`/performances/${performanceId}/best-available`, { count: 2 })
  const sale = {
    performanceId, seatIds: best.seats.map(({ seatId }) => seatId), payment: { method: 'desk_cash' }, buyer: { name },
  }
  const { id, state } = await clerk.post<{ id: number; state: string }>('/reservations/desk-sales', sale, { Prefer: 'wait=10' })
  if (state !== 'Completed') throw new Error(`the sale at the desk is ${state}`)
  return id
}

/** @param last which performance, counted from the end, so that no other journey's evening is meant */
export async function setScene(house: House, last: number): Promise<Scene> {
  const clerk = await house.client('admin')
  const { _embedded: { performances } } = await clerk.get<{ _embedded: { performances: Showing[] } }>(
    `/performances?size=${last}&sort=startsAt,desc`)
  const performance = performances.at(-1)!
  const id = await sell(clerk, performance.id, '김하늘 Haneul Kim-Featherstonehaugh')
  const { tickets } = await clerk.get<{ tickets: { ticketId: number }[] }>(`/reservations/${id}`)
  const { code } = await clerk.get<{ code: string }>(`/tickets/${tickets[0]!.ticketId}`)
  const waiting = await sell(clerk, performance.id, '박서준')
  await clerk.post(`/reservations/${waiting}/cancellation`, { waiveFee: true }, { Prefer: 'wait=10' })
  return { performance, sold: { id, ticket: code }, waiting }
}

async function tourOfProgramme(visitor: Visitor, look: Look, { performance }: Scene): Promise<void> {
  const { page } = visitor
  await visitor.goTo('/staff/musicals')
  await look('musicals')
  await visitor.goTo(`/staff/musicals/${performance.musicalId}`)
  await look('musical')
  await visitor.button('programme.retire.go').click()
  await page.getByRole('dialog').waitFor()
  await look('dialog-retire')
  await visitor.goTo('/staff/musicals/new')
  await visitor.button('programme.form.save').click()
  await page.locator('main .v-input--error').first().waitFor()
  await look('musical-with-faults')
  await visitor.goTo(`/staff/performances?musical=${performance.musicalId}`)
  await look('performances')
  await page.getByRole('checkbox', { name: visitor.text('programme.performances.chooseAll') }).check()
  await visitor.button('programme.edit.together').click()
  await page.locator('dialog[open]').waitFor()
  await look('dialog-edit-together')
  await visitor.goTo(`/staff/performances/new?musical=${performance.musicalId}`)
  await page.locator('.preview button').first().waitFor()
  await look('run')
  await visitor.goTo(`/staff/performances/${performance.id}`)
  await look('performance')
  await visitor.goTo(`/staff/performances/${performance.id}/seats`)
  await seatsShown(visitor)
  await look('seats')
  await visitor.goTo('/staff/halls')
  await look('halls')
  await visitor.goTo('/staff/halls/1')
  await look('hall')
  await visitor.goTo('/staff/halls/new')
  await look('hall-new')
  await visitor.button('halls.save').click()
  await page.locator('main [aria-invalid="true"], main .v-input--error').first().waitFor()
  await look('hall-new-with-faults')
}

async function tourOfDesk(visitor: Visitor, look: Look, { performance, sold }: Scene): Promise<void> {
  await visitor.goTo(`/staff/desk?performance=${performance.id}`)
  await seatsShown(visitor)
  await look('desk')
  await visitor.button('seatmap.best.find').click()
  await visitor.page.getByRole('button', { name: visitor.text('seatmap.best.apply', {}, 2), exact: true }).click()
  await visitor.button('desk.go').click()
  await look('desk-with-faults')
  await visitor.goTo(`/staff/desk/${sold.id}`)
  await visitor.page.locator('main .ticket').first().waitFor()
  await look('receipt')
  await visitor.goTo('/staff/door')
  await look('door')
  await visitor.field('door.code').fill(sold.ticket)
  await visitor.page.keyboard.press('Enter')
  await visitor.heading('door.verdict.other_day').waitFor()
  await look('door-other-day')
  await visitor.field('door.code').fill('no ticket at all')
  await visitor.page.keyboard.press('Enter')
  await visitor.heading('door.verdict.unreadable').waitFor()
  await look('door-unreadable')
}

async function tourOfBookings(visitor: Visitor, look: Look, { sold, waiting }: Scene): Promise<void> {
  await visitor.goTo('/staff/reservations')
  await look('reservations')
  await visitor.goTo('/staff/reservations?q=nobody-is-called-so')
  await look('reservations-none')
  await visitor.goTo(`/staff/reservations/${sold.id}`)
  await visitor.field('booking.cancel.all').check()
  await visitor.button('bookings.back.go').waitFor()
  await look('reservation')
  await visitor.button('bookings.back.go').click()
  await visitor.page.getByRole('dialog').waitFor()
  await look('dialog-give-back')
  await visitor.goTo(`/staff/reservations/${waiting}`)
  await look('reservation-waiting')
  await visitor.goTo(`/staff/reservations/${sold.id}/seats`)
  await seatsShown(visitor)
  await look('move-seats')
}

async function tourOfOffice(visitor: Visitor, look: Look, { performance }: Scene): Promise<void> {
  await visitor.goTo('/staff/attention')
  await visitor.page.locator('.matter').first().waitFor()
  await look('attention')
  await visitor.goTo('/staff/sales')
  await look('sales')
  await visitor.goTo(`/staff/sales?performance=${performance.id}`)
  await look('sales-of-one')
  await visitor.goTo('/staff/close')
  await look('close')
  await visitor.goTo('/staff/cancellations')
  await look('cancellations')
  await visitor.goTo(`/staff/cancellations/${performance.id}`)
  await look('cancellation')
  await visitor.goTo('/staff/accounts')
  await look('accounts')
}

/** All of it, by somebody who stands at the desk already. */
export async function tourOfStaff(visitor: Visitor, look: Look, scene: Scene): Promise<void> {
  await visitor.goTo('/staff')
  await look('home')
  await tourOfProgramme(visitor, look, scene)
  await tourOfDesk(visitor, look, scene)
  await tourOfBookings(visitor, look, scene)
  await tourOfOffice(visitor, look, scene)
}

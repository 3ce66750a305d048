/** Giving tickets back: what is quoted is what comes back. */
import assert from 'node:assert/strict'
import { journey } from '../harness/suite.ts'
import type { Visitor } from '../harness/visitor.ts'
import { bookableOf } from '../steps/house.ts'
import { findSeats, payAll, reserve, signInAsGuest } from '../steps/purchase.ts'

const digits = (text: string | null): number => Number((text ?? '').replace(/\D/g, ''))

/** Confirms the quote that is shown. Answers what it promised. */
async function giveBack(visitor: Visitor): Promise<{ refund: number; fee: number }> {
  const go = visitor.button('booking.cancel.go')
  await go.waitFor()
  const sum = async (key: 'booking.cancel.fee' | 'booking.cancel.refund'): Promise<number> =>
    digits(await visitor.page.locator('.cancel__sums div', { hasText: visitor.text(key) }).locator('dd').textContent())
  const promised = { refund: await sum('booking.cancel.refund'), fee: await sum('booking.cancel.fee') }
  await go.click()
  await visitor.button('booking.cancel.yes').click()
  await visitor.page.getByRole('dialog').waitFor({ state: 'hidden' })
  return promised
}

async function openBooking(visitor: Visitor, booking: number): Promise<void> {
  await visitor.goTo(`/my/${booking}`)
  await visitor.button('booking.cancel.go').waitFor()
}

journey('cancel: a part, then the rest, each for what was quoted', async (stage) => {
  const buyer = await stage.visitor()
  const performance = await bookableOf(stage.house, 1)
  await signInAsGuest(buyer, performance)
  await findSeats(buyer, 3)
  await reserve(buyer)
  const booking = await payAll(buyer, 3)
  await openBooking(buyer, booking)
  const seats = buyer.page.locator('.cancel__seats input[type=checkbox]')
  // All are chosen to begin with: the first box stands for all of them, so one seat is left chosen.
  await seats.nth(1).uncheck()
  await seats.nth(2).uncheck()
  const quoted = buyer.page.waitForResponse((response) => response.url().includes('cancellation-quote'))
  await seats.nth(3).uncheck()
  await seats.nth(3).check()
  await quoted
  const part = await giveBack(buyer)
  await buyer.page.locator('.ticket').nth(2).waitFor({ state: 'detached' })
  assert.equal(await buyer.page.locator('.ticket').count(), 2, 'two tickets are left')
  await buyer.page.reload()
  await openBooking(buyer, booking)
  const rest = await giveBack(buyer)
  await buyer.words('booking.stage.canceled.title').waitFor()
  const order = (await stage.house.ledger()).at(-1)!
  assert.equal(order.amount - order.balance, part.refund + rest.refund, 'the provider gave back what was quoted')
  assert.equal(order.balance, part.fee + rest.fee, 'and kept the fees')
  await buyer.goTo('/my')
  await buyer.words('booking.mine.status.ReservationCanceled').waitFor()
})

journey('cancel: the whole, and somebody else can have the seat', async (stage) => {
  const buyer = await stage.visitor({ language: 'ko' })
  const performance = await bookableOf(stage.house, 1)
  await signInAsGuest(buyer, performance)
  await findSeats(buyer, 1)
  await reserve(buyer)
  const booking = await payAll(buyer, 1)
  const place = await buyer.page.locator('.ticket__place').textContent()
  await openBooking(buyer, booking)
  await giveBack(buyer)
  await buyer.words('booking.stage.canceled.title').waitFor()
  const next = await stage.visitor({ language: 'ko' })
  await signInAsGuest(next, performance)
  await findSeats(next, 1)
  await reserve(next)
  await payAll(next, 1)
  assert.equal(await next.page.locator('.ticket__place').textContent(), place, 'the best seat is free again')
}, { short: true })

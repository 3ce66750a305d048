/** Buying: from the first page to tickets on my page. */
import assert from 'node:assert/strict'
import { journey } from '../harness/suite.ts'
import { findSeats, goOnAsGuest, openMusical, openSeats, payAll, reserve, signUp } from '../steps/purchase.ts'

journey('buy: a guest, from the first page to two tickets', async (stage) => {
  const began = Date.now()
  const guest = await stage.visitor()
  await openMusical(guest)
  await openSeats(guest)
  await findSeats(guest, 2)
  await reserve(guest)
  await goOnAsGuest(guest)
  const booking = await payAll(guest, 2)
  stage.note(`from the first page to the tickets in ${((Date.now() - began) / 1000).toFixed(1)} s`)
  await guest.link('booking.checkout.toBooking').click()
  await guest.page.waitForURL(`**/my/${booking}`)
  await guest.heading('booking.detail.tickets').waitFor()
  assert.equal(await guest.page.locator('.ticket').count(), 2)
  await guest.goTo('/my')
  await guest.page.getByText(guest.text('booking.mine.status.ReservationCompleted')).waitFor()
}, { short: true })

journey('buy: in Korean, with a new account', async (stage) => {
  const buyer = await stage.visitor({ language: 'ko' })
  await openMusical(buyer, 1)
  assert.equal(await buyer.page.locator('html').getAttribute('lang'), 'ko')
  await openSeats(buyer)
  await findSeats(buyer, 3)
  await reserve(buyer)
  await signUp(buyer)
  const booking = await payAll(buyer, 3)
  await buyer.goTo('/my')
  await buyer.page.locator(`main a[href="/my/${booking}"]`).waitFor()
}, { short: true })

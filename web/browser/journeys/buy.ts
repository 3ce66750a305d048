/** Buying: from the first page to tickets on my page. */
import assert from 'node:assert/strict'
import { journey } from '../harness/suite.ts'
import { findSeats, goOnAsGuest, openMusical, openSeats, payAll, reserve, signUp, somebody } from '../steps/purchase.ts'

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

journey('buy: a guest opens his mail on another device, and finds his tickets by its link', async (stage) => {
  const [buyer, person] = [await stage.visitor(), somebody()]
  await openMusical(buyer)
  await openSeats(buyer)
  await findSeats(buyer, 2)
  await reserve(buyer)
  await goOnAsGuest(buyer, person)
  const booking = await payAll(buyer, 2)
  const link = await stage.house.linkTo(person.email)
  assert.match(link, new RegExp(`/guest/${booking}#.+`))
  const phone = await stage.visitor({ phone: true })
  await phone.page.goto(link)
  await phone.page.waitForURL(`${stage.house.url}/my/${booking}`)
  await phone.heading('booking.detail.tickets').waitFor()
  assert.equal(await phone.page.locator('.ticket').count(), 2)
  const kept = await phone.page.evaluate(() => JSON.stringify([location.href, history.state, { ...sessionStorage }, { ...localStorage }]))
  assert.ok(!kept.includes(link.split('#')[1]!), `the browser keeps no code: ${kept}`)
  const stranger = await stage.visitor()
  stranger.expectsRefusal(401)
  await stranger.page.goto(`${link.slice(0, -1)}-`)
  await stranger.heading('account.link.invalid').waitFor()
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

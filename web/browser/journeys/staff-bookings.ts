/** Bookings at the office: found by their number, given back as a courtesy. */
import assert from 'node:assert/strict'
import { journey } from '../harness/suite.ts'
import { bookableOf } from '../steps/house.ts'
import { findSeats, payAll, reserve, signInAsGuest } from '../steps/purchase.ts'
import { enterDesk } from '../steps/staff.ts'

const digits = (text: string): number => Number(text.replaceAll(/\D/g, ''))

journey('staff: a booking is found by its number, and canceled as a courtesy', async (stage) => {
  const buyer = await stage.visitor({ language: 'ko' })
  await signInAsGuest(buyer, await bookableOf(stage.house, 1))
  await findSeats(buyer, 2)
  await reserve(buyer)
  const booking = await payAll(buyer, 2)
  const paid = (await stage.house.ledger()).at(-1)!

  const clerk = await stage.visitor()
  const { page } = clerk
  await enterDesk(clerk)
  await clerk.goTo('/staff/reservations')
  const search = page.getByRole('search', { name: clerk.text('bookings.search') })
  await search.getByRole('searchbox').fill(String(booking))
  await search.getByRole('button', { name: clerk.text('bookings.go') }).click()
  await page.waitForURL(/q=/)
  const rows = page.locator('main tbody tr')
  const link = page.getByRole('link', { name: clerk.text('bookings.number', { id: booking }), exact: true })
  await link.waitFor()
  assert.equal(await rows.count(), 1, 'a number is one booking')
  await link.click()
  await page.waitForURL(new RegExp(`/staff/reservations/${booking}$`))
  await clerk.field('booking.cancel.all').check()
  await clerk.field('bookings.back.waive').check()
  await clerk.words('bookings.back.waived').waitFor()
  const go = clerk.button('bookings.back.go')
  assert.equal(digits(await go.innerText()), paid.amount, 'everything is given back')
  await go.click()
  await clerk.button('bookings.back.yes').click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByText(clerk.text('backoffice.state.Canceled'), { exact: true }).first().waitFor()
  const order = (await stage.house.ledger()).find((one) => one.orderName === paid.orderName && one.amount === paid.amount && one.balance === 0)
  assert.ok(order, 'the provider gave the whole price back')

  await buyer.goTo(`/my/${booking}`)
  await buyer.words('booking.stage.canceled.title').waitFor()
  await buyer.goTo('/notices')
  await buyer.page.locator('main li').first().waitFor()
})

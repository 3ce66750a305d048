/** What can happen between the held seat and the ticket. */
import assert from 'node:assert/strict'
import { journey } from '../harness/suite.ts'
import { bookableOf, holdFor } from '../steps/house.ts'
import {
  findSeats, goToProvider, heldSeats, payAll, pressAtProvider, reserve, seatsShown, signInAsGuest, ticketsShown,
} from '../steps/purchase.ts'

journey('paying: declined, then paid with the same seats', async (stage) => {
  const buyer = await stage.visitor()
  await signInAsGuest(buyer, await bookableOf(stage.house, 4))
  await findSeats(buyer, 2)
  await reserve(buyer)
  await heldSeats(buyer)
  await goToProvider(buyer)
  await pressAtProvider(buyer, 'decline')
  await buyer.words('booking.reason.payment_declined').waitFor()
  await buyer.button('booking.checkout.payAgain').waitFor()
  await payAll(buyer, 2)
}, { short: true })

journey('paying: left without paying, came back and paid', async (stage) => {
  const buyer = await stage.visitor({ language: 'ko' })
  await signInAsGuest(buyer, await bookableOf(stage.house, 4))
  await findSeats(buyer, 1)
  await reserve(buyer)
  await heldSeats(buyer)
  await goToProvider(buyer)
  await pressAtProvider(buyer, 'leave')
  await buyer.page.waitForURL(/\/checkout\/\d+$/)
  const goOn = buyer.button('booking.checkout.goOn')
  const again = buyer.button('booking.checkout.payAgain')
  await goOn.or(again).first().click()
  await buyer.page.waitForURL(`${stage.house.providerUrl}/**`)
  await pressAtProvider(buyer, 'pay')
  await ticketsShown(buyer, 1)
})

journey('paying: the time runs out before the payment begins', async (stage) => {
  const performance = await bookableOf(stage.house, 5)
  await holdFor(stage.house, performance, 10)
  const orders = (await stage.house.ledger()).length
  const buyer = await stage.visitor()
  await signInAsGuest(buyer, performance)
  await findSeats(buyer, 1)
  await reserve(buyer)
  const booking = await heldSeats(buyer)
  await buyer.heading('booking.stage.expired.title').waitFor()
  await buyer.words('booking.stage.expired.text').waitFor()
  assert.equal((await stage.house.ledger()).length, orders, 'the provider has heard nothing of it')
  // The seats are free again, also for the one who was too slow.
  await buyer.link('booking.checkout.newTry').click()
  await buyer.page.waitForURL(`**/booking/${performance}*`)
  await seatsShown(buyer)
  await holdFor(stage.house, performance, 600)
  await findSeats(buyer, 1)
  await reserve(buyer)
  assert.notEqual(await payAll(buyer, 1), booking)
})

/** The house gives up seats whose payment is not decided within three minutes. */
const lockPatienceMs = 240_000

journey('paying: at the provider, but too late: the seats are gone, and nobody is charged', async (stage) => {
  const performance = await bookableOf(stage.house, 5)
  // Of a longer hold something would be left, and he could try again.
  await holdFor(stage.house, performance, 30)
  const buyer = await stage.visitor({ language: 'ko' })
  await signInAsGuest(buyer, performance)
  await findSeats(buyer, 1)
  await reserve(buyer)
  const booking = await heldSeats(buyer)
  const charged = async (): Promise<number> => (await stage.house.ledger()).filter((order) => order.balance > 0).length
  await goToProvider(buyer)
  const before = await charged()
  // A second window of the same person shows what the house thinks of it meanwhile.
  const watching = await buyer.secondPage()
  await watching.goto(`/checkout/${booking}`)
  await watching.getByRole('heading', { name: buyer.text('booking.stage.expired.title') }).waitFor({ timeout: lockPatienceMs })
  await pressAtProvider(buyer, 'pay')
  await buyer.page.waitForURL(/\/checkout\/\d+$/)
  await buyer.heading('booking.stage.expired.title').waitFor()
  await buyer.words('booking.stage.expired.text').waitFor()
  assert.equal(await charged(), before, 'the provider has charged nothing')
  await holdFor(stage.house, performance, 600)
})

/** Two browsers look at one house: what one buys, the other sees within a second. */
import assert from 'node:assert/strict'
import { journey } from '../harness/suite.ts'
import type { Visitor } from '../harness/visitor.ts'
import { bookableOf } from '../steps/house.ts'
import { basket, findSeats, goToProvider, heldSeats, pressAtProvider, reserve, seatsShown, signInAsGuest, ticketsShown } from '../steps/purchase.ts'

const withinMs = 1000

/** Notes, in the page itself, when the seat takes each of the looks that a seat can have. */
async function watchSeat(visitor: Visitor, label: string): Promise<void> {
  const cell = visitor.page.getByRole('gridcell').filter({ hasText: label })
  await cell.evaluate((element) => {
    const seen: Record<string, number> = {}
    Object.assign(window, { seen })
    new MutationObserver(() => {
      const face = /cell--(\w+)/.exec(element.className)?.[1]
      if (face && !(face in seen)) seen[face] = Date.now()
    }).observe(element, { attributes: true })
  })
}

async function seenAt(visitor: Visitor, face: string): Promise<number> {
  const found = await visitor.page.waitForFunction((wanted) =>
    (window as unknown as { seen: Record<string, number> }).seen[wanted], face)
  return Number(await found.jsonValue())
}

journey('live: a seat that one takes is seen by the other within a second', async (stage) => {
  const performance = await bookableOf(stage.house, 0)
  const [buyer, watcher] = await Promise.all([stage.visitor(), stage.visitor()])
  await signInAsGuest(buyer, performance)
  await findSeats(buyer, 1)
  const place = await basket(buyer).locator('.basket__place > span').first().textContent()
  const [, section, row, seat] = /^(.+) row (.+), seat (.+)$/.exec(place!.trim())!

  await watcher.goTo(`/booking/${performance}`)
  await seatsShown(watcher)
  await watcher.button('seatmap.picker.list').click()
  await watcher.page.getByRole('button', { name: new RegExp(`^${section}`) }).click()
  await watchSeat(watcher, watcher.text('seatmap.seat.place', { section, row, seat }))

  const placed = buyer.page.waitForResponse((response) =>
    response.request().method() === 'POST' && new URL(response.url()).pathname === '/reservations')
  await reserve(buyer)
  await placed
  const heldBy = Date.now()
  const held = await seenAt(watcher, 'held') - heldBy
  await heldSeats(buyer)
  await goToProvider(buyer)
  await pressAtProvider(buyer, 'pay')
  await ticketsShown(buyer, 1)
  const soldBy = Date.now()
  const sold = await seenAt(watcher, 'sold') - soldBy
  assert.ok(held <= withinMs, `held is seen after ${held} ms`)
  assert.ok(sold <= withinMs, `sold is seen after ${sold} ms`)
  stage.note(`after the answer to the buyer: held seen after ${Math.max(held, 0)} ms, sold after ${Math.max(sold, 0)} ms`)
}, { short: true })

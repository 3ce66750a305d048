/** Two people want the same seats: one gets them, the other is told at once, is offered others, and pays nothing. */
import assert from 'node:assert/strict'
import { journey, type Stage } from '../harness/suite.ts'
import type { Visitor } from '../harness/visitor.ts'
import { bookableOf, farRowOf } from '../steps/house.ts'
import {
  basketHas, findSeats, goOnAsGuest, payAll, reserve, seatsShown, signInAsGuest, somebody,
} from '../steps/purchase.ts'

/** Both press at the same moment of the same clock, as exactly as a browser can. */
async function pressTogether(visitors: readonly Visitor[]): Promise<void> {
  const moment = Date.now() + 400
  await Promise.all(visitors.map(async (visitor) => {
    const button = visitor.button('choosing.basket.reserve')
    await button.evaluate((element, at) => new Promise<void>((resolve) => {
      setTimeout(() => {
        (element as HTMLElement).click()
        resolve()
      }, at - Date.now())
    }), moment)
  }))
}

/** Who is at the till, and who has been told that somebody was faster. */
async function outcome(visitors: readonly Visitor[]): Promise<{ winner: Visitor; loser: Visitor }> {
  const ends = await Promise.all(visitors.map((visitor) => Promise.race([
    visitor.page.waitForURL(/\/checkout\/\d+$/).then(() => 'won' as const),
    visitor.heading('choosing.faster.title').waitFor().then(() => 'lost' as const),
  ])))
  assert.deepEqual([...ends].sort(), ['lost', 'won'], 'one gets the seats and the other does not')
  return { winner: visitors[ends.indexOf('won')]!, loser: visitors[ends.indexOf('lost')]! }
}

async function twoWithTheSameSeats(stage: Stage): Promise<Visitor[]> {
  const performance = await bookableOf(stage.house, 2)
  const visitors = await Promise.all([stage.visitor(), stage.visitor({ language: 'ko' })])
  for (const visitor of visitors) {
    // Either of them may be the one who is refused.
    visitor.expectsRefusal(409)
    await signInAsGuest(visitor, performance)
    await findSeats(visitor, 2)
  }
  return visitors
}

journey('race: two browsers, the same seats; the loser is told, offered others, and pays for those alone', async (stage) => {
  const visitors = await twoWithTheSameSeats(stage)
  const before = (await stage.house.ledger()).length
  await pressTogether(visitors)
  const { winner, loser } = await outcome(visitors)
  await loser.words('choosing.faster.text').waitFor()
  assert.equal((await stage.house.ledger()).length, before, 'nobody has been sent to the provider yet')
  const offer = loser.page.getByRole('alert').getByRole('form')
  await offer.getByRole('button', { name: loser.text('seatmap.best.apply', {}, 2) }).click()
  await basketHas(loser, 2)
  await payAll(winner, 2)
  await reserve(loser)
  await payAll(loser, 2)
  const paid = (await stage.house.ledger()).slice(before)
  assert.deepEqual(paid.map((order) => order.status), ['done', 'done'], 'each has paid once')
}, { short: true })

interface Offer { seats: { section: string; seatRow: number }[] }

journey('race: who has lost seats far from the stage is offered seats near those', async (stage) => {
  const performance = await bookableOf(stage.house, 1)
  const row = await farRowOf(stage.house, performance)
  const lost = row.slice(row.length / 2 - 1, row.length / 2 + 1)
  const seatIds = lost.map((seat) => seat.id)
  await (await stage.house.client('customer')).post('/reservations', { seatIds, payment: { method: 'checkout' } })
  const loser = await stage.visitor()
  await signInAsGuest(loser, performance)
  const answered = loser.page.waitForResponse((response) => response.url().endsWith('/best-available'))
  // Where the checkout sends those whose seats could not be had.
  await loser.goTo(`/booking/${performance}?near=${seatIds.join()}`)
  const offer = await (await answered).json() as Offer
  assert.equal(offer.seats.length, lost.length)
  for (const seat of offer.seats) {
    assert.equal(seat.section, lost[0]!.section, 'in the same part of the house')
    assert.ok(Math.abs(seat.seatRow - lost[0]!.seatRow) <= 1, `row ${seat.seatRow} is near row ${lost[0]!.seatRow}`)
  }
}, { short: true })

journey('race: seats that are lost while somebody signs in', async (stage) => {
  const performance = await bookableOf(stage.house, 3)
  const slow = await stage.visitor()
  slow.expectsRefusal(409)
  await slow.goTo(`/booking/${performance}`)
  await seatsShown(slow)
  await findSeats(slow, 1)
  await reserve(slow)
  await slow.page.waitForURL(/\/sign-in/)
  const quick = await stage.visitor()
  await signInAsGuest(quick, performance)
  await findSeats(quick, 1)
  await reserve(quick)
  await payAll(quick, 1)
  await goOnAsGuest(slow, somebody())
  await slow.heading('choosing.faster.title').waitFor()
  await findSeats(slow, 1)
  await reserve(slow)
  await payAll(slow, 1)
})

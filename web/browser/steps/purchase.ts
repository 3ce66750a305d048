/** What a buyer does on his way from the first page to the ticket, step by step, in the words that he reads. */
import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import type { Visitor } from '../harness/visitor.ts'

/** The hosted page of the sandbox provider, in its two languages. */
const atProvider = {
  pay: /^(Pay|결제하기)$/,
  decline: /^(Decline the payment|결제 거절하기)$/,
  leave: /^(Leave without paying|결제하지 않고 나가기)$/,
} as const

let people = 0

/** Nobody has bought here before under this name. */
export function somebody(): { name: string; email: string; password: string } {
  const number = ++people
  return {
    name: `Guest ${number}`, email: `guest-${number}-${Date.now()}@example.org`, password: 'correct horse battery staple',
  }
}

/** From the first page to the page of a musical. @param place which one, in the order of the programme */
export async function openMusical(visitor: Visitor, place = 0): Promise<void> {
  await visitor.goTo('/')
  await visitor.page.locator('main a[href^="/musicals/"] h3').nth(place).click()
  await visitor.page.waitForURL(/\/musicals\/\d+/)
  await visitor.settled()
}

/** From the page of the musical to the seats of the day that it offers, its first performance. */
export async function openSeats(visitor: Visitor): Promise<void> {
  await visitor.page.locator('main a[href^="/booking/"]').first().click()
  await visitor.page.waitForURL(/\/booking\/\d+/)
  await seatsShown(visitor)
}

/** The map can be used. */
export async function seatsShown(visitor: Visitor): Promise<void> {
  await visitor.page.locator('.map--ready').waitFor()
}

/** Lets the house find seats beside each other, and chooses them. */
export async function findSeats(visitor: Visitor, count: number): Promise<void> {
  const { page } = visitor
  const shown = page.getByRole('form', { name: visitor.text('seatmap.best.title') })
  const value = shown.getByRole('status').first()
  for (let n = Number(await value.textContent()); n !== count; n += Math.sign(count - n)) {
    await shown.getByRole('button', { name: visitor.text(n < count ? 'seatmap.best.more' : 'seatmap.best.fewer') }).click()
  }
  await visitor.button('seatmap.best.find').click()
  await shown.getByRole('button', { name: visitor.text('seatmap.best.apply', {}, count) }).click()
  await basketHas(visitor, count)
}

export function basket(visitor: Visitor): Locator {
  return visitor.page.getByRole('region', { name: visitor.text('choosing.basket.title') })
}

export async function basketHas(visitor: Visitor, count: number): Promise<void> {
  await basket(visitor).getByText(visitor.text('booking.seat.count', {}, count), { exact: true }).waitFor()
}

export const reserve = (visitor: Visitor): Promise<void> => visitor.button('choosing.basket.reserve').click()

/** Name and address instead of an account; then it goes on with the seats that were chosen. */
export async function goOnAsGuest(visitor: Visitor, person = somebody()): Promise<void> {
  await visitor.page.waitForURL(/\/sign-in/)
  await visitor.settled()
  const form = visitor.page.getByRole('region', { name: visitor.text('account.guest.title') })
  await form.getByLabel(visitor.text('account.guest.name')).fill(person.name)
  await form.getByLabel(visitor.text('account.signIn.email')).fill(person.email)
  await visitor.button('account.guest.go').click()
}

/** A new account, from the page that asks who somebody is; then it goes on with the seats. */
export async function signUp(visitor: Visitor, person = somebody()): Promise<void> {
  await visitor.page.waitForURL(/\/sign-in/)
  await visitor.settled()
  await visitor.link('account.signIn.signUp').click()
  await visitor.page.waitForURL(/\/sign-up/)
  await visitor.field('account.guest.name').fill(person.name)
  await visitor.field('account.signIn.email').fill(person.email)
  await visitor.page.getByLabel(visitor.text('account.signIn.password'), { exact: true }).fill(person.password)
  await visitor.button('account.signUp.go').click()
}

/** The seats are held. Answers the number of the booking. */
export async function heldSeats(visitor: Visitor): Promise<number> {
  await visitor.page.waitForURL(/\/checkout\/\d+$/)
  await visitor.heading('booking.stage.pay.title').waitFor()
  return Number(/\d+$/.exec(visitor.page.url())?.[0])
}

/** On to the page of the provider, which has the price that ours had. */
export async function goToProvider(visitor: Visitor): Promise<void> {
  const pay = visitor.button('booking.checkout.pay').or(visitor.button('booking.checkout.payAgain'))
  const total = await visitor.page.locator('aside strong').last().textContent()
  await pay.click()
  await visitor.page.waitForURL(`${visitor.house.providerUrl}/**`)
  const [ours, theirs] = [total, await visitor.page.locator('dd').last().textContent()].map((text) => text?.replace(/\D/g, ''))
  assert.equal(theirs, ours, 'the provider asks for what we said')
}

export const pressAtProvider = (visitor: Visitor, what: keyof typeof atProvider): Promise<void> =>
  visitor.page.getByRole('button', { name: atProvider[what] }).click()

export async function ticketsShown(visitor: Visitor, count: number): Promise<void> {
  await visitor.heading('booking.stage.completed.title').waitFor()
  const tickets = visitor.page.locator('.ticket code')
  await tickets.nth(count - 1).waitFor()
  assert.equal(await tickets.count(), count, 'a ticket for each seat')
}

/** Pays the held seats. Answers the number of the booking. */
export async function payAll(visitor: Visitor, count: number): Promise<number> {
  const booking = await heldSeats(visitor)
  await goToProvider(visitor)
  await pressAtProvider(visitor, 'pay')
  await ticketsShown(visitor, count)
  return booking
}

/** Somebody who has said who he is, before the seats of a performance. */
export async function signInAsGuest(visitor: Visitor, performance: number): Promise<void> {
  await visitor.goTo(`/sign-in?then=${encodeURIComponent(`/booking/${performance}`)}`)
  await goOnAsGuest(visitor)
  await visitor.page.waitForURL(/\/booking\/\d+/)
  await seatsShown(visitor)
}

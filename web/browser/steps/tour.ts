/**
 * Through every page of a theatre-goer, in each of its states, by one person: first as nobody, then as a buyer whose
 * bookings come about, are declined and are given back. At each stop somebody looks.
 */
import type { Visitor } from '../harness/visitor.ts'
import {
  findSeats, goOnAsGuest, goToProvider, heldSeats, openMusical, openSeats, pressAtProvider, reserve, somebody,
  ticketsShown,
} from './purchase.ts'

/** @param stop what is shown, as a file would be called */
export type Look = (stop: string) => Promise<void>

/** The pages that a newcomer meets, before anybody asks who he is. */
export async function tourOfNewcomer(visitor: Visitor, look: Look): Promise<void> {
  await openMusical(visitor)
  await look('musical')
  await visitor.goTo('/')
  await look('home')
  await openMusical(visitor)
  await openSeats(visitor)
  await look('seats')
  await visitor.goTo(`/sign-in?then=${encodeURIComponent(new URL(visitor.page.url()).pathname)}`)
  await look('sign-in-to-buy')
  await visitor.goTo('/sign-in')
  await look('sign-in')
  await visitor.goTo('/sign-in?then=/my/1')
  await look('sign-in-to-a-booking')
}

async function tourOfRest(visitor: Visitor, look: Look): Promise<void> {
  await visitor.goTo('/guest/1')
  await visitor.heading('account.link.invalid').waitFor()
  await look('guest-link-without-a-code')
  await visitor.goTo('/sign-up')
  await visitor.button('account.signUp.go').click()
  await look('sign-up-with-faults')
  await visitor.goTo('/?q=a&grade=VIP')
  await look('search')
  await visitor.goTo('/?q=nothing-is-called-so')
  await look('nothing-found')
  await visitor.goTo('/terms')
  await look('terms')
  await visitor.goTo('/accessibility')
  await look('accessibility')
  visitor.expectsRefusal(404)
  await visitor.goTo('/nowhere')
  await look('missing')
}

async function chooseSeats(visitor: Visitor, count: number): Promise<void> {
  await openMusical(visitor)
  await openSeats(visitor)
  await findSeats(visitor, count)
}

/** Pays, and sees what is shown between the provider's page and the tickets: the house's answer is kept back so long. */
async function payAndLookBack(visitor: Visitor, look: Look): Promise<number> {
  const { page } = visitor
  const booking = await heldSeats(visitor)
  await goToProvider(visitor)
  let answerNow = (): void => undefined
  const mayAnswer = new Promise<void>((resolve) => (answerNow = resolve))
  await page.route('**/payments/*/return', async (route) => {
    await mayAnswer
    await route.continue()
  })
  await pressAtProvider(visitor, 'pay')
  await page.waitForURL(/\/checkout\/return/)
  await visitor.settled()
  await look('coming-back')
  answerNow()
  await ticketsShown(visitor, 2)
  return booking
}

async function tourOfBuyer(visitor: Visitor, look: Look): Promise<void> {
  await chooseSeats(visitor, 2)
  await look('seats-chosen')
  await visitor.button('seatmap.picker.list').click()
  await visitor.page.getByRole('grid').waitFor()
  await look('seats-in-the-list')
  await reserve(visitor)
  await goOnAsGuest(visitor, { ...somebody(), name: visitor.language === 'ko' ? '김미나' : 'Mina Kim' })
  const first = await heldSeats(visitor)
  await look('held')
  await visitor.goTo('/my')
  await look('my-open')
  await visitor.goTo(`/checkout/${first}`)
  await goToProvider(visitor)
  await look('provider')
  await pressAtProvider(visitor, 'decline')
  await visitor.button('booking.checkout.payAgain').waitFor()
  await look('declined')
  const booking = await payAndLookBack(visitor, look)
  await look('tickets')
  await visitor.goTo(`/my/${booking}`)
  await visitor.heading('booking.detail.tickets').waitFor()
  await visitor.button('booking.cancel.go').waitFor()
  await look('booking')
  await visitor.button('booking.cancel.go').click()
  await visitor.page.getByRole('dialog').waitFor()
  await look('dialog-give-back')
  await visitor.button('booking.cancel.yes').click()
  await visitor.page.getByRole('dialog').waitFor({ state: 'hidden' })
  await visitor.words('booking.stage.canceled.title').waitFor()
  await look('given-back')
}

async function tourOfAccount(visitor: Visitor, look: Look): Promise<void> {
  await visitor.goTo('/my')
  await look('my')
  await visitor.goTo('/notices')
  await look('notices')
  await visitor.goTo('/account')
  await look('account')
  await visitor.goTo('/guest/999999#1-0')
  await visitor.heading('account.link.other').waitFor()
  await look('guest-link-for-somebody-else')
  await visitor.goTo('/staff')
  await look('forbidden')
}

/** All of it. */
export async function tour(visitor: Visitor, look: Look): Promise<void> {
  await tourOfNewcomer(visitor, look)
  await tourOfRest(visitor, look)
  await tourOfBuyer(visitor, look)
  await tourOfAccount(visitor, look)
}

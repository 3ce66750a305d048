/** The same purchase by other ways: on a phone, by keyboard alone, in the dark, with the mouse on the map itself. */
import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { journey } from '../harness/suite.ts'
import type { Visitor } from '../harness/visitor.ts'
import {
  basket, basketHas, findSeats, goOnAsGuest, goToProvider, heldSeats, payAll, pressAtProvider, reserve, seatsShown, somebody,
  ticketsShown,
} from '../steps/purchase.ts'

const tabsMost = 120

/** Goes on with Tab until it is there; what has the focus must show it. */
async function tabTo(visitor: Visitor, target: Locator): Promise<void> {
  await target.waitFor()
  for (let tabs = 0; tabs < tabsMost; tabs++) {
    await visitor.page.keyboard.press('Tab')
    if (await target.evaluate((element) => element === document.activeElement)) {
      assert.ok(await target.evaluate((element) => element.matches(':focus-visible')), 'the focus is seen')
      return
    }
  }
  throw new Error(`Tab does not lead to ${String(target)}`)
}

async function press(visitor: Visitor, target: Locator): Promise<void> {
  await tabTo(visitor, target)
  await visitor.page.keyboard.press('Enter')
}

journey('ways: the whole purchase by keyboard alone', async (stage) => {
  const buyer = await stage.visitor()
  const { page } = buyer
  const { keyboard } = page
  const person = somebody()
  await buyer.goTo('/')
  await press(buyer, page.locator('main a[href^="/musicals/"]').last())
  await page.waitForURL(/\/musicals\/\d+/)
  await buyer.settled()
  await press(buyer, page.locator('main a[href^="/booking/"]').first())
  await page.waitForURL(/\/booking\/\d+/)
  await seatsShown(buyer)
  await tabTo(buyer, page.getByRole('application'))
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowRight')
  await keyboard.press('Enter')
  await basketHas(buyer, 1)
  await press(buyer, buyer.button('choosing.basket.reserve'))
  await page.waitForURL(/\/sign-in/)
  await buyer.settled()
  const guest = page.getByRole('region', { name: buyer.text('account.guest.title') })
  await tabTo(buyer, guest.getByLabel(buyer.text('account.guest.name')))
  await keyboard.type(person.name)
  await tabTo(buyer, guest.getByLabel(buyer.text('account.signIn.email')))
  await keyboard.type(person.email)
  await keyboard.press('Enter')
  await heldSeats(buyer)
  await press(buyer, buyer.button('booking.checkout.pay'))
  await page.waitForURL(`${stage.house.providerUrl}/**`)
  await press(buyer, page.getByRole('button').first())
  await ticketsShown(buyer, 1)
})

/** Where on the map a seat may be looked for: the middle first, then further out. */
function* placesOf(box: { x: number; y: number; width: number; height: number }): Generator<{ x: number; y: number }> {
  const steps = 24
  const offsets = [...Array(steps).keys()].map((step) => (step % 2 === 0 ? step : -step - 1) / (2 * steps))
  for (const down of offsets) {
    for (const across of offsets) {
      yield { x: box.x + box.width * (0.5 + across * 0.5), y: box.y + box.height * (0.5 + down * 0.6) }
    }
  }
}

const drawn = (visitor: Visitor): Promise<void> => visitor.page.evaluate(() =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))))

async function mapBox(visitor: Visitor): Promise<{ x: number; y: number; width: number; height: number }> {
  const area = visitor.page.getByRole('application')
  await area.scrollIntoViewIfNeeded()
  return (await area.boundingBox())!
}

journey('ways: with the mouse, on the map', async (stage) => {
  const buyer = await stage.visitor({ dark: true })
  await buyer.goTo('/')
  await buyer.link('catalogue.home.choose').click()
  await seatsShown(buyer)
  for (let step = 0; step < 3; step++) await buyer.button('seatmap.map.zoomIn').click()
  const free = buyer.page.locator('.tooltip__status--free')
  const { mouse } = buyer.page
  let place: { x: number; y: number } | undefined
  for (place of placesOf(await mapBox(buyer))) {
    await mouse.move(place.x, place.y)
    await drawn(buyer)
    if (await free.isVisible()) break
  }
  const said = await buyer.page.locator('.tooltip__seat').textContent()
  await mouse.click(place!.x, place!.y)
  await basketHas(buyer, 1)
  const chosen = await basket(buyer).locator('.basket__place').first().textContent()
  assert.ok(chosen?.toLowerCase().includes(said!.toLowerCase()), `${said} is what lies in the basket: ${chosen}`)
  assert.equal(await buyer.page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(19, 16, 21)', 'it is dark')
  await reserve(buyer)
  await goOnAsGuest(buyer)
  await payAll(buyer, 1)
})

journey('ways: on a phone, by touch', async (stage) => {
  const buyer = await stage.visitor({ phone: true, language: 'ko' })
  const { page } = buyer
  await buyer.goTo('/')
  await buyer.link('catalogue.home.choose').tap()
  await seatsShown(buyer)
  for (let step = 0; step < 4; step++) await buyer.button('seatmap.map.zoomIn').tap()
  for (const place of placesOf(await mapBox(buyer))) {
    await page.touchscreen.tap(place.x, place.y)
    await drawn(buyer)
    if (await buyer.button('choosing.basket.reserve').isVisible()) break
  }
  await basketHas(buyer, 1)
  await buyer.button('choosing.basket.reserve').tap()
  await page.waitForURL(/\/sign-in/)
  await goOnAsGuest(buyer)
  await heldSeats(buyer)
  await goToProvider(buyer)
  await pressAtProvider(buyer, 'pay')
  await ticketsShown(buyer, 1)
})

journey('ways: language and brightness are chosen, kept, and lose nothing', async (stage) => {
  const buyer = await stage.visitor({ language: 'en' })
  const { page } = buyer
  await buyer.goTo('/')
  await buyer.link('catalogue.home.choose').click()
  await seatsShown(buyer)
  await findSeats(buyer, 2)
  await buyer.button('shell.nav.settings').click()
  await buyer.button('shell.theme.dark').click()
  await page.getByRole('button', { name: '한국어' }).click()
  await page.waitForFunction(() => document.documentElement.lang === 'ko')
  assert.equal(await page.locator('.basket__seat').count(), 2, 'the seats are still chosen')
  await page.reload()
  await buyer.settled()
  assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']]), ['ko', 'dark'])
}, { short: true })

/** Controls in the window whose middle is something else's: somebody who presses there presses that. */
function covered(page: Page, controls: string): Promise<string[]> {
  return page.evaluate((wanted) => [...document.querySelectorAll<HTMLElement>(wanted)].filter((control) => {
    const { left, top, width, height } = control.getBoundingClientRect()
    const [x, y] = [left + width / 2, top + height / 2]
    // What is scrolled out of its column, or below the head of the page, is not covered: it can be scrolled back.
    const column = control.closest('.picker__side')?.getBoundingClientRect()
    const isOut = column !== undefined && (y < column.top || y > column.bottom)
    if (width < 8 || isOut || x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false
    const there = document.elementFromPoint(x, y)
    return there !== null && !there.closest('.app-header') && !control.contains(there) && !there.contains(control)
  }).map((control) => control.outerHTML.slice(0, 120)), controls)
}

journey('ways: what is chosen lies over no control, on a desk and on a phone', async (stage) => {
  const buyer = await stage.visitor()
  await buyer.goTo('/')
  await buyer.link('catalogue.home.choose').click()
  await seatsShown(buyer)
  await findSeats(buyer, 3)
  for (const down of [0, 150, 300]) {
    await buyer.page.evaluate((to) => {
      window.scrollTo(0, to)
      document.querySelector('.picker__side')!.scrollTo(0, to)
    }, down)
    assert.deepEqual(await covered(buyer.page, 'main :is(button, select, input, summary)'), [], `scrolled by ${down}`)
  }

  const walker = await stage.visitor({ phone: true, language: 'ko' })
  await walker.goTo('/')
  await walker.link('catalogue.home.choose').tap()
  await seatsShown(walker)
  const overMap = () => covered(walker.page, '.map button, .picker__views button')
  assert.deepEqual(await overMap(), [], 'nothing is chosen yet')
  await findSeats(walker, 2)
  await walker.page.evaluate(() => window.scrollTo(0, 0))
  assert.deepEqual(await overMap(), [], 'with two seats')
})

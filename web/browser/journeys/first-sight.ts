/** What is seen before any script: the page's own words, in the right language and light; and nothing is asked for twice. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { journey } from '../harness/suite.ts'
import { bookableOf } from '../steps/house.ts'
import { seatsShown } from '../steps/purchase.ts'

/** Keeps the pages' scripts back until it is called. */
async function keepScripts(page: Page): Promise<() => void> {
  let letGo = (): void => undefined
  const mayGo = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(/\/assets\/index-.*\.js$/, async (route) => {
    await mayGo
    await route.continue()
  })
  return letGo
}

const backgroundOf = (page: Page): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor)

for (const language of ['en', 'ko'] as const) {
  journey(`first sight: the start page before its script, in ${language}`, async (stage) => {
    const visitor = await stage.visitor({ language, phone: true })
    const { page } = visitor
    const letGo = await keepScripts(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url().slice(stage.house.url.length)))
    await page.goto('/', { waitUntil: 'commit' })
    await page.getByText(visitor.text('catalogue.home.title'), { exact: true }).waitFor()
    assert.equal(await page.evaluate(() => document.documentElement.lang), language)
    assert.equal(await page.title(), `${visitor.text('shell.nav.home')} · ${visitor.text('shell.name')}`)
    assert.equal(await page.locator('#app[inert]').count(), 1, 'nothing can be pressed that would do nothing')
    letGo()
    await visitor.settled()
    await page.waitForLoadState('networkidle')
    const twice = asked.filter((one, place) => one !== '/clock' && asked.indexOf(one) !== place)
    assert.deepEqual(twice, [])
    assert.ok(asked.some((one) => one.startsWith('/items?')), 'what is on was asked for')
  }, { short: true })
}

journey('first sight: what was chosen is seen before any script', async (stage) => {
  const visitor = await stage.visitor({ language: 'en' })
  const { page } = visitor
  await visitor.goTo('/terms')
  await visitor.button('shell.nav.settings').click()
  await visitor.button('shell.theme.dark').click()
  await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark')
  const letGo = await keepScripts(page)
  await page.goto('/sign-in', { waitUntil: 'commit' })
  await page.locator('main h1').waitFor()
  assert.equal(await backgroundOf(page), 'rgb(19, 16, 21)')
  letGo()
  await visitor.settled()

  await visitor.button('shell.nav.settings').click()
  await page.getByRole('button', { name: '한국어' }).click()
  await page.waitForFunction(() => document.documentElement.lang === 'ko')
  await page.unroute(/\/assets\/index-.*\.js$/)
  const letGoAgain = await keepScripts(page)
  await page.goto('/terms', { waitUntil: 'commit' })
  await page.locator('#app').waitFor({ state: 'attached' })
  await page.locator('main h1').waitFor({ state: 'attached' })
  assert.equal(await page.locator('main h1').isVisible(), false, 'no page in the other language first')
  letGoAgain()
  await visitor.settled()
  assert.equal(await page.locator('main h1').isVisible(), true)
})

journey('first sight: the seats are asked for before the map has its script', async (stage) => {
  const visitor = await stage.visitor()
  const { page } = visitor
  const path = `/booking/${await bookableOf(stage.house, 1)}`
  const letGo = await keepScripts(page)
  const seats = page.waitForResponse(/\/performances\/\d+\/seatmap$/)
  await page.goto(path, { waitUntil: 'commit' })
  assert.equal((await seats).status(), 200)
  let again = 0
  page.on('request', (request) => (again += /\/performances\/\d+\/seatmap$/.test(request.url()) ? 1 : 0))
  letGo()
  await seatsShown(visitor)
  assert.equal(again, 0, 'and not once more')
})

/** Staff and the programme: a musical and its run, many performances at once, seats off sale, sales as they happen. */
import assert from 'node:assert/strict'
import { journey } from '../harness/suite.ts'
import type { Visitor } from '../harness/visitor.ts'
import { choose, enterDesk } from '../steps/staff.ts'

/** A musical with prices for every grade of the first hall. Answers its number. */
async function addMusical(visitor: Visitor, names: { ko: string; en: string }): Promise<number> {
  await visitor.goTo('/staff/musicals/new')
  await visitor.field('programme.musical.name').fill(names.ko)
  await visitor.field('programme.musical.nameEn').fill(names.en)
  await visitor.field('programme.musical.startDate').fill('2030-03-01')
  await visitor.field('programme.musical.endDate').fill('2030-03-14')
  await choose(visitor, 'programme.musical.venue', (options) => options.first())
  const missing = visitor.page.locator('.prices__missing button')
  await missing.first().waitFor()
  while (await missing.count() > 0) {
    await missing.first().click()
    await visitor.page.locator('.prices__line').last().getByLabel(visitor.text('programme.prices.price', { currency: 'KRW' })).fill('90000')
  }
  await visitor.button('programme.form.save').click()
  await visitor.page.waitForURL(/\/staff\/musicals\/\d+$/)
  return Number(/\d+$/.exec(visitor.page.url())?.[0])
}

journey('staff: a run is made, changed in one act, and taken off', async (stage) => {
  const staff = await stage.visitor()
  await enterDesk(staff)
  const name = `Journey ${Date.now()}`
  const musical = await addMusical(staff, { ko: '여정', en: name })

  await staff.goTo(`/staff/performances/new?musical=${musical}`)
  await staff.page.locator('.preview button').first().waitFor()
  const days = await staff.page.locator('.preview button').count()
  await staff.page.locator('.preview button').first().click()
  await staff.field('programme.run.closes').fill('2')
  await staff.page.getByRole('button', { name: staff.text('programme.run.make', {}, days - 1), exact: true }).click()
  await staff.page.waitForURL(/\/staff\/performances\?musical=/)
  await staff.page.locator('.performances__list tbody tr').first().waitFor()
  assert.equal(await staff.page.locator('.performances__list tbody tr').count(), days - 1)

  await staff.page.getByRole('checkbox', { name: staff.text('programme.performances.chooseAll') }).check()
  await staff.button('programme.edit.together').click()
  await staff.field('programme.terms.limit').selectOption('set')
  await staff.field('programme.edit.seats').fill('3')
  await staff.button('programme.edit.check').click()
  await staff.page.getByRole('button', { name: staff.text('programme.edit.go', {}, days - 1), exact: true }).click()
  await staff.page.locator('dialog[open]').waitFor({ state: 'detached' })
  const client = await stage.house.client('boxoffice')
  type Made = { startsAt: string; salesCloseAt?: string; seatLimitPerPerson: number }
  const { _embedded: { performances } } = await client.get<{ _embedded: { performances: Made[] } }>(
    `/items/${musical}/performances?size=200`)
  assert.deepEqual([...new Set(performances.map((one) => one.seatLimitPerPerson))], [3])
  for (const { startsAt, salesCloseAt } of performances) assert.equal(Date.parse(startsAt) - Date.parse(salesCloseAt ?? ''), 2 * 3_600_000)

  await staff.goTo(`/staff/musicals/${musical}`)
  await staff.button('programme.retire.go').click()
  await staff.page.getByRole('dialog').getByRole('button', { name: staff.text('programme.retire.go'), exact: true }).click()
  await staff.page.waitForURL(/\/staff\/musicals$/)
  await staff.settled()
  assert.equal(await staff.page.getByText(name, { exact: true }).count(), 0)
})

journey('staff: seats are taken off sale with a reason, and put back', async (stage) => {
  const staff = await stage.visitor({ language: 'ko' })
  await enterDesk(staff)
  await staff.goTo('/staff/performances')
  await staff.page.locator('.performances__list tbody tr').last().getByRole('link', { name: /좌석$/ }).click()
  await staff.page.waitForURL(/\/seats$/)
  await staff.settled()
  await choose(staff, 'seatdesk.find.section', (options) => options.last())
  await choose(staff, 'seatdesk.find.fromRow', (options) => options.last())
  await staff.button('seatdesk.find.add').click()
  await staff.field('seatdesk.reason').fill('카메라 자리')
  await staff.button('seatdesk.block.go').click()
  await staff.page.locator('.blocks__one').getByText('카메라 자리').waitFor()

  await staff.page.locator('.blocks__one').getByRole('button').click()
  await staff.button('seatdesk.unblock.go').click()
  await staff.words('seatdesk.blocks.none').waitFor()
})

journey('staff: sales are seen as they happen', async (stage) => {
  const admin = await stage.visitor()
  await enterDesk(admin, 'admin')
  await admin.goTo('/staff/sales')
  await admin.words('sales.connection.live').waitFor()
  const sold = async (): Promise<number> => Number((await admin.page.locator('.tile dd').first().innerText()).replace(/\D/g, ''))
  const before = await sold()

  const client = await stage.house.client('customer')
  const { _embedded: { performances: [performance] } } = await client.get<{ _embedded: { performances: { id: number }[] } }>(
    '/performances?size=1&sort=startsAt,desc')
  const best = await client.post<{ seats: { seatId: number }[] }>(`/performances/${performance!.id}/best-available`, { count: 2 })
  await client.post('/reservations', { performanceId: performance!.id, seatIds: best.seats.map(({ seatId }) => seatId) })
  await admin.page.waitForFunction(
    (least) => Number(document.querySelector('.tile dd')?.textContent?.replace(/\D/g, '')) >= least, before + 2)
})

journey('staff: theatre-goers are kept out of the desk', async (stage) => {
  const buyer = await stage.visitor()
  const { email, password } = await stage.house.account('customer')
  await buyer.goTo('/staff/musicals')
  assert.match(buyer.page.url(), /\/sign-in\?then=/)
  await buyer.field('account.signIn.email').fill(email)
  await buyer.page.getByLabel(buyer.text('account.signIn.password'), { exact: true }).fill(password)
  await buyer.button('account.signIn.go').click()
  await buyer.heading('shell.forbidden.title').waitFor()
})

/** What staff do on every page of theirs. */
import type { Locator } from 'playwright-core'
import type { TextKey } from '../harness/texts.ts'
import type { Visitor } from '../harness/visitor.ts'

/** Signs in and stands at the desk, where a sign-in leads staff. */
export async function enterDesk(visitor: Visitor, role: 'boxoffice' | 'admin' = 'boxoffice'): Promise<void> {
  const { email, password } = await visitor.house.account(role)
  await visitor.goTo('/sign-in')
  await visitor.field('account.signIn.email').fill(email)
  await visitor.page.getByLabel(visitor.text('account.signIn.password'), { exact: true }).fill(password)
  await visitor.button('account.signIn.go').click()
  await visitor.page.waitForURL('**/staff')
  await visitor.settled()
}

/** Opens a list by the keyboard and takes the entry that is wished for. */
export async function choose(visitor: Visitor, key: TextKey, wished: (options: Locator) => Locator): Promise<void> {
  const field = visitor.page.getByRole('combobox', { name: visitor.text(key), exact: true })
  await field.focus()
  await visitor.page.keyboard.press('ArrowDown')
  await wished(visitor.page.getByRole('option')).click()
  await visitor.page.getByRole('listbox').waitFor({ state: 'hidden' })
}

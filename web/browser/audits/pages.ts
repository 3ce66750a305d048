/**
 * Every page is looked at by axe (WCAG 2.2 A and AA, and what axe calls best practices), in both languages, light
 * and dark, on a desk and on a phone. There is no list of exceptions: a finding is a failure. What was seen is kept in
 * build/browser/tour.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import { reportFile, web } from '../harness/places.ts'
import { pageAt, pageNames } from '../harness/routes.ts'
import { journey } from '../harness/suite.ts'
import type { Visitor, Wishes } from '../harness/visitor.ts'
import { tour, tourOfNewcomer } from '../steps/tour.ts'

const axe = readFileSync(createRequire(join(web, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8')

/** One line for each element that axe finds fault with. */
async function faults(visitor: Visitor): Promise<string[]> {
  // Told to the browser rather than to the page, whose content security policy would refuse it.
  await visitor.page.evaluate(axe)
  const results = await visitor.page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: unknown, options: unknown): Promise<AxeResults> } }
    return axe.run(document, { resultTypes: ['violations'] })
  })
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id} (${violation.impact}): ${node.target.join(' ')}: ${node.failureSummary}`))
}

/** Nothing is wider than the window: a page is never pushed sideways. */
async function widerThanWindow(visitor: Visitor): Promise<string[]> {
  return visitor.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`] : []
  })
}

/** Somebody who looks at pages with axe, and remembers where he was and what he found. */
export class Looker {
  readonly found: string[] = []
  looks = 0
  private readonly seen = new Set<string>()
  private readonly visitor: Visitor
  private readonly variant: string

  constructor(visitor: Visitor, variant: string) {
    this.visitor = visitor
    this.variant = variant
  }

  readonly look = async (stop: string): Promise<void> => {
    const { page, house } = this.visitor
    ++this.looks
    if (page.url().startsWith(house.url)) this.seen.add(pageAt(page.url()))
    await page.evaluate(() => window.scrollTo(0, 0))
    // A dialog covers the window, and the page below it is not what is looked at.
    const fullPage = !stop.startsWith('dialog')
    await page.screenshot({ path: reportFile('tour', this.variant, `${stop}.png`), fullPage })
    for (const fault of [...await faults(this.visitor), ...await widerThanWindow(this.visitor)]) this.found.push(`${stop}: ${fault}`)
  }

  missed(names: readonly string[]): string[] {
    return names.filter((name) => !this.seen.has(name))
  }
}

/** In which language, light and size pages are looked at: each of the six once at least. */
export const variants: readonly { name: string; wishes: Wishes }[] = [
  { name: 'en-light-desk', wishes: { language: 'en' } },
  { name: 'ko-dark-desk', wishes: { language: 'ko', dark: true } },
  { name: 'ko-light-phone', wishes: { language: 'ko', phone: true } },
  { name: 'en-dark-phone', wishes: { language: 'en', dark: true, phone: true } },
]

for (const { name, wishes } of variants) {
  journey(`pages: ${name}, every page without a finding of axe`, async (stage) => {
    const visitor = await stage.visitor(wishes)
    const looker = new Looker(visitor, name)
    await tour(visitor, looker.look)
    assert.deepEqual(looker.found, [])
    assert.deepEqual(looker.missed(pageNames(false)), [], 'pages that nobody looked at: steps/tour.ts goes to each')
    stage.note(`${looker.looks} pages and states`)
  })
}

journey('pages: the first pages without a finding of axe', async (stage) => {
  const found: string[] = []
  for (const wishes of [{ language: 'en' }, { language: 'ko', dark: true, phone: true }] as const) {
    const visitor = await stage.visitor(wishes)
    const looker = new Looker(visitor, 'first')
    await tourOfNewcomer(visitor, looker.look)
    found.push(...looker.found)
  }
  assert.deepEqual(found, [])
}, { short: true })

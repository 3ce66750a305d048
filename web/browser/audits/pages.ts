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

/** Looks at a page with axe and notes what is found. */
export function lookBy(visitor: Visitor, variant: string, found: string[]): (stop: string) => Promise<void> {
  return async (stop) => {
    await visitor.page.evaluate(() => window.scrollTo(0, 0))
    await visitor.page.screenshot({ path: reportFile('tour', variant, `${stop}.png`), fullPage: stop !== 'give-back' })
    for (const fault of [...await faults(visitor), ...await widerThanWindow(visitor)]) found.push(`${stop}: ${fault}`)
  }
}

export const variants: readonly { name: string; wishes: Wishes }[] = [
  { name: 'en-light-desk', wishes: { language: 'en' } },
  { name: 'ko-dark-desk', wishes: { language: 'ko', dark: true } },
  { name: 'ko-light-phone', wishes: { language: 'ko', phone: true } },
  { name: 'en-dark-phone', wishes: { language: 'en', dark: true, phone: true } },
]

for (const { name, wishes } of variants) {
  journey(`pages: ${name}, every page without a finding of axe`, async (stage) => {
    const visitor = await stage.visitor(wishes)
    const found: string[] = []
    let looks = 0
    const look = lookBy(visitor, name, found)
    await tour(visitor, async (stop) => {
      ++looks
      await look(stop)
    })
    assert.deepEqual(found, [])
    stage.note(`${looks} pages and states`)
  })
}

journey('pages: the first pages without a finding of axe', async (stage) => {
  const found: string[] = []
  for (const wishes of [{ language: 'en' }, { language: 'ko', dark: true, phone: true }] as const) {
    const visitor = await stage.visitor(wishes)
    await tourOfNewcomer(visitor, lookBy(visitor, 'first', found))
  }
  assert.deepEqual(found, [])
}, { short: true })

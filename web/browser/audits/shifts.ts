/** Nothing jumps while a page is being fetched over a slow line: what comes late has had its place from the start. */
import assert from 'node:assert/strict'
import { journey, type Stage } from '../harness/suite.ts'
import type { Wishes } from '../harness/visitor.ts'
import { bookableOf } from '../steps/house.ts'

/** What the Web Vitals call good. */
const most = 0.1
const slowLine = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 }

interface Shift {
  value: number
  moved: string[]
}

async function shiftsOf(stage: Stage, wishes: Wishes, path: string): Promise<Shift[]> {
  const visitor = await stage.visitor(wishes)
  const { page } = visitor
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', slowLine)
  await page.addInitScript(() => {
    const shifts: { value: number; moved: string[] }[] = []
    Object.assign(window, { shifts })
    interface Entry extends PerformanceEntry {
      value: number
      sources: { node: Element | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[]
    }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Entry[]) {
        shifts.push({
          value: entry.value,
          moved: entry.sources.map(({ node, previousRect, currentRect }) =>
            `${(node as HTMLElement | null)?.className ?? node?.nodeName ?? 'something'}: ${previousRect.top} to ${currentRect.top}`),
        })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await visitor.goTo(path)
  await page.waitForLoadState('networkidle')
  return page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts)
}

journey('shifts: the first pages keep still while they are fetched', async (stage) => {
  const paths = ['/', '/musicals/1', `/booking/${await bookableOf(stage.house, 1)}`, '/sign-in', '/terms']
  const jumps: string[] = []
  for (const phone of [true, false]) {
    for (const path of paths) {
      const shifts = await shiftsOf(stage, { phone }, path)
      const sum = shifts.reduce((all, shift) => all + shift.value, 0)
      if (sum < most) continue
      jumps.push(`${path} ${phone ? 'on a phone' : 'on a desk'}: ${sum.toFixed(3)}`)
      for (const shift of shifts) jumps.push(`  ${shift.value.toFixed(3)} ${shift.moved.join(', ')}`)
    }
  }
  assert.deepEqual(jumps, [])
})

/** The pictures in docs/pictures, taken anew with `--update-pictures` alone: they show what the README tells of. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../harness/places.ts'
import { journey, type Stage } from '../harness/suite.ts'
import type { Visitor, Wishes } from '../harness/visitor.ts'
import { tour } from '../steps/tour.ts'

const folder = join(root, 'docs', 'pictures')
const mostBytes = 150_000

/** As WebP, which the browser itself can write. */
async function keep(stage: Stage, visitor: Visitor, name: string): Promise<void> {
  await visitor.page.evaluate(() => window.scrollTo(0, 0))
  const picture = await visitor.page.screenshot()
  const context = await stage.browser.newContext()
  try {
    const page = await context.newPage()
    const webp = await page.evaluate(async (png) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
      const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height })
      canvas.getContext('2d')!.drawImage(bitmap, 0, 0)
      return canvas.toDataURL('image/webp', 0.82).slice('data:image/webp;base64,'.length)
    }, picture.toString('base64'))
    const bytes = Buffer.from(webp, 'base64')
    assert.ok(bytes.length <= mostBytes, `${name} has ${bytes.length} bytes`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${name}.webp`), bytes)
    stage.note(`${name}.webp, ${Math.round(bytes.length / 1000)} KB`)
  } finally {
    await context.close()
  }
}

async function take(stage: Stage, wishes: Wishes, wanted: Record<string, string>): Promise<void> {
  const visitor = await stage.visitor(wishes)
  await tour(visitor, async (stop) => {
    const name = wanted[stop]
    if (name) await keep(stage, visitor, name)
  })
}

if (process.env['BOXOFFICE_UPDATE_PICTURES'] === 'yes') {
  journey('pictures: docs/pictures taken anew', async (stage) => {
    await take(stage, { language: 'en' }, { home: 'home', 'seats-chosen': 'seats', held: 'held', booking: 'booking' })
    await take(stage, { language: 'ko', dark: true, phone: true }, { home: 'phone-home', 'seats-chosen': 'phone-seats', tickets: 'phone-tickets' })
  })
}

/** What a newcomer has to fetch before the first page is there. */
import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { journey } from '../harness/suite.ts'

const scriptsMostBytes = 200_000

journey('size: the first page has under 200 KB of script, gzipped', async (stage) => {
  const newcomer = await stage.visitor()
  const bodies: Promise<Buffer>[] = []
  newcomer.page.on('response', (response) => {
    if (response.request().resourceType() === 'script' && response.ok()) bodies.push(response.body())
  })
  await newcomer.goTo('/')
  await newcomer.page.waitForLoadState('networkidle')
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body, { level: 9 }).length)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  assert.ok(sizes.length > 0 && all < scriptsMostBytes, `${all} bytes in ${sizes.length} files`)
  stage.note(`${(all / 1000).toFixed(0)} KB in ${sizes.length} files`)
}, { short: true })

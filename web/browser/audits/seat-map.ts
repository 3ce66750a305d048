/** The seat map alone, with made-up houses (web/bench): how soon it can be used, and how smoothly it moves. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { root, web } from '../harness/places.ts'
import { journey, type Stage } from '../harness/suite.ts'

const folder = join(root, 'build', 'web', 'bench')
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

let built = false

function build(): void {
  if (built) return
  const made = spawnSync(process.execPath, [join(web, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', 'bench/vite.config.ts', '--logLevel', 'warn'], {
    cwd: web, encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`the page of the measurements: ${made.stdout}${made.stderr}`)
  built = true
}

async function serve(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const name = pathname === '/' ? 'index.html' : join('/', pathname)
    readFile(join(folder, name)).then(
      (body) => response.writeHead(200, { 'Content-Type': types[extname(name)] ?? 'application/octet-stream' }).end(body),
      () => response.writeHead(404).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** The page with a house of so many seats, once it can be used. */
async function withMap(stage: Stage, seats: number, slowed: number, look: (page: Page, readyMs: number) => Promise<void>): Promise<void> {
  build()
  const { server, url } = await serve()
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowed })
    await page.goto(`${url}/?seats=${seats}`)
    const ready = await page.waitForFunction(() => (window as unknown as { bench?: { ready: number } }).bench?.ready)
    await look(page, Number(await ready.jsonValue()))
  } finally {
    await context.close()
    server.close()
  }
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!

journey('seat map: 3,000 seats can be used within a second on a processor of a quarter of the speed', async (stage) => {
  const times: number[] = []
  for (let round = 0; round < 3; round++) await withMap(stage, 3000, 4, async (_, readyMs) => void times.push(readyMs))
  const typical = median(times)
  stage.note(`usable ${Math.round(typical)} ms after the navigation began (median of ${times.length})`)
  assert.ok(typical <= 1000, `${Math.round(typical)} ms`)
})

/** Frames a second, drawn while the hand moves. */
async function framesDuring(page: Page, move: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const frames: number[] = []
    Object.assign(window, { frames })
    const count = (at: number): void => {
      frames.push(at)
      requestAnimationFrame(count)
    }
    requestAnimationFrame(count)
  })
  await move()
  return page.evaluate(() => {
    const { frames } = window as unknown as { frames: number[] }
    return ((frames.length - 1) * 1000) / (frames.at(-1)! - frames[0]!)
  })
}

journey('seat map: 10,000 seats are moved and zoomed at 50 frames a second', async (stage) => {
  await withMap(stage, 10_000, 1, async (page) => {
    const box = (await page.getByRole('application').boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    await page.mouse.move(x, y)
    const zooming = await framesDuring(page, async () => {
      for (let step = 0; step < 60; step++) await page.mouse.wheel(0, step < 40 ? -60 : 60)
    })
    const moving = await framesDuring(page, async () => {
      await page.mouse.down()
      for (let step = 0; step < 120; step++) await page.mouse.move(x + 200 * Math.sin(step / 9), y + 120 * Math.cos(step / 7))
      await page.mouse.up()
    })
    stage.note(`zooming ${zooming.toFixed(0)}, moving ${moving.toFixed(0)} frames a second`)
    assert.ok(Math.min(zooming, moving) >= 50, `zooming ${zooming.toFixed(1)}, moving ${moving.toFixed(1)}`)
  })
})

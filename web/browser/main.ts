/**
 * `./dev browser`: people walk through the web pages of a Boxoffice of their own. Prints each journey, what was
 * measured on the way, and "N passed, M failed" last.
 */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { House } from './harness/house.ts'
import { reports, web } from './harness/places.ts'
import { chosen, names, runAll } from './harness/suite.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    'update-pictures': { type: 'boolean', default: false },
  },
})

if (values['update-pictures']) process.env['BOXOFFICE_UPDATE_PICTURES'] = 'yes'

for (const folder of ['journeys', 'audits']) {
  const files = readdirSync(join(web, 'browser', folder)).filter((file) => file.endsWith('.ts')).sort()
  for (const file of files) await import(pathToFileURL(join(web, 'browser', folder, file)).href)
}

async function main(): Promise<number> {
  if (values.list) {
    for (const name of names()) console.log(name)
    return 0
  }
  const todo = chosen(values['update-pictures'] ? '^pictures' : values.only, values.short)
  if (todo.length === 0) {
    console.log(`No journey is called '${values.only}'; these are:\n  ${names().join('\n  ')}`)
    return 2
  }
  rmSync(join(reports, 'failures'), { recursive: true, force: true })
  const house = await House.open()
  try {
    // A root of a container may not make the sandbox's namespaces; the pages are our own.
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'], handleSIGINT: false, handleSIGTERM: false,
    })
    try {
      return (await runAll(todo, house, browser)) > 0 ? 1 : 0
    } finally {
      await browser.close()
    }
  } finally {
    await house.close()
  }
}

// Each child is ended when this process ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.exitCode = await main()

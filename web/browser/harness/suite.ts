/** The journeys, one after the other: each with visitors of its own, each counted, none silent about why it failed. */
import { writeFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import type { House } from './house.ts'
import { reportFile } from './places.ts'
import { Visitor, type Wishes } from './visitor.ts'

export class Stage {
  readonly house: House
  readonly browser: Browser
  readonly visitors: Visitor[] = []
  /** What was measured on the way; said beside the result and kept in the report. */
  readonly notes: string[] = []

  constructor(house: House, browser: Browser) {
    this.house = house
    this.browser = browser
  }

  /** Somebody new, with a browser of his own, who leaves when the journey is over. */
  async visitor(wishes: Wishes = {}): Promise<Visitor> {
    const visitor = await Visitor.enter(this.browser, this.house, wishes)
    this.visitors.push(visitor)
    return visitor
  }

  note(what: string): void {
    this.notes.push(what)
  }
}

type Journey = (stage: Stage) => Promise<void>

interface Entry {
  readonly name: string
  readonly run: Journey
  readonly isShort: boolean
}

const entries: Entry[] = []

/** @param short part of `./dev test`: quick, and the same each time */
export function journey(name: string, run: Journey, { short = false } = {}): void {
  if (entries.some((entry) => entry.name === name)) throw new Error(`two journeys are called ${name}`)
  entries.push({ name, run, isShort: short })
}

export function chosen(only: string | undefined, short: boolean): readonly Entry[] {
  return entries.filter((entry) => (!short || entry.isShort) && (only === undefined || new RegExp(only).test(entry.name)))
}

export function names(): string[] {
  return entries.map((entry) => `${entry.name}${entry.isShort ? '  (also in ./dev test)' : ''}`)
}

const fileName = (name: string): string => name.replaceAll(/[^a-z0-9]+/gi, '-')

/** What every visitor saw at the moment of the failure. */
async function keepPictures(name: string, visitors: readonly Visitor[]): Promise<string[]> {
  const kept = visitors.map(async (visitor, place) => {
    const path = reportFile('failures', `${fileName(name)}-${place + 1}.png`)
    await visitor.page.screenshot({ path, timeout: 5000 })
    return `${path} (${visitor.page.url()})`
  })
  return (await Promise.allSettled(kept)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

interface Result {
  name: string
  seconds: number
  notes: string[]
  failure?: string
}

async function runOne(entry: Entry, house: House, browser: Browser): Promise<Result> {
  const stage = new Stage(house, browser)
  const began = Date.now()
  const result: Result = { name: entry.name, seconds: 0, notes: stage.notes }
  try {
    await entry.run(stage)
    const problems = stage.visitors.flatMap((visitor) => visitor.problems)
    if (problems.length > 0) throw new Error(problems.join('\n'))
  } catch (thrown) {
    const pictures = await keepPictures(entry.name, stage.visitors)
    const noticed = stage.visitors.flatMap((visitor) => visitor.problems)
    const why = thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown)
    result.failure = [why, ...noticed, ...pictures].join('\n')
  } finally {
    await Promise.allSettled(stage.visitors.map((visitor) => visitor.leave()))
  }
  result.seconds = (Date.now() - began) / 1000
  return result
}

/** Runs them and says how it went. Answers how many failed. */
export async function runAll(todo: readonly Entry[], house: House, browser: Browser): Promise<number> {
  const results: Result[] = []
  for (const entry of todo) {
    const result = await runOne(entry, house, browser)
    results.push(result)
    console.log(`  ${result.failure === undefined ? 'ok' : 'NO'} ${result.seconds.toFixed(1).padStart(6)}s  ${result.name}`)
    for (const note of result.notes) console.log(`               ${note}`)
    if (result.failure !== undefined) console.log(result.failure.replaceAll(/^/gm, '      | '))
  }
  writeFileSync(reportFile('report.json'), JSON.stringify(results, null, 2))
  const failed = results.filter((result) => result.failure !== undefined).length
  console.log(`${results.length - failed} passed, ${failed} failed`)
  return failed
}

/**
 * One person with a browser of his own: nothing is shared with another. Whatever the browser complains of (the
 * content security policy, the console, a script that throws, a request that goes elsewhere) is noted, and a
 * journey in which there was anything to note has failed.
 */
import type { Browser, BrowserContext, ConsoleMessage, Locator, Page } from 'playwright-core'
import type { House } from './house.ts'
import { patternOf, textOf, type Language, type TextKey } from './texts.ts'

export interface Wishes {
  language?: Language
  dark?: boolean
  /** A phone: small, touched, with pixels of its own. */
  phone?: boolean
}

const desk = { viewport: { width: 1280, height: 900 } }
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
/** Two slow cores that do other things, too: long enough that only what hangs is late. */
export const patienceMs = 30_000

export class Visitor {
  readonly page: Page
  readonly language: Language
  readonly problems: string[] = []
  readonly house: House
  private readonly context: BrowserContext
  private readonly refusals = new Set<number>()

  private constructor(house: House, context: BrowserContext, page: Page, language: Language) {
    this.house = house
    this.context = context
    this.page = page
    this.language = language
  }

  static async enter(browser: Browser, house: House, wishes: Wishes = {}): Promise<Visitor> {
    const language = wishes.language ?? 'en'
    const context = await browser.newContext({
      ...(wishes.phone ? phone : desk),
      baseURL: house.url,
      locale: language === 'ko' ? 'ko-KR' : 'en-GB',
      timezoneId: 'Asia/Seoul',
      colorScheme: wishes.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(patienceMs)
    const visitor = new Visitor(house, context, await context.newPage(), language)
    await visitor.listen()
    return visitor
  }

  private async listen(): Promise<void> {
    this.page.on('console', (message) => this.heard(message))
    this.page.on('pageerror', (error) => this.problems.push(`a script threw: ${error.stack ?? error.message}`))
    this.page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      if (protocol.startsWith('http') && origin !== this.house.url && origin !== this.house.providerUrl) {
        this.problems.push(`a request left the house: ${request.url()}`)
      }
    })
    await this.page.exposeFunction('policyViolated', (what: string) => this.problems.push(`the policy was violated: ${what}`))
    await this.page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const report = (window as unknown as { policyViolated(what: string): void }).policyViolated
        report(`${event.violatedDirective} by ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`)
      })
    })
  }

  private heard(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    const status = /status of (\d{3})/.exec(message.text())
    // The browser itself writes of each answer that is a refusal; those that the journey is about are no trouble.
    if (status && this.refusals.has(Number(status[1]))) return
    this.problems.push(`the console says: ${message.text()} (${message.location().url})`)
  }

  /** The journey is about an answer that is a refusal. */
  expectsRefusal(status: number): void {
    this.refusals.add(status)
  }

  /** Another window of the same person. */
  secondPage(): Promise<Page> {
    return this.context.newPage()
  }

  leave(): Promise<void> {
    return this.context.close()
  }

  text(key: TextKey, named: Record<string, unknown> = {}, count?: number): string {
    return textOf(this.language, key, named, count)
  }

  private named(key: TextKey): string | RegExp {
    const text = this.text(key)
    return /\{|\|/.test(text) ? patternOf(this.language, key) : text
  }

  button(key: TextKey): Locator {
    return this.page.getByRole('button', { name: this.named(key), exact: true })
  }

  link(key: TextKey): Locator {
    return this.page.getByRole('link', { name: this.named(key), exact: true })
  }

  heading(key: TextKey): Locator {
    return this.page.getByRole('heading', { name: this.named(key), exact: true })
  }

  field(key: TextKey): Locator {
    return this.page.getByLabel(this.named(key), { exact: true })
  }

  words(key: TextKey): Locator {
    return this.page.getByText(this.named(key), { exact: true })
  }

  /** Goes to a page of the house and waits until it shows its heading and no skeleton any more. */
  async goTo(path: string): Promise<void> {
    await this.page.goto(path)
    await this.settled()
  }

  /** The page has its script and its heading, and nothing is being fetched for it. */
  async settled(): Promise<void> {
    await this.page.locator('#app:not([inert]) main h1').first().waitFor()
    await this.page.waitForFunction(() => document.querySelector('main .skeleton') === null)
  }
}

/**
 * A Boxoffice of its own with the sandbox provider beside it: temporary data, free ports of the loopback, a sample
 * season. Both processes are ended by the id that they were started with.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from './places.ts'
import { Client } from './client.ts'

const program = process.env['BOXOFFICE_PROGRAM'] ?? join(root, 'build', 'release', 'bin', 'boxoffice')
const startMs = 60_000
const endMs = 30_000
const askAgainMs = 25

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A child whose output goes to a file. */
class Child {
  private readonly process: ChildProcess
  private readonly ended: Promise<number | null>
  readonly log: string

  private constructor(child: ChildProcess, log: string) {
    this.process = child
    this.log = log
    // However this run ends, it leaves nobody behind.
    process.once('exit', () => child.kill('SIGTERM'))
    this.ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)))
  }

  static async start(log: string, ...options: string[]): Promise<Child> {
    const output = await open(log, 'a')
    const child = spawn(program, options, { stdio: ['ignore', output.fd, output.fd] })
    const begun = new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    try {
      await begun
    } finally {
      await output.close()
    }
    return new Child(child, log)
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null
  }

  async output(): Promise<string> {
    return (await readFile(this.log, 'utf8')).slice(-2000)
  }

  /** Asks until the address answers. @throws when the process ends before, or takes too long. */
  async answers(url: string): Promise<void> {
    for (const until = Date.now() + startMs; Date.now() < until; await pause(askAgainMs)) {
      const answer = await fetch(url).catch(() => undefined)
      await answer?.body?.cancel()
      if (answer?.ok) return
      if (this.hasEnded) break
    }
    throw new Error(`${url} does not answer: ${await this.output()}`)
  }

  async end(): Promise<void> {
    if (this.hasEnded) return
    this.process.kill('SIGTERM')
    const late = setTimeout(() => this.process.kill('SIGKILL'), endMs)
    await this.ended
    clearTimeout(late)
  }

  async code(): Promise<number | null> {
    return this.ended
  }
}

export interface Account {
  readonly email: string
  readonly password: string
  readonly role: string
}

export class House {
  readonly url: string
  readonly providerUrl: string
  private readonly controlUrl: string
  private readonly folder: string
  private readonly children: readonly Child[]

  private constructor(folder: string, ports: { house: number; provider: number; control: number }, children: Child[]) {
    this.folder = folder
    this.url = `http://127.0.0.1:${ports.house}`
    this.providerUrl = `http://127.0.0.1:${ports.provider}`
    this.controlUrl = `http://127.0.0.1:${ports.control}`
    this.children = children
  }

  static async open(): Promise<House> {
    const folder = await mkdtemp(join(tmpdir(), 'boxoffice-browser-'))
    const [port, management, provider, control] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
    const data = join(folder, 'data')
    const children: Child[] = []
    const house = new House(folder, { house: port, provider, control }, children)
    const begin = async (name: string, url: string | undefined, ...options: string[]): Promise<Child> => {
      const child = await Child.start(join(folder, `${name}.log`), ...options)
      children.unshift(child)
      if (url) await child.answers(url)
      return child
    }
    try {
      await begin('provider', `${house.controlUrl}/control/faults`, 'sandbox-provider', '--data', join(folder, 'provider'),
        '--port', String(provider), '--control-port', String(control))
      await begin('serve', `http://127.0.0.1:${management}/readyz`, 'serve', '--data', data, '--auth', 'builtin',
        '--port', String(port), '--management-port', String(management), '--payment', 'sandbox', '--sample-accounts',
        '--provider-url', house.providerUrl, '--public-url', house.url, '--log-level', 'warning')
      const season = await begin('season', undefined, 'sample-season', '--url', house.url, '--data', data)
      if (await season.code() !== 0) throw new Error(`the sample season: ${await season.output()}`)
    } catch (thrown) {
      await house.close()
      throw thrown
    }
    return house
  }

  /** Ends both processes, the house first: it may still want to tell its provider something. */
  async close(): Promise<void> {
    for (const child of this.children) await child.end()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** Somebody with an account that the sample season brings: `admin`, `boxoffice` or `customer`. */
  async account(role: string): Promise<Account> {
    const lines = (await readFile(join(this.folder, 'data', 'sample-accounts.jsonl'), 'utf8')).trim().split('\n')
    const found = lines.map((line) => JSON.parse(line) as Account).find((account) => account.role === role)
    if (!found) throw new Error(`no sample account is a ${role}`)
    return found
  }

  async client(role?: string): Promise<Client> {
    const client = new Client(this.url)
    if (role !== undefined) await client.signIn(await this.account(role))
    return client
  }

  /** What the provider's own books say: every order with what was charged and what was given back. */
  async ledger(): Promise<{ orderName: string; status: string; amount: number; balance: number }[]> {
    const { payments } = await new Client(this.controlUrl).get<{
      payments: { payment: { orderName: string; status: string; amount: { amount: number }; balance: { amount: number } } }[]
    }>('/control/ledger')
    return payments.map(({ payment }) => ({
      orderName: payment.orderName, status: payment.status, amount: payment.amount.amount, balance: payment.balance.amount,
    }))
  }

  /** Where the first letter to that address leads; waits until it has come. */
  async linkTo(address: string): Promise<string> {
    const box = join(this.folder, 'data', 'mail')
    for (const until = Date.now() + startMs; Date.now() < until; await pause(askAgainMs)) {
      const names = await readdir(box, { recursive: true }).catch(() => [])
      for (const name of names.filter((one) => /(^|\/)new\//.test(one))) {
        const letter = await readFile(join(box, name), 'utf8')
        if (!letter.includes(`<${address}>`)) continue
        const text = letter.slice(letter.search(/\r?\n\r?\n/))
        const isCoded = /^Content-Transfer-Encoding: base64/im.test(letter)
        const link = /https?:\S+/.exec(isCoded ? Buffer.from(text, 'base64').toString() : text)
        if (link) return link[0]
      }
    }
    throw new Error(`no letter came to ${address}`)
  }

  /** What goes wrong at the provider next. */
  async fault(fault: string, call: string, count = 1): Promise<void> {
    await new Client(this.controlUrl).post('/control/faults', { fault, call, count })
  }
}

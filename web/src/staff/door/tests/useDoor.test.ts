import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useDoor } from '../useDoor'
import { ticketOf } from './tickets'

interface Call {
  path: string
  key: string | null
  body: unknown
}

/** A server of one ticket, which remembers what was asked. */
function serve(answers: (call: Call) => Response | Error) {
  const calls: Call[] = []
  vi.stubGlobal('fetch', vi.fn((path: string, init: RequestInit) => {
    const call: Call = {
      path, key: new Headers(init.headers).get('Idempotency-Key'), body: JSON.parse(String(init.body)),
    }
    calls.push(call)
    const answer = answers(call)
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }))
  return calls
}

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status })
const problem = (status: number, code: string, details = {}): Response =>
  json({ status, code, title: code, errors: [], details }, status)
const code = ticketOf({}).code
const door = (letsInAtOnce = true) => useDoor({ performanceId: () => 7, letsInAtOnce: () => letsInAtOnce })

beforeEach(() => vi.setSystemTime('2027-01-15T10:00:00Z'))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the door', () => {
  it('looks a ticket up and lets it in at once', async () => {
    const calls = serve(({ path }) => json(ticketOf(path === '/tickets/17/use' ? { usedAt: '2027-01-15T10:00:00Z' } : {})))
    const { take, last, admitted } = door()
    await take(code)
    expect(calls.map((call) => call.path)).toEqual(['/tickets/verify', '/tickets/17/use'])
    expect(calls[1]!.body).toEqual({ code })
    expect(last.value?.verdict).toBe('admitted')
    expect(admitted.value).toBe(1)
  })

  it('uses nothing up while it asks first, and then does', async () => {
    const calls = serve(() => json(ticketOf({})))
    const { take, goOn, last, mayGoOn } = door(false)
    await take(code)
    expect(calls).toHaveLength(1)
    expect(last.value?.verdict).toBe('valid')
    expect(mayGoOn('valid')).toBe(true)
    await goOn(last.value!)
    expect(calls.map((call) => call.path)).toEqual(['/tickets/verify', '/tickets/17/use'])
    expect(last.value?.verdict).toBe('admitted')
  })

  it('does not use up a ticket of another performance', async () => {
    const calls = serve(() => json(ticketOf({ performanceId: 8 })))
    const { take, last } = door()
    await take(code)
    expect(calls).toHaveLength(1)
    expect(last.value?.verdict).toBe('other_performance')
  })

  it('says when somebody else was let in between looking and letting in', async () => {
    serve(({ path }) => (path === '/tickets/verify'
      ? json(ticketOf({}))
      : problem(409, 'ticket_used', { usedAt: '2027-01-15T09:59:59Z' })))
    const { take, last, admitted } = door()
    await take(code)
    expect(last.value).toMatchObject({ verdict: 'used', usedAt: '2027-01-15T09:59:59Z' })
    expect(admitted.value).toBe(0)
  })

  it('asks for the same use under the same key after silence', async () => {
    let isSilent = true
    const calls = serve(({ path }) => {
      if (path === '/tickets/verify') return json(ticketOf({}))
      return isSilent ? new TypeError('network') : json(ticketOf({ usedAt: '2027-01-15T10:00:00Z' }))
    })
    const { take, goOn, last } = door()
    await take(code)
    expect(last.value?.verdict).toBe('unanswered')
    isSilent = false
    await goOn(last.value!)
    expect(last.value?.verdict).toBe('admitted')
    const uses = calls.filter((call) => call.path === '/tickets/17/use')
    // The client itself tries twice; then the button once more. It was never looked up again in between.
    expect(uses).toHaveLength(3)
    expect(new Set(uses.map((call) => call.key)).size).toBe(1)
    expect(calls.filter((call) => call.path === '/tickets/verify')).toHaveLength(1)
  })

  it('takes codes that come faster than the answers, one after the other', async () => {
    const calls = serve(({ path }) => (path === '/tickets/verify' ? problem(404, 'not_found') : json(ticketOf({}))))
    const { take, passings } = door()
    await Promise.all([take(code), take('18-0f3a5c7e9b1d2f4a6c8e0b2d4f6a8c0e'), take('no ticket')])
    expect(calls).toHaveLength(2)
    expect(passings.value.map((one) => one.verdict)).toEqual(['unreadable', 'unknown', 'unknown'])
  })
})

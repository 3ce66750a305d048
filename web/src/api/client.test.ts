/** How requests are made, renewed and refused. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addressOf, api, configureClient } from './client'
import { ApiProblem, Unreachable } from './problem'

interface Sent {
  address: string
  method: string
  headers: Headers
  body: string | undefined
}

const sent: Sent[] = []
let answers: (() => Response)[] = []
let sessionEnded = 0
let hasSession = true

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => () =>
  new Response(JSON.stringify(body), { status, headers })
const refusal = (status: number, code: string) => json(status, { status, code, title: code, errors: [] })
const silence = () => {
  throw new TypeError('network')
}

beforeEach(() => {
  sent.length = 0
  sessionEnded = 0
  hasSession = true
  configureClient({ language: () => 'ko', hasSession: () => hasSession, sessionEnded: () => sessionEnded++ })
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    const body = init.body as string | undefined
    sent.push({ address, method: init.method!, headers: init.headers as Headers, body })
    const next = answers.shift()
    if (!next) throw new Error(`nobody expected ${init.method} ${address}`)
    return Promise.resolve().then(next)
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  expect(answers).toHaveLength(0)
})

describe('addressOf', () => {
  it('fills the path and leaves out what is absent', () => {
    expect(addressOf('/items/{id}', { path: { id: 7 }, query: { q: '달 밤', from: undefined, to: '', page: 0 } }))
      .toBe('/items/7?q=%EB%8B%AC+%EB%B0%A4&page=0')
  })

  it('refuses a path with a hole', () => {
    expect(() => addressOf('/items/{id}', { path: {} })).toThrow('needs id')
  })
})

describe('a request', () => {
  it('is made once for all who ask the same at the same time', async () => {
    answers = [json(200, { id: 1 }), json(200, { id: 2 })]
    const ask = () => api.get('/items/{id}', { path: { id: 1 } })
    const [one, other] = await Promise.all([ask(), ask()])
    expect(one).toBe(other)
    await expect(ask()).resolves.toMatchObject({ id: 2 })
    expect(sent).toHaveLength(2)
  })

  it('is made again after it failed', async () => {
    answers = [refusal(404, 'not_found'), json(200, { id: 1 })]
    const ask = () => api.get('/items/{id}', { path: { id: 1 } })
    await expect(Promise.all([ask(), ask()])).rejects.toBeInstanceOf(ApiProblem)
    await expect(ask()).resolves.toMatchObject({ id: 1 })
  })

  it('asks in the language of the pages', async () => {
    answers = [json(200, { id: 1 })]
    await expect(api.get('/items/{id}', { path: { id: 1 } })).resolves.toMatchObject({ id: 1 })
    expect(sent[0]!.headers.get('Accept-Language')).toBe('ko')
    expect(sent[0]!.headers.has('Idempotency-Key')).toBe(false)
  })

  it('has a key of its own for each POST, or the given one', async () => {
    answers = [json(200, {}), json(200, {}), json(200, {})]
    await api.post('/auth/login', { body: { email: 'a', password: 'b' } })
    await api.post('/auth/login', { body: { email: 'a', password: 'b' } })
    await api.post('/auth/login', { body: { email: 'a', password: 'b' }, idempotencyKey: 'mine' })
    const keys = sent.map((request) => request.headers.get('Idempotency-Key'))
    expect(keys[0]).toMatch(/^[\da-f]{32}$/)
    expect(keys[1]).not.toBe(keys[0])
    expect(keys[2]).toBe('mine')
  })

  it('is sent once more under the same key when the network fails', async () => {
    answers = [silence, json(201, { id: 3 })]
    await expect(api.post('/reservations', { body: { seatIds: [1] } })).resolves.toMatchObject({ id: 3 })
    expect(sent[1]!.headers.get('Idempotency-Key')).toBe(sent[0]!.headers.get('Idempotency-Key'))
  })

  it('says that nobody answered', async () => {
    answers = [silence, silence]
    await expect(api.get('/items')).rejects.toBeInstanceOf(Unreachable)
  })

  it('is refused by a problem with its code and details', async () => {
    const body = { status: 409, code: 'seat_taken', title: '이미 팔린 좌석입니다.', errors: [], details: { conflicts: [] } }
    answers = [json(409, body, { 'Retry-After': '2' })]
    const problem = await api.post('/reservations', { body: { seatIds: [1] } }).catch((thrown: unknown) => thrown)
    expect(problem).toBeInstanceOf(ApiProblem)
    expect(problem).toMatchObject({ code: 'seat_taken', details: { conflicts: [] }, retryAfter: 2 })
  })

  it('is refused by status when the answer is no problem document', async () => {
    answers = [() => new Response('<html>', { status: 502 })]
    await expect(api.get('/items')).rejects.toMatchObject({ status: 502, code: 'internal_error' })
  })
})

describe('a session that has run out', () => {
  it('is renewed once for all who wait, and each is asked again', async () => {
    answers = [
      refusal(401, 'unauthenticated'), refusal(401, 'unauthenticated'), json(200, {}), json(200, { a: 1 }), json(200, { a: 2 }),
    ]
    await Promise.all([api.get('/me'), api.get('/myPages')])
    expect(sent.map((request) => request.address)).toEqual(['/me', '/myPages', '/auth/refresh', '/me', '/myPages'])
    expect(sessionEnded).toBe(0)
  })

  it('is over when it cannot be renewed', async () => {
    answers = [refusal(401, 'unauthenticated'), refusal(401, 'unauthenticated')]
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(sessionEnded).toBe(1)
  })

  it('is not renewed for somebody who never had one, nor for a wrong password', async () => {
    hasSession = false
    answers = [refusal(401, 'unauthenticated')]
    await expect(api.get('/me')).rejects.toBeInstanceOf(ApiProblem)
    hasSession = true
    answers = [refusal(401, 'invalid_credentials')]
    await expect(api.post('/auth/login', { body: { email: 'a', password: 'b' } })).rejects.toBeInstanceOf(ApiProblem)
    expect(sent.map((request) => request.address)).toEqual(['/me', '/auth/login'])
  })
})

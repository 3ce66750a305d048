/**
 * The one way to the API. Paths, parameters, bodies and answers have the types of contracts/http/openapi.yaml.
 *
 * - A refusal is thrown as ApiProblem, silence as Unreachable.
 * - Every POST carries an Idempotency-Key. When the network fails it is sent once more under the same key, so
 *   that nothing happens twice.
 * - The session travels in cookies that no script can read. When it has run out it is renewed once, by one
 *   request for all who wait, and the call is made again.
 */
import type { paths } from './schema'
import { problemOf, Unreachable } from './problem'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type OperationAt<P extends keyof paths, M extends Method> = M extends keyof paths[P] ? paths[P][M] : never
/** The paths that know a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: OperationAt<P, M> extends { responses: unknown } ? P : never
}[keyof paths]

/** Where an answer can also be a file, such as CSV, JSON is what the client asks for. */
type Content<R> = R extends { content: infer C } ? (C extends { 'application/json': infer J } ? J : C[keyof C]) : undefined
type Accepted<R> = {
  [S in 200 | 201 | 202 | 204]: S extends keyof R ? Content<R[S]> : never
}[200 | 201 | 202 | 204]
type AnswerOf<O> = O extends { responses: infer R } ? Accepted<R> : never
type BodyOf<O> = O extends { requestBody?: infer B }
  ? NonNullable<B> extends { content: { 'application/json': infer J } } ? J : never
  : never
type PathParametersOf<O> = O extends { parameters: { path: infer P } } ? P : never
/** What is undefined is left out of the address. */
type Loose<Q> = { [K in keyof Q]: Q[K] | undefined }
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Loose<NonNullable<Q>> : never

export interface CommonOptions {
  /** RFC 7240, such as `wait=10` or `handling=strict, wait=10`. */
  prefer?: string
  /** Absent: a new one for each call of a POST. */
  idempotencyKey?: string
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
}

export type Options<O> = CommonOptions &
  ([PathParametersOf<O>] extends [never] ? { path?: undefined } : { path: PathParametersOf<O> }) &
  ([QueryOf<O>] extends [never] ? { query?: undefined } : { query?: QueryOf<O> }) &
  ([BodyOf<O>] extends [never] ? { body?: undefined } : { body?: BodyOf<O> })

interface LooseOptions extends CommonOptions {
  path?: Record<string, unknown> | undefined
  query?: Record<string, unknown> | undefined
  body?: unknown
}

/** What the session and the language add; set once by the app. */
export interface ClientHooks {
  language: () => string
  /** Whether somebody is, or was, signed in: only then is a 401 worth a renewal. */
  hasSession: () => boolean
  /** The session could not be renewed. */
  sessionEnded: () => void
}

let hooks: ClientHooks = { language: () => 'en', hasSession: () => false, sessionEnded: () => undefined }

export function configureClient(wanted: ClientHooks): void {
  hooks = wanted
}

/** 128 random bits. `crypto.randomUUID` exists in secure contexts alone. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** `/items/{id}` with its parameters put in, and the query of what is not absent. */
export function addressOf(path: string, options: Pick<LooseOptions, 'path' | 'query'>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = options.path?.[name]
    if (value === undefined) throw new Error(`${path} needs ${name}`)
    return encodeURIComponent(String(value))
  })
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? filled : `${filled}?${text}`
}

function headersOf(method: Method, options: LooseOptions): Headers {
  const headers = new Headers(options.headers)
  headers.set('Accept', 'application/json, application/hal+json, application/problem+json')
  headers.set('Accept-Language', hooks.language())
  if (options.body instanceof Blob) headers.set('Content-Type', options.body.type || 'application/octet-stream')
  else if (options.body !== undefined) headers.set('Content-Type', 'application/json')
  if (options.prefer) headers.set('Prefer', options.prefer)
  if (method === 'post') headers.set('Idempotency-Key', options.idempotencyKey ?? newIdempotencyKey())
  return headers
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init)
  } catch (thrown) {
    if (init.signal?.aborted) throw thrown
    try {
      // Once more: reading is harmless, and the key keeps a POST from happening twice.
      return await fetch(address, init)
    } catch (again) {
      if (init.signal?.aborted) throw again
      throw new Unreachable(again)
    }
  }
}

let renewal: Promise<boolean> | undefined

/** Renews the session; callers that come meanwhile wait for the same answer. */
export function renewSession(): Promise<boolean> {
  renewal ??= (async () => {
    try {
      const init: RequestInit = { method: 'POST', headers: headersOf('post', { body: {} }), body: '{}' }
      const response = await send('/auth/refresh', init)
      if (response.status === 401 || response.status === 403) hooks.sessionEnded()
      return response.ok
    } finally {
      renewal = undefined
    }
  })()
  return renewal
}

/** Sends a request as `fetch` would, with what every request of ours carries. Throws ApiProblem, Unreachable. */
export async function requestRaw(method: Method, path: string, options: LooseOptions = {}): Promise<Response> {
  const address = addressOf(path, options)
  const init: RequestInit = {
    method: method.toUpperCase(),
    headers: headersOf(method, options),
    credentials: 'same-origin',
    ...(options.body === undefined ? {} : { body: options.body instanceof Blob ? options.body : JSON.stringify(options.body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  }
  let response = await send(address, init)
  const mayRenew = response.status === 401 && hooks.hasSession() && !path.startsWith('/auth/')
  if (mayRenew && (await renewSession())) response = await send(address, init)
  if (!response.ok && response.status !== 304) throw await problemOf(response)
  return response
}

/** Sends a file as it is. Throws ApiProblem, Unreachable. */
export async function putFile<Answer>(path: PathOf<'put'>, parameters: Record<string, unknown>, file: Blob): Promise<Answer> {
  const response = await requestRaw('put', path, { path: parameters, body: file })
  return (await response.json()) as Answer
}

async function request(method: Method, path: string, options: LooseOptions): Promise<unknown> {
  const response = await requestRaw(method, path, options)
  return response.status === 204 ? undefined : response.json()
}

const underWay = new Map<string, Promise<unknown>>()

/** Two parts of a page that want to know the same at the same time share one answer. */
function read(path: string, options: LooseOptions): Promise<unknown> {
  // Who may call off his question, or asks it in a way of his own, asks alone.
  if (options.signal || options.headers || options.prefer) return request('get', path, options)
  const address = `${hooks.language()} ${addressOf(path, options)}`
  let answer = underWay.get(address)
  if (!answer) {
    answer = request('get', path, options).finally(() => underWay.delete(address))
    underWay.set(address, answer)
  }
  return answer
}

type Arguments<O> = {} extends Options<O> ? [options?: Options<O>] : [options: Options<O>]

function verb<M extends Method>(method: M) {
  const ask = (path: string, options: LooseOptions) => (method === 'get' ? read(path, options) : request(method, path, options))
  return <P extends PathOf<M>>(path: P, ...rest: Arguments<OperationAt<P, M>>) =>
    ask(path, (rest[0] ?? {}) as LooseOptions) as Promise<AnswerOf<OperationAt<P, M>>>
}

export const api = {
  get: verb('get'),
  post: verb('post'),
  put: verb('put'),
  patch: verb('patch'),
  delete: verb('delete'),
}

/** What can go wrong with a request: the server's own word (RFC 9457), or no answer at all. */
import type { components } from './schema'

export type ProblemCode = components['schemas']['ProblemCode']
export type FieldError = components['schemas']['FieldError']
type ProblemBody = components['schemas']['Problem']

/** The server refused; `title` is for people, in the language of the pages. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly title: string
  readonly errors: FieldError[]
  /** What the code promises beside its name, such as the conflicts of `seat_taken`. */
  readonly details: unknown
  /** Seconds, when the server says when to come again. */
  readonly retryAfter: number | undefined

  constructor(body: ProblemBody, retryAfter?: number) {
    super(`${body.status} ${body.code}`)
    this.name = 'ApiProblem'
    this.status = body.status
    this.code = body.code
    this.title = body.title
    this.errors = body.errors
    this.details = body.details
    this.retryAfter = retryAfter
  }

  /** The reason that the server gives for one field of the body, such as `missing`. */
  reasonOf(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.reason
  }
}

/** No answer came: the server or the network is away. Whether a change was made is not known. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause })
    this.name = 'Unreachable'
  }
}

export function isProblem(thrown: unknown, ...codes: ProblemCode[]): thrown is ApiProblem {
  return thrown instanceof ApiProblem && (codes.length === 0 || codes.includes(thrown.code))
}

/** Reads the refusal of an answer; one that is no problem document is told by its status. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const wait = Number(response.headers.get('Retry-After') ?? NaN)
  const retryAfter = Number.isFinite(wait) ? wait : undefined
  const fallback: ProblemBody = {
    status: response.status,
    code: response.status === 404 ? 'not_found' : response.status >= 500 ? 'internal_error' : 'malformed_request',
    title: response.statusText || String(response.status),
    errors: [],
  }
  try {
    const body: unknown = await response.json()
    if (typeof body === 'object' && body !== null && 'code' in body && 'title' in body) {
      return new ApiProblem({ ...fallback, ...(body as ProblemBody) }, retryAfter)
    }
  } catch {
    // A proxy's page, or nothing: the status is all there is.
  }
  return new ApiProblem(fallback, retryAfter)
}

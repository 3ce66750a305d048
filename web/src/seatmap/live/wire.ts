/** What the stream of a seat map says, read with suspicion: what is not understood is no event. */
import { statusOfName, type StatusCode } from '../model/source'

export interface SeatChange {
  readonly seatId: number
  readonly status: StatusCode
}

export type StreamEvent =
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'seats'; readonly version: number; readonly changes: readonly SeatChange[] }
  | { readonly kind: 'reset'; readonly version: number }

export type StreamEventKind = StreamEvent['kind']

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function changeOf(value: unknown): SeatChange | undefined {
  if (!isRecord(value) || typeof value['seatId'] !== 'number') return undefined
  return { seatId: value['seatId'], status: statusOfName(String(value['status'])) }
}

export function parseEvent(kind: StreamEventKind, data: string): StreamEvent | undefined {
  let body: unknown
  try {
    body = JSON.parse(data)
  } catch {
    return undefined
  }
  if (!isRecord(body) || typeof body['version'] !== 'number') return undefined
  const version = body['version']
  if (kind !== 'seats') return { kind, version }
  if (!Array.isArray(body['changes'])) return undefined
  return { kind, version, changes: body['changes'].map(changeOf).filter((change) => change !== undefined) }
}

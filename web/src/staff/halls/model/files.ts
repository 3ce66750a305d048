/** Plans from files and to files. */
import { emptyPlan, type Plan } from './plan'

export type Imported =
  | { kind: 'ours'; plan: Plan; name: string | undefined }
  /** The server reads it, so it goes there as it is. */
  | { kind: 'pretix'; body: { name?: string; zones: Record<string, never>[] } }
  | { kind: 'unknown' }

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A plan of ours, a hall with one (as GET /venues/{id} shows it), or a plan of pretix. */
export function readPlan(text: string): Imported {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'unknown' }
  }
  if (!isObject(value)) return { kind: 'unknown' }
  if (Array.isArray(value['zones'])) return { kind: 'pretix', body: value as { zones: Record<string, never>[] } }
  const inner = isObject(value['plan']) ? value['plan'] : value
  if (Array.isArray(inner['zones'])) return { kind: 'pretix', body: inner as { zones: Record<string, never>[] } }
  if (!Array.isArray(inner['sections'])) return { kind: 'unknown' }
  const name = typeof value['name'] === 'string' ? value['name'] : undefined
  const plan = { ...emptyPlan(name ?? ''), ...inner } as Plan
  return { kind: 'ours', plan, name }
}

export function fileNameOf(name: string): string {
  const plain = name.trim().replace(/[\\/:*?"<>|\s]+/g, '-')
  return `${plain === '' ? 'hall' : plain}.json`
}

/** Hands a text to the browser as a file. */
export function download(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

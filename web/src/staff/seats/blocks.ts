/** Blocks as they were made: seats that have kind, reason and times in common are one. */
import { api } from '@/api/client'
import { all, pageSizeMax } from '@/api/everyPage'
import type { components } from '@/api/schema'

export type Block = components['schemas']['Block']

export interface BlockGroup {
  key: string
  kind: Block['kind']
  reason: string | undefined
  releaseAt: string | undefined
  blockedAt: string
  blockedBy: number | undefined
  seatIds: number[]
}

export function blocksOf(performanceId: number): Promise<Block[]> {
  const path = { id: performanceId }
  return all(async (page) => {
    const answer = await api.get('/performances/{id}/seats/blocks', { path, query: { page, size: pageSizeMax } })
    return { items: answer._embedded.blocks, page: answer.page }
  })
}

/** The newest first. */
export function groupsOf(blocks: readonly Block[]): BlockGroup[] {
  const groups = new Map<string, BlockGroup>()
  for (const { seatId, kind, reason, releaseAt, blockedAt, blockedBy } of blocks) {
    const key = JSON.stringify([kind, reason, releaseAt, blockedAt, blockedBy])
    const known = groups.get(key)
    if (known) known.seatIds.push(seatId)
    else groups.set(key, { key, kind, reason, releaseAt, blockedAt, blockedBy, seatIds: [seatId] })
  }
  return [...groups.values()].sort((a, b) => b.blockedAt.localeCompare(a.blockedAt))
}

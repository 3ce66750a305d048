/**
 * One session per performance, shared by all parts of a page and closed when the last of them has gone; and what of
 * it changes, for Vue.
 */
import {
  computed, getCurrentScope, onScopeDispose, shallowRef, toValue, triggerRef, watchEffect,
  type ComputedRef, type MaybeRefOrGetter, type ShallowRef,
} from 'vue'
import { requestRaw } from '@/api/client'
import { sectionsOfPerformance, type Sections } from '@/api/halls'
import { ApiProblem } from '@/api/problem'
import type { ReadHouse } from '../live/house-feed'
import { browserWorld, type Connection, type World } from '../live/seat-stream'
import type { Filter } from '../model/filter'
import type { House } from '../model/house'
import type { Rules } from '../model/selection'
import type { HouseSource } from '../model/source'
import { SeatSession, type Phase } from '../session'
import { speakFor } from './speech'

/** A session as Vue sees it. `seats` changes with each change of any seat's status. */
export interface Shared {
  readonly session: SeatSession
  readonly house: ShallowRef<House | undefined>
  readonly phase: ShallowRef<Phase>
  readonly connection: ShallowRef<Connection>
  readonly selection: ShallowRef<readonly number[]>
  readonly filter: ShallowRef<Filter>
  readonly rules: ShallowRef<Rules>
  readonly cursor: ShallowRef<number | null>
  readonly trouble: ShallowRef<unknown>
  /** Read it to hear of each change of a status. */
  readonly seats: ShallowRef<number>
}

const lingerMs = 3_000

interface Entry {
  readonly shared: Shared
  readonly hush: () => void
  users: number
  closing: number | undefined
}

const entries = new Map<number, Entry>()

/** What the hall's plan adds to the sections of the map: floors, and English names. */
function withDetails(house: HouseSource, sections: Sections): HouseSource {
  if (sections.size === 0) return house
  return { ...house, sectionDetails: house.sections.map((name) => sections.get(name) ?? {}) }
}

function reader(performanceId: number): ReadHouse {
  let sections: Promise<Sections> | undefined
  return async (known, signal) => {
    // Asked for beside the map. Without them the house is one floor, with the names that are printed in it.
    sections ??= sectionsOfPerformance(performanceId).catch(() => new Map())
    const response = await requestRaw('get', '/performances/{id}/seatmap', {
      path: { id: performanceId },
      signal,
      ...(known === undefined ? {} : { headers: { 'If-None-Match': `"${known}"` } }),
    })
    if (response.status === 304) return undefined
    return withDetails((await response.json()) as HouseSource, await sections)
  }
}

/** A refusal that asking again will not change. */
function isForGood(thrown: unknown): boolean {
  return thrown instanceof ApiProblem && thrown.status >= 400 && thrown.status < 500 && thrown.status !== 429
}

function share(session: SeatSession): Shared {
  const shared: Shared = {
    session,
    house: shallowRef(session.house),
    phase: shallowRef(session.phase),
    connection: shallowRef(session.connection),
    selection: shallowRef(session.selection),
    filter: shallowRef(session.filter),
    rules: shallowRef(session.rules),
    cursor: shallowRef(session.cursor),
    trouble: shallowRef<unknown>(null),
    seats: shallowRef(0),
  }
  session.on('house', ({ house }) => {
    shared.house.value = house
    shared.phase.value = session.phase
    shared.cursor.value = session.cursor
    shared.trouble.value = null
    shared.seats.value++
  })
  session.on('changed', () => shared.seats.value++)
  session.on('selection', ({ ids }) => (shared.selection.value = ids))
  session.on('filter', (filter) => (shared.filter.value = filter))
  session.on('rules', (rules) => (shared.rules.value = rules))
  session.on('cursor', ({ seat }) => {
    shared.cursor.value = seat
    triggerRef(shared.cursor)
  })
  session.on('connection', (connection) => (shared.connection.value = connection))
  session.on('failed', ({ thrown }) => {
    shared.phase.value = session.phase
    shared.trouble.value = thrown
  })
  return shared
}

/** What a page outside the browser's reach, such as a measurement, puts in the place of server and browser. */
export interface Stand {
  readonly read: (performanceId: number) => ReadHouse
  readonly world: World
}

let stand: Stand = { read: reader, world: browserWorld }

export function standIn(other: Stand): void {
  stand = other
}

function enter(performanceId: number): Entry {
  let entry = entries.get(performanceId)
  if (!entry) {
    const session = new SeatSession(performanceId, stand.read(performanceId), stand.world, isForGood)
    entry = { shared: share(session), hush: speakFor(session), users: 0, closing: undefined }
    entries.set(performanceId, entry)
  }
  window.clearTimeout(entry.closing)
  entry.users++
  return entry
}

function leave(performanceId: number): void {
  const entry = entries.get(performanceId)
  if (!entry || --entry.users > 0) return
  // Who goes to the next page of the same booking finds the house as it was.
  entry.closing = window.setTimeout(() => {
    entries.delete(performanceId)
    entry.hush()
    entry.shared.session.close()
  }, lingerMs)
}

/** The session of a performance for as long as the present scope lives; follows a performance that changes. */
export function useShared(performanceId: MaybeRefOrGetter<number>): ComputedRef<Shared> {
  const current = shallowRef<Shared>()
  let held: number | undefined
  const release = (): void => {
    if (held !== undefined) leave(held)
    held = undefined
  }
  watchEffect(() => {
    const id = toValue(performanceId)
    if (id === held) return
    const entry = enter(id)
    release()
    held = id
    current.value = entry.shared
  }, { flush: 'sync' })
  if (getCurrentScope()) onScopeDispose(release)
  return computed(() => current.value!)
}

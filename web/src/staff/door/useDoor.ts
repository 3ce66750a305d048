/**
 * The door: codes are taken one after the other, however fast they come; each is looked up, and used when all is well.
 * When no answer comes, the same use is asked for again under the same key, so that nobody is turned away because the
 * first answer was lost.
 */
import { computed, ref, shallowRef } from 'vue'
import { api, newIdempotencyKey } from '@/api/client'
import { isProblem, Unreachable } from '@/api/problem'
import type { Ticket } from '@/api/types'
import { serverNow } from '@/app/clock'
import { codeIn } from './scan'
import { verdictOf, type Passing, type Verdict } from './verdict'

/** How many readings are shown again. */
const keptMax = 30
/** Codes that wait; a scanner in a pocket is not to fill the memory. */
const waitingMax = 50

export function useDoor(settings: { performanceId: () => number | null; letsInAtOnce: () => boolean }) {
  const passings = shallowRef<readonly Passing[]>([])
  const admitted = ref(0)
  const waiting: string[] = []
  const isBusy = ref(false)
  const useKeys = new Map<number, string>()
  let numbers = 0
  let listener: (passing: Passing) => void = () => undefined

  function keep(passing: Passing): void {
    const known = passings.value.some((one) => one.number === passing.number)
    passings.value = known
      ? passings.value.map((one) => (one.number === passing.number ? passing : one))
      : [passing, ...passings.value].slice(0, keptMax)
    if (passing.verdict === 'admitted') ++admitted.value
    listener(passing)
  }

  function keyOf(ticketId: number): string {
    const key = useKeys.get(ticketId) ?? newIdempotencyKey()
    useKeys.set(ticketId, key)
    return key
  }

  function refused(passing: Passing, thrown: unknown): Passing {
    if (isProblem(thrown, 'ticket_used')) {
      const { usedAt } = (thrown.details ?? {}) as { usedAt?: string }
      return { ...passing, verdict: 'used', ...(usedAt === undefined ? {} : { usedAt }) }
    }
    if (isProblem(thrown, 'ticket_moving')) return { ...passing, verdict: 'moving' }
    if (isProblem(thrown, 'ticket_replaced')) return { ...passing, verdict: 'replaced' }
    if (isProblem(thrown, 'ticket_not_valid')) return { ...passing, verdict: 'given_back' }
    if (isProblem(thrown, 'not_found', 'validation_failed')) return { ...passing, verdict: 'unknown' }
    if (thrown instanceof Unreachable || isProblem(thrown)) return { ...passing, verdict: 'unanswered' }
    throw thrown
  }

  async function use(passing: Passing, ticket: Ticket): Promise<Passing> {
    const known = { ...passing, ticket }
    try {
      const used = await api.post('/tickets/{id}/use', {
        path: { id: ticket.id }, body: { code: passing.code }, idempotencyKey: keyOf(ticket.id),
      })
      useKeys.delete(ticket.id)
      return { ...known, ticket: used, verdict: 'admitted', at: serverNow() }
    } catch (thrown) {
      if (!(thrown instanceof Unreachable)) useKeys.delete(ticket.id)
      return refused(known, thrown)
    }
  }

  async function look(passing: Passing): Promise<Passing> {
    const started = passing.ticket
    // The answer to a use was lost: only asking for it again tells whether it was ours.
    if (started && useKeys.has(started.id)) return use(passing, started)
    try {
      const read = await api.post('/tickets/verify', { body: { code: passing.code } })
      // Its bearer was moved: the door says where he sits now.
      const ticket = read.replacedBy === undefined ? read : { ...await api.get('/tickets/{id}', { path: { id: read.replacedBy } }), replacedBy: read.replacedBy }
      const verdict = verdictOf(ticket, settings.performanceId(), passings.value, serverNow())
      const seen: Passing = {
        ...passing, ticket, verdict, ...(ticket.usedAt === undefined ? {} : { usedAt: ticket.usedAt }),
      }
      return verdict === 'valid' && settings.letsInAtOnce() ? await use(seen, ticket) : seen
    } catch (thrown) {
      return refused(passing, thrown)
    }
  }

  async function work(task: () => Promise<void>): Promise<void> {
    isBusy.value = true
    try {
      await task()
    } finally {
      isBusy.value = false
    }
    const next = waiting.shift()
    if (next !== undefined) await work(() => read(next))
  }

  async function read(scanned: string): Promise<void> {
    const code = codeIn(scanned)
    const passing: Passing = { number: ++numbers, code: code ?? scanned.trim(), verdict: 'unreadable', at: serverNow() }
    keep(code === null ? passing : await look(passing))
  }

  async function take(scanned: string): Promise<void> {
    if (scanned.trim() === '') return
    if (!isBusy.value) return work(() => read(scanned))
    if (waiting.length < waitingMax) waiting.push(scanned)
  }

  /** Lets in the bearer of a ticket that was only looked at, or asks again after silence. */
  async function goOn(passing: Passing): Promise<void> {
    if (isBusy.value) return
    await work(async () => keep(passing.ticket && passing.verdict !== 'unanswered' && passing.verdict !== 'moving'
      ? await use(passing, passing.ticket)
      : await look(passing)))
  }

  const last = computed(() => passings.value[0])
  const mayGoOn = (verdict: Verdict): boolean => ['valid', 'other_performance', 'other_day', 'moving', 'unanswered'].includes(verdict)
  return {
    passings, last, admitted, isBusy, take, goOn, mayGoOn,
    whenRead: (call: (passing: Passing) => void) => (listener = call),
  }
}

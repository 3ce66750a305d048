/** The model of the seat map for the rest of a page. */
import { computed, getCurrentScope, onScopeDispose, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import type { Money } from '@/api/types'
import { text } from '@/i18n'
import type { Connection } from '../live/seat-stream'
import { countByStatus, findSeats, type SeatQuery } from '../model/query'
import { attributeNames, type SeatAttribute, type SeatStatus } from '../model/source'
import type { Phase } from '../session'
import { lookOf } from '../view/looks'
import { useShared } from './sessions'
import { priceOf, sectionName, seatsText, viewOf, type SeatView } from './words'

export interface GradeView {
  readonly name: string
  readonly priceFrom: Money
  readonly priceTo: Money
  readonly seats: number
  readonly free: number
  /** Which colour and mark it has: for GradeSwatch. */
  readonly look: number
}

/** A section with the labels of its rows, from the stage backwards. */
export interface SectionView {
  /** The house's own name, as the API has it. */
  readonly name: string
  /** In the reader's language. */
  readonly label: string
  readonly rows: readonly string[]
}

/** What a buyer has to read before he pays. */
export interface SeatNotice {
  readonly kind: SeatAttribute
  readonly seats: readonly SeatView[]
  readonly text: string
}

export interface SeatsChanged {
  readonly version: number
  readonly seatIds: readonly number[]
}

export interface Seats {
  readonly phase: ComputedRef<Phase>
  readonly connection: ComputedRef<Connection>
  readonly trouble: ComputedRef<unknown>
  readonly selectedSeats: ComputedRef<SeatView[]>
  readonly total: ComputedRef<Money | null>
  readonly notices: ComputedRef<SeatNotice[]>
  readonly grades: ComputedRef<GradeView[]>
  readonly sections: ComputedRef<SectionView[]>
  /** How many seats have which status. */
  readonly counts: ComputedRef<Record<SeatStatus, number>>
  readonly status: ComputedRef<'scheduled' | 'canceled'>
  seat(id: number): SeatView | null
  /** Ids of the seats that have all this in common. */
  find(query: SeatQuery): number[]
  /** Seats in as few words as they can be named with. */
  words(ids: readonly number[]): string
  select(ids: readonly number[]): void
  toggle(id: number): void
  clear(): void
  whenChanged(listener: (change: SeatsChanged) => void): () => void
  reload(): Promise<void>
}

export function useSeats(performanceId: MaybeRefOrGetter<number>): Seats {
  const shared = useShared(performanceId)
  const house = computed(() => shared.value.house.value)

  const selectedSeats = computed(() => {
    void shared.value.seats.value
    void shared.value.rules.value
    return shared.value.selection.value
      .map((id) => house.value?.seatOf(id))
      .filter((seat) => seat !== undefined)
      .map((seat) => viewOf(shared.value.session, seat))
  })

  const total = computed(() => {
    if (!house.value || selectedSeats.value.length === 0) return null
    return priceOf(house.value, selectedSeats.value.reduce((sum, seat) => sum + seat.price.amount, 0))
  })

  const notices = computed(() =>
    attributeNames.flatMap((kind): SeatNotice[] => {
      const seats = selectedSeats.value.filter((seat) => seat.attributes.includes(kind))
      return seats.length === 0 ? [] : [{ kind, seats, text: text(`seatmap.notice.${kind}`) }]
    }),
  )

  const grades = computed(() => {
    void shared.value.seats.value
    const shown = house.value
    if (!shown) return []
    return shown.grades.filter((grade) => grade.seats > 0).map((grade): GradeView => ({
      name: grade.name,
      priceFrom: priceOf(shown, grade.priceFrom),
      priceTo: priceOf(shown, grade.priceTo),
      seats: grade.seats,
      free: shown.freeInGrade(grade.index),
      look: lookOf(grade.index),
    }))
  })

  const sections = computed(() => {
    const shown = house.value
    return (shown?.sections ?? []).map((section): SectionView => ({
      name: section.name,
      label: sectionName(shown!, section.index),
      rows: [...new Set(section.rows.map((row) => row.label))],
    }))
  })

  const counts = computed(() => {
    void shared.value.seats.value
    return house.value ? countByStatus(house.value) : { Available: 0, Held: 0, Sold: 0, Blocked: 0 }
  })

  function whenChanged(listener: (change: SeatsChanged) => void): () => void {
    let hush = (): void => undefined
    const stop = watch(shared, ({ session }) => {
      hush()
      hush = session.on('changed', ({ seats, version }) => {
        listener({ version, seatIds: seats.map((seat) => session.house!.idOf(seat)) })
      })
    }, { immediate: true, flush: 'sync' })
    const end = (): void => {
      stop()
      hush()
    }
    if (getCurrentScope()) onScopeDispose(end)
    return end
  }

  return {
    phase: computed(() => shared.value.phase.value),
    connection: computed(() => shared.value.connection.value),
    trouble: computed(() => shared.value.trouble.value),
    selectedSeats,
    total,
    notices,
    grades,
    sections,
    counts,
    status: computed(() => (house.value?.isCanceled ? 'canceled' : 'scheduled')),
    seat(id) {
      void shared.value.seats.value
      const seat = house.value?.seatOf(id)
      return seat === undefined ? null : viewOf(shared.value.session, seat)
    },
    find(query) {
      const shown = house.value
      return shown ? findSeats(shown, query).map((seat) => shown.idOf(seat)) : []
    },
    words(ids) {
      const shown = house.value
      return shown ? seatsText(shown, ids.map((id) => shown.seatOf(id)).filter((seat) => seat !== undefined)) : ''
    },
    select: (ids) => shared.value.session.select(ids),
    toggle(id) {
      const seat = house.value?.seatOf(id)
      if (seat !== undefined) shared.value.session.toggle(seat)
    },
    clear: () => shared.value.session.select([]),
    whenChanged,
    reload: () => shared.value.session.reload(),
  }
}

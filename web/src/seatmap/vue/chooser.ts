/** What SeatPicker, SeatMap and SeatGrid have in common towards a page: their props and events, tied to the session. */
import { onScopeDispose, watch, type ComputedRef } from 'vue'
import { ApiProblem } from '@/api/problem'
import type { Mode, Outcome } from '../model/selection'
import type { Shared } from './sessions'
import { viewOf, type SeatView } from './words'

export interface ChooserProps {
  performanceId: number
  selection?: number[] | undefined
  /** 0 = no limit. */
  maxSeats?: number
  mode?: Mode
  /** Seat ids that this buyer has already. */
  own?: readonly number[]
  /** While true, a chosen seat that becomes Held may be our own doing: conflicts wait. */
  reserving?: boolean
  /** Seat ids to point out. */
  highlight?: readonly number[]
  disabled?: boolean
}

export interface SeatClick {
  readonly seat: SeatView
  readonly outcome: Outcome
}

export interface SeatConflict {
  readonly seats: readonly SeatView[]
}

export interface SeatMapReady {
  readonly seats: number
  readonly milliseconds: number
}

export interface SeatMapFailure {
  readonly status: number
  readonly code: string
}

export interface ChooserEvents {
  'update:selection': [ids: number[]]
  'seat-click': [click: SeatClick]
  conflict: [conflict: SeatConflict]
  ready: [ready: SeatMapReady]
  failed: [failure: SeatMapFailure]
}

type Emit = <K extends keyof ChooserEvents>(name: K, ...payload: ChooserEvents[K]) => void

export function useChooser(props: ChooserProps, shared: ComputedRef<Shared>, emit: Emit): void {
  let hush: (() => void)[] = []
  const listen = ({ session }: Shared): void => {
    hush.forEach((stop) => stop())
    hush = [
      session.on('selection', ({ ids }) => emit('update:selection', [...ids])),
      session.on('outcome', ({ seat, outcome }) => emit('seat-click', { seat: viewOf(session, seat), outcome })),
      session.on('conflict', ({ ids }) => {
        const seats = ids.map((id) => session.house!.seatOf(id)).filter((seat) => seat !== undefined)
        emit('conflict', { seats: seats.map((seat) => viewOf(session, seat)) })
      }),
      session.on('failed', ({ thrown, isForGood }) => {
        if (!isForGood) return
        const known = thrown instanceof ApiProblem
        emit('failed', { status: known ? thrown.status : 0, code: known ? thrown.code : 'unexpected' })
      }),
    ]
  }
  watch(shared, listen, { immediate: true, flush: 'sync' })
  onScopeDispose(() => hush.forEach((stop) => stop()))

  // The rules first: what the page has chosen is held against them.
  watch(
    () => [shared.value, props.maxSeats ?? 0, props.mode ?? 'buy', props.own ?? [], props.reserving, props.disabled] as const,
    ([{ session }, max, mode, own, reserving, disabled]) => {
      session.setRules({ max, mode, isDisabled: disabled ?? false, own: new Set(own) }, reserving ?? false)
    },
    { immediate: true },
  )
  watch(
    () => [shared.value, props.selection] as const,
    ([{ session }, selection]) => {
      if (selection) session.setSelection(selection)
    },
    { immediate: true },
  )
  watch(
    () => [shared.value, props.highlight ?? []] as const,
    ([{ session }, highlight]) => session.setHighlight(highlight),
    { immediate: true },
  )
}

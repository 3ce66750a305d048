/**
 * Turns what fingers, mouse and wheel do into what is meant: a tap, a drag, a pinch, a wheel turn, a lasso.
 *
 * It decides nothing about seats. One pointer drags, two pinch; a lasso begins where the target says so.
 */
import type { Point } from '../model/geometry'
import { Speed } from './motion'

export type PointerKind = 'mouse' | 'touch' | 'pen'

export interface Tap {
  readonly at: Point
  readonly pointer: PointerKind
  readonly withShift: boolean
  /** Soon after another one at the same place. */
  readonly isDouble: boolean
}

export interface GestureTarget {
  pressed(): void
  dragged(dx: number, dy: number): void
  /** Let go with this speed, in pixels per millisecond. */
  released(speed: Point): void
  pinched(at: Point, factor: number, dx: number, dy: number): void
  /** @return whether it did something: else the page scrolls. */
  wheeled(at: Point, factor: number, isFine: boolean): boolean
  tapped(tap: Tap): void
  pointed(at: Point | null): void
  wantsLasso(withShift: boolean): boolean
  lassoed(path: readonly Point[], isDone: boolean): void
}

const slopMouse = 4
const slopTouch = 10
const doubleMs = 320
const doubleReach = 26
const wheelFine = 0.011
const wheelCoarse = 0.0022
const lineHeight = 16

/** How much one wheel event zooms: a notch of a wheel about a fifth, a trackpad's pinch as it comes. */
export function wheelFactor(event: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const delta = event.deltaMode === 1 ? event.deltaY * lineHeight : event.deltaMode === 2 ? event.deltaY * 400 : event.deltaY
  const limited = Math.min(Math.max(delta, -240), 240)
  return Math.exp(-limited * (event.ctrlKey ? wheelFine : wheelCoarse))
}

interface Pointer {
  x: number
  y: number
}

export class Gestures {
  private readonly pointers = new Map<number, Pointer>()
  private readonly speed = new Speed()
  private begin: (Point & { at: number }) | undefined
  private isDragging = false
  private lasso: Point[] | undefined
  private lastTap: (Point & { at: number }) | undefined
  private readonly stop: (() => void)[] = []

  constructor(private readonly element: HTMLElement, private readonly target: GestureTarget) {
    this.listen('pointerdown', (event) => this.down(event))
    this.listen('pointermove', (event) => this.move(event))
    this.listen('pointerup', (event) => this.up(event))
    this.listen('pointercancel', (event) => this.cancel(event))
    this.listen('pointerleave', () => target.pointed(null))
    this.listen('wheel', (event) => {
      const isMeant = target.wheeled(this.placeOf(event), wheelFactor(event), event.ctrlKey)
      if (isMeant) event.preventDefault()
    }, { passive: false })
    // A long press would open the browser's menu in the middle of a drag.
    this.listen('contextmenu', (event) => {
      if (this.pointers.size > 0) event.preventDefault()
    })
  }

  close(): void {
    for (const stop of this.stop) stop()
  }

  private listen<K extends keyof HTMLElementEventMap>(name: K, listener: (event: HTMLElementEventMap[K]) => void,
    options?: AddEventListenerOptions): void {
    this.element.addEventListener(name, listener, options)
    this.stop.push(() => this.element.removeEventListener(name, listener, options))
  }

  private placeOf(event: MouseEvent): Point {
    const box = this.element.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }

  private down(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return
    const place = this.placeOf(event)
    this.element.setPointerCapture(event.pointerId)
    this.pointers.set(event.pointerId, place)
    this.target.pressed()
    this.speed.clear()
    if (this.pointers.size > 1) {
      this.begin = undefined
      this.endLasso(false)
      return
    }
    this.begin = { ...place, at: event.timeStamp }
    this.isDragging = false
    if (this.target.wantsLasso(event.shiftKey)) this.lasso = [place]
  }

  private move(event: PointerEvent): void {
    const place = this.placeOf(event)
    const pointer = this.pointers.get(event.pointerId)
    if (!pointer) {
      if (event.pointerType !== 'touch') this.target.pointed(place)
      return
    }
    if (this.pointers.size === 2) this.pinch(event.pointerId, place)
    else if (this.pointers.size === 1) this.drag(event, pointer, place)
    pointer.x = place.x
    pointer.y = place.y
  }

  private drag(event: PointerEvent, before: Pointer, place: Point): void {
    if (!this.isDragging) {
      const slop = event.pointerType === 'mouse' ? slopMouse : slopTouch
      if (!this.begin || Math.hypot(place.x - this.begin.x, place.y - this.begin.y) < slop) return
      this.isDragging = true
      this.target.pointed(null)
    }
    if (this.lasso) {
      this.lasso.push(place)
      this.target.lassoed(this.lasso, false)
      return
    }
    this.speed.add(event.timeStamp, place.x, place.y)
    this.target.dragged(place.x - before.x, place.y - before.y)
  }

  private pinch(id: number, place: Point): void {
    const [other] = [...this.pointers].filter(([key]) => key !== id).map(([, pointer]) => pointer)
    const before = this.pointers.get(id)
    if (!other || !before) return
    const middle = { x: (place.x + other.x) / 2, y: (place.y + other.y) / 2 }
    const wide = Math.hypot(before.x - other.x, before.y - other.y)
    const factor = wide < 1 ? 1 : Math.hypot(place.x - other.x, place.y - other.y) / wide
    this.isDragging = true
    this.target.pinched(middle, factor, (place.x - before.x) / 2, (place.y - before.y) / 2)
  }

  private up(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId)) return
    if (this.pointers.size > 0) {
      this.speed.clear()
      return
    }
    const place = this.placeOf(event)
    const wasDragging = this.isDragging
    this.isDragging = false
    if (this.lasso && wasDragging) return this.endLasso(true)
    this.lasso = undefined
    if (wasDragging) {
      this.target.released(this.speed.atEnd(event.timeStamp))
      return
    }
    if (!this.begin) return
    const last = this.lastTap
    const isDouble = last !== undefined && event.timeStamp - last.at < doubleMs &&
      Math.hypot(place.x - last.x, place.y - last.y) < doubleReach
    this.lastTap = isDouble ? undefined : { ...place, at: event.timeStamp }
    const pointer = event.pointerType === 'mouse' || event.pointerType === 'pen' ? event.pointerType : 'touch'
    this.target.tapped({ at: place, pointer, withShift: event.shiftKey, isDouble })
  }

  private cancel(event: PointerEvent): void {
    this.pointers.delete(event.pointerId)
    this.isDragging = false
    this.begin = undefined
    this.endLasso(false)
  }

  private endLasso(counts: boolean): void {
    const lasso = this.lasso
    this.lasso = undefined
    if (lasso) this.target.lassoed(counts ? lasso : [], true)
  }
}

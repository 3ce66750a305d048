/** The two ways in which the map moves by itself: gliding to a place, and rolling on after it was let go. */
import { between, moved, type Camera } from './camera'

export interface Motion {
  /** The camera at a moment; the same as `camera` when nothing is left to do. */
  at(now: number, camera: Camera): Camera
  isOver(now: number): boolean
}

/** Starts quickly and arrives softly. */
function eased(part: number): number {
  return 1 - (1 - part) ** 3
}

export class Glide implements Motion {
  constructor(
    private readonly from: Camera,
    readonly to: Camera,
    private readonly beginMs: number,
    private readonly lengthMs: number,
  ) {}

  at(now: number): Camera {
    const part = Math.min(Math.max((now - this.beginMs) / this.lengthMs, 0), 1)
    return between(this.from, this.to, eased(part))
  }

  isOver(now: number): boolean {
    return now >= this.beginMs + this.lengthMs
  }
}

const slowdownMs = 320
const slowest = 0.02

/** Rolls on with the speed at which it was let go (CSS pixels per millisecond). */
export class Roll implements Motion {
  private last: number

  constructor(
    private readonly speedX: number,
    private readonly speedY: number,
    private readonly beginMs: number,
  ) {
    this.last = beginMs
  }

  at(now: number, camera: Camera): Camera {
    const distance = this.distance(now) - this.distance(this.last)
    this.last = now
    return moved(camera, this.speedX * distance, this.speedY * distance)
  }

  isOver(now: number): boolean {
    const speed = Math.hypot(this.speedX, this.speedY) * Math.exp(-(now - this.beginMs) / slowdownMs)
    return speed < slowest
  }

  private distance(now: number): number {
    return slowdownMs * (1 - Math.exp(-(now - this.beginMs) / slowdownMs))
  }
}

/** How fast a pointer moved at last, from what it did in the past 80 ms. */
export class Speed {
  private readonly trace: { readonly at: number; readonly x: number; readonly y: number }[] = []

  add(at: number, x: number, y: number): void {
    this.trace.push({ at, x, y })
    while (this.trace.length > 2 && at - this.trace[0]!.at > 80) this.trace.shift()
  }

  /** Pixels per millisecond; nothing when the pointer had come to rest. */
  atEnd(now: number): { readonly x: number; readonly y: number } {
    const first = this.trace[0]
    const last = this.trace[this.trace.length - 1]
    if (!first || !last || last.at - first.at < 1 || now - last.at > 60) return { x: 0, y: 0 }
    const span = last.at - first.at
    return { x: (last.x - first.x) / span, y: (last.y - first.y) / span }
  }

  clear(): void {
    this.trace.length = 0
  }
}

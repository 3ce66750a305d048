/** Moves the camera: within its limits, by gliding and rolling, and back to the whole house. */
import { clamp, grown, heightOf, middleOf, widthOf, type Box, type Point } from '../model/geometry'
import type { House } from '../model/house'
import { boundsOf } from '../model/layout'
import {
  fitted, isSame, kept, moved, noInsets, seenBox, toPlan, toScreen, zoomedAround,
  type Camera, type Insets, type Limits, type Viewport,
} from './camera'
import { comfortablePitch, nearestPitch, tappableFrom } from './detail'
import { Glide, Roll, type Motion } from './motion'

export const glideMs = 380
/** A seat brought into view stands at least so far from the border. */
const viewMargin = 56
/** Slower than this (pixels per millisecond) nothing is thrown. */
const throwSpeed = 0.15

export interface RigWorld {
  now(): number
  /** Whether people asked for little movement. */
  isCalm(): boolean
  /** Something has to be drawn. */
  ask(): void
}

export class Rig {
  camera: Camera = { x: 0, y: 0, scale: 1 }
  view: Viewport = { width: 0, height: 0 }
  /** Whether the whole house is shown, as at the beginning. */
  isFitted = true
  movedAt = -Infinity
  private house: House | undefined
  private insets: Insets = noInsets
  private motion: Motion | undefined
  private hasBegun = false

  constructor(private readonly world: RigWorld) {}

  setHouse(house: House): void {
    const isOther = this.house?.performanceId !== house.performanceId
    this.house = house
    if (isOther || this.isFitted) this.fit(false)
  }

  setView(view: Viewport): void {
    this.view = view
    if (this.isFitted) this.fit(false)
    else this.go(this.camera, false)
  }

  setInsets(insets: Insets): void {
    this.insets = insets
    if (this.isFitted) this.fit(false)
  }

  /** From now on it glides: there is a picture to glide from. */
  begin(): void {
    this.hasBegun = true
  }

  get isMoving(): boolean {
    return this.motion !== undefined
  }

  /** Where a motion will end. */
  get aim(): Camera {
    return this.motion instanceof Glide ? this.motion.to : this.camera
  }

  get pitch(): number {
    return (this.house?.pitch ?? 0) * this.camera.scale
  }

  get seen(): Box {
    return seenBox(this.camera, this.view)
  }

  get limits(): Limits {
    const house = this.house!
    const most = nearestPitch / house.pitch
    return { least: Math.min(this.fitCamera().scale, most), most, bounds: house.bounds }
  }

  get canZoomIn(): boolean {
    return this.house !== undefined && this.aim.scale < this.limits.most * 0.999
  }

  get canZoomOut(): boolean {
    return this.house !== undefined && this.aim.scale > this.limits.least * 1.001
  }

  fitCamera(): Camera {
    const house = this.house!
    return fitted(house.bounds, this.view, this.insets, comfortablePitch / house.pitch)
  }

  fit(glides: boolean): void {
    if (this.house) this.go(this.fitCamera(), glides)
  }

  go(wanted: Camera, glides: boolean, lengthMs = glideMs): void {
    if (!this.house || this.view.width === 0) return
    const to = this.keep(wanted)
    this.isFitted = isSame(to, this.keep(this.fitCamera()))
    if (glides && this.hasBegun && !this.world.isCalm()) {
      this.motion = new Glide(this.camera, to, this.world.now(), lengthMs)
    } else {
      this.motion = undefined
      this.set(to)
    }
    this.world.ask()
  }

  pan(dx: number, dy: number, glides = false, lengthMs = glideMs): void {
    this.go(moved(glides ? this.aim : this.camera, dx, dy), glides, lengthMs)
  }

  zoomAt(at: Point, factor: number, glides: boolean, lengthMs = glideMs): void {
    if (!this.house) return
    this.go(zoomedAround(glides ? this.aim : this.camera, this.view, at, factor, this.limits), glides, lengthMs)
  }

  zoom(factor: number): void {
    this.zoomAt({ x: this.view.width / 2, y: this.view.height / 2 }, factor, true)
  }

  /** Shows a part of the plan as large as it fits, but no seat larger than is comfortable. */
  showBox(box: Box): void {
    if (this.house) this.go(fitted(box, this.view, this.insets, comfortablePitch / this.house.pitch), true)
  }

  showSeats(seats: readonly number[]): void {
    const { house } = this
    if (!house || seats.length === 0) return
    const xs = Float32Array.from(seats, (seat) => house.xOf(seat))
    const ys = Float32Array.from(seats, (seat) => house.yOf(seat))
    this.showBox(grown(boundsOf(xs, ys), house.pitch * 7))
  }

  /** Moves no more than is needed to see a seat well. */
  reveal(seat: number): void {
    const { house } = this
    if (!house) return
    const place = { x: house.xOf(seat), y: house.yOf(seat) }
    if (house.pitch * this.aim.scale < tappableFrom) {
      this.go({ ...place, scale: (comfortablePitch * 0.85) / house.pitch }, true)
      return
    }
    const at = toScreen(this.aim, this.view, place)
    const across = Math.min(viewMargin, this.view.width / 3)
    const down = Math.min(viewMargin, this.view.height / 3)
    const x = clamp(at.x, this.insets.left + across, this.view.width - this.insets.right - across)
    const y = clamp(at.y, this.insets.top + down, this.view.height - this.insets.bottom - down)
    if (x !== at.x || y !== at.y) this.pan(x - at.x, y - at.y, true, glideMs / 2)
  }

  /** Lets it roll on. */
  throw(speed: Point): void {
    if (!this.house || this.world.isCalm() || Math.hypot(speed.x, speed.y) < throwSpeed) return
    this.motion = new Roll(speed.x, speed.y, this.world.now())
    this.world.ask()
  }

  /** Takes hold of it. */
  stop(): void {
    this.motion = undefined
  }

  /** Goes on to this moment. */
  step(now: number): void {
    const { motion } = this
    if (!motion) return
    this.set(this.keep(motion.at(now, this.camera)))
    if (motion.isOver(now)) this.motion = undefined
    else this.world.ask()
  }

  toPlan(at: Point): Point {
    return toPlan(this.camera, this.view, at)
  }

  toScreen(place: Point): Point {
    return toScreen(this.camera, this.view, place)
  }

  /** Where to begin to look: the middle of the house as long as it is seen whole. */
  get middle(): Point {
    return this.isFitted && this.house ? middleOf(this.house.bounds) : this.camera
  }

  /** Farther than any seat is from any place. */
  get reach(): number {
    return this.house ? widthOf(this.house.bounds) + heightOf(this.house.bounds) : 0
  }

  private keep(camera: Camera): Camera {
    return kept(camera, this.view, this.limits)
  }

  private set(camera: Camera): void {
    if (isSame(camera, this.camera)) return
    this.camera = camera
    this.movedAt = this.world.now()
  }
}

/**
 * The map on its canvas: draws a frame when something has changed and only then, and turns gestures and keys into
 * what the session understands.
 */
import { grown, isInside, type Box, type Point } from '../model/geometry'
import type { House } from '../model/house'
import { boundsOf } from '../model/layout'
import type { SeatSession } from '../session'
import type { Insets } from './camera'
import { CursorWalk } from './cursor'
import { clickableFrom, comfortablePitch, tappableFrom } from './detail'
import { Gestures, type GestureTarget, type Tap } from './gestures'
import { penOf, type Pen } from './glyphs'
import { commandOf, type Command } from './keys'
import { Overlay, type Words } from './overlay'
import { Painter } from './painter'
import { glideMs, Rig } from './rig'
import { faceOfStatus, sceneOf, type Scene } from './scene'
import type { MapTheme } from './theme'
import { makeSheet, Tiles } from './tiles'

/** What the page around the map hears. */
export interface MapHost {
  /** Under the mouse: a seat, or from far away a section. */
  pointed(seat: number | null, section: number | null): void
  activated(seat: number, withShift: boolean): void
  lassoed(seats: number[]): void
  /** The map has another size now. */
  resized(map: MapView): void
  /** After each frame. */
  drawn(): void
  firstDrawn(): void
}

const restMs = 130
const wheelMs = 140
const movingBudgetMs = 6
const restingBudgetMs = 12
const firstBudgetMs = 80
/** A map that comes under the mouse while the page scrolls does not catch the wheel. */
const scrollingMs = 300
/** Pixels beside a seat that a finger may miss it by. */
const fingerSlack = 14
const ratioMost = 3

export class MapView implements GestureTarget {
  readonly rig: Rig
  isLassoOn = false
  private house: House | undefined
  private scene: Scene | undefined
  private readonly pen: Pen
  private readonly overlay = new Overlay()
  private readonly walk = new CursorWalk()
  private readonly tiles = new Tiles<Painter>({
    makePainter: (scale) => new Painter(this.scene!, this.theme, scale, this.ratio, this.words.stage),
    place: (seat) => ({ x: this.house!.xOf(seat), y: this.house!.yOf(seat) }),
    now: () => performance.now(),
    makeSheet,
  })
  private readonly gestures: Gestures
  private readonly stop: (() => void)[] = []
  private readonly calm = window.matchMedia('(prefers-reduced-motion: reduce)')
  private ratio = 1
  private frameAsked = 0
  private restTimer = 0
  private scrolledAt = -Infinity
  private isHeld = false
  private hasDrawn = false
  private hovered: number | null = null
  private lasso: readonly Point[] = []

  constructor(
    private readonly element: HTMLElement,
    private readonly canvas: HTMLCanvasElement,
    private readonly session: SeatSession,
    private theme: MapTheme,
    private words: Words,
    private readonly host: MapHost,
  ) {
    this.pen = penOf(canvas, { alpha: false })
    this.rig = new Rig({ now: () => performance.now(), isCalm: () => this.calm.matches, ask: () => this.ask() })
    this.gestures = new Gestures(element, this)
    const resizing = new ResizeObserver(() => this.resized())
    resizing.observe(element)
    const scrolled = (): void => {
      this.scrolledAt = performance.now()
    }
    window.addEventListener('scroll', scrolled, { passive: true, capture: true })
    this.stop.push(
      () => resizing.disconnect(),
      () => window.removeEventListener('scroll', scrolled, { capture: true }),
      session.on('house', () => this.houseChanged()),
      session.on('changed', ({ seats, was }) => this.seatsChanged(seats, was)),
      session.on('selection', ({ ids, before }) => this.idsChanged([...ids, ...before])),
      session.on('rules', () => this.looksChanged()),
      session.on('filter', () => this.looksChanged()),
      session.on('highlight', () => this.ask()),
      session.on('cursor', ({ seat, by }) => {
        if (seat !== null && by !== 'map' && by !== '') this.rig.reveal(seat)
        this.ask()
      }),
      session.on('look', ({ section }) => {
        const { bounds } = this.house!.sections[section]!
        this.rig.showBox(grown(bounds, this.house!.pitch * 2))
      }),
    )
    this.resized()
    this.houseChanged()
  }

  close(): void {
    for (const stop of this.stop) stop()
    this.gestures.close()
    window.cancelAnimationFrame(this.frameAsked)
    window.clearTimeout(this.restTimer)
    this.tiles.clear()
  }

  // ---- what the page wants

  setTheme(theme: MapTheme, words: Words): void {
    this.theme = theme
    this.words = words
    this.drawAnew()
  }

  /** How much of each side something lies over. */
  setInsets(insets: Insets): void {
    this.rig.setInsets(insets)
  }

  get currentScene(): Scene | undefined {
    return this.scene
  }

  get pixelRatio(): number {
    return this.ratio
  }

  /** Where a seat is on the map now. */
  screenOf(seat: number): Point {
    return this.rig.toScreen({ x: this.house!.xOf(seat), y: this.house!.yOf(seat) })
  }

  // ---- what the session tells

  private houseChanged(): void {
    const { house } = this.session
    if (!house) return
    this.house = house
    this.makeScene()
    this.overlay.houseChanged(house)
    this.walk.forget()
    this.hovered = null
    this.rig.setHouse(house)
    this.drawAnew()
  }

  private makeScene(): void {
    const { session } = this
    const marked = {
      get filter() {
        return session.filter
      },
      isSelected: (seat: number) => session.isSelected(seat),
      isOwn: (seat: number) => session.isOwn(seat),
    }
    this.scene = sceneOf(this.house!, marked, session.rules.mode === 'staff')
  }

  private seatsChanged(seats: readonly number[], was: readonly number[]): void {
    const house = this.house!
    this.tiles.seatsChanged(seats)
    if (!this.calm.matches) {
      const seen = grown(this.rig.seen, house.pitch)
      const places = seats.flatMap((seat, k) => (isIn(seen, house, seat) ? [k] : []))
      const faces = places.map((k) => (this.session.isSelected(seats[k]!) ? 'chosen' : faceOfStatus(was[k]!)))
      this.overlay.seatsChanged(places.map((k) => seats[k]!), faces, performance.now())
    }
    this.ask()
  }

  private idsChanged(ids: readonly number[]): void {
    if (!this.house) return
    this.tiles.seatsChanged(new Set(ids.map((id) => this.house!.seatOf(id)).filter((seat) => seat !== undefined)))
    this.ask()
  }

  private looksChanged(): void {
    if (!this.house || !this.scene) return
    const isStaff = this.session.rules.mode === 'staff'
    if (this.scene.showsGradeOfTaken === isStaff) {
      this.tiles.everythingChanged()
      this.ask()
    } else {
      this.makeScene()
      this.drawAnew()
    }
  }

  // ---- frames

  private drawAnew(): void {
    this.tiles.clear()
    this.pinOverview()
    this.ask()
  }

  private resized(): void {
    const width = this.element.clientWidth
    const height = this.element.clientHeight
    this.ratio = Math.min(window.devicePixelRatio || 1, ratioMost)
    this.canvas.width = Math.max(Math.round(width * this.ratio), 1)
    this.canvas.height = Math.max(Math.round(height * this.ratio), 1)
    this.rig.setView({ width, height })
    this.host.resized(this)
    if (!this.house || width === 0) return
    this.drawAnew()
    // A canvas that was resized is blank: the next frame would come too late.
    this.draw(performance.now())
  }

  private pinOverview(): void {
    if (this.house && this.rig.view.width > 0) this.tiles.setOverview(this.rig.fitCamera().scale * this.ratio)
  }

  private ask(): void {
    if (this.frameAsked === 0) this.frameAsked = window.requestAnimationFrame((now) => this.frame(now))
  }

  private frame(now: number): void {
    this.frameAsked = 0
    this.rig.step(now)
    this.draw(now)
  }

  private draw(now: number): void {
    const { house, rig } = this
    if (!house || !this.scene || rig.view.width === 0) return
    const isResting = !this.isHeld && !rig.isMoving && performance.now() - rig.movedAt >= restMs
    const view = {
      x: rig.camera.x,
      y: rig.camera.y,
      scale: rig.camera.scale * this.ratio,
      width: this.canvas.width,
      height: this.canvas.height,
    }
    this.pen.setTransform(1, 0, 0, 1, 0, 0)
    const budget = this.hasDrawn ? (isResting ? restingBudgetMs : movingBudgetMs) : firstBudgetMs
    const isPending = this.tiles.draw(this.pen, view, isResting || !this.hasDrawn, this.theme.background, budget)
    this.drawOverlay(house, now)
    if (isPending || this.overlay.isMoving) this.ask()
    if (!isResting) this.askWhenResting()
    // A finger on a map that is seen whole scrolls the page; one that was come near to is moved by it.
    this.element.style.touchAction = rig.isFitted ? 'pan-y' : 'none'
    this.host.drawn()
    if (this.hasDrawn || isPending) return
    this.hasDrawn = true
    rig.begin()
    this.host.firstDrawn()
  }

  private drawOverlay(house: House, now: number): void {
    const { painter } = this.tiles
    if (!painter) return
    this.pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    this.overlay.draw(this.pen, {
      house,
      camera: this.rig.camera,
      view: this.rig.view,
      theme: this.theme,
      words: this.words,
      hovered: this.hovered,
      cursor: this.session.cursor,
      hasFocus: this.session.cursorBy !== '',
      highlight: [...this.session.highlight].map((id) => house.seatOf(id)).filter((seat) => seat !== undefined),
      lasso: this.lasso,
      glyph: (seat, face) => painter.glyphOf(seat, face),
      ratio: this.ratio,
      stretch: (this.rig.camera.scale * this.ratio) / painter.scale,
    }, now)
  }

  private askWhenResting(): void {
    window.clearTimeout(this.restTimer)
    this.restTimer = window.setTimeout(() => this.ask(), restMs + 10)
  }

  // ---- gestures

  pressed(): void {
    this.isHeld = true
    this.rig.stop()
  }

  dragged(dx: number, dy: number): void {
    this.rig.pan(dx, dy)
  }

  released(speed: Point): void {
    this.isHeld = false
    this.rig.throw(speed)
    this.ask()
  }

  pinched(at: Point, factor: number, dx: number, dy: number): void {
    this.rig.pan(dx, dy)
    this.rig.zoomAt(at, factor, false)
  }

  wheeled(at: Point, factor: number, isFine: boolean): boolean {
    if (!this.house || performance.now() - this.scrolledAt < scrollingMs) return false
    // At the end of the zoom the page may scroll on; a pinch must never zoom the page instead.
    if (factor < 1 ? !this.rig.canZoomOut : !this.rig.canZoomIn) return isFine
    this.rig.zoomAt(at, factor, !isFine, wheelMs)
    return true
  }

  tapped(tap: Tap): void {
    this.isHeld = false
    const { house, rig } = this
    if (!house) return
    const isMouse = tap.pointer === 'mouse'
    if (rig.pitch < (isMouse ? clickableFrom : tappableFrom)) {
      const pitch = isMouse ? Math.max(rig.pitch * 2.2, 16) : comfortablePitch
      rig.zoomAt(tap.at, pitch / rig.pitch, true)
      return
    }
    const seat = this.seatAt(tap.at, isMouse ? 0 : fingerSlack)
    if (seat !== null) this.host.activated(seat, tap.withShift)
    else if (tap.isDouble && rig.canZoomIn) rig.zoomAt(tap.at, 2, true)
    else if (tap.isDouble) rig.fit(true)
  }

  pointed(at: Point | null): void {
    if (!this.house) return
    const isFar = this.rig.pitch < clickableFrom
    const seat = at && !isFar ? this.seatAt(at, 0) : null
    const section = at && isFar ? this.sectionAt(at) : null
    this.element.style.cursor = seat !== null || section !== null ? 'pointer' : 'grab'
    if (seat !== this.hovered) this.ask()
    this.hovered = seat
    this.host.pointed(seat, section)
  }

  wantsLasso(withShift: boolean): boolean {
    return this.session.rules.mode === 'staff' && (this.isLassoOn || withShift)
  }

  lassoed(path: readonly Point[], isDone: boolean): void {
    this.lasso = isDone ? [] : path
    this.ask()
    if (!isDone) return
    this.isHeld = false
    const { house, scene } = this
    if (!house || !scene || path.length < 3) return
    const outline = path.map((place) => this.rig.toPlan(place))
    const box = boundsOf(Float32Array.from(outline, ({ x }) => x), Float32Array.from(outline, ({ y }) => y))
    const seats: number[] = []
    house.index.forEachIn(box, (seat) => {
      const isMeant = isInside(outline, { x: house.xOf(seat), y: house.yOf(seat) })
      if (isMeant && !scene.isFaded(seat)) seats.push(seat)
    })
    this.host.lassoed(seats.sort((a, b) => a - b))
  }

  /** @param slack CSS pixels beside a seat that still count */
  private seatAt(at: Point, slack: number): number | null {
    const house = this.house!
    const place = this.rig.toPlan(at)
    const reach = Math.max(house.seatSize * 0.66, slack / this.rig.camera.scale)
    const { floor } = this.session.filter
    const isThere = (seat: number): boolean => floor === null || house.sectionOf(seat).floor === floor
    const seat = house.index.nearest(place.x, place.y, reach, isThere)
    return seat === -1 ? null : seat
  }

  private sectionAt(at: Point): number | null {
    const house = this.house!
    const place = this.rig.toPlan(at)
    const seat = house.index.nearest(place.x, place.y, house.pitch * 1.5)
    return seat === -1 ? null : house.sectionOf(seat).index
  }

  // ---- keys

  /** @return whether the key meant something. */
  key(event: KeyboardEvent): boolean {
    const command = this.house ? commandOf(event) : undefined
    return command !== undefined && this.obey(command)
  }

  private obey(command: Command): boolean {
    const { cursor } = this.session
    switch (command.kind) {
      case 'zoom':
        this.rig.zoom(command.factor)
        return true
      case 'pan':
        this.rig.pan(command.dx, command.dy, true, glideMs / 2)
        return true
      case 'fit':
        this.rig.fit(true)
        return true
      case 'leave':
        this.session.setCursor(null, 'map')
        return cursor !== null
      case 'activate':
        if (cursor === null) this.placeCursor(this.firstCursor())
        else this.host.activated(cursor, false)
        return true
      default:
        this.placeCursor(cursor === null ? this.firstCursor() : this.cursorAfter(cursor, command))
        return true
    }
  }

  private cursorAfter(from: number, command: Command): number | undefined {
    return this.walk.after(this.house!, from, command, (seat) => !this.scene!.isFaded(seat))
  }

  private placeCursor(seat: number | undefined): void {
    if (seat === undefined) return
    this.session.setCursor(seat, 'map')
    this.rig.reveal(seat)
  }

  /** The free seat nearest to the middle of what is seen. */
  private firstCursor(): number | undefined {
    const house = this.house!
    const { x, y } = this.rig.middle
    const isWanted = (seat: number): boolean => house.isFree(seat) && !this.scene!.isFaded(seat)
    const seat = house.index.nearest(x, y, this.rig.reach, isWanted)
    return seat === -1 ? undefined : seat
  }
}

function isIn(box: Box, house: House, seat: number): boolean {
  const x = house.xOf(seat)
  const y = house.yOf(seat)
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom
}

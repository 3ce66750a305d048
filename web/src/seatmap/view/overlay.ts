/** What lies over the tiles and moves with them, drawn anew in each frame: names, rings, changes on their way. */
import { grown, heightOf, overlaps, widthOf, type Box, type Point } from '../model/geometry'
import type { House, Section } from '../model/house'
import { seenBox, toScreen, type Camera, type Viewport } from './camera'
import { namesOver } from './detail'
import type { Face, Glyph, Pen } from './glyphs'
import type { MapTheme } from './theme'

export interface Words {
  /** Of the stage. */
  readonly stage: string
  section(index: number): string
  /** Without the floor's name. */
  shortSection(index: number): string
  floor(index: number): string
  /** "12 free" */
  free(count: number): string
}

/** A seat that has just changed: its former look fades away over the new one. */
interface Change {
  readonly seat: number
  readonly was: Face
  readonly beginMs: number
  /** A ring goes out from it: the eye shall find it. */
  readonly hasRing: boolean
}

const changeMs = 900
/** A crowd of changes is shown at once: movement everywhere tells nobody anything. */
const changesMost = 48
const ringsMost = 12

export interface OverlayState {
  readonly house: House
  readonly camera: Camera
  readonly view: Viewport
  readonly theme: MapTheme
  readonly words: Words
  readonly hovered: number | null
  readonly cursor: number | null
  readonly hasFocus: boolean
  readonly highlight: readonly number[]
  readonly lasso: readonly Point[]
  glyph(seat: number, face: Face): Glyph
  /** Pixels of the device per CSS pixel, and how much the tiles' glyphs are stretched now. */
  readonly ratio: number
  readonly stretch: number
}

export class Overlay {
  private changes: Change[] = []
  private floorPlaces: { readonly floor: number; readonly at: Point }[] = []

  houseChanged(house: House): void {
    this.changes = []
    this.floorPlaces = house.floors.flatMap((floor) => {
      const at = floorPlace(house, floor.index)
      return at && floor.name !== '' ? [{ floor: floor.index, at }] : []
    })
  }

  seatsChanged(seats: readonly number[], was: readonly Face[], now: number): void {
    if (this.changes.length + seats.length > changesMost) return
    const hasRing = seats.length <= ringsMost
    seats.forEach((seat, k) => this.changes.push({ seat, was: was[k] ?? 'free', beginMs: now, hasRing }))
  }

  get isMoving(): boolean {
    return this.changes.length > 0
  }

  /** The pen's unit is a CSS pixel of the view. */
  draw(pen: Pen, state: OverlayState, now: number): void {
    const seen = seenBox(state.camera, state.view)
    this.changes = this.changes.filter((change) => now - change.beginMs < changeMs)
    for (const change of this.changes) this.drawChange(pen, state, change, now)
    for (const seat of state.highlight) this.drawHighlight(pen, state, seat)
    this.drawNames(pen, state, seen)
    this.drawFloors(pen, state)
    if (state.hovered !== null) this.drawRing(pen, state, state.hovered, state.theme.ink, 2)
    if (state.cursor !== null && state.hasFocus) {
      this.drawRing(pen, state, state.cursor, state.theme.background, 6)
      this.drawRing(pen, state, state.cursor, state.theme.focus, 3)
    }
    this.drawLasso(pen, state)
  }

  private drawChange(pen: Pen, state: OverlayState, change: Change, now: number): void {
    const part = Math.max((now - change.beginMs) / changeMs, 0)
    const at = toScreen(state.camera, state.view, { x: state.house.xOf(change.seat), y: state.house.yOf(change.seat) })
    const size = state.house.seatSize * state.camera.scale
    const glyph = state.glyph(change.seat, change.was)
    const side = (glyph.side / state.ratio) * state.stretch * (1 - part * 0.35)
    pen.globalAlpha = (1 - part) ** 1.5
    pen.drawImage(glyph.surface, at.x - side / 2, at.y - side / 2, side, side)
    if (change.hasRing) {
      pen.globalAlpha = (1 - part) * 0.5
      pen.strokeStyle = state.theme.ink
      pen.lineWidth = 1.5
      pen.beginPath()
      pen.arc(at.x, at.y, size * (0.55 + part * 0.55) + 3, 0, Math.PI * 2)
      pen.stroke()
    }
    pen.globalAlpha = 1
  }

  private drawHighlight(pen: Pen, state: OverlayState, seat: number): void {
    const at = toScreen(state.camera, state.view, { x: state.house.xOf(seat), y: state.house.yOf(seat) })
    const radius = Math.max(state.house.seatSize * state.camera.scale * 0.72, 5)
    pen.strokeStyle = state.theme.halo
    pen.globalAlpha = 0.35
    pen.lineWidth = 7
    pen.beginPath()
    pen.arc(at.x, at.y, radius, 0, Math.PI * 2)
    pen.stroke()
    pen.globalAlpha = 1
    pen.lineWidth = 2.5
    pen.stroke()
  }

  private drawRing(pen: Pen, state: OverlayState, seat: number, colour: string, width: number): void {
    const at = toScreen(state.camera, state.view, { x: state.house.xOf(seat), y: state.house.yOf(seat) })
    const half = Math.max((state.house.seatSize * state.camera.scale) / 2 + 2.5, 5)
    pen.strokeStyle = colour
    pen.lineWidth = width
    pen.beginPath()
    pen.roundRect(at.x - half, at.y - half, half * 2, half * 2, half * 0.42)
    pen.stroke()
  }

  /** From afar over the sections, nearer in front of them. */
  private drawNames(pen: Pen, state: OverlayState, seen: Box): void {
    const { house, words } = state
    if (house.sections.length < 2) return
    const isFar = namesOver(house.pitch * state.camera.scale)
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    for (const section of house.sections) {
      if (section.seats === 0 || !overlaps(grown(section.bounds, house.pitch * 3), seen)) continue
      if (isFar) {
        this.drawPlate(pen, state, section)
      } else if (section.front) {
        const at = toScreen(state.camera, state.view, section.front)
        pen.save()
        pen.translate(at.x, at.y)
        pen.rotate(section.front.angle)
        pen.font = `600 ${frontSize(state)}px ${state.theme.font}`
        pen.fillStyle = state.theme.inkSoft
        pen.fillText(words.section(section.index), 0, 0)
        pen.restore()
      }
    }
  }

  private drawPlate(pen: Pen, state: OverlayState, section: Section): void {
    const { theme, words, house } = state
    const at = toScreen(state.camera, state.view, section.label)
    const room = widthOf(section.bounds) * state.camera.scale + 8
    const isLow = heightOf(section.bounds) * state.camera.scale < 64
    pen.font = `650 12px ${theme.font}`
    let name = words.section(section.index)
    if (pen.measureText(name).width + 16 > room) name = words.shortSection(section.index)
    const nameWidth = pen.measureText(name).width
    pen.font = `500 11px ${theme.font}`
    const free = isLow ? '' : words.free(house.freeInSection(section.index))
    const width = Math.max(nameWidth, pen.measureText(free).width) + 14
    const height = isLow ? 20 : 36
    pen.globalAlpha = 0.88
    pen.fillStyle = theme.background
    pen.beginPath()
    pen.roundRect(Math.round(at.x - width / 2), Math.round(at.y - height / 2), Math.round(width), height, 8)
    pen.fill()
    pen.globalAlpha = 1
    pen.fillStyle = theme.inkSoft
    if (!isLow) pen.fillText(free, at.x, at.y + 8)
    pen.font = `650 12px ${theme.font}`
    pen.fillStyle = theme.ink
    pen.fillText(name, at.x, at.y - (isLow ? 0 : 7.5))
  }

  /** Only from afar: nearer, the sections are named with their floors. */
  private drawFloors(pen: Pen, state: OverlayState): void {
    if (this.floorPlaces.length < 2 || !namesOver(state.house.pitch * state.camera.scale)) return
    pen.font = `700 ${Math.max(frontSize(state), 11)}px ${state.theme.font}`
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillStyle = state.theme.inkSoft
    for (const { floor, at } of this.floorPlaces) {
      const screen = toScreen(state.camera, state.view, at)
      pen.fillText(state.words.floor(floor), screen.x, screen.y)
    }
  }

  private drawLasso(pen: Pen, state: OverlayState): void {
    if (state.lasso.length < 2) return
    pen.beginPath()
    state.lasso.forEach((place, k) => (k === 0 ? pen.moveTo(place.x, place.y) : pen.lineTo(place.x, place.y)))
    pen.closePath()
    pen.globalAlpha = 0.14
    pen.fillStyle = state.theme.focus
    pen.fill()
    pen.globalAlpha = 1
    pen.strokeStyle = state.theme.focus
    pen.lineWidth = 1.5
    pen.setLineDash([6, 4])
    pen.stroke()
    pen.setLineDash([])
  }
}

/** What fits into the aisle before a section, and can be read. */
function frontSize(state: OverlayState): number {
  return Math.min(Math.max(state.house.pitch * state.camera.scale * 0.95, 9.5), 14)
}

/** In front of the middle of a floor's first row, where the aisle before it is. */
function floorPlace(house: House, floor: number): Point | undefined {
  const { stage, pitch } = house
  let best: Point | undefined
  let least = Infinity
  for (const index of house.floors[floor]?.sections ?? []) {
    for (const row of house.sections[index]?.rows ?? []) {
      for (const seat of row.seats) {
        const dx = house.xOf(seat) - stage.middle.x
        const dy = house.yOf(seat) - stage.middle.y
        const across = Math.abs(dx * stage.facing.y + dy * stage.facing.x)
        const along = dx * stage.facing.x + dy * stage.facing.y
        if (across > pitch * 2 || along >= least) continue
        least = along
        best = { x: stage.middle.x + stage.facing.x * along, y: stage.middle.y + stage.facing.y * along }
      }
    }
  }
  if (!best) return undefined
  return { x: best.x - stage.facing.x * pitch * 1.75, y: best.y - stage.facing.y * pitch * 1.75 }
}

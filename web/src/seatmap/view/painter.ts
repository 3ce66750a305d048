/**
 * Draws a part of the plan in one scale: floors of the sections, stage, seats, what is printed on them. It knows no
 * camera and no time; the tiles keep what it drew.
 */
import { grown, overlaps, type Box } from '../model/geometry'
import type { House, Section } from '../model/house'
import type { Row } from '../model/rows'
import { detailAt, type Detail } from './detail'
import { Glyphs, type Face, type Glyph, type Pen } from './glyphs'
import type { Scene } from './scene'
import { drawStage } from './stage-shape'
import type { MapTheme } from './theme'

/** From this size (pixels of the device) on, seats are stamped on whole pixels: sharper, and quicker. */
const wholePixelsFrom = 11
const fadedAlpha = 0.16

/** What one scale needs, made once for it. */
export class Painter {
  readonly detail: Detail
  private readonly glyphs: Glyphs
  private readonly shapes = new Map<number, Path2D>()
  private readonly numberFont: string
  private readonly rowFont: string

  /**
   * @param scale pixels of the device per unit of the plan
   * @param ratio pixels of the device per CSS pixel
   */
  constructor(
    private readonly scene: Scene,
    private readonly theme: MapTheme,
    readonly scale: number,
    private readonly ratio: number,
    private readonly stageText: string,
  ) {
    const { house } = scene
    this.detail = detailAt((house.pitch * scale) / ratio)
    const size = house.seatSize * scale
    const hasPlate = this.detail === 'labels'
    this.glyphs = new Glyphs(theme, size, this.detail === 'dots', hasPlate, scene.showsGradeOfTaken)
    this.numberFont = `600 ${Math.round(size * 0.42)}px ${theme.font}`
    this.rowFont = `600 ${Math.round(Math.min(size * 0.46, 13 * ratio))}px ${theme.font}`
  }

  /** Draws what lies in `box`, whose upper left corner is the pen's (0, 0). */
  paint(pen: Pen, box: Box): void {
    const { house } = this.scene
    pen.fillStyle = this.theme.background
    pen.fillRect(0, 0, Math.ceil((box.right - box.left) * this.scale), Math.ceil((box.bottom - box.top) * this.scale))
    if (overlaps(grown(house.stage.bounds, house.pitch), box)) {
      drawStage(pen, house.stage, box, this.scale, this.ratio, this.theme, this.stageText)
    }
    this.paintFloors(pen, box)
    if (this.detail === 'blocks') this.paintPoints(pen, box)
    else this.paintSeats(pen, box)
    if (this.detail === 'seats' || this.detail === 'labels') this.paintRowLabels(pen, box)
  }

  /** How far a seat reaches beyond its middle, in units of the plan; what must be drawn anew when it changes. */
  get reach(): number {
    return this.scene.house.seatSize * 0.62 + 2 / this.scale
  }

  /** The picture of a seat with this look; as it is now unless told. */
  glyphOf(seat: number, face: Face = this.scene.faceOf(seat)): Glyph {
    const { house } = this.scene
    return this.glyphs.get(face, house.gradeOf(seat), house.attributesOf(seat))
  }

  private paintFloors(pen: Pen, box: Box): void {
    const { house } = this.scene
    const width = house.pitch * 1.5
    for (const section of house.sections) {
      if (section.seats === 0 || !overlaps(grown(section.bounds, width), box)) continue
      const shape = this.shapeOf(section)
      pen.save()
      pen.scale(this.scale, this.scale)
      pen.translate(-box.left, -box.top)
      pen.lineJoin = 'round'
      pen.lineCap = 'round'
      pen.strokeStyle = this.theme.line
      pen.lineWidth = width + (2 * this.ratio) / this.scale
      pen.stroke(shape)
      pen.fillStyle = this.theme.floor
      pen.strokeStyle = this.theme.floor
      pen.lineWidth = width
      pen.stroke(shape)
      pen.fill(shape)
      pen.restore()
    }
  }

  private shapeOf(section: Section): Path2D {
    let shape = this.shapes.get(section.index)
    if (!shape) {
      shape = new Path2D()
      section.outline.forEach((corner, k) => (k === 0 ? shape!.moveTo(corner.x, corner.y) : shape!.lineTo(corner.x, corner.y)))
      shape.closePath()
      this.shapes.set(section.index, shape)
    }
    return shape
  }

  /** From far away: points, one colour after the other. */
  private paintPoints(pen: Pen, box: Box): void {
    const { house } = this.scene
    const byColour = new Map<string, number[]>()
    house.index.forEachIn(grown(box, this.reach), (seat) => {
      const colour = this.pointColour(seat)
      const known = byColour.get(colour)
      if (known) known.push(seat)
      else byColour.set(colour, [seat])
    })
    const side = Math.max(house.seatSize * this.scale * 0.9, this.ratio)
    for (const [colour, seats] of byColour) {
      pen.fillStyle = colour
      for (const seat of seats) {
        const x = (house.xOf(seat) - box.left) * this.scale
        const y = (house.yOf(seat) - box.top) * this.scale
        pen.fillRect(x - side / 2, y - side / 2, side, side)
      }
    }
  }

  private pointColour(seat: number): string {
    const face = this.scene.faceOf(seat)
    if (face === 'chosen') return this.theme.chosen
    if (face === 'own') return this.theme.own
    if (face !== 'free' || this.scene.isFaded(seat)) return this.theme.goneSoft
    return this.theme.grades[this.scene.house.gradeOf(seat) % this.theme.grades.length] ?? this.theme.ink
  }

  private paintSeats(pen: Pen, box: Box): void {
    const { house } = this.scene
    const isWhole = house.seatSize * this.scale >= wholePixelsFrom
    const visible: number[] = []
    house.index.forEachIn(grown(box, this.reach), (seat) => visible.push(seat))
    for (const seat of visible) {
      const glyph = this.glyphOf(seat)
      let x = (house.xOf(seat) - box.left) * this.scale - glyph.side / 2
      let y = (house.yOf(seat) - box.top) * this.scale - glyph.side / 2
      if (isWhole) [x, y] = [Math.round(x), Math.round(y)]
      if (this.scene.isFaded(seat)) {
        pen.globalAlpha = fadedAlpha
        pen.drawImage(glyph.surface, x, y)
        pen.globalAlpha = 1
      } else {
        pen.drawImage(glyph.surface, x, y)
      }
    }
    if (this.detail === 'labels') this.paintNumbers(pen, box, visible)
  }

  private paintNumbers(pen: Pen, box: Box, visible: readonly number[]): void {
    const { house } = this.scene
    pen.font = this.numberFont
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillStyle = this.theme.onGrade
    for (const seat of visible) {
      if (this.scene.faceOf(seat) !== 'free' || house.isAccessible(seat) || this.scene.isFaded(seat)) continue
      const x = Math.round((house.xOf(seat) - box.left) * this.scale)
      const y = Math.round((house.yOf(seat) - box.top) * this.scale)
      pen.fillText(house.seatLabelOf(seat), x, y + this.ratio * 0.5)
    }
  }

  /** The row's name beside both of its ends. */
  private paintRowLabels(pen: Pen, box: Box): void {
    const { house } = this.scene
    pen.font = this.rowFont
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillStyle = this.theme.inkSoft
    for (const section of house.sections) {
      if (!overlaps(grown(section.bounds, house.pitch * 2), box)) continue
      for (const row of section.rows) {
        for (const place of rowEnds(house, row)) {
          const x = (place.x - box.left) * this.scale
          const y = (place.y - box.top) * this.scale
          pen.fillText(row.label, Math.round(x), Math.round(y))
        }
      }
    }
  }
}

/** Just outside the first and the last seat of a row, in its direction. */
export function rowEnds(house: House, row: Row): { x: number; y: number }[] {
  const first = row.seats[0]!
  const last = row.seats[row.seats.length - 1]!
  const end = (seat: number, inner: number): { x: number; y: number } => {
    const dx = house.xOf(seat) - house.xOf(inner)
    const dy = house.yOf(seat) - house.yOf(inner)
    const length = Math.hypot(dx, dy) || 1
    const sign = seat === first ? -1 : 1
    const away = length === 1 && dx === 0 ? { x: sign, y: 0 } : { x: dx / length, y: dy / length }
    return { x: house.xOf(seat) + away.x * house.pitch * 0.92, y: house.yOf(seat) + away.y * house.pitch * 0.92 }
  }
  return [end(first, row.seats[1] ?? first), end(last, row.seats[row.seats.length - 2] ?? last)]
}

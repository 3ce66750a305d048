/**
 * Small pictures of seats, drawn once for each look and size and then stamped: drawing a path for each of thousands
 * of seats costs many times as much.
 */
import { Attribute } from '../model/source'
import {
  checkPath, companionPath, crossPath, lookOf, marks, personPath, restrictedPath, seatPath, wheelchairPath,
} from './looks'
import type { MapTheme } from './theme'

/** What a seat shows itself as. */
export type Face = 'free' | 'held' | 'sold' | 'blocked' | 'chosen' | 'own'

const faceNumbers: Record<Face, number> = { free: 0, held: 1, sold: 2, blocked: 3, chosen: 4, own: 5 }

export type Surface = HTMLCanvasElement | OffscreenCanvas
export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

export function makeSurface(width: number, height: number): Surface {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return canvas
}

export function penOf(surface: Surface, options?: CanvasRenderingContext2DSettings): Pen {
  const pen = surface.getContext('2d', options) as Pen | null
  if (!pen) throw new Error('this browser gives no canvas to draw on')
  return pen
}

export interface Glyph {
  readonly surface: Surface
  /** Its side, in pixels of the device. */
  readonly side: number
}

let paths: Map<string, Path2D> | undefined
function path(data: string): Path2D {
  paths ??= new Map()
  let known = paths.get(data)
  if (!known) {
    known = new Path2D(data)
    paths.set(data, known)
  }
  return known
}

/** Glyphs of one size in one theme. */
export class Glyphs {
  private readonly made = new Map<number, Glyph>()

  /**
   * @param size of a chair, in pixels of the device
   * @param isPlain a dot for each seat: marks are too small to be seen
   * @param hasPlate leaves the middle free for the seat's number
   * @param showsGradeOfTaken staff want to know what kind of seat is taken
   */
  constructor(
    private readonly theme: MapTheme,
    readonly size: number,
    private readonly isPlain: boolean,
    private readonly hasPlate: boolean,
    private readonly showsGradeOfTaken: boolean,
  ) {}

  get(face: Face, grade: number, attributes: number): Glyph {
    const look = face === 'free' || this.showsGradeOfTaken ? lookOf(grade) : 0
    const key = (faceNumbers[face] << 8) | (look << 3) | attributes
    let known = this.made.get(key)
    if (!known) {
      known = this.draw(face, look, attributes)
      this.made.set(key, known)
    }
    return known
  }

  private draw(face: Face, look: number, attributes: number): Glyph {
    const side = Math.ceil(this.size * 1.16) + 2
    const surface = makeSurface(side, side)
    const pen = penOf(surface)
    pen.translate(side / 2, side / 2)
    pen.scale(this.size, this.size)
    pen.lineCap = 'round'
    pen.lineJoin = 'round'
    if (face === 'free') this.drawFree(pen, look, attributes)
    else if (face === 'chosen') this.drawChosen(pen, attributes)
    else if (face === 'own') this.drawOwn(pen)
    else this.drawGone(pen, face, look, attributes)
    return { surface, side }
  }

  private drawFree(pen: Pen, look: number, attributes: number): void {
    const body = path(attributes & Attribute.restrictedView ? restrictedPath : seatPath)
    pen.fillStyle = this.theme.grades[look] ?? this.theme.ink
    pen.fill(body)
    const mark = marks[look]
    if (mark && mark.path !== '' && this.size >= 6) {
      pen.save()
      pen.clip(body)
      pen.fillStyle = this.theme.onGrade
      pen.strokeStyle = this.theme.onGrade
      pen.globalAlpha = this.isPlain ? 0.85 : 0.72
      pen.lineWidth = Math.max(mark.line, 1 / this.size)
      pen.lineCap = 'butt'
      if (mark.line > 0) pen.stroke(path(mark.path))
      else pen.fill(path(mark.path))
      pen.restore()
    }
    const isAccessible = (attributes & (Attribute.wheelchair | Attribute.companion)) !== 0
    if (this.hasPlate || (isAccessible && this.size >= 10)) this.drawPlate(pen, look)
    if (this.size >= 10) this.drawAttribute(pen, attributes, this.theme.onGrade)
  }

  /** The middle in the plain colour, so that what is written there can be read. */
  private drawPlate(pen: Pen, look: number): void {
    pen.fillStyle = this.theme.grades[look] ?? this.theme.ink
    pen.beginPath()
    pen.arc(0, 0, 0.37, 0, Math.PI * 2)
    pen.fill()
  }

  private drawAttribute(pen: Pen, attributes: number, colour: string): void {
    pen.strokeStyle = colour
    pen.fillStyle = colour
    pen.lineWidth = 0.075
    if (attributes & Attribute.wheelchair) pen.stroke(path(wheelchairPath))
    else if (attributes & Attribute.companion) pen.stroke(path(companionPath))
  }

  private drawChosen(pen: Pen, attributes: number): void {
    pen.fillStyle = this.theme.chosen
    pen.scale(1.1, 1.1)
    pen.fill(path(attributes & Attribute.restrictedView ? restrictedPath : seatPath))
    pen.strokeStyle = this.theme.onChosen
    pen.lineWidth = Math.max(0.11, 1 / this.size)
    if (this.size >= 5) pen.stroke(path(checkPath))
  }

  private drawOwn(pen: Pen): void {
    pen.fillStyle = this.theme.own
    pen.fill(path(seatPath))
    pen.fillStyle = this.theme.onOwn
    if (this.size >= 6) pen.fill(path(personPath))
  }

  /** Taken seats step back: a small dot is sold, a ring with a point somebody is deciding about, a bar is blocked. */
  private drawGone(pen: Pen, face: Face, look: number, attributes: number): void {
    const colour = this.showsGradeOfTaken ? (this.theme.grades[look] ?? this.theme.gone) : this.theme.gone
    pen.fillStyle = colour
    pen.strokeStyle = colour
    pen.lineWidth = Math.max(0.08, 1 / this.size)
    if (this.showsGradeOfTaken && !this.isPlain) {
      pen.globalAlpha = 0.5
      pen.stroke(path(attributes & Attribute.restrictedView ? restrictedPath : seatPath))
      pen.globalAlpha = 1
    }
    pen.beginPath()
    if (face === 'sold') {
      if (this.size < 9) {
        pen.arc(0, 0, 0.2, 0, Math.PI * 2)
        pen.fill()
      } else {
        pen.lineWidth = Math.max(0.085, 1.1 / this.size)
        pen.stroke(path(crossPath))
      }
    } else if (face === 'held') {
      pen.arc(0, 0, 0.3, 0, Math.PI * 2)
      pen.stroke()
      pen.beginPath()
      pen.arc(0, 0, 0.1, 0, Math.PI * 2)
      pen.fill()
    } else {
      pen.lineWidth = Math.max(0.16, 1.5 / this.size)
      pen.moveTo(-0.22, 0)
      pen.lineTo(0.22, 0)
      pen.stroke()
    }
  }
}

/**
 * The drawn plan, kept in square tiles, so that moving it is copying and only what comes into view or has changed is
 * drawn.
 *
 * A tile set belongs to one scale. While somebody zooms, the tiles of the last scale are stretched; when he rests, or
 * has gone too far for that, a new set is drawn, from the middle outwards, a little in each frame, over the old one.
 * The set that shows the whole house is always kept: there is something to see everywhere at once.
 */
import type { Box } from '../model/geometry'
import { makeSurface, penOf, type Pen, type Surface } from './glyphs'

export const tileSide = 512
/** While it moves, a set is stretched up to this factor before the next one is begun. */
const stretchMost = 1.35
/** Beyond so many changed seats a tile is drawn anew as a whole. */
const repairsMost = 24
const setsMost = 4
/** Tiles of one set; those not seen for longest make room, unless they are seen now. */
const tilesMost = 60
const sparesMost = 32

/** Draws a part of the plan at one scale: painter.ts. */
export interface TilePainter {
  readonly scale: number
  readonly reach: number
  paint(pen: Pen, box: Box): void
}

export interface TileWorld<P extends TilePainter> {
  makePainter(scale: number): P
  /** Where a seat stands. */
  place(seat: number): { readonly x: number; readonly y: number }
  now(): number
  makeSheet(side: number): Sheet
}

/** Something to draw on and to copy from. */
export interface Sheet {
  readonly surface: Surface
  readonly pen: Pen
}

export function makeSheet(side: number): Sheet {
  const surface = makeSurface(side, side)
  return { surface, pen: penOf(surface, { alpha: false }) }
}

interface Tile {
  readonly column: number
  readonly row: number
  readonly sheet: Sheet
  /** Nothing = it shows what is; a list = these seats have changed; `all` = the whole is to be drawn. */
  dirty: Set<number> | 'all'
  isBlank: boolean
  seen: number
}

/** What is to be shown: `scale` in pixels of the device per unit, the view in pixels of the device. */
export interface TileView {
  readonly x: number
  readonly y: number
  readonly scale: number
  readonly width: number
  readonly height: number
}

export interface TileRange {
  readonly firstColumn: number
  readonly lastColumn: number
  readonly firstRow: number
  readonly lastRow: number
}

/** The tiles of a set of scale `setScale` that a view touches. */
export function tilesSeen(view: TileView, setScale: number): TileRange {
  const toSet = setScale / view.scale
  const middleX = view.x * setScale
  const middleY = view.y * setScale
  const halfX = (view.width / 2) * toSet
  const halfY = (view.height / 2) * toSet
  return {
    firstColumn: Math.floor((middleX - halfX) / tileSide),
    lastColumn: Math.floor((middleX + halfX) / tileSide),
    firstRow: Math.floor((middleY - halfY) / tileSide),
    lastRow: Math.floor((middleY + halfY) / tileSide),
  }
}

/** Places of a range, those nearest to its middle first. */
export function fromTheMiddle(range: TileRange): [number, number][] {
  const middleColumn = (range.firstColumn + range.lastColumn) / 2
  const middleRow = (range.firstRow + range.lastRow) / 2
  const places: [number, number][] = []
  for (let row = range.firstRow; row <= range.lastRow; row++) {
    for (let column = range.firstColumn; column <= range.lastColumn; column++) places.push([column, row])
  }
  const distance = ([column, row]: [number, number]): number => (column - middleColumn) ** 2 + (row - middleRow) ** 2
  return places.sort((a, b) => distance(a) - distance(b))
}

/** Sheets are dear to make and to throw away. */
class Sheets {
  private readonly spare: Sheet[] = []

  constructor(private readonly make: (side: number) => Sheet) {}

  take(): Sheet {
    return this.spare.pop() ?? this.make(tileSide)
  }
  giveBack(sheet: Sheet): void {
    if (this.spare.length < sparesMost) this.spare.push(sheet)
  }
}

class TileSet<P extends TilePainter> {
  readonly painter: P
  private readonly tiles = new Map<string, Tile>()

  constructor(readonly scale: number, private readonly world: TileWorld<P>, private readonly sheets: Sheets) {
    this.painter = world.makePainter(scale)
  }

  at(column: number, row: number): Tile | undefined {
    return this.tiles.get(`${column}/${row}`)
  }

  touch(column: number, row: number, frame: number): Tile {
    const key = `${column}/${row}`
    let tile = this.tiles.get(key)
    if (!tile) {
      this.makeRoom(frame)
      tile = { column, row, sheet: this.sheets.take(), dirty: 'all', isBlank: true, seen: frame }
      this.tiles.set(key, tile)
    }
    tile.seen = frame
    return tile
  }

  private makeRoom(frame: number): void {
    if (this.tiles.size < tilesMost) return
    let oldest: [string, Tile] | undefined
    for (const entry of this.tiles) if (!oldest || entry[1].seen < oldest[1].seen) oldest = entry
    if (!oldest || oldest[1].seen === frame) return
    this.tiles.delete(oldest[0])
    this.sheets.giveBack(oldest[1].sheet)
  }

  paint(tile: Tile): void {
    const { pen } = tile.sheet
    if (tile.dirty !== 'all') {
      for (const seat of tile.dirty) this.repair(tile, seat)
    } else {
      pen.setTransform(1, 0, 0, 1, 0, 0)
      this.painter.paint(pen, this.boxOf(tile.column * tileSide, tile.row * tileSide, tileSide, tileSide))
    }
    tile.dirty = new Set()
    tile.isBlank = false
  }

  markSeat(seat: number): void {
    const { x, y } = this.world.place(seat)
    const reach = this.painter.reach
    const first = [Math.floor(((x - reach) * this.scale) / tileSide), Math.floor(((y - reach) * this.scale) / tileSide)]
    const last = [Math.floor(((x + reach) * this.scale) / tileSide), Math.floor(((y + reach) * this.scale) / tileSide)]
    for (let row = first[1]!; row <= last[1]!; row++) {
      for (let column = first[0]!; column <= last[0]!; column++) {
        const tile = this.at(column, row)
        if (!tile || tile.dirty === 'all') continue
        tile.dirty.add(seat)
        if (tile.dirty.size > repairsMost) tile.dirty = 'all'
      }
    }
  }

  markAll(): void {
    for (const tile of this.tiles.values()) tile.dirty = 'all'
  }

  drop(): void {
    for (const tile of this.tiles.values()) this.sheets.giveBack(tile.sheet)
    this.tiles.clear()
  }

  private boxOf(left: number, top: number, width: number, height: number): Box {
    return {
      left: left / this.scale,
      top: top / this.scale,
      right: (left + width) / this.scale,
      bottom: (top + height) / this.scale,
    }
  }

  private repair(tile: Tile, seat: number): void {
    const { pen } = tile.sheet
    const { x, y } = this.world.place(seat)
    const reach = Math.ceil(this.painter.reach * this.scale)
    const left = Math.round(x * this.scale) - reach
    const top = Math.round(y * this.scale) - reach
    pen.setTransform(1, 0, 0, 1, left - tile.column * tileSide, top - tile.row * tileSide)
    pen.save()
    pen.beginPath()
    pen.rect(0, 0, reach * 2, reach * 2)
    pen.clip()
    this.painter.paint(pen, this.boxOf(left, top, reach * 2, reach * 2))
    pen.restore()
  }
}

export class Tiles<P extends TilePainter> {
  private readonly sheets: Sheets
  /** The present one first, then the former ones. */
  private sets: TileSet<P>[] = []
  private overview: TileSet<P> | undefined
  private frame = 0

  constructor(private readonly world: TileWorld<P>) {
    this.sheets = new Sheets((side) => world.makeSheet(side))
  }

  /** Of the set that is shown now. */
  get painter(): P | undefined {
    return this.sets[0]?.painter
  }

  /** The scale at which the whole house is seen; its tiles are never thrown away. */
  setOverview(scale: number): void {
    if (this.overview?.scale === scale) return
    const before = this.overview
    this.overview = this.sets.find((set) => set.scale === scale) ?? new TileSet<P>(scale, this.world, this.sheets)
    if (before && !this.sets.includes(before)) before.drop()
  }

  seatsChanged(seats: Iterable<number>): void {
    const all = this.allSets()
    for (const seat of seats) for (const set of all) set.markSeat(seat)
  }

  /** Everything looks different: drawn anew bit by bit, while the old is still shown. */
  everythingChanged(): void {
    for (const set of this.allSets()) set.markAll()
  }

  /** Another house, or another theme: nothing of what was drawn counts. */
  clear(): void {
    for (const set of this.allSets()) set.drop()
    this.sets = []
    this.overview = undefined
  }

  /**
   * Draws the view, and as many missing tiles as fit into the time.
   * @param isResting nobody moves anything: the right scale is worth drawing
   * @param background where nothing has been drawn yet
   * @return whether there is more to draw in the next frame
   */
  draw(pen: Pen, view: TileView, isResting: boolean, background: string, budgetMs: number): boolean {
    this.frame++
    const present = this.choose(view, isResting)
    const range = tilesSeen(view, present.scale)
    const isPending = this.paintMissing(present, range, budgetMs)
    const isComplete = fromTheMiddle(range).every(([column, row]) => present.at(column, row)?.isBlank === false)
    if (!isComplete) {
      pen.fillStyle = background
      pen.fillRect(0, 0, view.width, view.height)
      for (const set of this.fallbacks(present)) this.copy(pen, set, view)
    }
    this.copy(pen, present, view)
    return isPending
  }

  private allSets(): TileSet<P>[] {
    return this.overview && !this.sets.includes(this.overview) ? [...this.sets, this.overview] : this.sets
  }

  private choose(view: TileView, isResting: boolean): TileSet<P> {
    const present = this.sets[0]
    const stretch = present ? view.scale / present.scale : Infinity
    const isFar = stretch > stretchMost || stretch < 1 / stretchMost
    if (present && (stretch === 1 || (!isFar && !isResting))) return present
    const known = this.allSets().find((set) => set.scale === view.scale)
    const next = known ?? new TileSet<P>(view.scale, this.world, this.sheets)
    this.sets = [next, ...this.sets.filter((set) => set !== next)]
    for (const old of this.sets.splice(setsMost)) if (old !== this.overview) old.drop()
    return next
  }

  private paintMissing(set: TileSet<P>, range: TileRange, budgetMs: number): boolean {
    const end = this.world.now() + budgetMs
    let isPending = false
    let hasPainted = false
    for (const [column, row] of fromTheMiddle(range)) {
      const tile = set.touch(column, row, this.frame)
      const isClean = tile.dirty !== 'all' && tile.dirty.size === 0
      if (isClean) continue
      // What somebody waits for (a seat he chose) is never put off; a whole tile is when the time is over.
      if (tile.dirty === 'all' && hasPainted && this.world.now() >= end) {
        isPending = true
        continue
      }
      set.paint(tile)
      hasPainted = true
    }
    return isPending
  }

  /** What lies beneath while the present set is not complete: the coarsest first. */
  private fallbacks(present: TileSet<P>): TileSet<P>[] {
    const former = this.sets.slice(1, 2)
    const all = this.overview ? [this.overview, ...former] : former
    return all.filter((set, k) => set !== present && all.indexOf(set) === k)
  }

  private copy(pen: Pen, set: TileSet<P>, view: TileView): void {
    const stretch = view.scale / set.scale
    const range = tilesSeen(view, set.scale)
    if (stretch === 1) {
      const left = Math.round(view.width / 2 - view.x * view.scale)
      const top = Math.round(view.height / 2 - view.y * view.scale)
      this.forEachPainted(set, range, (tile) => {
        pen.drawImage(tile.sheet.surface, left + tile.column * tileSide, top + tile.row * tileSide)
      })
      return
    }
    // Edges on whole pixels, so that no seam shows between stretched tiles.
    const edge = (index: number, middle: number, size: number): number =>
      Math.round(size / 2 + (index * tileSide) * stretch - middle * view.scale)
    this.forEachPainted(set, range, (tile) => {
      const left = edge(tile.column, view.x, view.width)
      const top = edge(tile.row, view.y, view.height)
      const right = edge(tile.column + 1, view.x, view.width)
      const bottom = edge(tile.row + 1, view.y, view.height)
      pen.drawImage(tile.sheet.surface, left, top, right - left, bottom - top)
    })
  }

  private forEachPainted(set: TileSet<P>, range: TileRange, visit: (tile: Tile) => void): void {
    for (let row = range.firstRow; row <= range.lastRow; row++) {
      for (let column = range.firstColumn; column <= range.lastColumn; column++) {
        const tile = set.at(column, row)
        if (tile && !tile.isBlank) visit(tile)
      }
    }
  }
}

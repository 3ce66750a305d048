/**
 * The house that people look at: what never changes while it is shown, in columns, and what does (the status of
 * each seat) with the counts that follow from it. A seat is a number from 0, its place in the answer.
 */
import { emptyBox, grown, joined, type Box, type Point } from './geometry'
import { awayFromStage, boundsOf, drawSchematically, hasPositions, separateFloors } from './layout'
import { frontPlace, labelPlace, outlineOf, type Caption } from './outline'
import { makeRows, spacing, type Row, type Rows } from './rows'
import { Attribute, readColumns, Status, type Columns, type HouseSource, type StatusCode } from './source'
import { SpatialIndex } from './spatial-index'
import { makeStage, stagePoint, type Stage } from './stage'

export interface Section {
  readonly index: number
  readonly name: string
  readonly nameEn: string | undefined
  readonly floor: number
  readonly rows: readonly Row[]
  readonly seats: number
  readonly bounds: Box
  readonly outline: readonly Point[]
  /** Where its name is written over it. */
  readonly label: Point
  /** Where its name is written before it, if there is room: the aisle in front of its first row. */
  readonly front: Caption | undefined
  /** The grade that most of its seats have. */
  readonly grade: number
}

export interface Floor {
  readonly index: number
  /** What the plan calls it; empty when the house has no floors. */
  readonly name: string
  readonly sections: readonly number[]
  readonly bounds: Box
}

/** Dearest first: `index` counts into that order. */
export interface Grade {
  readonly index: number
  readonly name: string
  readonly priceFrom: number
  readonly priceTo: number
  readonly seats: number
}

export class House {
  readonly performanceId: number
  readonly currency: string
  readonly isCanceled: boolean
  readonly seats: number
  readonly rows: Rows
  readonly sections: readonly Section[]
  readonly floors: readonly Floor[]
  readonly grades: readonly Grade[]
  readonly stage: Stage
  readonly bounds: Box
  readonly index: SpatialIndex
  /** The middles of neighbouring chairs are this far apart. */
  readonly pitch: number
  /** The side of a chair as drawn. */
  readonly seatSize: number
  version: number

  private readonly columns: Columns
  private readonly gradeOfSeat: Uint8Array
  private readonly indexes = new Map<number, number>()
  private readonly freeOfGrade: Int32Array
  private readonly freeOfSection: Int32Array

  constructor(source: HouseSource) {
    this.performanceId = source.performanceId
    this.version = source.version
    this.currency = source.currency
    this.isCanceled = source.status === 'canceled'
    this.columns = readColumns(source)
    this.seats = this.columns.count
    for (let seat = 0; seat < this.seats; seat++) this.indexes.set(this.columns.ids[seat]!, seat)
    ;[this.grades, this.gradeOfSeat] = rankGrades(source, this.columns)
    const arranged = arrange(source, this.columns)
    this.rows = arranged.rows
    this.pitch = arranged.pitch
    this.seatSize = Math.min(arranged.pitch, arranged.rowPitch) * 0.86
    this.stage = arranged.stage
    const { xs, ys } = this.columns
    const around = this.seats === 0 ? emptyBox : grown(boundsOf(xs, ys), this.pitch)
    this.index = new SpatialIndex(xs, ys, this.seats === 0 ? this.stage.bounds : around, this.pitch * 4)
    this.sections = describeSections(source, this.columns, arranged, this.gradeOfSeat, this.index)
    this.floors = arranged.floors.map((floor) => ({
      ...floor,
      bounds: grown(floor.sections.reduce((box, k) => joined(box, this.sections[k]!.bounds), emptyBox), this.pitch / 2),
    }))
    this.bounds = joined(around, this.stage.bounds)
    this.freeOfGrade = new Int32Array(this.grades.length)
    this.freeOfSection = new Int32Array(this.sections.length)
    this.count()
  }

  seatOf(id: number): number | undefined {
    return this.indexes.get(id)
  }
  idOf(seat: number): number {
    return this.columns.ids[seat]!
  }
  xOf(seat: number): number {
    return this.columns.xs[seat]!
  }
  yOf(seat: number): number {
    return this.columns.ys[seat]!
  }
  sectionOf(seat: number): Section {
    return this.sections[this.columns.sections[seat]!]!
  }
  rowOf(seat: number): Row {
    return this.rows.all[this.rows.rowOf[seat]!]!
  }
  /** The place in its row, from the left. */
  placeOf(seat: number): number {
    return this.rows.placeOf[seat]!
  }
  /** The physical number in the row: neighbours differ by one. */
  columnOf(seat: number): number {
    return this.columns.columns[seat]!
  }
  rowLabelOf(seat: number): string {
    return this.columns.rowLabels[seat]!
  }
  seatLabelOf(seat: number): string {
    return this.columns.seatLabels[seat]!
  }
  gradeOf(seat: number): number {
    return this.gradeOfSeat[seat]!
  }
  priceOf(seat: number): number {
    return this.columns.prices[seat]!
  }
  attributesOf(seat: number): number {
    return this.columns.attributes[seat]!
  }
  isAccessible(seat: number): boolean {
    return (this.attributesOf(seat) & (Attribute.wheelchair | Attribute.companion)) !== 0
  }
  statusOf(seat: number): StatusCode {
    return this.columns.statuses[seat]! as StatusCode
  }
  isFree(seat: number): boolean {
    return this.columns.statuses[seat] === Status.available
  }
  freeInGrade(grade: number): number {
    return this.freeOfGrade[grade] ?? 0
  }
  freeInSection(section: number): number {
    return this.freeOfSection[section] ?? 0
  }

  /** @return whether that is news. */
  setStatus(seat: number, status: StatusCode): boolean {
    const before = this.columns.statuses[seat]
    if (before === status) return false
    this.columns.statuses[seat] = status
    const change = (status === Status.available ? 1 : 0) - (before === Status.available ? 1 : 0)
    this.freeOfGrade[this.gradeOf(seat)]! += change
    this.freeOfSection[this.columns.sections[seat]!]! += change
    return true
  }

  private count(): void {
    for (let seat = 0; seat < this.seats; seat++) {
      if (!this.isFree(seat)) continue
      this.freeOfGrade[this.gradeOf(seat)]!++
      this.freeOfSection[this.columns.sections[seat]!]!++
    }
  }
}

function rankGrades(source: HouseSource, columns: Columns): [Grade[], Uint8Array] {
  const known = source.grades.map((name) => ({ name, priceFrom: Infinity, priceTo: 0, seats: 0 }))
  for (let seat = 0; seat < columns.count; seat++) {
    const grade = known[columns.grades[seat]!]
    if (!grade) continue
    grade.seats++
    grade.priceFrom = Math.min(grade.priceFrom, columns.prices[seat]!)
    grade.priceTo = Math.max(grade.priceTo, columns.prices[seat]!)
  }
  const ranked = [...known].sort((a, b) => b.priceTo - a.priceTo || b.priceFrom - a.priceFrom)
  const rank = known.map((grade) => ranked.indexOf(grade))
  const ofSeat = Uint8Array.from(columns.grades, (grade) => rank[grade] ?? 0)
  const grades = ranked.map((grade, index) => ({
    ...grade,
    index,
    priceFrom: grade.seats === 0 ? 0 : grade.priceFrom,
  }))
  return [grades, ofSeat]
}

interface Arranged {
  readonly rows: Rows
  readonly pitch: number
  readonly rowPitch: number
  readonly stage: Stage
  readonly floors: readonly { index: number; name: string; sections: number[] }[]
  readonly floorOfSection: readonly number[]
}

/** Puts every seat where it is drawn, and finds rows, floors and stage. */
function arrange(source: HouseSource, columns: Columns): Arranged {
  let rows = makeRows(columns, source.sections.length)
  const hasPlan = hasPositions(columns)
  if (!hasPlan) {
    drawSchematically(columns, rows)
    rows = makeRows(columns, source.sections.length)
  }
  const space = spacing(columns, rows)
  const pitch = space.seat || space.row || 55
  const box = columns.count === 0 ? { left: 0, top: 0, right: 0, bottom: 0 } : boundsOf(columns.xs, columns.ys)
  const nowhere = { x: box.left - 1, y: box.top - 1 }
  const focal = stagePoint(hasPlan ? source.focalPoint : nowhere, box, pitch)

  const names = source.sections.map((_, k) => (hasPlan && source.sectionDetails?.[k]?.zone) || '')
  const floors = [...new Set(names)].map((name, index) => ({
    index,
    name,
    sections: names.flatMap((zone, k) => (zone === name ? [k] : [])),
  }))
  const floorOfSection = names.map((name) => floors.findIndex((floor) => floor.name === name))
  const seatsOfFloor: number[][] = floors.map(() => [])
  for (let seat = 0; seat < columns.count; seat++) seatsOfFloor[floorOfSection[columns.sections[seat]!]!]?.push(seat)
  const nearness = (seats: readonly number[]): number =>
    seats.reduce((sum, seat) => sum + Math.hypot(columns.xs[seat]! - focal.x, columns.ys[seat]! - focal.y), 0) / seats.length
  const fromStage = seatsOfFloor.filter((seats) => seats.length > 0).sort((a, b) => nearness(a) - nearness(b))
  separateFloors(columns, fromStage, rows, focal)

  const after = columns.count === 0 ? box : boundsOf(columns.xs, columns.ys)
  const facing = awayFromStage(columns, focal)
  const stage = makeStage(focal, facing, isSurrounded(columns, focal), after, pitch, distanceTo(columns, focal))
  return { rows, pitch, rowPitch: space.row || pitch, stage, floors, floorOfSection }
}

function distanceTo(columns: Columns, point: Point): number {
  let least = Infinity
  for (let seat = 0; seat < columns.count; seat++) {
    least = Math.min(least, Math.hypot(columns.xs[seat]! - point.x, columns.ys[seat]! - point.y))
  }
  return Number.isFinite(least) ? least : 0
}

/** Whether seats look at the point from at least three sides. */
function isSurrounded(columns: Columns, point: Point): boolean {
  const sides = new Set<number>()
  for (let seat = 0; seat < columns.count; seat++) {
    const angle = Math.atan2(columns.ys[seat]! - point.y, columns.xs[seat]! - point.x)
    sides.add(Math.floor(((angle + Math.PI) / (2 * Math.PI)) * 12))
  }
  return sides.size >= 10
}

function describeSections(source: HouseSource, columns: Columns, arranged: Arranged, gradeOfSeat: Uint8Array,
  near: SpatialIndex): Section[] {
  const { xs, ys } = columns
  const isFree = ({ x, y }: Point): boolean => near.nearest(x, y, arranged.pitch * 1.15) === -1
  return source.sections.map((name, index) => {
    const own = arranged.rows.bySection[index] ?? []
    const front = frontPlace(own[0], xs, ys, arranged.stage.facing, arranged.pitch)
    const seats = own.flatMap((row) => Array.from(row.seats))
    const votes = new Map<number, number>()
    for (const seat of seats) votes.set(gradeOfSeat[seat]!, (votes.get(gradeOfSeat[seat]!) ?? 0) + 1)
    const grade = [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
    return {
      index,
      name,
      nameEn: source.sectionDetails?.[index]?.nameEn,
      floor: arranged.floorOfSection[index] ?? 0,
      rows: own,
      seats: seats.length,
      bounds: seats.length === 0 ? emptyBox : boundsOf(xs, ys, seats),
      outline: outlineOf(own, xs, ys),
      label: seats.length === 0 ? { x: 0, y: 0 } : labelPlace(own, xs, ys),
      front: front && isFree(front) ? front : undefined,
      grade,
    }
  })
}

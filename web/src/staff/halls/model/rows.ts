/** Rows of seats made from a few numbers: how many, how wide, how they curve around the stage, how they are numbered. */
import { countSeats, rowsOf, type Plan, type Point, type Row, type Seat, type Section } from './plan'

/** Facing the stage: from the left, from the right, or odd numbers to the left of the middle and even ones to the right. */
export type Numbering = 'left' | 'right' | 'oddEven'

export interface RowBlock {
  rows: number
  seatsPerRow: number
  /** So many more seats with each row further back. */
  growth: number
  /** Of the first row; the next ones follow: B after A, 2 after 1. */
  firstRowLabel: string
  firstNumber: number
  numbering: Numbering
  /** Counted from the left: after so many seats there is an aisle. */
  aislesAfter: readonly number[]
  /** Centimetres. */
  seatSpacing: number
  rowSpacing: number
  aisleWidth: number
  /** Radius of the first row about a point before it, in centimetres; 0 = straight. */
  radius: number
  /** The middle of the first row. */
  middle: Point
  category: string | null
}

export const blockDefaults: RowBlock = {
  rows: 10,
  seatsPerRow: 20,
  growth: 0,
  firstRowLabel: 'A',
  firstNumber: 1,
  numbering: 'left',
  aislesAfter: [],
  seatSpacing: 55,
  rowSpacing: 95,
  aisleWidth: 110,
  radius: 0,
  middle: { x: 1500, y: 400 },
  category: null,
}

export const rowsMax = 200
export const seatsPerRowMax = 300

/** 'B' after 'A', 'AA' after 'Z', '2' after '1', '나2' after '나1', '나-2' after '나'. */
export function nextLabel(label: string): string {
  if (/^[A-Z]+$/.test(label)) {
    let rest = label
    let tail = ''
    while (rest.endsWith('Z')) {
      rest = rest.slice(0, -1)
      tail += 'A'
    }
    if (rest === '') return `A${tail}`
    const last = String.fromCharCode(rest.charCodeAt(rest.length - 1) + 1)
    return rest.slice(0, -1) + last + tail
  }
  const numbered = /^(.*?)(\d+)$/.exec(label)
  if (numbered) return `${numbered[1]}${Number(numbered[2]) + 1}`
  return `${label}-2`
}

/** Seat numbers of one row from left to right, as the audience faces the stage. */
export function numbersOf(count: number, first: number, numbering: Numbering): number[] {
  const upwards = Array.from({ length: count }, (_, index) => first + index)
  if (numbering === 'left') return upwards
  if (numbering === 'right') return upwards.reverse()
  const left = Math.ceil(count / 2)
  const odd = Array.from({ length: left }, (_, index) => 2 * (left - index) - 1)
  const even = Array.from({ length: count - left }, (_, index) => 2 * (index + 1))
  return [...odd, ...even]
}

/** An aisle takes one physical column, so that seats on both sides of it are no neighbours. */
function columnsOf(count: number, aislesAfter: readonly number[]): number[] {
  let column = 0
  return Array.from({ length: count }, (_, index) => {
    column += index > 0 && aislesAfter.includes(index) ? 2 : 1
    return column
  })
}

/** Where each seat stands along its row, from the row's middle, in centimetres. */
function offsetsOf(count: number, block: RowBlock): number[] {
  let at = 0
  const places = Array.from({ length: count }, (_, index) => {
    if (index > 0) at += block.aislesAfter.includes(index) ? block.aisleWidth : block.seatSpacing
    return at
  })
  return places.map((place) => place - at / 2)
}

/** Along a line, or along an arc whose middle is `middle` and whose centre lies towards the stage. */
function placeOf(offset: number, row: number, block: RowBlock): Point {
  const back = row * block.rowSpacing
  if (block.radius <= 0) return { x: block.middle.x + offset, y: block.middle.y + back }
  const radius = block.radius + back
  const angle = offset / radius
  return {
    x: block.middle.x + radius * Math.sin(angle),
    y: block.middle.y - block.radius + radius * Math.cos(angle),
  }
}

export function countOfBlock(block: RowBlock): number {
  let count = 0
  for (let row = 0; row < block.rows; ++row) count += Math.max(0, block.seatsPerRow + row * block.growth)
  return count
}

/** Letters, digits and what a row's label has of other scripts; never two alike in one plan. */
function freshGuid(taken: Set<string>, section: string, row: string, number: number): string {
  const base = `${section}-${row}-${number}`.slice(0, 90)
  let guid = base
  for (let again = 2; taken.has(guid); ++again) guid = `${base}-${again}`
  taken.add(guid)
  return guid
}

/** The rows of `block`, behind those that the section has; a section of that name is made when there is none. */
export function addRows(plan: Plan, sectionName: string, block: RowBlock): { plan: Plan; made: string[] } {
  const sections = plan.sections ?? []
  const section: Section = sections.find(({ name }) => name === sectionName) ?? { name: sectionName, rows: [] }
  const taken = new Set<string>()
  for (const each of sections) for (const row of rowsOf(each)) for (const seat of row.seats ?? []) taken.add(seat.seatGuid)

  const seatRowBefore = Math.max(0, ...rowsOf(section).map((row) => row.seatRow))
  const made: Row[] = []
  let rowLabel = block.firstRowLabel
  for (let index = 0; index < block.rows; ++index) {
    const count = Math.max(0, block.seatsPerRow + index * block.growth)
    const [numbers, columns, offsets] = [
      numbersOf(count, block.firstNumber, block.numbering), columnsOf(count, block.aislesAfter), offsetsOf(count, block),
    ]
    const seats: Seat[] = numbers.map((number, at) => {
      const { x, y } = placeOf(offsets[at] ?? 0, index, block)
      return {
        seatGuid: freshGuid(taken, sectionName, rowLabel, number),
        seatLabel: String(number),
        seatCol: columns[at] ?? at + 1,
        position: { x: Math.max(0, Math.round(x)), y: Math.max(0, Math.round(y)) },
        ...(block.category === null ? {} : { category: block.category }),
        attributes: [],
      }
    })
    if (seats.length > 0) made.push({ seatRow: seatRowBefore + index + 1, rowLabel, seats })
    rowLabel = nextLabel(rowLabel)
  }

  const grown: Section = { ...section, rows: [...rowsOf(section), ...made] }
  const others = sections.some(({ name }) => name === sectionName)
    ? sections.map((each) => (each.name === sectionName ? grown : each))
    : [...sections, grown]
  return {
    plan: { ...plan, sections: others },
    made: made.flatMap((row) => (row.seats ?? []).map((seat) => seat.seatGuid)),
  }
}

/** Whether the plan could take so many more seats, by the limit of the server. */
export function hasRoomFor(plan: Plan, block: RowBlock, max: number): boolean {
  return countSeats(plan) + countOfBlock(block) <= max
}

/** '5, 15' as counts in order, each once; nothing when it is anything else. */
export function readAisles(text: string): number[] | null {
  if (text.trim() === '') return []
  const counts = text.split(/[\s,]+/).filter((part) => part !== '').map(Number)
  if (counts.some((count) => !Number.isInteger(count) || count < 1)) return null
  return [...new Set(counts)].sort((a, b) => a - b)
}

/** Houses of any size, as the API would answer them: three floors of curved rows in blocks. */
import type { HouseSource } from '../src/seatmap/model/source'

const seatSpacing = 55
const rowSpacing = 95
const aisle = 120
const blocks = ['A', 'B', 'C', 'D', 'E']
const grades = ['VIP', 'R', 'S', 'A'] as const
const prices = { VIP: 170_000, R: 140_000, S: 100_000, A: 70_000 }

/** The same number each time for the same place: a house must not differ between two runs. */
export function chance(place: number): number {
  let mixed = Math.imul(place + 0x9e3779b9, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
}

interface Level {
  readonly zone: string
  readonly english: string
  readonly rows: number
  readonly seatsOfBlock: number
  readonly radius: number
}

/** Three floors with together about `seats` seats, which are cut to that number. */
function levelsOf(seats: number): Level[] {
  const wide = Math.round(Math.sqrt(seats * 2) / blocks.length)
  const rows = Math.ceil(seats / (wide * blocks.length))
  const [first, second] = [Math.ceil(rows * 0.5), Math.ceil(rows * 0.3)]
  return [
    { zone: '1층', english: 'Stalls', rows: first, seatsOfBlock: wide, radius: 900 },
    { zone: '2층', english: 'Mezzanine', rows: second, seatsOfBlock: wide, radius: 900 + first * rowSpacing },
    { zone: '3층', english: 'Balcony', rows: rows - first - second + 1, seatsOfBlock: wide, radius: 900 + (first + second) * rowSpacing },
  ]
}

function attributesOf(level: number, row: number, level_: Level, block: number, column: number): number {
  const isOuter = block === 0 ? column <= 2 : block === blocks.length - 1 && column > level_.seatsOfBlock - 2
  if (row === level_.rows && level === 0 && column <= 8 && block % 2 === 1) return column % 2 === 1 ? 1 : 2
  return isOuter && (level === 2 || row <= 3) ? 4 : 0
}

/** @param taken the part of the seats that is not free */
export function makeHouse(seats: number, taken = 0.35): HouseSource {
  const levels = levelsOf(seats)
  const sections: string[] = []
  const sectionDetails: { nameEn: string; zone: string }[] = []
  const rows: (number | string)[][] = []
  let statuses = ''
  levels.forEach((level, l) => {
    blocks.forEach((block) => {
      sections.push(`${level.zone} ${block}구역`)
      sectionDetails.push({ nameEn: `${level.english} ${block}`, zone: level.zone })
    })
    for (let row = 1; row <= level.rows; row++) {
      const curve = level.radius + row * rowSpacing + 1500
      const width = (level.seatsOfBlock * seatSpacing + aisle) * blocks.length - aisle
      for (let block = 0; block < blocks.length; block++) {
        for (let column = 1; column <= level.seatsOfBlock; column++) {
          if (rows.length >= seats) continue
          const across = block * (level.seatsOfBlock * seatSpacing + aisle) + (column - 0.5) * seatSpacing - width / 2
          const third = Math.min(Math.floor(((row - 1) * 3) / level.rows), 2)
          const grade = l === 0 ? (third === 2 || block % 4 === 0 ? 1 : 0) : l === 1 ? (third === 0 ? 1 : 2) : 3
          rows.push([
            rows.length + 1, l * blocks.length + block, row, column, String(row),
            String(block * level.seatsOfBlock + column), grade, prices[grades[grade]!],
            Math.round(6000 + Math.sin(across / curve) * curve),
            Math.round(400 + level.radius + row * rowSpacing - (1 - Math.cos(across / curve)) * curve),
            attributesOf(l, row, level, block, column),
          ])
          const draw = chance(rows.length)
          statuses += draw > taken ? 'A' : draw > taken * 0.2 ? 'S' : draw > taken * 0.05 ? 'H' : 'B'
        }
      }
    }
  })
  return {
    performanceId: 1, version: 1, status: 'scheduled', currency: 'KRW', focalPoint: { x: 6000, y: 400 },
    sections, sectionDetails, grades: [...grades], attributes: ['wheelchair', 'companion', 'restricted_view'],
    fields: ['seatId', 'section', 'seatRow', 'seatCol', 'rowLabel', 'seatLabel', 'grade', 'price', 'x', 'y', 'attributes'],
    seats: rows, statuses,
  }
}

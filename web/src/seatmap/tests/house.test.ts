import { describe, expect, it } from 'vitest'
import { House } from '../model/house'
import { Status, isSameHouse, type HouseSource } from '../model/source'
import { at, draw, drawSections, sourceOf } from './houses'

describe('a house read from the answer of the API', () => {
  it('knows each seat by its id', () => {
    const house = draw('.x', 'S ')
    const seat = at(house, 102)
    expect(house.seats).toBe(3)
    expect(house.rowLabelOf(seat)).toBe('A')
    expect(house.seatLabelOf(seat)).toBe('2')
    expect(house.priceOf(seat)).toBe(90_000)
    expect(house.statusOf(seat)).toBe(Status.sold)
    expect(house.seatOf(999)).toBeUndefined()
  })

  it('follows the names of the fields, not their places', () => {
    const plain = sourceOf([{ rows: ['.x'] }])
    const turned: HouseSource = {
      ...plain,
      fields: [...plain.fields].reverse(),
      seats: plain.seats.map((seat) => [...seat].reverse()),
    }
    const house = new House(turned)
    expect(house.idOf(0)).toBe(101)
    expect(house.xOf(1)).toBe(50)
  })

  it('translates attribute bits that mean something else than ours', () => {
    const plain = sourceOf([{ rows: ['rw'] }])
    const house = new House({
      ...plain,
      attributes: ['restricted_view', 'news', 'wheelchair'],
      seats: plain.seats.map((seat, k) => [...seat.slice(0, -1), k === 0 ? 1 : 4 + 2]),
    })
    expect(house.attributesOf(0)).toBe(4)
    expect(house.attributesOf(1)).toBe(1)
  })

  it('ranks grades by price, dearest first, and counts what is free', () => {
    const plain = sourceOf([{ rows: ['SS.x'] }])
    const house = new House({ ...plain, grades: ['R', 'S'] })
    expect(house.grades.map((grade) => grade.name)).toEqual(['R', 'S'])
    expect(house.freeInGrade(0)).toBe(1)
    expect(house.freeInGrade(1)).toBe(2)
    house.setStatus(at(house, 101), Status.held)
    house.setStatus(at(house, 104), Status.available)
    expect([house.freeInGrade(0), house.freeInGrade(1), house.freeInSection(0)]).toEqual([2, 1, 3])
  })

  it('says whether a status is news', () => {
    const house = draw('.')
    expect(house.setStatus(0, Status.available)).toBe(false)
    expect(house.setStatus(0, Status.sold)).toBe(true)
    expect(house.freeInGrade(0)).toBe(0)
  })

  it('takes a status that it does not know for one that is not to be had', () => {
    const house = new House({ ...sourceOf([{ rows: ['..'] }]), statuses: 'A?' })
    expect(house.statusOf(1)).toBe(Status.blocked)
  })

  it('orders a row as it is seen when its numbers run from right to left', () => {
    const plain = sourceOf([{ rows: ['...'] }])
    const x = plain.fields.indexOf('x')
    const house = new House({ ...plain, seats: plain.seats.map((seat) => seat.with(x, -(seat[x] as number))) })
    expect(Array.from(house.rows.all[0]!.seats, (seat) => house.idOf(seat))).toEqual([103, 102, 101])
  })

  it('draws a house without positions by sections, rows and columns', () => {
    const plain = sourceOf([{ rows: ['..', '..'] }, { rows: ['...'] }])
    const [x, y] = [plain.fields.indexOf('x'), plain.fields.indexOf('y')]
    const house = new House({ ...plain, seats: plain.seats.map((seat) => seat.with(x, 0).with(y, 0)) })
    const places = new Set(Array.from({ length: house.seats }, (_, seat) => `${house.xOf(seat)}/${house.yOf(seat)}`))
    expect(places.size).toBe(house.seats)
    expect(house.yOf(at(house, 201))).toBeGreaterThan(house.yOf(at(house, 101)))
    expect(house.stage.bounds.bottom).toBeLessThan(house.yOf(at(house, 101)))
  })

  it('can be empty', () => {
    const house = draw()
    expect(house.seats).toBe(0)
    expect(Number.isFinite(house.bounds.left)).toBe(true)
  })
})

describe('floors', () => {
  const stalls = { rows: ['....', '....'], details: { zone: 'Stalls' }, at: { x: 0, y: 0 } }

  it('that lie over each other are moved apart, away from the stage', () => {
    const house = drawSections(stalls, { rows: ['....'], details: { zone: 'Balcony' }, at: { x: 0, y: 100 } })
    const lastOfStalls = house.yOf(at(house, 201))
    const firstOfBalcony = house.yOf(at(house, 10_101))
    expect(firstOfBalcony - lastOfStalls).toBeGreaterThan(house.pitch * 3)
    expect(house.xOf(at(house, 10_101))).toBe(0)
    expect(house.floors.map((floor) => floor.name)).toEqual(['Stalls', 'Balcony'])
  })

  it('that stand apart stay where they are', () => {
    const house = drawSections(stalls, { rows: ['....'], details: { zone: 'Balcony' }, at: { x: 0, y: 900 } })
    expect(house.yOf(at(house, 10_101))).toBe(900)
  })

  it('beside each other stay where they are', () => {
    const house = drawSections(stalls, { rows: ['....'], details: { zone: 'Box' }, at: { x: 600, y: 0 } })
    expect(house.yOf(at(house, 10_101))).toBe(0)
  })
})

describe('the name of a section', () => {
  it('stands before its first row, along it', () => {
    const house = draw('......', '......')
    expect(house.sections[0]!.front).toMatchObject({ x: 125, y: -80, angle: 0 })
  })

  it('follows a row that slopes, on the side of the stage', () => {
    const plain = sourceOf([{ rows: ['......'] }])
    const [x, y] = [plain.fields.indexOf('x'), plain.fields.indexOf('y')]
    const seats = plain.seats.map((seat) => seat.with(y, (seat[x] as number) / 2))
    const { front } = new House({ ...plain, seats }).sections[0]!
    expect(front!.angle).toBeCloseTo(Math.atan2(1, 2))
    expect(front!.y).toBeLessThan(62.5)
    expect(front!.x).toBeGreaterThan(125)
  })

  it('is left out where there is no room for it', () => {
    const house = drawSections({ rows: ['...', '...'], at: { x: 0, y: 0 } }, { rows: ['...'], at: { x: 0, y: 180 } })
    expect(house.sections[0]!.front).toBeDefined()
    expect(house.sections[1]!.front).toBeUndefined()
  })
})

describe('two answers', () => {
  const source = sourceOf([{ rows: ['..', 'x.'] }])
  it('show the same house when statuses and version alone differ', () => {
    expect(isSameHouse(source, { ...source, version: 9, statuses: 'SSSS' })).toBe(true)
  })
  it.each<[string, Partial<HouseSource>]>([
    ['a seat more', { seats: [...source.seats, source.seats[0]!] }],
    ['another price', { seats: source.seats.map((seat, k) => (k === 2 ? seat.with(7, 1) : seat)) }],
    ['another grade name', { grades: ['VIP', 'S'] }],
    ['another section name', { sectionDetails: [{ nameEn: 'Stalls' }] }],
    ['a canceled performance', { status: 'canceled' }],
  ])('show another house with %s', (_, change) => {
    expect(isSameHouse(source, { ...source, ...change })).toBe(false)
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { HouseFeed, pollMs } from '../live/house-feed'
import { quietMs } from '../live/seat-stream'
import type { House } from '../model/house'
import type { HouseSource } from '../model/source'
import { sourceOf } from './houses'
import { FakeWorld, settled } from './world'

interface Reading {
  readonly known: number | undefined
  answer(source: HouseSource | undefined): Promise<void>
  fail(thrown: unknown): Promise<void>
}

class Missing extends Error {}

const drawn = [{ rows: ['....'] }]

describe('the feed of a house', () => {
  let world: FakeWorld
  let readings: Reading[]
  let house: House
  let told: string[]
  let feed: HouseFeed

  const last = (): Reading => readings[readings.length - 1]!
  const letters = (): string => Array.from({ length: house.seats }, (_, seat) => 'AHSB'[house.statusOf(seat)]).join('')

  beforeEach(() => {
    world = new FakeWorld()
    readings = []
    told = []
    const read = (known: number | undefined): Promise<HouseSource | undefined> =>
      new Promise((resolve, reject) => {
        readings.push({
          known,
          answer: (source) => (resolve(source), settled()),
          fail: (thrown) => (reject(thrown), settled()),
        })
      })
    feed = new HouseFeed(7, read, world, {
      replaced(next, before) {
        house = next
        told.push(before ? 'replaced' : 'first')
      },
      changed: (seats, was, version) => told.push(`${version}: ${seats.map((seat, k) => `${house.idOf(seat)} was ${was[k]}`).join(', ')}`),
      stands: (connection) => told.push(connection),
      failed: (_, isForGood) => told.push(isForGood ? 'failed for good' : 'failed'),
    }, (thrown) => thrown instanceof Missing)
  })

  async function begun(version = 5): Promise<void> {
    await last().answer(sourceOf(drawn, version))
    world.line.opens()
    told.length = 0
  }

  it('reads, then follows from the version that was read', async () => {
    expect(world.lines).toHaveLength(0)
    await last().answer(sourceOf(drawn, 5))
    expect(world.line.version).toBe(5)
    expect(told).toEqual(['first'])
  })

  it('applies what it hears, and tells what each seat was', async () => {
    await begun()
    world.line.seats(6, { 101: 'Held', 102: 'Sold', 999: 'Sold' })
    world.line.seats(9, { 101: 'Available' })
    expect(letters()).toBe('ASAA')
    expect(house.version).toBe(9)
    expect(told).toEqual(['6: 101 was 0, 102 was 0', '9: 101 was 1'])
  })

  it('passes over what it knows already', async () => {
    await begun(9)
    world.line.seats(9, { 101: 'Held' })
    world.line.seats(8, { 102: 'Held' })
    expect(letters()).toBe('AAAA')
    world.line.seats(10, { 101: 'Available' })
    expect(told).toEqual([])
    expect(house.version).toBe(10)
  })

  it('reads again after a reset; what is heard meanwhile waits, and of that only what is newer counts', async () => {
    await begun()
    world.line.says('reset', { version: 20 })
    expect(last().known).toBe(5)
    world.line.seats(21, { 101: 'Sold' })
    world.line.seats(22, { 102: 'Held' })
    expect(letters()).toBe('AAAA')
    await last().answer({ ...sourceOf(drawn, 21), statuses: 'SAAA' })
    expect(letters()).toBe('SHAA')
    expect(house.version).toBe(22)
    expect(told).toEqual(['21: 101 was 0', '22: 102 was 0'])
    expect(world.lines).toHaveLength(1)
  })

  it('shows another house when the seats themselves changed', async () => {
    await begun()
    world.line.says('reset', { version: 6 })
    await last().answer(sourceOf([{ rows: ['.....'] }], 6))
    expect(told).toEqual(['replaced'])
    expect(house.seats).toBe(5)
    world.line.seats(7, { 105: 'Sold' })
    expect(letters()).toBe('AAAAS')
  })

  it('begins the stream again when it was given an older house than the stream knows', async () => {
    await begun()
    world.line.says('reset', { version: 20 })
    world.line.seats(21, { 101: 'Sold' })
    await last().answer({ ...sourceOf(drawn, 19), statuses: 'AHAA' })
    expect(world.lines).toHaveLength(2)
    expect(world.line.version).toBe(19)
    expect(letters()).toBe('AHAA')
    world.line.seats(21, { 101: 'Sold' })
    expect(letters()).toBe('SHAA')
  })

  it('asks without an ETag when the versions began again', async () => {
    await begun(900)
    world.line.says('reset', { version: 3 })
    expect(last().known).toBeUndefined()
    await last().answer({ ...sourceOf(drawn, 3), statuses: 'AAAS' })
    expect(house.version).toBe(3)
    world.line.seats(4, { 101: 'Held' })
    expect(letters()).toBe('HAAS')
  })

  it('takes a first version that is not its own for a reset', async () => {
    await begun()
    world.line.says('version', { version: 5 })
    expect(readings).toHaveLength(1)
    world.line.says('version', { version: 8 })
    expect(readings).toHaveLength(2)
  })

  it('answers a reset that comes while it reads', async () => {
    await begun()
    world.line.says('reset', { version: 20 })
    world.line.says('reset', { version: 25 })
    expect(readings).toHaveLength(2)
    await last().answer(sourceOf(drawn, 22))
    expect(readings).toHaveLength(3)
    await last().answer({ ...sourceOf(drawn, 25), statuses: 'SSSS' })
    expect(letters()).toBe('SSSS')
  })

  it('tries again when reading fails, and gives up when that cannot help', async () => {
    await last().fail(new Error('503'))
    expect(told).toEqual(['failed'])
    expect(readings).toHaveLength(1)
    await world.pass(20_000)
    expect(readings).toHaveLength(2)
    await last().fail(new Missing())
    expect(told).toEqual(['failed', 'failed for good'])
    await world.pass(600_000)
    expect(readings).toHaveLength(2)
    expect(world.lines).toHaveLength(0)
  })

  it('keeps what waits while a reading after a reset fails', async () => {
    await begun()
    world.line.says('reset', { version: 20 })
    world.line.seats(21, { 101: 'Sold' })
    await last().fail(new Error('503'))
    await world.pass(20_000)
    await last().answer(sourceOf(drawn, 20))
    expect(letters()).toBe('SAAA')
  })

  it('asks now and then while the stream is lost, by the ETag', async () => {
    await begun()
    world.line.breaks()
    await world.pass(quietMs + pollMs)
    expect(last().known).toBe(5)
    await last().answer(undefined)
    await world.pass(pollMs)
    expect(readings).toHaveLength(3)
    await last().answer({ ...sourceOf(drawn, 6), statuses: 'AASA' })
    expect(letters()).toBe('AASA')
    expect(told).toContain('6: 103 was 0')
    world.line.opens()
    await world.pass(600_000)
    expect(readings).toHaveLength(3)
  })

  it('is silent once closed', async () => {
    await begun()
    world.line.says('reset', { version: 20 })
    feed.close()
    await last().answer(sourceOf(drawn, 20))
    expect(told).toEqual([])
    expect(world.line.isClosed).toBe(true)
  })
})

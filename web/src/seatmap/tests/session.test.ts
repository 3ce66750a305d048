import { beforeEach, describe, expect, it } from 'vitest'
import type { Rules } from '../model/selection'
import { SeatSession } from '../session'
import { at, sourceOf } from './houses'
import { FakeWorld, settled } from './world'

const rules: Rules = { mode: 'buy', max: 3, isDisabled: false, own: new Set() }

describe('a session', () => {
  let world: FakeWorld
  let session: SeatSession
  let told: string[]
  let source = sourceOf([{ rows: ['..x.'] }], 5)

  beforeEach(async () => {
    source = sourceOf([{ rows: ['..x.'] }], 5)
    world = new FakeWorld()
    told = []
    session = new SeatSession(7, async () => source, world, () => false)
    session.on('selection', ({ ids }) => told.push(`selection ${ids.join()}`))
    session.on('conflict', ({ ids }) => told.push(`conflict ${ids.join()}`))
    session.on('outcome', ({ outcome }) => told.push(outcome))
    session.setRules(rules, false)
    await settled()
    world.line.opens()
  })

  it('keeps the order of choosing', () => {
    session.toggle(at(session.house!, 102))
    session.toggle(at(session.house!, 101))
    session.toggle(at(session.house!, 102))
    expect(told).toEqual(['selection 102', 'selected', 'selection 102,101', 'selected', 'selection 101', 'deselected'])
  })

  it('tells who chose a taken seat that it is taken, and changes nothing', () => {
    session.toggle(at(session.house!, 103))
    expect(told).toEqual(['taken'])
  })

  it('gives up seats that somebody else took, and says which', () => {
    session.select([101, 102, 103])
    told.length = 0
    world.line.seats(6, { 102: 'Held', 104: 'Held' })
    expect(told).toEqual(['selection 101', 'conflict 102'])
  })

  it('waits with that while its own reservation is on the way', () => {
    session.select([101, 102])
    session.setRules(rules, true)
    told.length = 0
    world.line.seats(6, { 101: 'Held', 102: 'Held' })
    expect(told).toEqual([])
    session.setRules({ ...rules, own: new Set([101]) }, false)
    expect(told).toEqual(['selection 101', 'conflict 102'])
  })

  it('finds conflicts of seats that the page chose before there was a house', async () => {
    const other = new SeatSession(7, async () => source, new FakeWorld(), () => false)
    const lost: number[] = []
    other.on('conflict', ({ ids }) => lost.push(...ids))
    other.setSelection([101, 103])
    await settled()
    expect(lost).toEqual([103])
    expect(other.selection).toEqual([101])
  })

  it('keeps selection and cursor when the house is another one', async () => {
    session.select([101, 104])
    session.setCursor(at(session.house!, 104), 'map')
    source = sourceOf([{ rows: ['...... .', '..'] }], 9)
    world.line.says('reset', { version: 9 })
    await settled()
    expect(session.house!.seats).toBe(9)
    expect(session.selection).toEqual([101, 104])
    expect(session.house!.idOf(session.cursor!)).toBe(104)
  })

  it('a lasso adds what it can, and gives back when all was chosen', () => {
    const seats = [101, 102, 103].map((id) => at(session.house!, id))
    session.toggleAll(seats)
    expect(session.selection).toEqual([101, 102])
    session.toggleAll(seats)
    expect(session.selection).toEqual([])
  })

  it('tells no more once closed', () => {
    session.close()
    session.select([101])
    expect(told).toEqual([])
  })
})

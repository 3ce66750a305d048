import { beforeEach, describe, expect, it } from 'vitest'
import { Backoff } from '../live/backoff'
import { hiddenMs, quietMs, retryMostMs, SeatStream, type Connection } from '../live/seat-stream'
import { parseEvent, type StreamEvent } from '../live/wire'
import { FakeWorld } from './world'

describe('the stream of a seat map', () => {
  let world: FakeWorld
  let version: number
  let heard: StreamEvent[]
  let stands: Connection[]
  let stream: SeatStream

  beforeEach(() => {
    world = new FakeWorld()
    version = 4
    heard = []
    stands = []
    stream = new SeatStream(7, world, {
      version: () => version,
      heard: (event) => heard.push(event),
      stands: (connection) => stands.push(connection),
    })
  })

  it('begins at the version of the house', () => {
    expect(world.line.address).toBe('/performances/7/seatmap/stream?version=4')
    world.line.opens()
    world.line.seats(5, { 101: 'Held' })
    expect(stands).toEqual(['live'])
    expect(heard).toEqual([{ kind: 'seats', version: 5, changes: [{ seatId: 101, status: 1 }] }])
  })

  it('lets the browser mend a short break without a word', async () => {
    world.line.opens()
    world.line.breaks()
    await world.pass(quietMs - 1)
    world.line.opens()
    await world.pass(60_000)
    expect(stands).toEqual(['live'])
    expect(world.lines).toHaveLength(1)
  })

  it('says when the break lasts, and when it is over', async () => {
    world.line.opens()
    world.line.breaks()
    await world.pass(quietMs)
    world.line.opens()
    expect(stands).toEqual(['live', 'lost', 'live'])
  })

  it('comes back after a refusal, from the newest version, with ever longer pauses', async () => {
    const begins: number[] = []
    for (let k = 0; k < 8; k++) {
      begins.push(world.now)
      version = 10 + k
      world.line.refused()
      await world.pass(retryMostMs)
      expect(world.lines).toHaveLength(k + 2)
      expect(world.line.version).toBe(version)
    }
    expect(stands).toEqual(['lost'])
  })

  it('hears nothing from a line that it has given up', async () => {
    const first = world.line
    first.refused()
    await world.pass(retryMostMs)
    first.seats(9, { 101: 'Sold' })
    expect(heard).toEqual([])
    expect(first.isClosed).toBe(true)
  })

  it('comes back at once when the network does', () => {
    world.line.refused()
    world.comesOnline()
    expect(world.lines).toHaveLength(2)
  })

  it('hangs up when nobody has looked for a while, and calls again when somebody does', async () => {
    world.line.opens()
    world.looks(false)
    await world.pass(hiddenMs - 1)
    expect(world.line.isClosed).toBe(false)
    await world.pass(1)
    expect(world.line.isClosed).toBe(true)
    expect(stands).toEqual(['live', 'paused'])
    await world.pass(600_000)
    expect(world.lines).toHaveLength(1)
    version = 77
    world.looks(true)
    expect(world.line.version).toBe(77)
    expect(stands).toEqual(['live', 'paused', 'connecting'])
  })

  it('stays on the line when somebody looks away for a moment', async () => {
    world.looks(false)
    await world.pass(hiddenMs / 2)
    world.looks(true)
    await world.pass(hiddenMs * 2)
    expect(world.lines).toHaveLength(1)
    expect(world.line.isClosed).toBe(false)
  })

  it('is silent once closed', async () => {
    world.line.refused()
    stream.close()
    world.comesOnline()
    await world.pass(600_000)
    expect(world.lines).toHaveLength(1)
  })
})

describe('what the stream says', () => {
  it('is read with suspicion', () => {
    expect(parseEvent('version', '{"version":3}')).toEqual({ kind: 'version', version: 3 })
    expect(parseEvent('seats', 'not JSON')).toBeUndefined()
    expect(parseEvent('seats', '{"version":"3","changes":[]}')).toBeUndefined()
    expect(parseEvent('seats', '{"version":3}')).toBeUndefined()
    expect(parseEvent('seats', '{"version":3,"changes":[{"seatId":"x"},{"seatId":1,"status":"Melted"}]}')).toEqual({
      kind: 'seats', version: 3, changes: [{ seatId: 1, status: 3 }],
    })
  })
})

describe('the pauses between tries', () => {
  it('double up to a limit, and are spread over half of it', () => {
    const low = new Backoff(1000, 5000, () => 0)
    expect([1, 2, 3, 4, 5].map(() => low.nextMs())).toEqual([500, 1000, 2000, 2500, 2500])
    const high = new Backoff(1000, 5000, () => 0.999)
    expect(high.nextMs()).toBeGreaterThan(990)
    low.reset()
    expect(low.nextMs()).toBe(500)
  })
})

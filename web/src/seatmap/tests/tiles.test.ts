import { describe, expect, it } from 'vitest'
import type { Box } from '../model/geometry'
import type { Pen } from '../view/glyphs'
import { fromTheMiddle, Tiles, tileSide, tilesSeen, type Sheet, type TilePainter, type TileView } from '../view/tiles'

interface Painted {
  readonly scale: number
  readonly box: Box
}

/** A pen that keeps what is copied by it. */
function makePen(): Pen & { copies: number[][] } {
  const copies: number[][] = []
  const ignore = (): void => undefined
  return {
    copies,
    drawImage: (_: unknown, ...place: number[]) => copies.push(place),
    fillRect: ignore, setTransform: ignore, save: ignore, restore: ignore, beginPath: ignore, rect: ignore, clip: ignore,
  } as unknown as Pen & { copies: number[][] }
}

class Bench {
  readonly painted: Painted[] = []
  now = 0
  /** What painting one tile costs. */
  cost = 0
  readonly pen = makePen()
  readonly tiles = new Tiles<TilePainter>({
    makePainter: (scale) => ({
      scale,
      reach: 10,
      paint: (_, box) => {
        this.now += this.cost
        this.painted.push({ scale, box })
      },
    }),
    place: (seat) => ({ x: seat * 64, y: 50 }),
    now: () => this.now,
    makeSheet: () => ({ surface: {}, pen: makePen() }) as unknown as Sheet,
  })

  draw(view: TileView, isResting = true, budget = 100): { pending: boolean; painted: Painted[]; copies: number[][] } {
    this.painted.length = 0
    this.pen.copies.length = 0
    const pending = this.tiles.draw(this.pen, view, isResting, '#fff', budget)
    return { pending, painted: [...this.painted], copies: [...this.pen.copies] }
  }
}

const view: TileView = { x: tileSide, y: tileSide, scale: 1, width: tileSide, height: tileSide }

describe('the tiles that a view touches', () => {
  it('are those of its box, in the scale of the set', () => {
    expect(tilesSeen(view, 1)).toEqual({ firstColumn: 0, lastColumn: 1, firstRow: 0, lastRow: 1 })
    expect(tilesSeen(view, 2)).toEqual({ firstColumn: 1, lastColumn: 3, firstRow: 1, lastRow: 3 })
    expect(tilesSeen({ ...view, x: -1 }, 1).firstColumn).toBe(-1)
  })

  it('are taken from the middle outwards', () => {
    const places = fromTheMiddle({ firstColumn: 0, lastColumn: 2, firstRow: 0, lastRow: 2 })
    expect(places[0]).toEqual([1, 1])
    expect(places).toHaveLength(9)
  })
})

describe('drawing', () => {
  it('paints each tile once, and copies it from then on', () => {
    const bench = new Bench()
    expect(bench.draw(view).painted).toHaveLength(4)
    const again = bench.draw(view)
    expect(again.painted).toHaveLength(0)
    expect(again.copies).toHaveLength(4)
  })

  it('paints what comes into view alone when it is moved', () => {
    const bench = new Bench()
    bench.draw(view)
    expect(bench.draw({ ...view, x: view.x + tileSide }).painted.map(({ box }) => box.left)).toEqual([tileSide * 2, tileSide * 2])
  })

  it('puts the rest off when the time is over, but always goes on a little', () => {
    const bench = new Bench()
    bench.cost = 10
    const first = bench.draw(view, true, 15)
    expect([first.pending, first.painted.length]).toEqual([true, 2])
    expect(bench.draw(view, true, 0).painted).toHaveLength(1)
    const last = bench.draw(view, true, 0)
    expect([last.pending, last.painted.length]).toEqual([false, 1])
  })

  it('stretches the last set while it is zoomed, and draws the right one at rest', () => {
    const bench = new Bench()
    bench.draw(view)
    const zoomed = { ...view, scale: 1.2 }
    expect(bench.draw(zoomed, false).painted).toHaveLength(0)
    expect(bench.draw(zoomed, true).painted.every(({ scale }) => scale === 1.2)).toBe(true)
    expect(bench.draw({ ...view, scale: 2.4 }, false).painted.every(({ scale }) => scale === 2.4)).toBe(true)
  })

  it('remembers a scale that it comes back to', () => {
    const bench = new Bench()
    bench.draw(view)
    bench.draw({ ...view, scale: 2 })
    expect(bench.draw(view).painted).toHaveLength(0)
  })

  it('shows the whole house beneath a set that is not complete', () => {
    const bench = new Bench()
    bench.tiles.setOverview(1)
    bench.draw(view)
    bench.cost = 10
    const near = bench.draw({ ...view, scale: 4 }, false, 0)
    expect(near.pending).toBe(true)
    expect(near.copies.length).toBeGreaterThan(1)
  })

  it('covers the view without a seam when it is stretched', () => {
    const bench = new Bench()
    bench.draw({ ...view, width: tileSide * 2 })
    const { copies } = bench.draw({ ...view, width: tileSide * 2, scale: 1.13, x: 700.4 }, false)
    const rows = new Map<number, number[][]>()
    for (const copy of copies) rows.set(copy[1]!, [...(rows.get(copy[1]!) ?? []), copy])
    for (const row of rows.values()) {
      row.sort((a, b) => a[0]! - b[0]!)
      for (let k = 1; k < row.length; k++) expect(row[k]![0]).toBe(row[k - 1]![0]! + row[k - 1]![2]!)
    }
    expect(rows.size).toBeGreaterThan(0)
  })
})

describe('a seat that changes', () => {
  it('is repaired where it stands, in every set, and nothing else is drawn', () => {
    const bench = new Bench()
    bench.draw(view)
    bench.tiles.seatsChanged([6])
    const { painted } = bench.draw(view)
    expect(painted).toHaveLength(1)
    expect(painted[0]!.box).toEqual({ left: 374, top: 40, right: 394, bottom: 60 })
  })

  it('on the border of two tiles is repaired in both', () => {
    const bench = new Bench()
    bench.draw(view)
    bench.tiles.seatsChanged([8])
    expect(bench.draw(view).painted).toHaveLength(2)
  })

  it('is never put off', () => {
    const bench = new Bench()
    bench.draw(view)
    bench.cost = 10
    bench.tiles.seatsChanged([1, 6])
    expect(bench.draw(view, true, 0).painted).toHaveLength(2)
  })

  it('among very many has its tile drawn anew as a whole', () => {
    const bench = new Bench()
    const far = { ...view, scale: 0.01 }
    bench.draw(far)
    bench.tiles.seatsChanged(Array.from({ length: 400 }, (_, seat) => seat + 1))
    const { painted } = bench.draw(far)
    expect(painted).toHaveLength(1)
    expect(painted[0]!.box.right - painted[0]!.box.left).toBe(tileSide / 0.01)
  })
})

describe('a very large screen', () => {
  it('keeps all the tiles that it shows', () => {
    const bench = new Bench()
    const wide = { ...view, width: tileSide * 16, height: tileSide * 9 }
    expect(bench.draw(wide, true, 1e6).painted.length).toBeGreaterThan(100)
    expect(bench.draw(wide).painted).toHaveLength(0)
  })
})

describe('another look', () => {
  it('is drawn bit by bit over the old one', () => {
    const bench = new Bench()
    bench.draw(view)
    bench.cost = 10
    bench.tiles.everythingChanged()
    const first = bench.draw(view, true, 0)
    expect(first.painted).toHaveLength(1)
    expect(first.copies).toHaveLength(4)
    expect(first.pending).toBe(true)
  })

  it('of another house shows nothing of the old one', () => {
    const bench = new Bench()
    bench.draw(view)
    bench.tiles.clear()
    bench.cost = 10
    expect(bench.draw(view, true, 0).copies).toHaveLength(1)
  })
})

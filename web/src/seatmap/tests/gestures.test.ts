// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import type { Point } from '../model/geometry'
import { Gestures, wheelFactor, type GestureTarget, type Tap } from '../view/gestures'
import { commandOf } from '../view/keys'
import { Glide, Roll, Speed } from '../view/motion'

class Target implements GestureTarget {
  readonly told: string[] = []
  taps: Tap[] = []
  lassos = false
  scrolls = false
  pressed(): void {
    this.told.push('pressed')
  }
  dragged(dx: number, dy: number): void {
    this.told.push(`dragged ${dx} ${dy}`)
  }
  released(speed: Point): void {
    this.told.push(`released ${speed.x.toFixed(2)} ${speed.y.toFixed(2)}`)
  }
  pinched(at: Point, factor: number, dx: number, dy: number): void {
    this.told.push(`pinched ${at.x} ${at.y} ${factor.toFixed(2)} ${dx} ${dy}`)
  }
  wheeled(): boolean {
    return !this.scrolls
  }
  tapped(tap: Tap): void {
    this.taps.push(tap)
  }
  pointed(at: Point | null): void {
    this.told.push(at ? `over ${at.x}` : 'away')
  }
  wantsLasso(withShift: boolean): boolean {
    return this.lassos || withShift
  }
  lassoed(path: readonly Point[], isDone: boolean): void {
    this.told.push(`lasso ${path.length} ${isDone}`)
  }
}

describe('gestures', () => {
  let element: HTMLElement
  let target: Target

  function send(type: string, x: number, y: number, at: number, more: PointerEventInit = {}): void {
    const event = new PointerEvent(type, { clientX: x, clientY: y, pointerId: 1, pointerType: 'mouse', button: 0, ...more })
    Object.defineProperty(event, 'timeStamp', { value: at })
    element.dispatchEvent(event)
  }

  beforeEach(() => {
    element = document.createElement('div')
    element.setPointerCapture = () => undefined
    target = new Target()
    new Gestures(element, target)
  })

  it('a press without moving is a tap', () => {
    send('pointerdown', 10, 10, 0)
    send('pointermove', 12, 11, 20)
    send('pointerup', 12, 11, 40)
    expect(target.taps).toEqual([{ at: { x: 12, y: 11 }, pointer: 'mouse', withShift: false, isDouble: false }])
    expect(target.told).toEqual(['pressed'])
  })

  it('two taps soon after each other at one place are a double one, three are not two of them', () => {
    for (const at of [0, 200, 400]) {
      send('pointerdown', 10, 10, at)
      send('pointerup', 10, 10, at + 50)
    }
    expect(target.taps.map((tap) => tap.isDouble)).toEqual([false, true, false])
  })

  it('a finger may tremble more than a mouse', () => {
    send('pointerdown', 10, 10, 0, { pointerType: 'touch' })
    send('pointermove', 17, 10, 20, { pointerType: 'touch' })
    send('pointerup', 17, 10, 40, { pointerType: 'touch' })
    expect(target.taps.map((tap) => tap.pointer)).toEqual(['touch'])
  })

  it('a press that moves is a drag, and is let go with its speed', () => {
    send('pointerdown', 0, 0, 0)
    send('pointermove', 10, 0, 10)
    send('pointermove', 30, 0, 20)
    send('pointermove', 50, 10, 30)
    send('pointerup', 50, 10, 35)
    expect(target.taps).toEqual([])
    expect(target.told).toEqual(['pressed', 'away', 'dragged 10 0', 'dragged 20 0', 'dragged 20 10', 'released 2.00 0.50'])
  })

  it('two fingers pinch around the middle between them', () => {
    send('pointerdown', 0, 0, 0, { pointerId: 1, pointerType: 'touch' })
    send('pointerdown', 100, 0, 5, { pointerId: 2, pointerType: 'touch' })
    send('pointermove', 200, 0, 10, { pointerId: 2, pointerType: 'touch' })
    expect(target.told.at(-1)).toBe('pinched 100 0 2.00 50 0')
    send('pointerup', 200, 0, 20, { pointerId: 2, pointerType: 'touch' })
    send('pointerup', 0, 0, 30, { pointerId: 1, pointerType: 'touch' })
    expect(target.taps).toEqual([])
  })

  it('a drag that wants to be a lasso is one', () => {
    target.lassos = true
    send('pointerdown', 0, 0, 0)
    send('pointermove', 20, 0, 10)
    send('pointermove', 20, 20, 20)
    send('pointerup', 20, 20, 30)
    expect(target.told).toEqual(['pressed', 'away', 'lasso 2 false', 'lasso 3 false', 'lasso 3 true'])
  })

  it('a lasso that the system takes away chooses nothing', () => {
    target.lassos = true
    send('pointerdown', 0, 0, 0)
    send('pointermove', 20, 0, 10)
    send('pointercancel', 20, 0, 20)
    expect(target.told.at(-1)).toBe('lasso 0 true')
  })

  it('the other buttons of a mouse mean nothing', () => {
    send('pointerdown', 0, 0, 0, { button: 2 })
    send('pointerup', 0, 0, 10, { button: 2 })
    expect(target.taps).toEqual([])
  })

  it('a wheel that is not meant for the map scrolls the page', () => {
    const turn = (): boolean => {
      const event = new WheelEvent('wheel', { deltaY: 100, cancelable: true })
      element.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect(turn()).toBe(true)
    target.scrolls = true
    expect(turn()).toBe(false)
  })
})

describe('the wheel', () => {
  const turn = (deltaY: number, deltaMode = 0, ctrlKey = false): number => wheelFactor({ deltaY, deltaMode, ctrlKey })

  it('zooms in when turned away, out when turned back, and returns to where it was', () => {
    expect(turn(-100)).toBeGreaterThan(1.1)
    expect(turn(-100) * turn(100)).toBeCloseTo(1)
  })

  it('counts lines as well as pixels, and a pinch finer; one turn has a limit', () => {
    expect(turn(-3, 1)).toBeCloseTo(turn(-48))
    expect(turn(-5, 0, true)).toBeGreaterThan(turn(-5))
    expect(turn(-100_000)).toBeLessThan(2)
  })
})

describe('keys', () => {
  const key = (name: string, more: Partial<KeyboardEvent> = {}): ReturnType<typeof commandOf> =>
    commandOf({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more })

  it('move the cursor, and with shift the map', () => {
    expect(key('ArrowLeft')).toEqual({ kind: 'move', direction: 'left' })
    expect(key('ArrowLeft', { shiftKey: true })).toMatchObject({ kind: 'pan' })
    expect(key('PageDown')).toEqual({ kind: 'rows', steps: 5 })
  })

  it('leave the browser its own', () => {
    expect(key('+', { ctrlKey: true })).toBeUndefined()
    expect(key('Tab')).toBeUndefined()
    expect(key('r', { metaKey: true })).toBeUndefined()
  })
})

describe('motion', () => {
  const camera = { x: 0, y: 0, scale: 1 }

  it('rolls out: slower and slower, to an end', () => {
    const roll = new Roll(1, 0, 0)
    const first = roll.at(16, camera)
    const second = roll.at(32, first)
    expect(camera.x - first.x).toBeGreaterThan(first.x - second.x)
    expect(roll.isOver(32)).toBe(false)
    expect(roll.isOver(3000)).toBe(true)
    expect(Math.abs(roll.at(100_000, second).x)).toBeCloseTo(320, 0)
  })

  it('glides to its end and stays there', () => {
    const glide = new Glide(camera, { x: 100, y: 0, scale: 2 }, 0, 300)
    expect(glide.at(-5)).toEqual(camera)
    expect(glide.at(300)).toEqual({ x: 100, y: 0, scale: 2 })
    expect(glide.isOver(299)).toBe(false)
  })

  it('a pointer that rested before it was let go has no speed', () => {
    const speed = new Speed()
    speed.add(0, 0, 0)
    speed.add(10, 20, 0)
    expect(speed.atEnd(12)).toEqual({ x: 2, y: 0 })
    expect(speed.atEnd(200)).toEqual({ x: 0, y: 0 })
  })
})

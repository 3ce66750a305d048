import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import { emptyPlan, type Plan } from '../model/plan'
import { Pinch, useCanvasView } from '../useCanvasView'

const plan: Plan = { ...emptyPlan('Hall'), size: { width: 1600, height: 1600 } }
const whole = [-200, -200, 2000, 2000]
const boxOf = (view: ReturnType<typeof useCanvasView>): number[] => view.viewBox.value.split(' ').map(Number)

describe('useCanvasView', () => {
  it('shows the whole hall first, and again when asked to', () => {
    const view = useCanvasView(() => plan, ref(null))
    expect(boxOf(view)).toEqual(whole)
    view.zoomTo(4)
    view.panByPart({ x: 1, y: 0 })
    view.fit()
    expect(boxOf(view)).toEqual(whole)
  })

  it('zooms about a place, which stays where it is', () => {
    const view = useCanvasView(() => plan, ref(null))
    view.zoomTo(2, { x: -200, y: -200 })
    expect(boxOf(view)).toEqual([-200, -200, 1000, 1000])
  })

  it('moves by a part of what is seen, the less the nearer', () => {
    const view = useCanvasView(() => plan, ref(null))
    view.zoomTo(4)
    const before = boxOf(view)
    view.panByPart({ x: 0.5, y: -0.5 })
    expect(boxOf(view)).toEqual([before[0]! + 250, before[1]! - 250, 500, 500])
  })

  it('never shows less than a twelfth, nor more than all of it', () => {
    const view = useCanvasView(() => plan, ref(null))
    view.zoomTo(100)
    expect(view.zoom.value).toBe(12)
    view.zoomBy(0.01)
    expect(boxOf(view)).toEqual(whole)
  })
})

describe('Pinch', () => {
  /** One pixel of the window is one centimetre of the plan. */
  const at = (x: number, y: number) => ({ clientX: x, clientY: y })
  function view() {
    const real = useCanvasView(() => plan, ref(null))
    return { ...real, pointOf: ({ clientX, clientY }: { clientX: number; clientY: number }) => ({ x: clientX, y: clientY }) }
  }

  it('begins with the second finger', () => {
    const pinch = new Pinch(view())
    expect(pinch.press(1, at(0, 0))).toBe(false)
    expect(pinch.press(2, at(100, 0))).toBe(true)
    pinch.release(1)
    expect(pinch.isOn).toBe(false)
  })

  it('moves the view with both fingers', () => {
    const seen = view()
    const pinch = new Pinch(seen)
    pinch.press(1, at(0, 0))
    pinch.press(2, at(100, 0))
    pinch.move(1, at(0, 40))
    pinch.move(2, at(100, 40))
    const [, top] = boxOf(seen)
    expect(top).toBeLessThan(whole[1]!)
  })

  it('zooms as the fingers part, and not with one alone', () => {
    const seen = view()
    const pinch = new Pinch(seen)
    pinch.press(1, at(0, 0))
    pinch.move(1, at(50, 50))
    expect(boxOf(seen)).toEqual(whole)
    pinch.press(2, at(150, 50))
    pinch.move(2, at(250, 50))
    expect(seen.zoom.value).toBeCloseTo(2)
  })
})

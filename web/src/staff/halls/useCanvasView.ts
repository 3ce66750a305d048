/** Which part of the plan is seen: the whole hall at first, nearer and elsewhere by wheel, buttons, keys and fingers. */
import { computed, ref, shallowRef, type Ref } from 'vue'
import { boundsOf, type Plan, type Point } from './model/plan'

/** Around the hall, in centimetres. */
const margin = 200
const zoomMax = 12

type Place = Pick<PointerEvent, 'clientX' | 'clientY'>

export function useCanvasView(plan: () => Plan, svg: Ref<SVGSVGElement | null>) {
  const zoom = ref(1)
  const centre = shallowRef<Point | null>(null)

  const extent = computed(() => {
    const { left, top, right, bottom } = boundsOf(plan())
    const size = plan().size ?? { width: 0, height: 0 }
    const width = Math.max(size.width, right) - Math.min(0, left)
    const height = Math.max(size.height, bottom) - Math.min(0, top)
    return { width: width + 2 * margin, height: height + 2 * margin }
  })
  const middle = computed<Point>(() =>
    centre.value ?? { x: extent.value.width / 2 - margin, y: extent.value.height / 2 - margin })
  const viewBox = computed(() => {
    const [width, height] = [extent.value.width / zoom.value, extent.value.height / zoom.value]
    return `${middle.value.x - width / 2} ${middle.value.y - height / 2} ${width} ${height}`
  })

  /** Where in the plan a place of the window is. */
  function pointOf({ clientX, clientY }: Place): Point {
    const matrix = svg.value?.getScreenCTM()
    if (!matrix) return { x: 0, y: 0 }
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse())
    return { x, y }
  }

  /** The view goes on by so much of the plan. */
  function pan(by: Point): void {
    centre.value = { x: middle.value.x + by.x, y: middle.value.y + by.y }
  }

  /** By a part of what is seen: `{ x: 0.2, y: 0 }` is a fifth of its width to the right. */
  function panByPart(part: Point): void {
    pan({ x: (part.x * extent.value.width) / zoom.value, y: (part.y * extent.value.height) / zoom.value })
  }

  /** The point `about` stays where it is in the window. */
  function zoomTo(wanted: number, about: Point = middle.value): void {
    const next = Math.min(zoomMax, Math.max(1, wanted))
    const part = zoom.value / next
    centre.value = { x: about.x + (middle.value.x - about.x) * part, y: about.y + (middle.value.y - about.y) * part }
    zoom.value = next
  }

  /** Step by step; zoomed out altogether, all of it is seen. */
  function zoomBy(factor: number, about?: Point): void {
    zoomTo(zoom.value * factor, about)
    if (factor < 1 && zoom.value === 1) fit()
  }

  function fit(): void {
    zoom.value = 1
    centre.value = null
  }

  return { zoom, viewBox, pointOf, pan, panByPart, zoomTo, zoomBy, fit }
}

/** Two fingers: what lies below them stays below them, so they move and zoom at once. */
export class Pinch {
  private readonly fingers = new Map<number, Place>()

  constructor(private readonly view: Pick<ReturnType<typeof useCanvasView>, 'zoom' | 'pointOf' | 'pan' | 'zoomTo'>) {}

  get isOn(): boolean {
    return this.fingers.size === 2
  }

  /** @return whether this finger makes two of them. */
  press(finger: number, at: Place): boolean {
    if (this.fingers.size < 2) this.fingers.set(finger, { clientX: at.clientX, clientY: at.clientY })
    return this.isOn
  }

  move(finger: number, at: Place): void {
    if (!this.fingers.has(finger)) return
    const before = this.spread()
    this.fingers.set(finger, { clientX: at.clientX, clientY: at.clientY })
    if (!this.isOn) return
    const after = this.spread()
    const [from, to] = [this.view.pointOf(before.middle), this.view.pointOf(after.middle)]
    this.view.pan({ x: from.x - to.x, y: from.y - to.y })
    if (before.distance > 0) this.view.zoomTo((this.view.zoom.value * after.distance) / before.distance, from)
  }

  release(finger: number): void {
    this.fingers.delete(finger)
  }

  private spread(): { middle: Place; distance: number } {
    const [one, other = one] = [...this.fingers.values()] as [Place, Place?]
    return {
      middle: { clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 },
      distance: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
    }
  }
}

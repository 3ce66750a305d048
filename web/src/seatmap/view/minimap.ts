/** The whole house in a corner, with the part that is seen; dragging there moves the map. */
import { heightOf, widthOf, type Box, type Point } from '../model/geometry'
import { fitted, seenBox, toPlan, toScreen, type Camera, type Viewport } from './camera'
import { penOf } from './glyphs'
import { Painter } from './painter'
import type { Scene } from './scene'
import type { MapTheme } from './theme'

const margin = 4

export class Minimap {
  private readonly stop: (() => void)[] = []
  private camera: Camera = { x: 0, y: 0, scale: 1 }
  private view: Viewport = { width: 1, height: 1 }
  private picture: HTMLCanvasElement | OffscreenCanvas | undefined
  private ratio = 1

  constructor(private readonly canvas: HTMLCanvasElement, goTo: (place: Point) => void) {
    let isDown = false
    const go = (event: PointerEvent): void => {
      const box = canvas.getBoundingClientRect()
      goTo(toPlan(this.camera, this.view, { x: event.clientX - box.left, y: event.clientY - box.top }))
    }
    const listen = (name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel', listener: (event: PointerEvent) => void): void => {
      canvas.addEventListener(name, listener)
      this.stop.push(() => canvas.removeEventListener(name, listener))
    }
    listen('pointerdown', (event) => {
      isDown = true
      canvas.setPointerCapture(event.pointerId)
      go(event)
    })
    listen('pointermove', (event) => {
      if (isDown) go(event)
    })
    listen('pointerup', () => (isDown = false))
    listen('pointercancel', () => (isDown = false))
  }

  close(): void {
    for (const stop of this.stop) stop()
  }

  /** Draws the house anew: when it, its seats or the theme have changed. */
  drawHouse(scene: Scene, theme: MapTheme, ratio: number, stageText: string): void {
    const width = this.canvas.clientWidth
    const height = this.canvas.clientHeight
    if (width === 0 || height === 0) return
    this.ratio = ratio
    this.view = { width, height }
    const inset = { left: margin, top: margin, right: margin, bottom: margin }
    this.camera = fitted(scene.house.bounds, this.view, inset)
    this.canvas.width = Math.round(width * ratio)
    this.canvas.height = Math.round(height * ratio)
    const picture = this.picture ?? document.createElement('canvas')
    picture.width = this.canvas.width
    picture.height = this.canvas.height
    new Painter(scene, theme, this.camera.scale * ratio, ratio, stageText).paint(penOf(picture), seenBox(this.camera, this.view))
    this.picture = picture
  }

  /** Shows which part is seen. */
  drawSeen(seen: Box, theme: MapTheme): void {
    if (!this.picture) return
    const pen = penOf(this.canvas)
    pen.setTransform(1, 0, 0, 1, 0, 0)
    pen.drawImage(this.picture, 0, 0)
    pen.scale(this.ratio, this.ratio)
    const corner = toScreen(this.camera, this.view, { x: seen.left, y: seen.top })
    const width = widthOf(seen) * this.camera.scale
    const height = heightOf(seen) * this.camera.scale
    pen.fillStyle = theme.background
    pen.globalAlpha = 0.45
    pen.beginPath()
    pen.rect(0, 0, this.view.width, this.view.height)
    pen.rect(corner.x + width, corner.y, -width, height)
    pen.fill('evenodd')
    pen.globalAlpha = 1
    pen.strokeStyle = theme.ink
    pen.lineWidth = 1.5
    pen.strokeRect(corner.x, corner.y, width, height)
  }
}

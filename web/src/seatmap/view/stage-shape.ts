/** The stage as drawn: a platform whose front bends towards the house, or a disc in its middle. */
import type { Box } from '../model/geometry'
import type { Stage } from '../model/stage'
import type { Pen } from './glyphs'
import type { MapTheme } from './theme'

/** @param scale pixels of the device per unit of the plan */
export function drawStage(pen: Pen, stage: Stage, box: Box, scale: number, ratio: number, theme: MapTheme, text: string): void {
  const x = (stage.middle.x - box.left) * scale
  const y = (stage.middle.y - box.top) * scale
  pen.save()
  pen.translate(x, y)
  // The stage is drawn facing down.
  const turn = Math.atan2(stage.facing.y, stage.facing.x) - Math.PI / 2
  pen.rotate(turn)
  const halfWidth = (stage.width / 2) * scale
  const halfDepth = (stage.depth / 2) * scale
  pen.fillStyle = theme.stage
  pen.strokeStyle = theme.stageEdge
  pen.lineWidth = 1.5 * ratio
  pen.beginPath()
  if (stage.isRound) {
    pen.arc(0, 0, halfWidth, 0, Math.PI * 2)
  } else {
    const bend = halfDepth * 0.5
    const corner = Math.min(halfDepth * 0.35, 10 * ratio)
    pen.moveTo(-halfWidth * 0.86 + corner, -halfDepth)
    pen.lineTo(halfWidth * 0.86 - corner, -halfDepth)
    pen.quadraticCurveTo(halfWidth * 0.86, -halfDepth, halfWidth * 0.88, -halfDepth + corner)
    pen.lineTo(halfWidth, halfDepth - bend)
    pen.quadraticCurveTo(0, halfDepth + bend, -halfWidth, halfDepth - bend)
    pen.lineTo(-halfWidth * 0.88, -halfDepth + corner)
    pen.quadraticCurveTo(-halfWidth * 0.86, -halfDepth, -halfWidth * 0.86 + corner, -halfDepth)
  }
  pen.closePath()
  pen.fill()
  pen.stroke()
  const size = Math.min(halfDepth * 0.62, 18 * ratio)
  if (size >= 6 * ratio) {
    pen.rotate(Math.abs(turn) > Math.PI / 2 ? Math.PI : 0)
    pen.font = `600 ${Math.round(size)}px ${theme.font}`
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillStyle = theme.onStage
    pen.fillText(text, 0, 0)
  }
  pen.restore()
}

/** What a scanner reads in the drawing is the code of the ticket. */
import { mount } from '@vue/test-utils'
import { decodeQR } from 'qr/decode.js'
import { expect, it } from 'vitest'
import TicketCode from './TicketCode.vue'

/** The drawing as a picture, with so many pixels for each of its modules. */
function pictureOf(path: string, size: number, scale: number) {
  const width = size * scale
  const data = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let down = 0; down < scale; down++) {
      for (let across = 0; across < scale; across++) {
        const pixel = ((Number(y) * scale + down) * width + Number(x) * scale + across) * 4
        data.fill(0, pixel, pixel + 3)
      }
    }
  }
  return { width, height: width, data }
}

it.each(['7-2d5ec8f5e06da905bb497bac1bde8a55', '9007199254740991-ffffffffffffffffffffffffffffffff'])('reads %s', (code) => {
  const drawing = mount(TicketCode, { props: { code, label: 'QR code' } })
  const size = Number(drawing.attributes('viewBox')!.split(' ')[2])
  expect(decodeQR(pictureOf(drawing.get('path').attributes('d')!, size, 4))).toBe(code)
  expect(drawing.attributes()).toMatchObject({ role: 'img', 'aria-label': 'QR code' })
})

/** A scanner: reads the QR code that is seen, from its pixels. */
import type { Browser, Locator } from 'playwright-core'
import { decodeQR } from 'qr/decode.js'

/** What stands in the code; the pixels are had in a browser of their own, which no page's policy binds. */
export async function scanned(browser: Browser, code: Locator): Promise<string> {
  const picture = (await code.screenshot()).toString('base64')
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const seen = await page.evaluate(async (png) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
      const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height })
      const drawing = canvas.getContext('2d')!
      drawing.drawImage(bitmap, 0, 0)
      const { width, height, data } = drawing.getImageData(0, 0, bitmap.width, bitmap.height)
      return { width, height, data: [...data] }
    }, picture)
    return decodeQR({ ...seen, data: Uint8ClampedArray.from(seen.data) })
  } finally {
    await context.close()
  }
}

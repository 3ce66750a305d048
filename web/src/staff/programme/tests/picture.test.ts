import { describe, expect, it } from 'vitest'
import { pictureBytesMax, pictureFault } from '../model/picture'

describe('a picture for a poster', () => {
  it('is PNG, JPEG or WebP of at most 4 MiB', () => {
    expect(pictureFault({ type: 'image/png', size: 1 })).toBeUndefined()
    expect(pictureFault({ type: 'image/webp', size: pictureBytesMax })).toBeUndefined()
    expect(pictureFault({ type: 'image/jpeg', size: pictureBytesMax + 1 })).toBe('large')
    expect(pictureFault({ type: 'image/svg+xml', size: 10 })).toBe('type')
    expect(pictureFault({ type: '', size: 10 })).toBe('type')
    expect(pictureFault({ type: 'image/png', size: 0 })).toBe('empty')
  })
})

/** What the house takes as a poster, known before it is sent; the house itself looks at the bytes. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp']
export const pictureBytesMax = 4 * 1024 * 1024

export type PictureFault = 'type' | 'large' | 'empty'

/** What speaks against a file, as its name and size tell. */
export function pictureFault(file: Pick<File, 'type' | 'size'>): PictureFault | undefined {
  if (file.size === 0) return 'empty'
  if (!pictureTypes.includes(file.type)) return 'type'
  return file.size > pictureBytesMax ? 'large' : undefined
}

/** Lays a .br and a .gz beside every text file of the built pages, so that the server compresses nothing. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const folder = fileURLToPath(new URL('../../build/web/dist', import.meta.url))
const texts = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.txt'])

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

async function compressFile(path) {
  const content = await readFile(path)
  const smaller = await brotli(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  })
  await writeFile(`${path}.br`, smaller)
  await writeFile(`${path}.gz`, await zip(content, { level: constants.Z_BEST_COMPRESSION }))
}

const entries = await readdir(folder, { recursive: true, withFileTypes: true })
const wanted = entries
  .filter((entry) => entry.isFile() && texts.has(extname(entry.name)))
  .map((entry) => join(entry.parentPath, entry.name))
await Promise.all(wanted.map(compressFile))
console.log(`${wanted.length} files compressed`)

/** Builds the page of the measurements into build/web/bench. */
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('../src', import.meta.url)) } },
  define: { __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false, __INTLIFY_PROD_DEVTOOLS__: false },
  build: {
    outDir: '../../build/web/bench',
    emptyOutDir: true,
    target: ['chrome107', 'edge107', 'firefox110', 'safari16.4'],
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
})

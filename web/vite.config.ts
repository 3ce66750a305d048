/** How the pages are built, tested (vitest) and served while they are worked on. */
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import vuetify from 'vite-plugin-vuetify'
import { defineConfig } from 'vitest/config'

/** Where a running Boxoffice answers, for `./dev web`. */
const boxoffice = process.env['BOXOFFICE_URL'] ?? 'http://localhost:8080'

/** The first parts of the paths that are the API's; every other path is a page's. */
const apiPaths = [
  'accounts', 'auth', 'clock', 'items', 'me', 'myPages', 'notifications', 'payments', 'performances',
  'refund-tables', 'reservations', 'sales', 'seats', 'tickets', 'venues', '.well-known',
]

/** `/me` must not swallow a page whose name begins alike. */
const apiPattern = `^/(${apiPaths.join('|').replaceAll('.', '\\.')})(/|\\?|$|\\.)`

/** The parts that nearly every page shows, beside the beginning itself. */
const shownEverywhere = [
  'AppButton', 'AppIcon', 'EmptyState', 'ErrorState', 'GradesLeft', 'LoadingText', 'PosterArt', 'SkeletonBlock',
]
const everywhere = new RegExp(
  `/src/main\\.ts|/src/(app|i18n|utilities)/|/src/components/(${shownEverywhere.join('|')})\\.vue`)

export default defineConfig({
  plugins: [
    vue(),
    vuetify({ autoImport: true, styles: { configFile: 'src/styles/settings.scss' } }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: false,
  },
  build: {
    outDir: '../build/web/dist',
    emptyOutDir: true,
    target: ['chrome107', 'edge107', 'firefox110', 'safari16.4'],
    // A page inlines nothing: the content security policy allows neither data: scripts nor styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        // What nearly every page shows comes with the first script: on a slow line each further file is a round trip.
        manualChunks: (id) => (everywhere.test(id) ? 'index' : undefined),
      },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { [apiPattern]: { target: boxoffice, changeOrigin: true } },
  },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    environment: 'happy-dom',
    server: { deps: { inline: ['vuetify'] } },
  },
})

/** The beginning of the pages. */
import './styles/tokens.css'
import './styles/base.css'
import { createApp } from 'vue'
import { configureClient } from '@/api/client'
import { tell } from '@/app/announcer'
import { router } from '@/app/router'
import { forgetSession, hasSession } from '@/app/session'
import { tellTrouble } from '@/app/trouble'
import { language, text } from '@/i18n'
import App from './App.vue'

configureClient({
  language: () => language.value,
  hasSession,
  sessionEnded() {
    forgetSession()
    tell(text('shell.session.ended'))
    const here = router.currentRoute.value
    if (here.meta.needs) void router.push({ path: '/sign-in', query: { then: here.fullPath } })
  },
})

const app = createApp(App)
app.config.errorHandler = (thrown) => tellTrouble(thrown)
app.use(router)

/** A first sight of the page is there: it stays until its page can take its place. */
async function mount(): Promise<void> {
  const root = document.getElementById('app')!
  if (root.hasChildNodes()) await router.isReady().catch(() => undefined)
  app.mount(root)
  root.inert = false
  document.documentElement.classList.remove('is-coming')
}

void mount()

/**
 * Vuetify, which the forms of the staff are made of; it comes with their frame, so that no buyer waits for it. It is
 * without its theme: the theme writes a <style> element at run time, which the content security policy forbids. Its
 * variables are in styles/tokens.css, its colour classes in styles/vuetify-theme.css.
 */
import '@/styles/ground.scss'
import '@/styles/vuetify-theme.css'
import { getCurrentInstance } from 'vue'
import { createVuetify } from 'vuetify'
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg'

const field = { variant: 'outlined', color: 'primary', hideDetails: 'auto' } as const

const vuetify = createVuetify({
  theme: false,
  icons: { defaultSet: 'mdi', aliases, sets: { mdi } },
  defaults: {
    VBtn: { variant: 'flat', ripple: false, minHeight: 44 },
    VTextField: field,
    VTextarea: field,
    VSelect: field,
    VAutocomplete: field,
    VCheckbox: { color: 'primary', hideDetails: 'auto' },
    VRadio: { color: 'primary' },
    VSwitch: { color: 'primary', inset: true, hideDetails: 'auto' },
    VDialog: { maxWidth: 560 },
  },
})

let isThere = false

/** Gives the app what Vuetify's components look for; called in the setup of what stands around them. */
export function provideVuetify(): void {
  if (isThere) return
  isThere = true
  getCurrentInstance()!.appContext.app.use(vuetify)
}

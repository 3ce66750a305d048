/**
 * Vuetify without its theme: the theme writes a <style> element at run time, which the content security policy
 * forbids. Its variables are in styles/tokens.css, its colour classes in styles/vuetify-theme.css.
 */
import { createVuetify } from 'vuetify'
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg'

const field = { variant: 'outlined', color: 'primary', hideDetails: 'auto' } as const

export const vuetify = createVuetify({
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

import type { Translated } from '..'
import type en from './en'

const ko: Translated<typeof en> = {}

export default ko

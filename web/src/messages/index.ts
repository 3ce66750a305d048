/**
 * The texts of the pages by area. English says which keys there are; Korean must have the same ones, by type.
 * `shell` is there from the start; another area is fetched, in one language, with the first route that names it
 * in `meta.texts`. A new area is a folder here, with en.ts and ko.ts, and a line in each of the two lists below.
 */
import type about from './about/en'
import type account from './account/en'
import type booking from './booking/en'
import type catalogue from './catalogue/en'
import type choosing from './choosing/en'
import type notices from './notices/en'
import type seatmap from './seatmap/en'
import type halls from './halls/en'
import type backoffice from './backoffice/en'
import type door from './door/en'
import type attention from './attention/en'
import type programme from './programme/en'
import type bookings from './bookings/en'
import type closing from './closing/en'
import type rounds from './rounds/en'
import type accounts from './accounts/en'
import type sales from './sales/en'
import type seatdesk from './seatdesk/en'
import type desk from './desk/en'
import type reseat from './reseat/en'
import type shell from './shell/en'
import type staff from './staff/en'

export type Language = 'ko' | 'en'

export interface Texts {
  shell: typeof shell
  catalogue: typeof catalogue
  choosing: typeof choosing
  booking: typeof booking
  account: typeof account
  seatmap: typeof seatmap
  notices: typeof notices
  about: typeof about
  halls: typeof halls
  staff: typeof staff
  backoffice: typeof backoffice
  door: typeof door
  attention: typeof attention
  programme: typeof programme
  sales: typeof sales
  seatdesk: typeof seatdesk
  bookings: typeof bookings
  closing: typeof closing
  rounds: typeof rounds
  accounts: typeof accounts
  desk: typeof desk
  reseat: typeof reseat
}

export type Area = keyof Texts
export type LazyArea = Exclude<Area, 'shell'>

type Loader = () => Promise<{ default: unknown }>

export const loaders: Record<LazyArea, Record<Language, Loader>> = {
  catalogue: { en: () => import('./catalogue/en'), ko: () => import('./catalogue/ko') },
  choosing: { en: () => import('./choosing/en'), ko: () => import('./choosing/ko') },
  booking: { en: () => import('./booking/en'), ko: () => import('./booking/ko') },
  account: { en: () => import('./account/en'), ko: () => import('./account/ko') },
  seatmap: { en: () => import('./seatmap/en'), ko: () => import('./seatmap/ko') },
  notices: { en: () => import('./notices/en'), ko: () => import('./notices/ko') },
  about: { en: () => import('./about/en'), ko: () => import('./about/ko') },
  halls: { en: () => import('./halls/en'), ko: () => import('./halls/ko') },
  programme: { en: () => import('./programme/en'), ko: () => import('./programme/ko') },
  sales: { en: () => import('./sales/en'), ko: () => import('./sales/ko') },
  seatdesk: { en: () => import('./seatdesk/en'), ko: () => import('./seatdesk/ko') },
  staff: { en: () => import('./staff/en'), ko: () => import('./staff/ko') },
  backoffice: { en: () => import('./backoffice/en'), ko: () => import('./backoffice/ko') },
  door: { en: () => import('./door/en'), ko: () => import('./door/ko') },
  attention: { en: () => import('./attention/en'), ko: () => import('./attention/ko') },
  bookings: { en: () => import('./bookings/en'), ko: () => import('./bookings/ko') },
  closing: { en: () => import('./closing/en'), ko: () => import('./closing/ko') },
  rounds: { en: () => import('./rounds/en'), ko: () => import('./rounds/ko') },
  accounts: { en: () => import('./accounts/en'), ko: () => import('./accounts/ko') },
  desk: { en: () => import('./desk/en'), ko: () => import('./desk/ko') },
  reseat: { en: () => import('./reseat/en'), ko: () => import('./reseat/ko') },
}

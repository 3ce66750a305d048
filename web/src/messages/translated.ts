/** The same keys, every leaf a text: what a translation must be. */
export type Translated<T> = { [K in keyof T]: T[K] extends string ? string : Translated<T[K]> }

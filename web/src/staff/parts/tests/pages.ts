/** Mounts parts of the staff's pages, with their texts, before a server that answers as told. */
import { flushPromises, mount } from '@vue/test-utils'
import { vi } from 'vitest'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { needTexts, useLanguage } from '@/i18n'
import type { LazyArea } from '@/messages'

export interface Asked {
  method: string
  /** With its query. */
  path: string
  body: unknown
  headers: Headers
}

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

export const problem = (status: number, code: string, more: object = {}): Response =>
  json({ status, code, title: code, errors: [], ...more }, status)

export const pageOf = (name: string, items: readonly unknown[]) => ({
  _embedded: { [name]: items }, page: { size: 200, totalElements: items.length, totalPages: 1, number: 0 },
})

/** Answers every request, and gives back the list of what was asked. */
export function serve(answer: (asked: Asked) => Response | Promise<Response>): Asked[] {
  const all: Asked[] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const asked: Asked = {
      method: init.method ?? 'GET',
      path,
      body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
      headers: new Headers(init.headers),
    }
    all.push(asked)
    return answer(asked)
  })
  return all
}

/** In English, at `at`, with what was asked for first already answered. */
export async function show(page: Component, options: { props?: object; texts: readonly LazyArea[]; at?: string }) {
  await useLanguage('en')
  await needTexts(options.texts)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:path(.*)*', component: { template: '<i />' } }],
  })
  await router.push(options.at ?? '/')
  const wrapper = mount(page, {
    props: (options.props ?? {}) as Record<string, unknown>,
    global: { plugins: [router] },
    attachTo: document.body,
  })
  await flushPromises()
  return { wrapper, router }
}

export { flushPromises }

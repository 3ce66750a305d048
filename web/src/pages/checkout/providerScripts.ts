/**
 * Hands the buyer over to the script of Stripe or Toss Payments. It is fetched from the provider only now: both
 * forbid copies, and nobody who does not pay there shall load it. The page's security policy names these origins
 * when the server pays through that provider.
 */
import type { HandOver, Money } from '@/api/types'
import { language } from '@/i18n'

const stripeScript = 'https://js.stripe.com/v3/'
const tossScript = 'https://js.tosspayments.com/v2/standard'

interface StripeFailure {
  message?: string
}
interface StripeElements {
  create(type: 'payment'): { mount(target: HTMLElement): void; on(event: 'ready', call: () => void): void }
}
interface Stripe {
  elements(options: { clientSecret: string; locale: string; appearance: { theme: string } }): StripeElements
  confirmPayment(options: {
    elements: StripeElements
    confirmParams: { return_url: string }
    redirect: 'if_required'
  }): Promise<{ error?: StripeFailure }>
}
interface TossPayment {
  requestPayment(options: {
    method: 'CARD'
    amount: { currency: string; value: number }
    orderId: string
    orderName: string
    successUrl: string
    failUrl: string
  }): Promise<void>
}
interface TossPayments {
  (clientKey: string): { payment(options: { customerKey: string }): TossPayment }
  ANONYMOUS: string
}

declare global {
  interface Window {
    Stripe?: (key: string, options: { locale: string }) => Stripe
    TossPayments?: TossPayments
  }
}

const loading = new Map<string, Promise<void>>()

function loadScript(address: string): Promise<void> {
  let script = loading.get(address)
  if (!script) {
    script = new Promise<void>((resolve, reject) => {
      const element = document.createElement('script')
      element.src = address
      element.async = true
      element.addEventListener('load', () => resolve())
      element.addEventListener('error', () => {
        element.remove()
        loading.delete(address)
        reject(new Error(`${new URL(address).host} does not answer`))
      })
      document.head.append(element)
    })
    loading.set(address, script)
  }
  return script
}

export const returnAddress = (): string => `${window.location.origin}/checkout/return`

/** Toss counts major units where ours are minor ones; won have no smaller coin. */
function majorUnits(amount: Money): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: amount.currency })
  return amount.amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0)
}

/** Stripe's form stands on our page; `pay` resolves when the buyer is through, or leaves for his bank. */
export async function openStripe(handOver: HandOver, target: HTMLElement): Promise<{ pay(): Promise<string | null> }> {
  await loadScript(stripeScript)
  if (!window.Stripe || !handOver.clientSecret) throw new Error('Stripe cannot be started')
  const stripe = window.Stripe(handOver.clientKey, { locale: language.value })
  const elements = stripe.elements({
    clientSecret: handOver.clientSecret, locale: language.value, appearance: { theme: 'stripe' },
  })
  await new Promise<void>((resolve) => {
    const form = elements.create('payment')
    form.on('ready', resolve)
    form.mount(target)
  })
  return {
    async pay() {
      const { error } = await stripe.confirmPayment({
        elements, confirmParams: { return_url: returnAddress() }, redirect: 'if_required',
      })
      return error ? error.message ?? '' : null
    },
  }
}

/** Toss opens its own page, and comes back to `/checkout/return` with a paymentKey, or with a code when it failed. */
export async function openToss(handOver: HandOver): Promise<void> {
  await loadScript(tossScript)
  if (!window.TossPayments) throw new Error('Toss Payments cannot be started')
  const payment = window.TossPayments(handOver.clientKey).payment({ customerKey: window.TossPayments.ANONYMOUS })
  await payment.requestPayment({
    method: 'CARD',
    amount: { currency: handOver.amount.currency, value: majorUnits(handOver.amount) },
    orderId: handOver.orderId,
    orderName: handOver.orderName,
    successUrl: returnAddress(),
    failUrl: returnAddress(),
  })
}

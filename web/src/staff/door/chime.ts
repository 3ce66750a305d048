/** Two short sounds for a door at which nobody looks at the screen: high for in, low for not. */
let context: AudioContext | undefined

function tone(at: number, hertz: number, seconds: number): void {
  if (!context) return
  const [oscillator, gain] = [context.createOscillator(), context.createGain()]
  oscillator.frequency.value = hertz
  gain.gain.setValueAtTime(0.15, at)
  gain.gain.exponentialRampToValueAtTime(0.001, at + seconds)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(at)
  oscillator.stop(at + seconds)
}

/** Silent where the browser has no sound, or allows none yet. */
export function chime(isGood: boolean): void {
  if (typeof AudioContext === 'undefined') return
  context ??= new AudioContext()
  const now = context.currentTime
  if (isGood) {
    tone(now, 880, 0.12)
    tone(now + 0.1, 1320, 0.16)
  } else {
    tone(now, 196, 0.4)
  }
}

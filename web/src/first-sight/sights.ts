/** Which pages have a first sight: README, "First sight". `{id}` stands for the number in an address. */
export const sights = [
  { name: 'home', path: '/', page: 'HomePage' },
  { name: 'musicals', path: '/musicals/{id}', page: 'MusicalPage' },
  { name: 'booking', path: '/booking/{id}', page: 'BookingPage' },
  { name: 'sign-in', path: '/sign-in', page: 'SignInPage' },
  { name: 'sign-up', path: '/sign-up', page: 'SignUpPage' },
  { name: 'terms', path: '/terms', page: 'TermsPage' },
  { name: 'accessibility', path: '/accessibility', page: 'AccessibilityPage' },
] as const


/** The frame of the staff's pages, their start page, and words that several of them share. */
export default {
  nav: {
    label: 'Box office',
    home: 'Today',
    halls: 'Halls',
    door: 'Door',
    attention: 'Needs attention',
  },
  group: {
    overview: 'At a glance',
    programme: 'Programme',
    office: 'Counter',
  },
  about: {
    halls: 'Draw halls, number seats, read and write seating plans.',
    door: 'Check tickets by scanner or keyboard, and let people in.',
    attention: 'Refused refunds, open money and findings of the books, each with what to do.',
  },
  home: {
    title: 'Box office',
    hello: 'Hello, {name}',
    next: 'Next on stage',
    left: '{n} free',
    nothing: 'Nothing is scheduled',
    nothingText: 'Performances that are to come are listed here.',
    opening: 'Next on sale',
    openingNone: 'Everything that is to come is on sale already.',
    performances: '{n} performance | {n} performances',
    ways: 'Everything else',
  },
  state: {
    open: 'On sale',
    not_open: 'Not yet on sale',
    opensAt: 'On sale from {at}',
    sold_out: 'Sold out',
    closed: 'Sales closed',
    started: 'Has begun',
    canceled: 'Called off',
  },
  unsaved: 'There are changes that have not been saved. Leave and lose them?',
}

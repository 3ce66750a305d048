/** Words that several pages of the staff share. */
export default {
  showing: {
    musical: 'Musical',
    performance: 'Performance',
    choose: 'Please choose',
    all: 'All performances',
    canceled: 'canceled',
    left: 'sold out | {n} seat left | {n} seats left',
  },
  record: {
    title: 'Record a payout by hand',
    text: 'Only after the money has been handed over. The ledger books it as paid by hand, and the booking goes on as if the provider had paid. It cannot be taken back.',
    tick: '{amount} have been paid to the buyer by other means.',
    missing: 'Please confirm that the money has been paid.',
    go: 'Record it',
  },
}

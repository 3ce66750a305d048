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
}

/** The notices page. */
export default {
  title: 'Notices',
  lead: 'What happened to your bookings, newest first.',
  empty: 'No notices yet',
  emptyText: 'When something happens to a booking, you read it here.',
  unread: 'New',
  markAll: 'Mark all as read',
  markOne: 'Mark as read: {title}',
  marked: 'All marked as read.',
  open: 'See the booking',
  came: 'New notice: {title}',
}

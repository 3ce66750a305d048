import type { Translated } from '../translated'
import type en from './en'

const ko: Translated<typeof en> = {
  title: '알림',
  lead: '예매에 일어난 일을 최신순으로 보여 드립니다.',
  empty: '아직 알림이 없습니다',
  emptyText: '예매에 무슨 일이 생기면 여기에서 알려 드립니다.',
  unread: '새 알림',
  markAll: '모두 읽음으로 표시',
  markOne: '읽음으로 표시: {title}',
  marked: '모두 읽음으로 표시했습니다.',
  open: '예매 보기',
  came: '새 알림: {title}',
}

export default ko

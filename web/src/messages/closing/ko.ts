import type { Translated } from '../translated'
import type en from './en'

const ko: Translated<typeof en> = {
  title: '일일 마감',
  print: '인쇄',
  csv: 'CSV 내려받기',
  day: '날짜',
  dayBefore: '전날',
  dayAfter: '다음 날',
  notFinal: '아직 끝나지 않은 날이라 숫자가 바뀔 수 있습니다.',
  span: '{day}: {from}부터 {to}까지의 내역입니다.',
  empty: '판매나 취소가 없습니다',
  emptyText: '이 날에는 움직인 티켓과 돈이 없습니다.',
  table: '회차와 결제 수단별 내역',
  house: '극장 전체',
  total: '합계',
  column: {
    what: '회차, 결제 수단',
    ticketsSold: '판매 매수',
    ticketsCancelled: '취소 매수',
    sales: '매출',
    refunds: '환불',
    feesKept: '취소 수수료',
    net: '순매출',
  },
  books: {
    title: '장부 잔액',
    text: '받아서 아직 가지고 있는 돈과 그 돈의 용도입니다. 두 쪽은 언제나 같습니다.',
    none: '아직 기록된 내역이 없습니다.',
    places: '돈이 있는 곳',
    purposes: '돈의 용도',
    sum: '합계',
    even: '양쪽 금액이 같습니다.',
    uneven: '양쪽 금액이 다릅니다. 시스템 운영자에게 알려 주세요. 모든 기록은 남아 있습니다.',
    span: '기간',
    byDay: '날짜별 움직임',
    movements: '건수',
    captured: '들어온 금액',
    refunded: '돌려준 금액',
    quiet: '이 기간에는 움직임이 없습니다.',
    utc: '장부의 하루는 협정 세계시 자정, 한국 시각 오전 9시에 시작합니다.',
  },
}

export default ko

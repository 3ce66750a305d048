import type { Translated } from '..'
import type en from './en'

export default {
  nav: {
    label: '매표소',
    home: '오늘',
    halls: '공연장',
    door: '입장 확인',
    attention: '확인이 필요한 일',
  },
  group: {
    overview: '한눈에 보기',
    programme: '공연 관리',
    office: '창구',
  },
  about: {
    halls: '공연장을 그리고 좌석 번호를 매기며, 좌석 배치도를 불러오고 저장합니다.',
    door: '스캐너나 키보드로 티켓을 확인하고 입장 처리합니다.',
    attention: '거절된 환불, 미결 금액, 장부 대조 결과와 할 일을 봅니다.',
  },
  home: {
    title: '매표소',
    hello: '{name} 님, 안녕하세요',
    next: '다음 공연',
    left: '잔여 {n}석',
    nothing: '예정된 공연이 없습니다',
    nothingText: '앞으로 있을 공연이 여기에 표시됩니다.',
    opening: '곧 판매 시작',
    openingNone: '예정된 공연이 모두 판매 중입니다.',
    performances: '{n}회 공연',
    ways: '다른 업무',
  },
  state: {
    open: '판매 중',
    not_open: '판매 예정',
    opensAt: '{at} 판매 시작',
    sold_out: '매진',
    closed: '판매 종료',
    started: '공연 시작',
    canceled: '공연 취소',
  },
  unsaved: '저장하지 않은 변경이 있습니다. 버리고 나갈까요?',
} satisfies Translated<typeof en>

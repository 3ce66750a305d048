import type { Translated } from '../translated'
import type en from './en'

const ko: Translated<typeof en> = {
  title: '입장 확인',
  admitted: '이 화면에서 입장: {n}명',
  settings: '이 입구',
  anyPerformance: '지금 시간대의 모든 회차',
  atOnce: '문제가 없으면 바로 입장 처리',
  loud: '소리',
  code: '티켓 코드',
  codeHint: '스캔하거나, 입력하고 Enter를 누르세요. 화면 어디에 있든 스캐너로 읽을 수 있습니다.',
  check: '확인',
  empty: '준비되었습니다',
  emptyText: '다음 티켓을 읽어 주세요.',
  last: '마지막 티켓',
  before: '이전 확인',
  seat: '{row}열 {seat}번',
  usedAt: '{at}에 사용된 티켓입니다.',
  booking: '예매 번호 {id}',
  letIn: '입장 처리',
  letInAnyway: '그래도 입장 처리',
  verdict: {
    admitted: '입장하세요',
    valid: '유효한 티켓',
    just_admitted: '입장하세요 (두 번 읽힘)',
    used: '이미 사용됨',
    given_back: '무효 티켓',
    other_performance: '다른 회차',
    other_day: '다른 날짜',
    unknown: '없는 티켓',
    unreadable: '티켓이 아님',
    unanswered: '응답 없음',
  },
  why: {
    admitted: '지금 사용 처리되었습니다.',
    valid: '아직 사용 처리되지 않았습니다. 버튼이나 Enter로 입장 처리하세요.',
    just_admitted: '스캐너가 한 번 더 읽었습니다. 몇 초 전에 여기에서 입장한 티켓입니다.',
    used: '이 코드로 이미 입장한 사람이 있습니다.',
    given_back: '취소되었거나 예매가 취소된 티켓입니다.',
    other_performance: '티켓은 맞지만 이 입구에서 확인하는 회차가 아닙니다.',
    other_day: '티켓은 맞지만 지금 시간대의 공연이 아닙니다.',
    unknown: '이 코드의 티켓이 없습니다.',
    unreadable: '읽은 내용이 티켓 코드가 아닙니다. 다시 스캔해 주세요.',
    unanswered: '서버가 응답하지 않습니다. 다시 시도해 주세요. 이미 입장 처리된 티켓이라면 그대로 입장할 수 있습니다.',
  },
}

export default ko

import type { Translated } from '../translated'
import type en from './en'

const ko: Translated<typeof en> = {
  title: '계정과 권한',
  search: '이름, 이메일 또는 번호',
  role: '권한',
  anyRole: '전체 권한',
  go: '검색',
  empty: '계정이 없습니다',
  emptyText: '찾으시는 조건에 맞는 계정이 없습니다.',
  found: '계정 {n}개',
  nameless: '이름 없음',
  you: '(나)',
  since: '{id}번, {at}부터',
  number: '계정 번호 {id}',
  bookings: '예매',
  change: '권한 변경',
  changeOf: '{name}님의 권한',
  may: {
    customer: '티켓을 사고 자신의 예매만 봅니다.',
    boxoffice: '판매, 환불, 입장 확인, 공연 관리를 합니다.',
    admin: '모든 업무와 일일 마감, 계정 관리를 합니다.',
  },
  own: '지금 사용 중인 계정입니다. 이 화면으로 돌아오지 못할 수 있습니다.',
  takesAway: '이 사람은 모든 기기에서 로그아웃되고 새 권한으로 다시 로그인합니다.',
  reason: '사유 (선택)',
  reasonHint: '아래 기록에 남습니다.',
  changed: '{name}님의 권한: {role}',
  log: {
    title: '변경 기록',
    none: '아직 변경된 내역이 없습니다.',
    house: '시스템',
    made: '{actor}: {name} 계정 생성 ({to})',
    erased: '{actor}: {name} 계정 삭제 ({from})',
    changed: '{actor}: {name} 권한 변경 ({from} → {to})',
  },
}

export default ko

import type { Translated } from '../translated'
import type en from './en'

const ko: Translated<typeof en> = {
  name: 'Boxoffice',
  notes: '알림 메시지',
  skip: '본문으로 건너뛰기',
  nav: {
    label: '주 메뉴',
    home: '공연',
    search: '뮤지컬 검색',
    searchGo: '검색',
    openSearch: '검색 열기',
    closeSearch: '검색 닫기',
    myPage: '내 예매',
    noticesUnread: '알림, 새 소식 없음 | 알림, 읽지 않음 {n}건 | 알림, 읽지 않음 {n}건',
    account: '내 계정',
    accountOf: '{name} 님의 계정',
    signIn: '로그인',
    signOut: '로그아웃',
    staff: '매표소',
    settings: '화면 설정',
  },
  language: { label: '언어', ko: '한국어', en: 'English' },
  theme: { label: '화면 밝기', light: '밝게', dark: '어둡게', system: '기기 설정대로' },
  footer: {
    label: '안내',
    accessibility: '접근성 안내',
    terms: '취소와 환불',
    note: '표시된 금액이 최종 금액입니다. 한발 늦은 분에게는 결제가 이루어지지 않습니다.',
  },
  page: {
    loading: '불러오는 중',
    retry: '다시 시도',
    home: '첫 화면으로',
    previous: '이전 페이지',
    next: '다음 페이지',
    more: '더 보기',
    pages: '페이지',
    position: '{pages}쪽 중 {page}쪽',
    close: '닫기',
    back: '뒤로',
    cancel: '취소',
    dismiss: '닫기',
    chosen: '선택됨: {what}',
    opensNew: '(새 창에서 열림)',
  },
  missing: {
    title: '없는 페이지입니다',
    text: '주소가 잘못되었거나 공연이 끝난 페이지일 수 있습니다.',
  },
  forbidden: {
    title: '직원 전용 페이지입니다',
    text: '지금 로그인한 계정으로는 볼 수 없습니다.',
    other: '다른 계정으로 로그인',
  },
  trouble: {
    title: '처리하지 못했습니다',
    unreachable: '응답이 없습니다. 연결을 확인해 주세요. 같은 일이 두 번 처리되지는 않습니다.',
    overloaded: '지금 접속이 매우 많습니다. 잠시 후 다시 시도해 주세요. 결제는 이루어지지 않았습니다.',
    overloadedFor: '지금 접속이 매우 많습니다. {n}초 뒤에 다시 시도해 주세요. 결제는 이루어지지 않았습니다.',
    unexpected: '이 화면에서 예상하지 못한 문제가 생겼습니다.',
  },
  session: {
    ended: '로그아웃되었습니다. 다시 로그인해 주세요.',
    signedOut: '로그아웃했습니다.',
  },
  time: {
    days: '{n}일',
    hours: '{n}시간',
    minutes: '{n}분',
    seconds: '{n}초',
  },
  field: {
    required: '입력해 주세요.',
    email: '이메일 주소를 입력해 주세요.',
    passwordShort: '8자 이상 입력해 주세요.',
    invalid: '올바르지 않은 값입니다.',
  },
}

export default ko

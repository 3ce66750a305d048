import type { Translated } from '../translated'
import type en from './en'

const ko: Translated<typeof en> = {
  signIn: {
    title: '로그인',
    lead: '예매 내역을 보거나 예매를 이어 갈 수 있습니다.',
    email: '이메일 주소',
    password: '비밀번호',
    show: '비밀번호 보기',
    hide: '비밀번호 숨기기',
    go: '로그인',
    wrong: '이메일 주소나 비밀번호가 맞지 않습니다.',
    noAccount: '아직 회원이 아니신가요?',
    signUp: '회원 가입',
    welcome: '{name} 님, 환영합니다!',
    goOn: '고르신 좌석을 기억해 두었습니다. 로그인하거나 비회원으로 이어서 예매하세요.',
  },
  guest: {
    title: '비회원 예매',
    lead: '티켓은 이 브라우저에 보관되고, 진행 상황은 이메일로 알려 드립니다.',
    name: '이름',
    go: '비회원으로 계속',
    known: '이 주소로 가입한 계정이 있습니다. 로그인해 주세요.',
  },
  signUp: {
    title: '회원 가입',
    lead: '모든 기기에서 예매 내역을 한곳에 모아 볼 수 있습니다.',
    hint: '8자 이상',
    go: '가입하기',
    have: '이미 회원이신가요?',
    signIn: '로그인',
    known: '이미 가입된 주소입니다.',
  },
  account: {
    title: '내 계정',
    guest: '비회원으로 이용 중입니다.',
    guestText: '예매 내역은 로그아웃할 때까지 이 브라우저에 보관됩니다. 어디서나 보려면 다음 예매 전에 회원으로 가입해 주세요.',
    details: '기본 정보',
    language: '안내 메일 언어',
    save: '저장',
    saved: '저장했습니다.',
    password: '비밀번호',
    current: '현재 비밀번호',
    fresh: '새 비밀번호',
    change: '비밀번호 바꾸기',
    changed: '비밀번호를 바꾸었습니다. 다른 기기에서는 모두 로그아웃되었습니다.',
    wrong: '현재 비밀번호가 맞지 않습니다.',
    erase: '계정 삭제',
    eraseText: '이름과 주소를 완전히 지우고 로그아웃합니다. 예매는 유효하지만 더는 누구의 것인지 확인할 수 없으니 티켓을 꼭 보관해 주세요.',
    eraseGo: '완전히 삭제',
    eraseAsk: '{email} 계정을 정말 삭제할까요?',
    erased: '계정을 삭제했습니다.',
    since: '{day} 가입',
    role: { guest: '비회원', customer: '회원', boxoffice: '매표소', admin: '관리자' },
  },
}

export default ko

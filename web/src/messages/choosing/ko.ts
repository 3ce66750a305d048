import type { Translated } from '../translated'
import type en from './en'

const ko: Translated<typeof en> = {
  basket: {
    title: '고른 좌석',
    none: '아직 고른 좌석이 없습니다',
    empty: '아직 고른 좌석이 없습니다. 좌석도나 목록에서 고르거나 추천 좌석을 찾아보세요.',
    remove: '{seat} 빼기',
    reserve: '좌석 선점하고 결제하기',
    reserving: '극장에 좌석을 확인하고 있습니다',
    limit: '1인 {n}매까지',
    clear: '모두 빼기',
    show: '고른 좌석 보기',
    hide: '고른 좌석 접기',
    next: '좌석은 {span} 동안 선점되며, 결제는 결제 대행사 화면에서 이루어집니다.',
    needsAccount: '다음 단계에서 로그인하거나 이름과 이메일을 입력합니다.',
    read: '결제 전에 꼭 읽어 주세요',
    haveRead: '읽었으며 이 좌석을 원합니다.',
    mustRead: '좌석 안내를 읽었는지 확인해 주세요.',
  },
  page: {
    label: '좌석 고르기',
    titleOf: '{name} 좌석 고르기',
    missing: '없는 공연입니다',
    missingText: '프로그램에서 내려갔을 수 있습니다.',
    toMusical: '작품 소개로',
    notOpen: '{at}에 예매가 시작됩니다',
    opensIn: '예매 시작까지 {span}',
    opened: '예매가 시작되었습니다.',
    look: '지금도 둘러볼 수 있으며, 좌석은 예매가 시작되면 고를 수 있습니다.',
    serverClock: '서버 시각 {time}',
    closed: '예매가 마감되었습니다',
    started: '이미 시작된 공연입니다',
    canceled: '취소된 공연입니다',
    soldOut: '지금은 매진입니다',
    soldOutText: '취소된 좌석은 바로 이 화면에 나타납니다.',
  },
  faster: {
    title: '한발 늦었습니다',
    text: '결제는 이루어지지 않았고, 선점된 좌석도 없습니다.',
    lost: '더는 고를 수 없는 좌석:',
    kept: '나머지 좌석 그대로 고르기',
    near: '가까운 좌석',
    nearText: '고르신 자리 가까이에 남은 가장 좋은 좌석입니다.',
    why: {
      taken: '다른 분이 먼저 선점',
      blocked: '판매하지 않음',
      not_on_sale: '판매 중이 아님',
      deleted: '없어진 좌석',
      performance_canceled: '취소된 공연',
      single_seat_gap: '한 자리가 홀로 남음',
    },
  },
  gap: {
    title: '한 자리가 홀로 남습니다',
    text: '이대로 고르면 팔린 좌석 사이에 아무도 사지 않을 한 자리가 남습니다. 아래 좌석은 바로 고를 수 있습니다.',
    take: '이 좌석으로',
    option: '제안 {n}',
    none: '한 자리가 홀로 남지 않도록 다른 좌석을 골라 주세요.',
  },
}

export default ko

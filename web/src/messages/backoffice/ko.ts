import type { Translated } from '..'
import type en from './en'

const ko: Translated<typeof en> = {
  showing: {
    musical: '작품',
    performance: '회차',
    choose: '선택하세요',
    all: '전체 회차',
    canceled: '취소됨',
    left: '잔여 {n}석',
  },
  record: {
    title: '직접 지급 기록',
    text: '돈을 지급한 뒤에만 기록하세요. 장부에는 직접 지급으로 남고 예매는 환불된 것으로 진행됩니다. 되돌릴 수 없습니다.',
    tick: '{amount}을 다른 방법으로 구매자에게 지급했습니다.',
    missing: '지급했는지 확인해 주세요.',
    go: '기록하기',
  },
}

export default ko

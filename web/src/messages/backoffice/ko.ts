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
}

export default ko

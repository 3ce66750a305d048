#include "contexts/reservation/timeline.hpp"

#include "base/invariant.hpp"
#include "contexts/reservation/domain/status.hpp"
#include "contracts/desk_methods.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::reservation {
namespace {

template <class Key>
struct Text {
    Key key;
    std::string_view english;
    std::string_view korean;
};

constexpr std::array happened{
    Text<Trigger>{Trigger::PlaceReservation, "You asked for the seats.", "좌석을 신청했습니다."},
    Text<Trigger>{Trigger::PayReservation, "You chose to pay.", "결제를 시작했습니다."},
    Text<Trigger>{Trigger::CancelReservation, "You canceled.", "취소를 요청했습니다."},
    Text<Trigger>{Trigger::DeadlinePassed, "The time for this step ran out.",
                  "이 단계의 시간이 지났습니다."},
    Text<Trigger>{Trigger::RetryRefund, "The box office asked for the refund again.",
                  "매표소가 환불을 다시 요청했습니다."},
    Text<Trigger>{Trigger::RecordRefund, "The box office recorded a refund made by hand.",
                  "매표소가 직접 처리한 환불을 기록했습니다."},
    Text<Trigger>{Trigger::MoveSeats, "The box office is moving you to other seats.",
                  "매표소에서 좌석을 옮기고 있습니다."},
    Text<Trigger>{Trigger::SeatMoved, "You have other seats, and new tickets for them.",
                  "좌석이 변경되어 새 티켓이 발급되었습니다."},
    Text<Trigger>{Trigger::SeatMoveRefused,
                  "The other seats could not be had; your seats and tickets stay as they were.",
                  "다른 좌석으로 옮길 수 없어 기존 좌석과 티켓을 그대로 유지합니다."},
    Text<Trigger>{Trigger::CarryOutNote, "A cancellation that had to wait is carried out.",
                  "기다리던 취소를 처리합니다."},
    Text<Trigger>{Trigger::SeatHeld, "The seats are held for you.", "좌석을 선점했습니다."},
    Text<Trigger>{Trigger::SeatAlreadySold, "The seats could not be had.",
                  "좌석을 잡을 수 없었습니다."},
    Text<Trigger>{Trigger::SeatLocked, "The seats are kept while you pay.",
                  "결제하는 동안 좌석을 지켜 드립니다."},
    Text<Trigger>{Trigger::SeatLockRefused, "The hold had ended before you paid.",
                  "결제하기 전에 좌석 선점이 끝났습니다."},
    Text<Trigger>{Trigger::SeatUnlocked, "The seats are held for you again.",
                  "좌석 선점으로 돌아왔습니다."},
    Text<Trigger>{Trigger::SeatReleased, "The seats were given up.", "좌석을 반납했습니다."},
    Text<Trigger>{Trigger::SeatSold, "The seats are yours.", "좌석이 확정되었습니다."},
    Text<Trigger>{Trigger::SeatSaleRefused, "The seats had gone to somebody else.",
                  "좌석이 이미 다른 분께 판매되었습니다."},
    Text<Trigger>{Trigger::SeatRefunded, "The seats are back on sale.", "좌석이 다시 판매됩니다."},
    Text<Trigger>{Trigger::PerformanceCanceled, "The performance was canceled.",
                  "공연이 취소되었습니다."},
    Text<Trigger>{Trigger::PaymentApproved, "Your payment was captured.", "결제가 승인되었습니다."},
    Text<Trigger>{Trigger::PaymentDeclined, "Your payment was declined; nothing was charged.",
                  "결제가 거절되었습니다. 청구된 금액은 없습니다."},
    Text<Trigger>{Trigger::PaymentAbandoned, "The payment was not made; nothing was charged.",
                  "결제가 이루어지지 않았습니다. 청구된 금액은 없습니다."},
    Text<Trigger>{Trigger::PaymentRefunded, "Money went back to you.", "환불되었습니다."},
    Text<Trigger>{Trigger::RefundFailed, "The payment provider refused the refund.",
                  "결제사가 환불을 거절했습니다."},
};

constexpr std::array next{
    Text<State>{State::New, "Choose your seats.", "좌석을 골라 주세요."},
    Text<State>{State::Placed, "The seats are being held; nothing has been charged.",
                "좌석을 확인하고 있습니다. 아직 청구된 금액은 없습니다."},
    Text<State>{State::Held, "Pay before the hold ends.", "선점이 끝나기 전에 결제해 주세요."},
    Text<State>{State::Locking, "The seats are being kept for your payment.",
                "결제를 위해 좌석을 지키고 있습니다."},
    Text<State>{State::Paying, "The payment provider is being asked; do not pay again.",
                "결제사의 답을 기다리고 있습니다. 다시 결제하지 마세요."},
    Text<State>{State::Selling, "You have paid; your tickets are being made.",
                "결제가 끝났습니다. 티켓을 만들고 있습니다."},
    Text<State>{State::Completed, "All is done: enjoy the performance.",
                "모두 끝났습니다. 즐거운 관람 되세요."},
    Text<State>{State::Impossible, "This is over, and nothing of yours was kept.",
                "끝났습니다. 받아 둔 금액은 없습니다."},
    Text<State>{State::Expired, "This is over, and nothing of yours was kept.",
                "끝났습니다. 받아 둔 금액은 없습니다."},
    Text<State>{State::Canceled, "This is over; what was due to you has gone back.",
                "끝났습니다. 돌려드릴 금액은 모두 환불되었습니다."},
    Text<State>{State::CancelRequested,
                "We are finding out whether you were charged; if so, all of it goes back.",
                "청구 여부를 확인하고 있습니다. 청구되었다면 모두 환불됩니다."},
    Text<State>{State::Abandoned,
                "We are finding out whether you were charged; if so, you get the seats or all of "
                "it back.",
                "청구 여부를 확인하고 있습니다. 청구되었다면 좌석을 드리거나 모두 환불합니다."},
    Text<State>{State::Refunding, "Your money is on its way back.", "환불하고 있습니다."},
    Text<State>{State::Canceling, "The seats and your money are on their way back.",
                "좌석을 반납하고 환불하고 있습니다."},
    Text<State>{State::NeedsAttention, "The box office sees to your refund; you need do nothing.",
                "매표소가 환불을 처리합니다. 따로 하실 일은 없습니다."},
    Text<State>{State::Reseating, "The other seats are being taken; your tickets follow.",
                "다른 좌석을 확인하고 있습니다. 곧 티켓이 정해집니다."},
};

// What reads otherwise at the desk.
constexpr std::array happened_at_desk{
    Text<Trigger>{Trigger::PlaceReservation, "The box office asked for your seats.",
                  "매표소에서 좌석을 신청했습니다."},
    Text<Trigger>{Trigger::PayReservation, "The sale at the desk began.",
                  "매표소에서 판매를 시작했습니다."},
    Text<Trigger>{Trigger::SeatLocked, "The seats are kept for the sale at the desk.",
                  "매표소에서 판매하는 동안 좌석을 지켜 드립니다."},
    Text<Trigger>{Trigger::PaymentApproved, "You paid at the desk.", "매표소에서 결제했습니다."},
    Text<Trigger>{Trigger::PaymentAbandoned,
                  "The sale at the desk took too long; nothing of yours was kept.",
                  "매표소 판매가 제시간에 끝나지 않았습니다. 받아 둔 금액은 없습니다."},
    Text<Trigger>{Trigger::PaymentRefunded, "The box office gave your money back.",
                  "매표소에서 환불해 드렸습니다."},
    Text<Trigger>{Trigger::RefundFailed, "Your money waits for you at the box office.",
                  "환불 금액이 매표소에 준비되어 있습니다."},
};
constexpr std::array next_at_desk{
    Text<State>{State::Held, "The box office finishes the sale before the hold ends.",
                "선점이 끝나기 전에 매표소에서 판매를 마칩니다."},
    Text<State>{State::Locking, "The seats are being kept for the sale at the desk.",
                "매표소 판매를 위해 좌석을 지키고 있습니다."},
    Text<State>{State::Paying, "The sale at the desk is being entered.",
                "매표소 판매를 처리하고 있습니다."},
    Text<State>{State::Refunding, "Your money is being made ready at the box office.",
                "매표소에서 환불 금액을 준비하고 있습니다."},
    Text<State>{State::NeedsAttention, "Fetch your money at the box office.",
                "매표소에서 환불 금액을 받아 가세요."},
};

// And what else does where nothing was paid.
constexpr std::array happened_to_a_gift{
    Text<Trigger>{Trigger::PaymentApproved, "The box office gave you the seats.",
                  "매표소에서 좌석을 무료로 드렸습니다."},
    Text<Trigger>{Trigger::PaymentRefunded, "Nothing had been paid, so nothing goes back.",
                  "결제한 금액이 없어 환불할 금액도 없습니다."},
};
constexpr std::array next_of_a_gift{
    Text<State>{State::Selling, "Your tickets are being made.", "티켓을 만들고 있습니다."},
    Text<State>{State::Canceling, "The seats are on their way back.", "좌석을 반납하고 있습니다."},
};

template <class Texts, class Key>
const Text<Key>* find(const Texts& texts, Key key) {
    const auto row = std::find_if(texts.begin(), texts.end(),
                                  [key](const auto& each) { return each.key == key; });
    return row == texts.end() ? nullptr : &*row;
}

/// The most particular words that there are.
template <class Key, class General, class Desk, class Gift>
std::string_view choose(Key key, SaleKind kind, bool korean, const General& general,
                        const Desk& desk, const Gift& gift) {
    const Text<Key>* chosen = kind == SaleKind::given_away ? find(gift, key) : nullptr;
    if (!chosen && kind != SaleKind::online) chosen = find(desk, key);
    if (!chosen) chosen = find(general, key);
    BOXOFFICE_INVARIANT(chosen != nullptr);
    return korean ? chosen->korean : chosen->english;
}

TimelineEntry entry_of(const Transition& step, SaleKind kind, bool korean) {
    const auto action = next_action(step.to);
    TimelineEntry entry{.at = step.at,
                        .from = step.from,
                        .to = step.to,
                        .what = step.trigger,
                        .text = std::string{text_of(step.trigger, kind, korean)},
                        .reason = {},
                        .deadline = step.deadline_at,
                        .next_owner = std::string{action.owner},
                        .next_action = std::string{action.action},
                        .next_text = std::string{text_of_next(step.to, kind, korean)}};
    if (!step.reason.empty()) entry.reason = step.reason;
    return entry;
}

}  // namespace

SaleKind kind_of(const Reservation& reservation) {
    if (!reservation.desk) return SaleKind::online;
    const bool is_gift = reservation.payment_method == contracts::desk_comp;
    return is_gift ? SaleKind::given_away : SaleKind::at_desk;
}

std::string_view text_of(Trigger what, SaleKind kind, bool korean) {
    return choose(what, kind, korean, happened, happened_at_desk, happened_to_a_gift);
}

std::string_view text_of_next(State state, SaleKind kind, bool korean) {
    return choose(state, kind, korean, next, next_at_desk, next_of_a_gift);
}

Timeline timeline_of(ReservationId id, std::span<const Transition> history, SaleKind kind,
                     bool korean) {
    Timeline timeline{id, {}};
    for (const auto& step : history) timeline.steps.push_back(entry_of(step, kind, korean));
    return timeline;
}

}  // namespace boxoffice::reservation

#include "contracts/problem_texts.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::contracts {
namespace {

struct Text {
    std::string_view code;
    std::string_view english;
    std::string_view korean;
};

// Sorted by code: looked up by binary search.
constexpr std::array texts{
    Text{"account_exists", "An account with this e-mail address exists already.",
         "이미 가입된 이메일 주소입니다."},
    Text{"already_canceled", "This has been canceled already.", "이미 취소되었습니다."},
    Text{"amount_mismatch", "The amount is not the one to pay.", "결제 금액이 일치하지 않습니다."},
    Text{"backlog_full", "Too many reservations are being processed. Please try again shortly.",
         "처리 중인 예매가 많습니다. 잠시 후 다시 시도해 주세요."},
    Text{"body_too_large", "The request body is too large.", "요청 본문이 너무 큽니다."},
    Text{"configuration_refused",
         "The configuration is wrong. Nothing has changed; the former one is in effect.",
         "설정이 올바르지 않습니다. 변경된 것은 없으며 이전 설정이 유지됩니다."},
    Text{"conflict", "The present state does not allow this.", "현재 상태에서는 할 수 없습니다."},
    Text{"cross_site_refused", "Another site sent this request with your session.",
         "다른 사이트에서 보낸 요청입니다."},
    Text{"fee_changed", "The fee is higher now than it was quoted. Please look at it again.",
         "안내된 취소 수수료가 변경되었습니다. 다시 확인해 주세요."},
    Text{"forbidden", "You may not do this.", "권한이 없습니다."},
    Text{"guest_account", "A guest has no password and cannot work for the house.",
         "비회원 계정에는 권한을 부여할 수 없습니다."},
    Text{"guest_link_invalid", "This link is no longer valid, or part of it is missing.",
         "더 이상 사용할 수 없거나 일부가 빠진 링크입니다."},
    Text{"has_live_reservations", "There are live reservations.", "진행 중인 예매가 있습니다."},
    Text{"headers_too_large", "The request headers are too large.", "요청 헤더가 너무 큽니다."},
    Text{"hold_expired", "The hold on these seats has run out.", "좌석 선점 시간이 지났습니다."},
    Text{"idempotency_key_in_use", "A request with this Idempotency-Key is still running.",
         "같은 Idempotency-Key의 요청이 처리 중입니다."},
    Text{"idempotency_key_invalid", "The Idempotency-Key is not valid.",
         "Idempotency-Key가 올바르지 않습니다."},
    Text{"idempotency_key_reused", "This Idempotency-Key belongs to another request.",
         "다른 요청에 사용된 Idempotency-Key입니다."},
    Text{"internal_error", "Something went wrong on our side.", "서버에 문제가 발생했습니다."},
    Text{"invalid_credentials", "E-mail address or password is wrong.",
         "이메일 또는 비밀번호가 올바르지 않습니다."},
    Text{"last_admin", "This is the last administrator of the house.", "마지막 관리자 계정입니다."},
    Text{"limit_per_person", "You would have more seats than one person may buy.",
         "1인당 구매 가능한 좌석 수를 초과합니다."},
    Text{"malformed_json", "The body is not valid JSON.", "본문이 올바른 JSON이 아닙니다."},
    Text{"malformed_request", "The request is malformed.", "잘못된 요청입니다."},
    Text{"method_not_allowed", "This path does not support this method.",
         "지원하지 않는 메서드입니다."},
    Text{"not_found", "There is no such thing.", "찾을 수 없습니다."},
    Text{"not_payable", "This reservation cannot be paid now.",
         "지금은 결제할 수 없는 예매입니다."},
    Text{"overloaded", "The system is busy. Please try again shortly.",
         "접속이 많습니다. 잠시 후 다시 시도해 주세요."},
    Text{"payment_method_unknown", "This payment method is not offered.",
         "제공하지 않는 결제 수단입니다."},
    Text{"performance_canceled", "This performance has been canceled.", "취소된 공연입니다."},
    Text{"performance_started",
         "The performance has started: tickets can no longer be given back or moved.",
         "공연이 시작되어 취소하거나 좌석을 옮길 수 없습니다."},
    Text{"price_differs",
         "The seats do not cost the same. Accept the difference, or choose others.",
         "좌석 가격이 다릅니다. 차이를 확인하고 승인하거나 다른 좌석을 선택해 주세요."},
    Text{"rate_limited", "Too many requests.", "요청이 너무 많습니다."},
    Text{"run_edit_refused", "Some performances do not allow this; nothing was changed.",
         "일부 회차에 적용할 수 없어 아무것도 변경하지 않았습니다."},
    Text{"sales_closed", "Sales for this performance are closed.", "예매가 마감되었습니다."},
    Text{"sales_not_open", "Sales for this performance are not open yet.",
         "아직 예매가 시작되지 않았습니다."},
    Text{"seat_not_found", "There is no such seat.", "존재하지 않는 좌석입니다."},
    Text{"seat_not_on_sale", "This seat is not on sale.", "판매하지 않는 좌석입니다."},
    Text{"seat_taken", "Somebody else has this seat.", "이미 선택된 좌석입니다."},
    Text{"seats_not_in_reservation", "The reservation does not have these seats.",
         "예매에 포함되지 않은 좌석입니다."},
    Text{"seats_of_one_performance",
         "All seats must belong to one performance: the one that is named, if one is.",
         "모든 좌석은 같은 회차, 지정한 공연과 회차의 좌석이어야 합니다."},
    Text{"seats_required", "Name at least one seat.", "좌석을 하나 이상 선택해 주세요."},
    Text{"single_seat_gap", "This choice would leave a single seat empty.",
         "한 좌석만 남게 되어 선택할 수 없습니다."},
    Text{"ticket_moving", "The box office is moving this ticket. Please try again in a moment.",
         "매표소에서 좌석을 옮기는 중입니다. 잠시 후 다시 시도해 주세요."},
    Text{"ticket_not_valid", "This ticket has been given back.", "취소된 티켓입니다."},
    Text{"ticket_replaced", "The box office gave a new ticket for another seat in its place.",
         "다른 좌석의 새 티켓으로 교체된 티켓입니다."},
    Text{"ticket_used", "Somebody was let in with this ticket.", "이미 입장에 사용된 티켓입니다."},
    Text{"too_many_seats", "These are more seats than one reservation may have.",
         "한 번에 예매할 수 있는 좌석 수를 초과합니다."},
    Text{"unauthenticated", "Please sign in.", "로그인이 필요합니다."},
    Text{"unsupported_media_type",
         "The body is not of a type that is taken here; most take application/json.",
         "application/json 형식으로 보내 주세요."},
    Text{"unsupported_picture", "This is no whole PNG, JPEG or WebP picture.",
         "온전한 PNG, JPEG, WebP 이미지가 아닙니다."},
    Text{"uri_too_long", "The address is too long.", "주소가 너무 깁니다."},
    Text{"validation_failed", "Some fields are not valid.", "입력값이 올바르지 않습니다."},
};

static_assert(std::is_sorted(texts.begin(), texts.end(),
                             [](const Text& a, const Text& b) { return a.code < b.code; }));

}  // namespace

std::string_view problem_title(std::string_view code, bool korean) {
    const auto* found = std::lower_bound(
        texts.begin(), texts.end(), code,
        [](const Text& text, std::string_view wanted) { return text.code < wanted; });
    if (found == texts.end() || found->code != code) return code;
    return korean ? found->korean : found->english;
}

bool prefers_korean(std::string_view accept_language) {
    const auto korean = accept_language.find("ko");
    const auto english = accept_language.find("en");
    return korean != std::string_view::npos &&
           (english == std::string_view::npos || korean < english);
}

}  // namespace boxoffice::contracts

#include "contexts/notification/texts.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>

namespace boxoffice::notification {
namespace {

using namespace std::chrono;

/// One text in both languages: neither can be forgotten.
struct Both {
    std::string_view korean;
    std::string_view english;

    [[nodiscard]] std::string_view in(Language language) const {
        return language == Language::korean ? korean : english;
    }
};

struct Template {
    Both title;
    Both opening;
};

const Template& template_of(Kind kind) {
    static constexpr Template completed{
        {"예매가 완료되었습니다", "Your tickets are booked"},
        {"예매가 완료되었습니다. 공연장에서 뵙겠습니다.",
         "Your booking is complete. We look forward to seeing you."}};
    static constexpr Template canceled{
        {"예매가 취소되었습니다", "Your booking has been canceled"},
        {"아래 예매의 취소가 완료되었습니다.", "The cancellation of this booking is complete."}};
    static constexpr Template impossible{
        {"예매하지 못했습니다", "Your booking was not possible"},
        {"죄송합니다. 선택하신 좌석을 예매하지 못했습니다. 결제된 금액은 없거나 전액 환불됩니다.",
         "We are sorry: the seats you chose could not be booked. You have not been charged, or "
         "will "
         "get everything back."}};
    static constexpr Template expired{
        {"예매 시간이 지났습니다", "Your booking has expired"},
        {"결제가 제시간에 끝나지 않아 좌석 선점이 해제되었습니다.",
         "The payment was not finished in time, so the seats have been released."}};
    static constexpr Template performance_canceled{
        {"공연이 취소되었습니다", "The performance has been canceled"},
        {"예매하신 공연이 취소되었습니다. 결제하신 금액은 전액 환불됩니다.",
         "The performance you booked has been canceled. You will get all your money back."}};
    static constexpr Template refunded{
        {"환불되었습니다", "Your money has been returned"},
        {"아래 금액이 환불되었습니다.", "We have returned the amount below to you."}};
    static constexpr Template reseated{
        {"좌석이 변경되었습니다", "Your seats have been changed"},
        {"매표소에서 좌석을 변경하고 새 티켓을 발급했습니다. 이전 티켓으로는 입장할 수 없으니 새 "
         "티켓을 이용해 주세요. 추가로 결제하실 금액은 없습니다.",
         "The box office has moved you to other seats. Please use your new tickets: those printed "
         "before open the door no more. There is nothing to pay."}};
    static constexpr Template at_desk{
        {"환불금을 받아 가세요", "Your refund waits at the box office"},
        {"매표소에서 결제하신 예매의 환불금이 매표소에 준비되어 있습니다. 예매 번호를 말씀하시고 "
         "받아 가세요. 카드로 결제하셨다면 그 카드를 가져와 주세요.",
         "You paid at the box office, so your refund waits there. Please come by and say your "
         "booking number; if you paid by card, bring that card."}};
    switch (kind) {
        case Kind::ReservationReseated:
            return reseated;
        case Kind::ReservationCompleted:
            return completed;
        case Kind::ReservationCancelCompleted:
            return canceled;
        case Kind::ReservationImpossible:
            return impossible;
        case Kind::ReservationExpired:
            return expired;
        case Kind::PerformanceCanceled:
            return performance_canceled;
        case Kind::PaymentRefunded:
            return refunded;
        case Kind::RefundFailed:
            return at_desk;
    }
    return completed;
}

/// What a reason's code means to a person; empty for codes that tell him nothing.
std::string_view explain(std::string_view code, Language language) {
    struct Reason {
        std::string_view code;
        Both text;
    };
    static constexpr std::array reasons{
        Reason{"taken", {"이미 다른 분이 선택한 좌석입니다.", "Somebody else has these seats."}},
        Reason{"blocked", {"판매하지 않는 좌석입니다.", "These seats are not for sale."}},
        Reason{"not_on_sale", {"판매하지 않는 좌석입니다.", "These seats are not for sale."}},
        Reason{"deleted", {"더 이상 없는 좌석입니다.", "These seats no longer exist."}},
        Reason{"performance_canceled", {"공연이 취소되었습니다.", "The performance was canceled."}},
        Reason{"single_seat_gap",
               {"한 좌석만 남게 되는 선택입니다.", "The choice would leave a single seat empty."}},
        Reason{"hold_expired", {"좌석 선점 시간이 지났습니다.", "The hold on the seats ran out."}},
        Reason{"payment_declined", {"결제가 승인되지 않았습니다.", "The payment was declined."}},
    };
    for (const auto& reason : reasons) {
        if (reason.code == code) return reason.text.in(language);
    }
    return {};
}

void add_line(std::string& out, const Both& label, std::string_view value, Language language) {
    if (value.empty()) return;
    out.append(label.in(language)).append(": ").append(value).append("\n");
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator = ", ") {
    std::string out;
    for (const auto& part : parts) {
        if (!out.empty()) out += separator;
        out += part;
    }
    return out;
}

/// The name that a reader of `language` understands best; every thing has one in Korean.
const std::string& in(Language language, const std::string& korean,
                      const std::optional<std::string>& english) {
    return language == Language::english && english ? *english : korean;
}

/// "1층 A열 12번", "1F, row A, seat 12": a house that names its rows with their word has it once.
std::string print(const SeatPlace& place, Language language) {
    constexpr std::string_view row_word = "열";
    std::string text = in(language, place.section, place.section_en);
    const auto add = [&text](std::string_view separator, std::string_view word) {
        if (!text.empty()) text.append(separator);
        text.append(word);
    };
    if (language == Language::korean) {
        const bool is_named = std::string_view{place.row}.ends_with(row_word);
        if (!place.row.empty()) add(" ", place.row + std::string{is_named ? "" : row_word});
        if (!place.seat.empty()) add(" ", place.seat + "번");
        return text;
    }
    if (!place.row.empty()) add(", ", "row " + place.row);
    if (!place.seat.empty()) add(", ", "seat " + place.seat);
    return text;
}

std::string print(const std::vector<SeatPlace>& places, Language language) {
    std::vector<std::string> printed;
    for (const auto& place : places) printed.push_back(print(place, language));
    // An English place has commas of its own.
    return joined(printed, language == Language::korean ? ", " : "; ");
}

/// What the box office gave away cost nothing, which reads better than a zero.
std::string print_price(const base::Money& money, Language language) {
    if (money.amount != 0) return print(money, language);
    return std::string{Both{"무료 (초대)", "nothing, with our compliments"}.in(language)};
}

std::string details(Kind kind, const Facts& facts, const Style& style) {
    const auto language = style.language;
    std::string out;
    add_line(out, {"공연", "Show"}, in(language, facts.musical_name, facts.musical_name_en),
             language);
    add_line(out, {"일시", "Time"}, facts.starts_at ? print(*facts.starts_at, style) : "",
             language);
    add_line(out, {"장소", "Venue"}, in(language, facts.venue_name, facts.venue_name_en), language);
    const Both seats_label = kind == Kind::ReservationReseated
                                 ? Both{"변경된 좌석", "Your seats now"}
                                 : Both{"좌석", "Seats"};
    add_line(out, seats_label, facts.places ? print(*facts.places, language) : joined(facts.seats),
             language);
    add_line(out, {"이전 좌석", "Instead of"},
             print(facts.former_places.value_or(std::vector<SeatPlace>{}), language), language);
    const Both amount_label = kind == Kind::ReservationCompleted ? Both{"결제 금액", "Paid"}
                                                                 : Both{"환불 금액", "Refund"};
    add_line(out, amount_label, facts.amount ? print_price(*facts.amount, language) : "", language);
    add_line(out, {"취소 수수료", "Cancellation fee"}, facts.fee ? print(*facts.fee, language) : "",
             language);
    add_line(out, {"예매 번호", "Booking number"}, std::to_string(facts.reservation_id.value),
             language);
    add_line(out, {"사유", "Reason"}, explain(facts.reason, language), language);
    add_line(out, {"사유", "Reason"}, facts.remark.value_or(""), language);
    return out;
}

void add_link(std::string& letter, const Facts& facts, const Style& style,
              std::string_view guest_code) {
    const bool is_guest = !guest_code.empty();
    auto address = style.public_address + (is_guest ? "/guest/" : "/my/") +
                   std::to_string(facts.reservation_id.value);
    if (is_guest) address.append(1, '#').append(guest_code);
    letter += '\n';
    add_line(letter, {"예매 확인", "Your booking"}, address, style.language);
    if (!is_guest) return;
    letter += Both{"이 링크는 비밀번호 없이 예매 내역을 엽니다. 다른 사람에게 보이지 마세요.\n",
                   "This link opens your booking without a password: keep it to yourself.\n"}
                  .in(style.language);
}

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

Language language_of(std::string_view code) {
    return code == "ko" ? Language::korean : Language::english;
}

Text compose(Kind kind, const Facts& facts, const Style& style) {
    const auto& chosen = template_of(kind);
    Text text{.title = std::string{chosen.title.in(style.language)},
              .body = std::string{chosen.opening.in(style.language)}};
    text.body.append("\n\n").append(details(kind, facts, style));
    return text;
}

Text compose_letter(Kind kind, const Facts& facts, const Style& style, std::string_view name,
                    std::string_view guest_code) {
    auto text = compose(kind, facts, style);
    const bool is_korean = style.language == Language::korean;
    const auto& musical = in(style.language, facts.musical_name, facts.musical_name_en);
    if (!musical.empty()) text.title = '[' + musical + "] " + text.title;
    std::string letter = is_korean ? "안녕하세요, " : "Dear ";
    letter.append(name).append(is_korean ? " 님.\n\n" : ",\n\n").append(text.body);
    if (!style.public_address.empty()) add_link(letter, facts, style, guest_code);
    text.body = std::move(letter);
    return text;
}

std::string print(const base::Money& money, Language language) {
    const auto code = money.currency.text();
    const bool is_whole = code == "KRW" || code == "JPY";
    const auto units = is_whole ? money.amount : money.amount / 100;
    auto digits = std::to_string(units);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (units < 0 ? 1 : 0);
         at -= 3) {
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    }
    if (!is_whole) digits += '.' + two_digits(std::abs(money.amount % 100));
    if (code == "KRW" && language == Language::korean) return digits + "원";
    return std::string{code} + ' ' + digits;
}

std::string print(base::Instant instant, const Style& style) {
    static constexpr std::array korean_days{"일", "월", "화", "수", "목", "금", "토"};
    static constexpr std::array english_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto local = instant + style.utc_offset;
    const auto day = floor<days>(local);
    const year_month_day date{day};
    const hh_mm_ss time{floor<minutes>(local - day)};
    const auto clock = two_digits(time.hours().count()) + ':' + two_digits(time.minutes().count());
    const auto offset = abs(style.utc_offset).count();
    const auto zone = std::string{" (UTC"} + (style.utc_offset < minutes{0} ? '-' : '+') +
                      two_digits(offset / 60) + ':' + two_digits(offset % 60) + ')';
    const auto year = std::to_string(static_cast<int>(date.year()));
    const auto month = static_cast<unsigned>(date.month());
    const auto day_number = std::to_string(static_cast<unsigned>(date.day()));
    const auto weekday_number = weekday{day}.c_encoding();
    if (style.language == Language::korean) {
        return year + "년 " + std::to_string(month) + "월 " + day_number + "일 (" +
               korean_days[weekday_number] + ") " + clock + zone;
    }
    return std::string{english_days[weekday_number]} + ", " + day_number + ' ' + months[month - 1] +
           ' ' + year + ", " + clock + zone;
}

}  // namespace boxoffice::notification

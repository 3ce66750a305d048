// Goal: every notice has its text in both languages, and prints money and time as people write
// them.
#include "contexts/notification/texts.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

#include <set>

namespace boxoffice::notification {
namespace {

using namespace std::chrono_literals;

const Facts station{.reservation_id = {3},
                    .musical_name = "달빛 정거장",
                    .venue_name = "새벽나루 극장",
                    .starts_at = base::Instant{1'800'000'000'000ms},
                    .seats = {},
                    .amount = base::Money{300'000, {}},
                    .reason = "hold_expired",
                    .fee = {},
                    .places = std::vector<SeatPlace>{{"1층", "A", "12"}, {"1층", "A", "13"}}};

bool has_korean(std::string_view text) {
    for (const char c : text) {
        // Hangul syllables begin with EA..ED in UTF-8.
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0xEA && byte <= 0xED) return true;
    }
    return false;
}

TEST(Texts, AreWholeInBothLanguages) {
    const Facts plain{
        .reservation_id = {3}, .musical_name = "Paper Kingdom", .reason = "payment_declined"};
    std::set<std::string> titles;
    int kinds = 0;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Kind>>([&](auto kind) {
        ++kinds;
        for (const auto language : {Language::korean, Language::english}) {
            const auto letter = compose_letter(kind.value, plain, {.language = language}, "Kim");
            const auto notice = compose(kind.value, plain, {.language = language});
            titles.insert(notice.title);
            for (const auto& text : {letter.title, letter.body, notice.title, notice.body}) {
                EXPECT_EQ(has_korean(text), language == Language::korean) << text;
            }
        }
    });
    EXPECT_EQ(titles.size(), static_cast<std::size_t>(2 * kinds)) << "no two say the same";
}

TEST(Texts, TellABuyerWhatWasKept) {
    const Facts facts{
        .reservation_id = {3}, .amount = base::Money{105'000, {}}, .fee = base::Money{45'000, {}}};
    const auto korean =
        compose(Kind::ReservationCancelCompleted, facts, {.language = Language::korean});
    EXPECT_NE(korean.body.find("환불 금액: 105,000원\n취소 수수료: 45,000원\n"), std::string::npos)
        << korean.body;
    const auto english =
        compose(Kind::ReservationCancelCompleted, facts, {.language = Language::english});
    EXPECT_NE(english.body.find("Cancellation fee: KRW 45,000\n"), std::string::npos)
        << english.body;
}

TEST(Texts, TellABuyerWhereHeSitsNow) {
    const Facts facts{.reservation_id = {3},
                      .musical_name = "Paper Kingdom",
                      .places = std::vector<SeatPlace>{{"1F", "A", "12"}, {"1F", "C", "7"}},
                      .former_places = std::vector<SeatPlace>{{"1F", "A", "13"}},
                      .remark = "The seat is broken"};
    const auto english = compose(Kind::ReservationReseated, facts, {.language = Language::english});
    EXPECT_EQ(english.title, "Your seats have been changed");
    EXPECT_NE(english.body.find("Your seats now: 1F, row A, seat 12; 1F, row C, seat 7\nInstead "
                                "of: 1F, row A, seat 13\n"),
              std::string::npos)
        << english.body;
    EXPECT_NE(english.body.find("Reason: The seat is broken\n"), std::string::npos);
    const auto korean = compose(Kind::ReservationReseated, facts, {.language = Language::korean});
    EXPECT_NE(korean.body.find("변경된 좌석: 1F A열 12번, 1F C열 7번\n이전 좌석: 1F A열 13번\n"),
              std::string::npos)
        << korean.body;
}

TEST(Texts, TellABuyerWhatWasBooked) {
    const Style style{.language = Language::korean, .public_address = "https://t.example.org"};
    const auto letter = compose_letter(Kind::ReservationCompleted, station, style, "김민수");
    EXPECT_EQ(letter.title, "[달빛 정거장] 예매가 완료되었습니다");
    EXPECT_EQ(letter.body,
              "안녕하세요, 김민수 님.\n\n"
              "예매가 완료되었습니다. 공연장에서 뵙겠습니다.\n\n"
              "공연: 달빛 정거장\n"
              "일시: 2027년 1월 15일 (금) 17:00 (UTC+09:00)\n"
              "장소: 새벽나루 극장\n"
              "좌석: 1층 A열 12번, 1층 A열 13번\n"
              "결제 금액: 300,000원\n"
              "예매 번호: 3\n"
              "사유: 좌석 선점 시간이 지났습니다.\n"
              "\n예매 확인: https://t.example.org/my/3\n");
}

TEST(Texts, TellAGuestToKeepHisLinkToHimself) {
    const Facts facts{.reservation_id = {3}};
    const auto end_of = [&facts](Language language) {
        const Style style{.language = language, .public_address = "https://t.example.org"};
        const auto body =
            compose_letter(Kind::ReservationCompleted, facts, style, "Kim", "42-c0de").body;
        return body.substr(body.rfind("\n\n") + 2);
    };
    EXPECT_EQ(end_of(Language::english),
              "Your booking: https://t.example.org/guest/3#42-c0de\n"
              "This link opens your booking without a password: keep it to yourself.\n");
    EXPECT_EQ(end_of(Language::korean),
              "예매 확인: https://t.example.org/guest/3#42-c0de\n"
              "이 링크는 비밀번호 없이 예매 내역을 엽니다. 다른 사람에게 보이지 마세요.\n");
}

TEST(Texts, NameSeatsInTheReadersLanguage) {
    const Style english{.language = Language::english};
    const Style korean{.language = Language::korean};
    const auto seats_in = [](const Facts& facts, const Style& style) {
        const auto body = compose(Kind::ReservationCompleted, facts, style).body;
        const auto begin = body.find(style.language == Language::korean ? "좌석: " : "Seats: ");
        return begin == std::string::npos ? "" : body.substr(begin, body.find('\n', begin) - begin);
    };
    EXPECT_EQ(seats_in(station, english), "Seats: 1층, row A, seat 12; 1층, row A, seat 13");

    Facts facts{.reservation_id = {3}};
    facts.places = {{"2층", "가열", "7"}, {"자유석", "", ""}};
    EXPECT_EQ(seats_in(facts, korean), "좌석: 2층 가열 7번, 자유석") << "the word stands once";
    EXPECT_EQ(seats_in(facts, english), "Seats: 2층, row 가열, seat 7; 자유석");

    facts.places.reset();
    facts.seats = {"1층 A열 12"};
    EXPECT_EQ(seats_in(facts, english), "Seats: 1층 A열 12") << "as it was stored once";
}

TEST(Texts, UseTheNamesOfTheReadersLanguage) {
    auto facts = station;
    facts.musical_name_en = "Moonlight Station";
    facts.venue_name_en = "Dawn Ferry Theatre";
    facts.places = std::vector<SeatPlace>{{"1층 B구역", "3", "5", "Stalls B"}};
    facts.former_places = std::vector<SeatPlace>{{"2층", "1", "2", {}}};
    const auto in_korean = compose_letter(Kind::ReservationReseated, facts, {}, "Jane");
    const auto in_english =
        compose_letter(Kind::ReservationReseated, facts, {.language = Language::english}, "Jane");
    EXPECT_EQ(in_english.title, "[Moonlight Station] Your seats have been changed");
    EXPECT_NE(in_english.body.find("Show: Moonlight Station\n"), std::string::npos)
        << in_english.body;
    EXPECT_NE(in_english.body.find("Venue: Dawn Ferry Theatre\n"), std::string::npos);
    EXPECT_NE(in_english.body.find("Your seats now: Stalls B, row 3, seat 5\n"), std::string::npos);
    EXPECT_NE(in_english.body.find("Instead of: 2층, row 1, seat 2\n"), std::string::npos)
        << "the only name there is";
    EXPECT_EQ(in_korean.title, "[달빛 정거장] 좌석이 변경되었습니다");
    EXPECT_NE(in_korean.body.find("장소: 새벽나루 극장\n변경된 좌석: 1층 B구역 3열 5번\n"),
              std::string::npos)
        << in_korean.body;
}

TEST(Texts, PrintMoney) {
    const base::Currency dollars{{'U', 'S', 'D'}};
    EXPECT_EQ(print(base::Money{0, {}}, Language::korean), "0원");
    EXPECT_EQ(print(base::Money{999, {}}, Language::english), "KRW 999");
    EXPECT_EQ(print(base::Money{1'234'567, {}}, Language::korean), "1,234,567원");
    EXPECT_EQ(print(base::Money{-150'000, {}}, Language::korean), "-150,000원");
    EXPECT_EQ(print(base::Money{1'234'505, dollars}, Language::korean), "USD 12,345.05");
}

TEST(Texts, PrintTimesInTheHousesZone) {
    const base::Instant evening{1'800'000'000'000ms};
    EXPECT_EQ(print(evening, {.language = Language::english}),
              "Fri, 15 Jan 2027, 17:00 (UTC+09:00)");
    EXPECT_EQ(print(evening, {.language = Language::english, .utc_offset = -570min}),
              "Thu, 14 Jan 2027, 22:30 (UTC-09:30)");
}

TEST(RetryDelay, DoublesUpToFiveMinutes) {
    EXPECT_EQ(retry_delay(1), 5s);
    EXPECT_EQ(retry_delay(2), 10s);
    EXPECT_EQ(retry_delay(6), 160s);
    EXPECT_EQ(retry_delay(7), 5min);
    EXPECT_EQ(retry_delay(1'000), 5min);
}

}  // namespace
}  // namespace boxoffice::notification

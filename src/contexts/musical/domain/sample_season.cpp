#include "contexts/musical/domain/sample_season.hpp"

#include <chrono>
#include <string_view>
#include <utility>

namespace boxoffice::musical {
namespace {

using namespace std::chrono;

constexpr int grand_hall = 0;
constexpr int theatre = 1;

std::string to_text(sys_days day) {
    return base::to_rfc3339(base::Instant{day}).substr(0, 10);
}

std::vector<GradePrice> prices(std::int64_t vip, std::int64_t r, std::int64_t s, std::int64_t a) {
    return {{"VIP", {vip}}, {"R", {r}}, {"S", {s}}, {"A", {a}}};
}

/// What is told of one musical; days count from the start of the season.
struct Story {
    const char* korean;
    const char* english;
    const char* korean_text;
    const char* english_text;
    const char* poster;  ///< of the pages' own, under web/public/posters
    int venue;
    int first_day;
    int last_day;
    int minutes;
    int age;
    std::vector<GradePrice> grades;
    std::vector<CastMember> cast;
};

std::vector<Story> stories() {
    return {
        {"등대지기의 편지",
         "Letters of the Lighthouse Keeper",
         "외딴 섬의 등대지기가 이름 모를 선장에게 보낸 열두 통의 편지. 마지막 편지가 도착한 날, "
         "항구에 불이 꺼진다.",
         "A keeper on a lonely island writes twelve letters to a captain she never met. On the day "
         "the last one "
         "arrives, the harbour goes dark.",
         "/posters/lighthouse-letters.svg",
         grand_hall,
         7,
         17,
         160,
         8,
         prices(170'000, 140'000, 110'000, 80'000),
         {{"등대지기 / Keeper", "한서율"}, {"선장 / Captain", "도윤재"}}},
        {"유리 정원의 시계공",
         "The Clockmaker of the Glass Garden",
         "시간을 고치는 소녀와 시간이 멈춘 정원의 이야기. 온 가족이 함께 보는 판타지.",
         "A girl who mends time finds a garden in which it has stopped. A fantasy for the whole "
         "family.",
         "/posters/glass-garden.svg",
         theatre,
         3,
         13,
         120,
         5,
         prices(120'000, 100'000, 80'000, 60'000),
         {{"소라 / Sora", "윤가온"}, {"정원사 / Gardener", "백이든"}}},
        {"한밤의 제본소",
         "The Midnight Bindery",
         "금지된 책을 몰래 엮는 사람들. 새벽이 오기 전에 마지막 장을 꿰매야 한다.",
         "They bind forbidden books by night, and the last page must be sewn before dawn.",
         "/posters/midnight-bindery.svg",
         theatre,
         16,
         26,
         140,
         14,
         prices(130'000, 110'000, 90'000, 60'000),
         {{"제본공 / Binder", "서하진"}, {"검열관 / Censor", "오태린"}}},
        {"고래가 부르는 항구",
         "The Harbour Where Whales Sing",
         "바다로 나간 아버지의 노래를 고래에게서 다시 듣는 남매의 여정.",
         "A brother and a sister hear their lost father's song again, from a whale.",
         "/posters/whale-harbour.svg",
         grand_hall,
         21,
         31,
         150,
         8,
         prices(160'000, 130'000, 100'000, 70'000),
         {{"다온 / Daon", "민채아"}, {"해준 / Haejun", "강로운"}}},
        {"종이 왕국",
         "Kingdom of Paper",
         "비가 오면 사라지는 나라의 어린 여왕. 우산을 만드는 장인이 궁전에 초대된다.",
         "Rain can end her realm, so the young queen sends for a maker of umbrellas.",
         "/posters/paper-kingdom.svg",
         theatre,
         30,
         40,
         110,
         5,
         prices(110'000, 90'000, 70'000, 50'000),
         {{"여왕 / Queen", "유설아"}, {"우산장이 / Umbrella maker", "문지호"}}},
        {"달 위의 우체국",
         "The Post Office on the Moon",
         "지구로 보내지 못한 편지만 모이는 우체국. 신입 집배원의 첫날 밤.",
         "Letters that were never sent to Earth end up here. A new postman's first night.",
         "/posters/moon-post.svg",
         grand_hall,
         35,
         45,
         155,
         8,
         prices(170'000, 140'000, 110'000, 80'000),
         {{"집배원 / Postman", "차은결"}, {"국장 / Postmaster", "임나래"}}},
    };
}

/// Two evenings in the week, two shows on Saturday, a matinee on Sunday.
std::vector<RunRequest> week_pattern(const std::string& from, const std::string& to) {
    const auto pattern = [&](std::vector<std::string> days, std::vector<std::string> times) {
        return RunRequest{.from = from,
                          .to = to,
                          .weekdays = std::move(days),
                          .times = std::move(times),
                          .time_zone = time_zone_default};
    };
    return {pattern({"wed", "fri"}, {"19:30"}), pattern({"sat"}, {"14:00", "19:00"}),
            pattern({"sun"}, {"15:00"})};
}

SampleMusical to_sample(const Story& story, sys_days today) {
    const auto from = to_text(today + days{story.first_day});
    const auto to = to_text(today + days{story.last_day});
    SampleMusical musical;
    musical.details = {.name = story.korean,
                       .start_date = from,
                       .end_date = to,
                       .name_en = story.english,
                       .description = story.korean_text,
                       .description_en = story.english_text,
                       .poster_url = story.poster,
                       .running_minutes = story.minutes,
                       .age_limit = story.age,
                       .grades = story.grades};
    // The grand hall promises its own table beside the legal standard.
    if (story.venue == grand_hall) {
        musical.details.refund_policy = RefundPolicy{{"korean-standard", "house-table"}, {}};
    }
    musical.venue = static_cast<std::size_t>(story.venue);
    musical.runs = week_pattern(from, to);
    musical.terms = {.time_zone = time_zone_default,
                     .sales_open_at = base::Instant{today - days{1}},
                     .seat_limit_per_person = 6,
                     .single_seat_gap_rule = story.venue == grand_hall,
                     .cast = story.cast};
    return musical;
}

}  // namespace

SampleSeason sample_season(base::Instant today) {
    const auto day = floor<days>(today);
    const auto grand_hall_plan = sample_grand_hall_plan();
    const auto theatre_plan = sample_theatre_plan();
    SampleSeason season;
    season.venues.push_back({.name = grand_hall_plan.name,
                             .name_en = grand_hall_plan.name_en,
                             .time_zone = time_zone_default,
                             .plan = grand_hall_plan});
    season.venues.push_back({.name = theatre_plan.name,
                             .name_en = theatre_plan.name_en,
                             .time_zone = time_zone_default,
                             .plan = theatre_plan});
    for (const auto& story : stories()) season.musicals.push_back(to_sample(story, day));
    return season;
}

}  // namespace boxoffice::musical

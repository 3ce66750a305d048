#include "base/time_zone.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::base {
namespace {

using namespace std::chrono;

struct NamedZone {
    std::string_view name;
    TimeZone zone;
};

// Source: IANA time zone database 2024a.
constexpr std::array zones{
    NamedZone{"UTC", {minutes{0}, SummerTime::none}},
    NamedZone{"Etc/UTC", {minutes{0}, SummerTime::none}},
    NamedZone{"Asia/Seoul", {hours{9}, SummerTime::none}},
    NamedZone{"Asia/Tokyo", {hours{9}, SummerTime::none}},
    NamedZone{"Asia/Shanghai", {hours{8}, SummerTime::none}},
    NamedZone{"Asia/Hong_Kong", {hours{8}, SummerTime::none}},
    NamedZone{"Asia/Taipei", {hours{8}, SummerTime::none}},
    NamedZone{"Asia/Singapore", {hours{8}, SummerTime::none}},
    NamedZone{"Asia/Manila", {hours{8}, SummerTime::none}},
    NamedZone{"Australia/Brisbane", {hours{10}, SummerTime::none}},
    NamedZone{"Asia/Bangkok", {hours{7}, SummerTime::none}},
    NamedZone{"Asia/Ho_Chi_Minh", {hours{7}, SummerTime::none}},
    NamedZone{"Asia/Jakarta", {hours{7}, SummerTime::none}},
    NamedZone{"Asia/Kolkata", {minutes{330}, SummerTime::none}},
    NamedZone{"Asia/Dubai", {hours{4}, SummerTime::none}},
    NamedZone{"America/Sao_Paulo", {hours{-3}, SummerTime::none}},
    NamedZone{"Europe/London", {minutes{0}, SummerTime::european}},
    NamedZone{"Europe/Dublin", {minutes{0}, SummerTime::european}},
    NamedZone{"Europe/Lisbon", {minutes{0}, SummerTime::european}},
    NamedZone{"Europe/Amsterdam", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Berlin", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Brussels", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Budapest", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Copenhagen", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Madrid", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Oslo", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Paris", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Prague", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Rome", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Stockholm", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Vienna", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Warsaw", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Zurich", {hours{1}, SummerTime::european}},
    NamedZone{"Europe/Athens", {hours{2}, SummerTime::european}},
    NamedZone{"Europe/Helsinki", {hours{2}, SummerTime::european}},
    NamedZone{"America/New_York", {hours{-5}, SummerTime::american}},
    NamedZone{"America/Toronto", {hours{-5}, SummerTime::american}},
    NamedZone{"America/Chicago", {hours{-6}, SummerTime::american}},
    NamedZone{"America/Denver", {hours{-7}, SummerTime::american}},
    NamedZone{"America/Phoenix", {hours{-7}, SummerTime::none}},
    NamedZone{"America/Los_Angeles", {hours{-8}, SummerTime::american}},
    NamedZone{"America/Vancouver", {hours{-8}, SummerTime::american}},
    NamedZone{"Pacific/Honolulu", {hours{-10}, SummerTime::none}},
};

std::optional<int> two_digits(std::string_view text, std::size_t at) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() < at + 2 || !digit(at) || !digit(at + 1)) return std::nullopt;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

std::optional<TimeZone> fixed_offset(std::string_view text) {
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const auto time = parse_time_of_day(text.substr(1));
    if (!time || *time > hours{14}) return std::nullopt;
    return TimeZone{text[0] == '+' ? *time : -*time};
}

/// Whether a clock that still shows standard time would have to show summer time. Europe changes at
/// 01:00 UTC, America at 02:00 standard time in spring and 01:00 standard time in autumn.
bool is_summer(LocalTime standard, const TimeZone& zone) {
    const year_month_day date{floor<days>(standard)};
    const auto on = [&](month_weekday_last rule) { return local_days{date.year() / rule}; };
    const auto nth = [&](month_weekday rule) { return local_days{date.year() / rule}; };
    switch (zone.summer_time) {
        case SummerTime::none:
            return false;
        case SummerTime::european:
            return standard >= on(March / Sunday[last]) + hours{1} + zone.offset &&
                   standard < on(October / Sunday[last]) + hours{1} + zone.offset;
        case SummerTime::american:
            return standard >= nth(March / Sunday[2]) + hours{2} &&
                   standard < nth(November / Sunday[1]) + hours{1};
    }
    return false;
}

}  // namespace

std::optional<TimeZone> find_time_zone(std::string_view name) {
    const auto* found = std::find_if(zones.begin(), zones.end(),
                                     [&](const NamedZone& named) { return named.name == name; });
    if (found != zones.end()) return found->zone;
    return fixed_offset(name);
}

Instant to_instant(LocalTime local, const TimeZone& zone) {
    // Read as summer time first: that is the earlier of the two hours that happen twice.
    const auto standard = local - hours{1};
    const auto shown_in_summer = is_summer(standard, zone) ? minutes{60} : minutes{0};
    return Instant{sys_time<minutes>{local.time_since_epoch() - zone.offset - shown_in_summer}};
}

LocalTime to_local_time(Instant instant, const TimeZone& zone) {
    const LocalTime standard{floor<minutes>(instant).time_since_epoch() + zone.offset};
    return is_summer(standard, zone) ? standard + hours{1} : standard;
}

local_days to_local_date(Instant instant, const TimeZone& zone) {
    return floor<days>(to_local_time(instant, zone));
}

std::optional<local_days> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto century = two_digits(text, 0);
    const auto year_in_century = two_digits(text, 2);
    const auto month_number = two_digits(text, 5);
    const auto day_number = two_digits(text, 8);
    if (!century || !year_in_century || !month_number || !day_number) return std::nullopt;
    const int year_number = *century * 100 + *year_in_century;
    if (year_number < 1900 || year_number > 2200) return std::nullopt;
    const year_month_day date{year{year_number}, month{static_cast<unsigned>(*month_number)},
                              day{static_cast<unsigned>(*day_number)}};
    if (!date.ok()) return std::nullopt;
    return local_days{date};
}

std::optional<minutes> parse_time_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = two_digits(text, 0);
    const auto minute = two_digits(text, 3);
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return hours{*hour} + minutes{*minute};
}

}  // namespace boxoffice::base

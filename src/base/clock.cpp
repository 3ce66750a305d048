#include "base/clock.hpp"

#include <cstdint>

namespace boxoffice::base {
namespace {

using namespace std::chrono;

void write_digits(char* to, int value, int width) {
    for (int i = width - 1; i >= 0; --i) {
        to[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

/// Reads exactly `width` digits and moves on; nothing when something else stands there.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(width);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

/// ".5", ".123456789": the first three digits count.
std::optional<int> take_milliseconds(std::string_view& text) {
    if (!take(text, ".")) return 0;
    int value = 0;
    int digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 3) value = value * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    if (digits == 0 || digits > 9) return std::nullopt;
    for (int i = digits; i < 3; ++i) value *= 10;
    return value;
}

/// "Z", "+09:00", "-05:30", as minutes east of UTC.
std::optional<int> take_offset(std::string_view& text) {
    if (take(text, "Zz")) return 0;
    const bool east = !text.empty() && text.front() == '+';
    if (!take(text, "+-")) return std::nullopt;
    const auto hours = take_digits(text, 2);
    if (!hours || *hours > 23 || !take(text, ":")) return std::nullopt;
    const auto minutes = take_digits(text, 2);
    if (!minutes || *minutes > 59) return std::nullopt;
    const int total = *hours * 60 + *minutes;
    return east ? total : -total;
}

}  // namespace

void append_rfc3339(std::string& out, Instant instant) {
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const auto in_day = (instant - day).count();
    char text[] = "0000-00-00T00:00:00.000Z";
    write_digits(text, static_cast<int>(date.year()), 4);
    write_digits(text + 5, static_cast<int>(static_cast<unsigned>(date.month())), 2);
    write_digits(text + 8, static_cast<int>(static_cast<unsigned>(date.day())), 2);
    write_digits(text + 11, static_cast<int>(in_day / 3'600'000), 2);
    write_digits(text + 14, static_cast<int>(in_day / 60'000 % 60), 2);
    write_digits(text + 17, static_cast<int>(in_day / 1'000 % 60), 2);
    write_digits(text + 20, static_cast<int>(in_day % 1'000), 3);
    out.append(text, sizeof text - 1);
}

std::string to_rfc3339(Instant instant) {
    std::string out;
    out.reserve(24);
    append_rfc3339(out, instant);
    return out;
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    const auto year_number = take_digits(text, 4);
    if (!year_number || !take(text, "-")) return std::nullopt;
    const auto month_number = take_digits(text, 2);
    if (!month_number || !take(text, "-")) return std::nullopt;
    const auto day_number = take_digits(text, 2);
    if (!day_number || !take(text, "Tt ")) return std::nullopt;
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
    const auto second = take_digits(text, 2);
    if (!second || *second > 60) return std::nullopt;
    const auto fraction = take_milliseconds(text);
    if (!fraction) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;

    const year_month_day date{year{*year_number}, month{static_cast<unsigned>(*month_number)},
                              std::chrono::day{static_cast<unsigned>(*day_number)}};
    if (!date.ok()) return std::nullopt;
    return Instant{sys_days{date}} + hours{*hour} + minutes{*minute - *offset} + seconds{*second} +
           milliseconds{*fraction};
}

}  // namespace boxoffice::base

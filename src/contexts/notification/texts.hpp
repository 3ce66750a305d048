// Every notice in Korean and English.
#pragma once

#include "contexts/notification/notice.hpp"

#include <string>
#include <string_view>

namespace boxoffice::notification {

enum class Language { korean, english };
/// "ko" is Korean, everything else English.
[[nodiscard]] Language language_of(std::string_view code);

/// How facts are printed.
struct Style {
    Language language = Language::korean;
    /// Show times are printed in this zone, which the text names.
    std::chrono::minutes utc_offset = std::chrono::hours{9};
    /// Where people reach the house; empty = no links in mails.
    std::string public_address;
};

struct Text {
    std::string title;
    std::string body;
};

/// The notice as it is shown in the app.
[[nodiscard]] Text compose(Kind kind, const Facts& facts, const Style& style);
/// The same as a letter to `name`. `guest_code` is a guest's, empty for an account: his link then
/// opens the booking by itself. The code stands behind a '#', a part of the address that browsers
/// tell no server and no other page.
[[nodiscard]] Text compose_letter(Kind kind, const Facts& facts, const Style& style,
                                  std::string_view name, std::string_view guest_code = {});

/// "150,000원", "KRW 150,000", "USD 12.50".
[[nodiscard]] std::string print(const base::Money& money, Language language);
/// "2026년 12월 24일 (목) 19:30 (UTC+09:00)", "Thu, 24 Dec 2026, 19:30 (UTC+09:00)".
[[nodiscard]] std::string print(base::Instant instant, const Style& style);

}  // namespace boxoffice::notification

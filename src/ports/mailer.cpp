#include "ports/mailer.hpp"

#include <algorithm>

namespace boxoffice::ports {
namespace {

/// Source: RFC 5321 section 4.5.3.1.3.
constexpr std::size_t address_bytes_max = 254;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Dot-separated, nonempty atoms of characters that `allowed` knows.
template <class Allowed>
bool is_dotted(std::string_view text, Allowed allowed) {
    if (text.empty() || text.front() == '.' || text.back() == '.') return false;
    if (text.find("..") != std::string_view::npos) return false;
    return std::all_of(text.begin(), text.end(), [&](char c) { return c == '.' || allowed(c); });
}

bool is_local_part(std::string_view text) {
    constexpr std::string_view specials = "!#$%&'*+-/=?^_`{|}~";
    return text.size() <= 64 && is_dotted(text, [&](char c) {
               return is_letter_or_digit(c) || specials.find(c) != std::string_view::npos;
           });
}

bool is_domain(std::string_view text) {
    if (!is_dotted(text, [](char c) { return is_letter_or_digit(c) || c == '-'; })) return false;
    while (!text.empty()) {
        const auto label = text.substr(0, text.find('.'));
        if (label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        text.remove_prefix(std::min(text.size(), label.size() + 1));
    }
    return true;
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    return text.size() <= address_bytes_max && at != std::string_view::npos &&
           is_local_part(text.substr(0, at)) && is_domain(text.substr(at + 1));
}

}  // namespace boxoffice::ports

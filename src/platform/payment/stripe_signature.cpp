#include "platform/payment/stripe_signature.hpp"

#include "platform/crypto/hmac_sha256.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace boxoffice::platform::payment {
namespace {

/// Signatures looked at; nobody sends more, and each costs a hash for every secret.
constexpr std::size_t signatures_max = 10;

struct Header {
    std::string_view time;
    std::vector<std::string_view> signatures;
};

/// "t=1492774577,v1=5257a8...,v1=6ffbb5...,v0=..."; schemes other than v1 are passed over.
Header read_header(std::string_view text) {
    Header header;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        const auto part = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        if (part.starts_with("t=")) header.time = part.substr(2);
        if (part.starts_with("v1=") && header.signatures.size() < signatures_max) {
            header.signatures.push_back(part.substr(3));
        }
    }
    return header;
}

std::optional<base::Instant> instant_of(std::string_view seconds) {
    std::int64_t value = 0;
    const auto* end = seconds.data() + seconds.size();
    const auto [stopped, error] = std::from_chars(seconds.data(), end, value);
    // Beyond that, milliseconds would not fit; no clock of a provider says so.
    constexpr std::int64_t most = 1'000'000'000'000;
    const bool is_whole = error == std::errc{} && stopped == end && value >= 0 && value < most;
    if (!is_whole) return std::nullopt;
    return base::Instant{std::chrono::seconds{value}};
}

}  // namespace

std::vector<std::string> split_secrets(std::string_view text) {
    std::vector<std::string> secrets;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(", \n\r"), text.size());
        if (end > 0) secrets.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return secrets;
}

std::string_view stripe_signature_fault(std::string_view header, std::string_view body,
                                        const std::vector<std::string>& secrets,
                                        base::Instant now) {
    const auto signature = read_header(header);
    const auto at = instant_of(signature.time);
    if (!at || signature.signatures.empty()) return "no_signature";
    const auto age = now > *at ? now - *at : *at - now;
    if (age > stripe_signature_age_max) return "signature_too_old";
    std::string signed_text{signature.time};
    signed_text += '.';
    signed_text += body;
    for (const auto& secret : secrets) {
        for (const auto candidate : signature.signatures) {
            if (is_hmac_sha256(secret, signed_text, candidate)) return {};
        }
    }
    return "signature_wrong";
}

}  // namespace boxoffice::platform::payment

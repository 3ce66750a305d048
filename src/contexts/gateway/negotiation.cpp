#include "contexts/gateway/negotiation.hpp"

#include <algorithm>

namespace boxoffice::gateway {
namespace {

/// Qualities in thousandths, as finely as they can be written.
constexpr int quality_max = 1000;
/// Plain bytes are always possible, and least wanted unless somebody says more.
constexpr int quality_of_unnamed_identity = 1;

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_same(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

/// Cuts off what stands before `mark`, and the mark.
std::string_view take(std::string_view& rest, char mark) {
    const auto end = std::min(rest.find(mark), rest.size());
    const auto part = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

/// "0.85" is 850; what is no quality is as good as not said: 0.
int to_quality(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
    if (text.size() > 1 && text[1] != '.') return 0;
    int quality = (text[0] - '0') * quality_max;
    int unit = quality_max / 10;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9') return 0;
        quality += (c - '0') * unit;
        unit /= 10;
    }
    return std::min(quality, quality_max);
}

/// One element of a list with qualities: "gzip;q=0.5".
struct Wanted {
    std::string_view name;
    int quality = quality_max;
};

Wanted take_wanted(std::string_view& list) {
    auto element = take(list, ',');
    Wanted wanted{.name = take(element, ';')};
    while (!element.empty()) {
        const auto parameter = take(element, ';');
        if (parameter.size() < 2 || !is_same(parameter.substr(0, 2), "q=")) continue;
        wanted.quality = to_quality(parameter.substr(2));
    }
    return wanted;
}

/// The quality that `list` gives the first of `names` that it has, which go from the most exact to
/// the broadest.
std::optional<int> quality_of(std::string_view list,
                              std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
        for (auto rest = list; !rest.empty();) {
            const auto wanted = take_wanted(rest);
            if (is_same(wanted.name, name)) return wanted.quality;
        }
    }
    return std::nullopt;
}

}  // namespace

bool prefers_page(std::optional<std::string_view> accept) {
    if (!accept) return false;
    const auto page = quality_of(*accept, {"text/html", "text/*", "*/*"}).value_or(0);
    const auto json = quality_of(*accept, {"application/json", "application/*", "*/*"}).value_or(0);
    const auto hal =
        quality_of(*accept, {"application/hal+json", "application/*", "*/*"}).value_or(0);
    return page > json && page > hal;
}

bool prefers_english(std::optional<std::string_view> accept_language) {
    for (auto rest = accept_language.value_or(""); !rest.empty();) {
        const auto language = take_wanted(rest).name.substr(0, 2);
        if (is_same(language, "ko")) return false;
        if (is_same(language, "en")) return true;
    }
    return false;
}

Coding choose_coding(std::optional<std::string_view> accept_encoding, Codings available) {
    if (!accept_encoding) return Coding::identity;
    auto best = Coding::identity;
    auto best_quality =
        quality_of(*accept_encoding, {"identity"}).value_or(quality_of_unnamed_identity);
    const auto consider = [&](Coding coding, std::string_view name, bool is_available) {
        const auto quality = quality_of(*accept_encoding, {name, "*"}).value_or(0);
        if (!is_available || quality == 0 || quality < best_quality) return;
        best = coding;
        best_quality = quality;
    };
    consider(Coding::gzip, "gzip", available.gzip);
    consider(Coding::brotli, "br", available.brotli);
    return best;
}

bool names_tag(std::string_view if_none_match, std::string_view tag) {
    while (!if_none_match.empty()) {
        auto known = take(if_none_match, ',');
        if (known == "*") return true;
        if (known.starts_with("W/")) known.remove_prefix(2);
        if (known == tag) return true;
    }
    return false;
}

}  // namespace boxoffice::gateway

#include "contexts/gateway/first_sights.hpp"

#include "contexts/gateway/negotiation.hpp"

#include <algorithm>

namespace boxoffice::gateway {
namespace {

constexpr std::string_view number_place = "{id}";
/// As many digits as the largest id has (2^53-1).
constexpr std::size_t digits_max = 16;

struct PageAddress {
    std::string_view name;
    std::string_view number;  ///< empty = none
};

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= digits_max &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// `/musicals/7` in its parts; nothing when it is of another kind.
std::optional<PageAddress> parts_of(std::string_view path) {
    if (path == "/") return PageAddress{.name = "home", .number = {}};
    path.remove_prefix(1);
    const auto end = path.find('/');
    if (end == std::string_view::npos) return PageAddress{.name = path, .number = {}};
    const auto number = path.substr(end + 1);
    if (!is_number(number)) return std::nullopt;
    return PageAddress{.name = path.substr(0, end), .number = number};
}

const Asset* named(Assets assets, const std::string& path) {
    const auto found = std::find_if(assets.begin(), assets.end(),
                                    [&path](const Asset& asset) { return asset.path == path; });
    return found == assets.end() ? nullptr : &*found;
}

std::vector<std::string_view> lines_of(const Asset* asset) {
    std::vector<std::string_view> lines;
    auto rest = asset == nullptr ? std::string_view{} : asset->identity;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        if (end > 0) lines.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
}

/// The cross-origin mode is that of `fetch`, or the browser would ask a second time.
std::string links_of(const std::vector<std::string_view>& asks, std::string_view number) {
    std::string links;
    for (const auto ask : asks) {
        std::string address{ask};
        if (const auto place = address.find(number_place); place != std::string::npos) {
            address.replace(place, number_place.size(), number);
        }
        if (!links.empty()) links += ", ";
        links.append("<").append(address).append(">; rel=preload; as=fetch; crossorigin");
    }
    return links;
}

}  // namespace

FirstSights::FirstSights(Assets assets) {
    constexpr std::string_view english_end = ".en.html";
    for (const auto& asset : assets) {
        if (!asset.path.starts_with(first_sights_folder)) continue;
        if (!asset.path.ends_with(english_end)) continue;
        const auto path = asset.path.substr(0, asset.path.size() - english_end.size());
        const auto* korean = named(assets, std::string{path} + ".ko.html");
        if (korean == nullptr) continue;
        auto asks = lines_of(named(assets, std::string{path} + ".txt"));
        const bool is_numbered = std::any_of(asks.begin(), asks.end(), [](std::string_view ask) {
            return ask.find(number_place) != std::string_view::npos;
        });
        all_.push_back({.name = path.substr(first_sights_folder.size()),
                        .korean = korean,
                        .english = &asset,
                        .asks = std::move(asks),
                        .is_numbered = is_numbered});
    }
}

std::optional<FirstSight> FirstSights::find(const ports::HttpRequest& request) const {
    if (!request.query.empty()) return std::nullopt;
    const auto wanted = parts_of(request.path);
    if (!wanted) return std::nullopt;
    for (const auto& known : all_) {
        if (known.name != wanted->name || known.is_numbered == wanted->number.empty()) continue;
        const bool is_english = prefers_english(request.header("Accept-Language"));
        return FirstSight{.page = is_english ? known.english : known.korean,
                          .links = links_of(known.asks, wanted->number)};
    }
    return std::nullopt;
}

}  // namespace boxoffice::gateway

#include "platform/http/url.hpp"

#include <algorithm>
#include <charconv>

namespace boxoffice::platform::http {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool is_visible_ascii(char c) {
    return c > 0x20 && c < 0x7f;
}

/// How many bytes a UTF-8 sequence has that begins with `lead`; 0 when none can.
std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) return 2;
    if (lead >= 0xe0 && lead <= 0xef) return 3;
    if (lead >= 0xf0 && lead <= 0xf4) return 4;
    return 0;
}

/// Source: RFC 3629; overlong forms and surrogates are no UTF-8.
bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const auto length = sequence_length(lead);
        if (length == 0 || at + length > text.size()) return false;
        for (std::size_t i = 1; i < length; ++i) {
            if ((static_cast<unsigned char>(text[at + i]) & 0xc0) != 0x80) return false;
        }
        if (length > 2) {
            const auto second = static_cast<unsigned char>(text[at + 1]);
            if (lead == 0xe0 && second < 0xa0) return false;
            if (lead == 0xed && second > 0x9f) return false;
            if (lead == 0xf0 && second < 0x90) return false;
            if (lead == 0xf4 && second > 0x8f) return false;
        }
        at += length;
    }
    return true;
}

enum class Plus { is_plus, is_space };

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '+' && plus == Plus::is_space) c = ' ';
        if (c == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (c == '\0') return std::nullopt;
        out += c;
    }
    if (!is_utf8(out)) return std::nullopt;
    return out;
}

bool has_dot_segment(std::string_view path) {
    for (std::size_t at = 0; at <= path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto segment = path.substr(at, end - at);
        if (segment == "." || segment == "..") return true;
        at = end + 1;
    }
    return false;
}

std::optional<std::string> parse_path(std::string_view raw) {
    auto path = percent_decode(raw, Plus::is_plus);
    if (!path) return std::nullopt;
    // A slash that appears by decoding would change the segments behind the router's back.
    const bool same_slashes =
        std::count(path->begin(), path->end(), '/') == std::count(raw.begin(), raw.end(), '/');
    const bool is_plain = path->find('\\') == std::string::npos &&
                          std::none_of(path->begin(), path->end(), is_control);
    if (!same_slashes || !is_plain || has_dot_segment(*path)) return std::nullopt;
    return path;
}

bool parse_query(std::string_view raw, std::vector<std::pair<std::string, std::string>>& query) {
    for (std::size_t at = 0; at < raw.size();) {
        const auto end = std::min(raw.find('&', at), raw.size());
        const auto pair = raw.substr(at, end - at);
        at = end + 1;
        if (pair.empty()) continue;
        if (query.size() == query_parameters_max) return false;
        const auto equals = std::min(pair.find('='), pair.size());
        auto key = percent_decode(pair.substr(0, equals), Plus::is_space);
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), Plus::is_space);
        if (!key || !value) return false;
        query.emplace_back(std::move(*key), std::move(*value));
    }
    return true;
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
}

bool is_address_character(char c) {
    return hex_digit(c) >= 0 || c == ':' || c == '.';
}

/// Splits "host", "host:port" or "[address]:port" into `url`.
bool parse_authority(std::string_view authority, Url& url) {
    std::size_t host_end = 0;
    const bool has_brackets = authority.starts_with('[');
    if (has_brackets) {
        host_end = authority.find(']');
        if (host_end == std::string_view::npos) return false;
        url.host = authority.substr(1, host_end - 1);
        ++host_end;
    } else {
        host_end = std::min(authority.find(':'), authority.size());
        url.host = authority.substr(0, host_end);
    }
    const bool is_valid = std::all_of(url.host.begin(), url.host.end(),
                                      has_brackets ? is_address_character : is_host_character);
    if (url.host.empty() || !is_valid) return false;
    if (host_end == authority.size()) return true;
    if (authority[host_end] != ':') return false;
    const auto digits = authority.substr(host_end + 1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    return error == std::errc{} && end == digits.data() + digits.size() && url.port != 0;
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
    if (!target.starts_with('/')) return std::nullopt;
    const auto question = std::min(target.find('?'), target.size());
    auto path = parse_path(target.substr(0, question));
    if (!path) return std::nullopt;
    Target out{.path = std::move(*path), .query = {}};
    if (question < target.size() && !parse_query(target.substr(question + 1), out.query)) {
        return std::nullopt;
    }
    return out;
}

std::optional<Url> parse_url(std::string_view text) {
    Url url;
    if (text.starts_with("http://")) {
        text.remove_prefix(7);
    } else if (text.starts_with("https://")) {
        text.remove_prefix(8);
        url.is_tls = true;
        url.port = 443;
    } else {
        return std::nullopt;
    }
    const auto end = std::min(text.find_first_of("/?"), text.size());
    url.authority = text.substr(0, end);
    url.target = text.substr(end);
    if (!url.target.starts_with('/')) url.target.insert(0, 1, '/');
    const bool is_plain = std::all_of(url.target.begin(), url.target.end(), is_visible_ascii) &&
                          url.target.find('#') == std::string::npos;
    if (!is_plain || !parse_authority(url.authority, url)) return std::nullopt;
    return url;
}

}  // namespace boxoffice::platform::http

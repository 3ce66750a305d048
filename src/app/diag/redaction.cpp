#include "app/diag/redaction.hpp"

#include "app/diag/words.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace boxoffice::app {
namespace {

namespace json = boost::json;

constexpr std::size_t number_digits_max = 5;
/// Of fields that are ids, counts and durations by their name.
constexpr std::size_t id_digits_max = 16;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_number(std::string_view text, std::size_t digits_max) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && text.size() <= digits_max &&
           std::all_of(text.begin(), text.end(), is_digit);
}

/// Three numbers with dots between them; an address on the network has four.
bool is_version(std::string_view text) {
    constexpr std::size_t parts_wanted = 3;
    std::size_t parts = 0;
    while (true) {
        const auto part = text.substr(0, text.find('.'));
        if (!is_number(part, 3) || part.starts_with('-')) return false;
        ++parts;
        if (part.size() == text.size()) return parts == parts_wanted;
        text.remove_prefix(part.size() + 1);
    }
}

/// The words of a name: at `_`, `-`, `.` and before a capital letter; nothing when there is
/// anything else in it.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words(1);
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool is_joint = c == '_' || c == '-' || c == '.';
        if (!is_joint && !is_upper(c) && !is_lower(c)) return {};
        const bool begins = is_upper(c) && i > 0 && is_lower(name[i - 1]);
        if (is_joint || begins) words.emplace_back();
        if (!is_joint) words.back() += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return words;
}

bool is_plain_name(std::string_view name) {
    const auto words = words_of(name);
    const std::size_t length_min = words.size() == 1 ? 1 : 2;
    return !words.empty() && std::all_of(words.begin(), words.end(), [&](const auto& word) {
        return word.size() >= length_min && is_plain_word(word);
    });
}

bool is_shown(std::string_view token) {
    return is_number(token, number_digits_max) || is_version(token) || is_plain_name(token);
}

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view before_token = "([{\"'<`";
constexpr std::string_view behind_token = ")]}\"'>`,;:.!?";

/// A token with the signs around it.
void append_token(std::string& out, std::string_view token) {
    const auto begin = std::min(token.find_first_not_of(before_token), token.size());
    const auto end = token.find_last_not_of(behind_token);
    if (end == std::string_view::npos || end < begin) {
        out += token;  // signs alone
        return;
    }
    const auto core = token.substr(begin, end + 1 - begin);
    if (is_shown(core)) {
        out += token;
        return;
    }
    const bool goes_on = out.ends_with(std::string{withheld} + ' ');
    if (goes_on) out.pop_back();
    if (!out.ends_with(withheld)) out += withheld;
}

bool is_time(std::string_view text) {
    constexpr std::size_t length_max = 30;
    return !text.empty() && text.size() <= length_max && text.find('T') != text.npos &&
           text.find_first_not_of("0123456789-:.TZ") == text.npos;
}

bool is_id_field(std::string_view name) {
    constexpr std::array<std::string_view, 14> names{
        "status", "count", "position", "offset",      "partition", "sequence", "reservation",
        "seat",   "seats", "payment",  "performance", "musical",   "events",   "milliseconds"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

json::value shown_value(const json::value& value) {
    if (const auto* text = value.if_string()) {
        return json::value(shown_text({text->data(), text->size()}));
    }
    if (const auto* array = value.if_array()) {
        json::array shown;
        for (const auto& each : *array) shown.push_back(shown_value(each));
        return shown;
    }
    if (const auto* object = value.if_object()) {
        json::object shown;
        for (const auto& [name, each] : *object) shown[shown_text(name)] = shown_value(each);
        return shown;
    }
    if (value.is_bool() || value.is_null()) return value;
    const auto digits = json::serialize(value);
    return is_number(digits, number_digits_max) ? value : json::value(std::string{withheld});
}

json::value shown_field(std::string_view name, const json::value& value) {
    const auto* text = value.if_string();
    if (text == nullptr) return shown_value(value);
    const std::string_view view{text->data(), text->size()};
    const bool stays =
        (name == "time" && is_time(view)) || (is_id_field(name) && is_number(view, id_digits_max));
    return json::value(stays ? std::string{view} : shown_text(view));
}

/// The bound of a histogram's bucket.
bool is_bound(std::string_view text) {
    return text == "+Inf" ||
           (!text.empty() && text.find_first_not_of("0123456789.e-") == text.npos &&
            text.size() <= 12);
}

/// A path of plain names and of parameters, such as /items/{id}.
bool is_pattern(std::string_view text) {
    if (!text.starts_with('/')) return false;
    while (!text.empty()) {
        text.remove_prefix(1);
        auto part = text.substr(0, text.find('/'));
        text.remove_prefix(part.size());
        if (part.starts_with('{') && part.ends_with('}')) part = part.substr(1, part.size() - 2);
        if (!part.empty() && !is_plain_name(part)) return false;
    }
    return true;
}

bool is_plain_label(std::string_view name, std::string_view value) {
    if (name == "le") return is_bound(value);
    return value.empty() || is_shown(value) || is_pattern(value);
}

/// `name="value",...` behind a metric's name, with values that are not plain withheld.
std::string shown_labels(std::string_view labels) {
    std::string out;
    while (!labels.empty()) {
        const auto equals = labels.find("=\"");
        if (equals == std::string_view::npos) return out;
        const auto name = labels.substr(0, equals);
        labels.remove_prefix(equals + 2);
        std::size_t end = 0;
        while (end < labels.size() && labels[end] != '"') end += labels[end] == '\\' ? 2 : 1;
        end = std::min(end, labels.size());
        const auto value = labels.substr(0, end);
        if (!out.empty()) out += ',';
        out += name == "le" || is_plain_name(name) ? name : withheld;
        out += "=\"";
        out += is_plain_label(name, value) ? value : withheld;
        out += '"';
        labels.remove_prefix(end);
        labels.remove_prefix(std::min(labels.size(), labels.find_first_not_of("\",")));
    }
    return out;
}

std::string shown_sample(std::string_view line) {
    const auto name = line.substr(0, line.find_first_of("{ "));
    const bool is_ours =
        name.starts_with("boxoffice_") || name.starts_with("http_") || name.starts_with("process_");
    if (!is_ours || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != name.npos) return {};
    auto rest = line.substr(name.size());
    std::string out{name};
    if (rest.starts_with('{')) {
        const auto close = rest.rfind('}');
        if (close == std::string_view::npos) return {};
        out += '{' + shown_labels(rest.substr(1, close - 1)) + '}';
        rest.remove_prefix(close + 1);
    }
    // What is measured is a number, however long.
    if (rest.find_first_not_of(" 0123456789.+-eE") != rest.npos) return {};
    return out + std::string{rest} + '\n';
}

}  // namespace

std::string shown_text(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto gap = std::min(text.find_first_not_of(blanks), text.size());
        text.remove_prefix(gap);
        const auto token = text.substr(0, text.find_first_of(blanks));
        if (token.empty()) break;
        if (gap > 0 && !out.empty()) out += ' ';
        append_token(out, token);
        text.remove_prefix(token.size());
    }
    return out;
}

std::string shown_url(std::string_view url) {
    constexpr std::array<std::string_view, 6> schemes{"http",     "https", "postgresql",
                                                      "postgres", "smtp",  "smtps"};
    const auto colon = url.find("://");
    const auto scheme = url.substr(0, colon);
    if (colon == std::string_view::npos ||
        std::find(schemes.begin(), schemes.end(), scheme) == schemes.end()) {
        return std::string{withheld};
    }
    auto rest = url.substr(colon + 3);
    const auto path = rest.find_first_of("/?#");
    auto authority = rest.substr(0, path);
    std::string out = std::string{scheme} + "://" + std::string{withheld};
    const auto at = authority.rfind('@');
    if (at != std::string_view::npos) authority.remove_prefix(at + 1);
    const auto port = authority.rfind(':');
    if (port != std::string_view::npos && is_number(authority.substr(port + 1), 5)) {
        out += authority.substr(port);
    }
    const bool has_more = path != std::string_view::npos && path + 1 < rest.size();
    return has_more ? out + '/' + std::string{withheld} : out;
}

std::string shown_option(const platform::Option& option, std::string_view value) {
    constexpr std::array<std::string_view, 5> places{"127.0.0.1", "0.0.0.0", "::", "::1",
                                                     "localhost"};
    if (value.empty()) return {};
    if (option.is_secret) return std::string{withheld};
    const bool is_bounded = option.kind == platform::OptionKind::number ||
                            option.kind == platform::OptionKind::on_or_off ||
                            !option.choices.empty();
    const bool is_place = std::find(places.begin(), places.end(), value) != places.end();
    if (is_bounded || is_place || value == option.default_value) return std::string{value};
    if (option.kind == platform::OptionKind::list) {
        const auto count = std::count(value.begin(), value.end(), ',') + 1;
        return std::to_string(count) + " of " + std::string{withheld};
    }
    return value.find("://") == value.npos ? std::string{withheld} : shown_url(value);
}

std::string shown_json(std::string_view document) {
    boost::system::error_code failed;
    const auto value = json::parse(document, failed);
    return failed ? std::string{} : json::serialize(shown_value(value));
}

std::string shown_log_line(std::string_view line) {
    boost::system::error_code failed;
    const auto value = json::parse(line, failed);
    const auto* object = failed ? nullptr : value.if_object();
    if (object == nullptr) return shown_text(line);
    json::object shown;
    for (const auto& [name, each] : *object) {
        shown[shown_text(name)] = shown_field(name, each);
    }
    return json::serialize(shown);
}

std::string shown_metrics(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.starts_with('#')) out += shown_sample(line);
    }
    return out;
}

std::string shown_key(std::string_view key) {
    for (const std::string_view prefix : {"item-", "account-"}) {
        if (key.starts_with(prefix) && is_number(key.substr(prefix.size()), id_digits_max)) {
            return std::string{key};
        }
    }
    return is_number(key, id_digits_max) ? std::string{key} : std::string{withheld};
}

}  // namespace boxoffice::app

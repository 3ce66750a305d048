#include "platform/config/option.hpp"

#include "base/invariant.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace boxoffice::platform {
namespace {

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto comma = text.find(',');
        auto part = text.substr(0, comma);
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        parts.emplace_back(part);
        if (comma == std::string_view::npos) break;
        text.remove_prefix(comma + 1);
    }
    return parts;
}

/// How many letters must be inserted, removed or replaced (Levenshtein).
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

/// "musical, reservation or payment".
std::string one_of(std::span<const std::string_view> choices) {
    const auto all = fmt::format("{}", fmt::join(choices.first(choices.size() - 1), ", "));
    return all.empty() ? std::string(choices.back()) : fmt::format("{} or {}", all, choices.back());
}

/// What may be written, such as "a whole number from 0 to 65535".
std::string expectation(const Option& option) {
    switch (option.kind) {
        case OptionKind::text:
            return "a text that is not empty";
        case OptionKind::number:
            return fmt::format("a whole number from {} to {}", option.least, option.most);
        case OptionKind::choice:
            return one_of(option.choices);
        case OptionKind::list:
            if (option.choices.empty()) return "texts with commas between them";
            return fmt::format("one or more of {}, with commas between them",
                               one_of(option.choices));
        case OptionKind::on_or_off:
            return "true or false";
    }
    return {};
}

bool is_choice(const Option& option, std::string_view value) {
    return std::find(option.choices.begin(), option.choices.end(), value) != option.choices.end();
}

bool is_valid(const Option& option, std::string_view value) {
    if (value.empty()) return option.default_value.empty();
    switch (option.kind) {
        case OptionKind::text:
            return true;
        case OptionKind::number: {
            const auto number = parse_number(value);
            return number && *number >= option.least && *number <= option.most;
        }
        case OptionKind::choice:
            return is_choice(option, value);
        case OptionKind::list: {
            const auto parts = split(value);
            return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
                return !part.empty() && (option.choices.empty() || is_choice(option, part));
            });
        }
        case OptionKind::on_or_off:
            return value == "true" || value == "false";
    }
    return false;
}

/// "one of a, b (default a)" behind the help text.
std::string remark(const Option& option) {
    std::vector<std::string> parts;
    if (option.kind == OptionKind::number)
        parts.push_back(fmt::format("{} to {}", option.least, option.most));
    if (!option.choices.empty())
        parts.push_back(fmt::format("{}", fmt::join(option.choices, " | ")));
    if (!option.default_value.empty())
        parts.push_back(fmt::format("default {}", option.default_value));
    if (option.is_live || option.is_secret) parts.emplace_back("live");
    return parts.empty() ? "" : fmt::format(" ({})", fmt::join(parts, "; "));
}

/// Breaks `text` between words into lines of at most 100 columns, each after `indent` spaces.
void append_wrapped(std::string& out, std::string_view text, std::size_t indent) {
    std::size_t column = 0;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        const bool is_first = column == 0;
        if (!is_first && column + 1 + word.size() > 100) {
            out += '\n';
            column = 0;
        }
        out += column == 0 ? std::string(indent, ' ') : std::string(" ");
        column = (column == 0 ? indent : column + 1) + word.size();
        out += word;
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    out += '\n';
}

}  // namespace

std::string environment_name(std::string_view option_name) {
    std::string name = "BOXOFFICE_";
    for (const char c : option_name) {
        name += c == '-' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    return name;
}

std::optional<std::string_view> nearest(std::string_view wrong,
                                        std::span<const std::string_view> names) {
    std::optional<std::string_view> best;
    std::size_t best_distance = std::max<std::size_t>(2, wrong.size() / 3) + 1;
    for (const auto name : names) {
        const auto apart = distance(wrong, name);
        if (apart < best_distance) {
            best_distance = apart;
            best = name;
        }
    }
    return best;
}

std::optional<ConfigurationError> check_value(const Option& option, std::string_view value,
                                              std::string_view place) {
    if (is_valid(option, value)) return std::nullopt;
    const auto shown = option.is_secret ? std::string("not usable") : fmt::format("\"{}\"", value);
    const auto example =
        option.default_value.empty() ? "" : fmt::format(", such as {}", option.default_value);
    return ConfigurationError{
        fmt::format("{} is {}: write {}{}.", place, shown, expectation(option), example)};
}

const std::string& OptionValues::text(std::string_view name) const {
    const auto found = values_.find(name);
    BOXOFFICE_INVARIANT(found != values_.end());
    return found->second;
}

std::int64_t OptionValues::number(std::string_view name) const {
    const auto value = parse_number(text(name));
    BOXOFFICE_INVARIANT(value.has_value());
    return *value;
}

bool OptionValues::is_on(std::string_view name) const {
    return text(name) == "true";
}

std::vector<std::string> OptionValues::list(std::string_view name) const {
    return split(text(name));
}

std::string to_markdown(std::span<const Option> options) {
    std::string out =
        "| option | environment | file | default | meaning |\n|---|---|---|---|---|\n";
    for (const auto& option : options) {
        const auto variable = environment_name(option.name);
        const auto variables = option.is_secret ? fmt::format("`{0}` `{0}_FILE`", variable)
                                                : fmt::format("`{}`", variable);
        const auto key = option.key.empty() ? "" : fmt::format("`{}`", option.key);
        const auto value =
            option.default_value.empty() ? "" : fmt::format("`{}`", option.default_value);
        std::string help(option.help);
        if (!option.choices.empty()) {
            help += fmt::format(" One of: {}.", fmt::join(option.choices, ", "));
        } else if (option.kind == OptionKind::number) {
            help += fmt::format(" {} to {}.", option.least, option.most);
        }
        if (option.is_live || option.is_secret) help += " Live.";
        out += fmt::format("| `--{}` | {} | {} | {} | {} |\n", option.name, variables, key, value,
                           help);
    }
    return out;
}

std::string to_help(std::span<const Option> options) {
    std::string out;
    for (const auto& option : options) {
        out += fmt::format("  --{}", option.name);
        if (!option.placeholder.empty()) out += fmt::format(" {}", option.placeholder);
        out += fmt::format("   [{}]\n", environment_name(option.name));
        append_wrapped(out, std::string(option.help) + remark(option), 6);
    }
    return out;
}

}  // namespace boxoffice::platform

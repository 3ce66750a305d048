#include "platform/config/config_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace boxoffice::platform {
namespace {

/// A value as one would write it on the command line; nothing when no option can have it.
std::optional<std::string> to_text(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
    const auto* array = node.as_array();
    if (array == nullptr) return std::nullopt;
    std::string joined;
    for (const auto& element : *array) {
        const auto* text = element.as_string();
        if (text == nullptr) return std::nullopt;
        if (!joined.empty()) joined += ',';
        joined += text->get();
    }
    return joined;
}

/// Adds what `table` holds under `prefix`. @return the first key whose value no option can have.
std::optional<std::string> flatten(const toml::table& table, const std::string& prefix,
                                   FileValues& out) {
    for (const auto& [name, node] : table) {
        const std::string key = prefix + std::string(name.str());
        if (const auto* inner = node.as_table()) {
            if (auto wrong = flatten(*inner, key + ".", out)) return wrong;
            continue;
        }
        const auto text = to_text(node);
        if (!text) return key;
        out[key] = *text;
    }
    return std::nullopt;
}

}  // namespace

base::Result<FileValues, ConfigurationError> read_config_file(const std::string& path) {
    std::ifstream file(path);
    const std::string content(std::istreambuf_iterator<char>(file), {});
    if (!file || std::filesystem::is_directory(path)) {
        return base::unexpected(ConfigurationError{fmt::format(
            "The configuration file {} cannot be read: write --config with a file that exists.",
            path)});
    }
    FileValues values;
    try {
        const auto table = toml::parse(content);
        if (const auto wrong = flatten(table, "", values)) {
            return base::unexpected(ConfigurationError{fmt::format(
                "{} in {} has a value of a kind that no option has: write a \"text\", a whole "
                "number, true, false or a list of texts.",
                *wrong, path)});
        }
    } catch (const toml::parse_error& error) {
        return base::unexpected(ConfigurationError{fmt::format(
            "{} is not TOML at line {}: {}; write lines such as port = 8080 below [server].", path,
            error.source().begin.line, error.description())});
    }
    return values;
}

std::optional<std::string> read_secret_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content(std::istreambuf_iterator<char>(file), {});
    if (!file) return std::nullopt;
    while (content.ends_with('\n') || content.ends_with('\r')) content.pop_back();
    if (content.empty()) return std::nullopt;
    return content;
}

}  // namespace boxoffice::platform

#include "app/diag_secrets.hpp"

#include "app/kafka_settings.hpp"
#include "base/fault.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

namespace boxoffice::app {
namespace {

/// Keys and drawn passwords are long; shorter texts of such a file are its names.
constexpr std::size_t key_length_min = 16;
constexpr std::size_t file_bytes_max = 64 * 1024;

/// The whole text, and each of several that stand in it with commas between, as secrets do while
/// they are being changed.
void add_secret(std::vector<KnownSecret>& secrets, const std::string& name,
                const std::string& text) {
    secrets.push_back({name, text});
    std::istringstream parts{text};
    for (std::string part; std::getline(parts, part, ',');) {
        if (part != text) secrets.push_back({name, part});
    }
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::string content(std::istreambuf_iterator<char>(file), {});
    return content.size() > file_bytes_max ? content.substr(0, file_bytes_max) : content;
}

void add_lines(std::vector<KnownSecret>& secrets, const std::string& name,
               const std::filesystem::path& path) {
    if (path.empty()) return;
    const auto content = content_of(path);
    for (std::string_view rest = content; !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        if (!line.empty()) secrets.push_back({name, std::string{line}});
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    }
}

/// Whatever stands between quotes and is long enough.
void add_quoted(std::vector<KnownSecret>& secrets, const std::string& name,
                const std::filesystem::path& path) {
    const auto content = content_of(path);
    for (auto begin = content.find('"'); begin != std::string::npos;) {
        const auto end = content.find('"', begin + 1);
        if (end == std::string::npos) return;
        auto text = content.substr(begin + 1, end - begin - 1);
        if (text.size() >= key_length_min) secrets.push_back({name, std::move(text)});
        begin = content.find('"', end + 1);
    }
}

void add_userinfo(std::vector<KnownSecret>& secrets, const std::string& name,
                  std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return;
    auto authority = url.substr(scheme + 3);
    authority = authority.substr(0, authority.find('/'));
    const auto at = authority.rfind('@');
    if (at == std::string_view::npos) return;
    const auto userinfo = authority.substr(0, at);
    const auto colon = userinfo.find(':');
    if (colon == std::string_view::npos) return;
    secrets.push_back({"the password in --" + name, std::string{userinfo.substr(colon + 1)}});
}

}  // namespace

std::vector<KnownSecret> known_secrets(const platform::ServeOptions& options,
                                       const platform::OptionValues& values) {
    std::vector<KnownSecret> secrets;
    for (const auto& option : platform::serve_option_table()) {
        const std::string name{option.name};
        if (option.is_secret) add_secret(secrets, "--" + name, values.text(option.name));
        add_userinfo(secrets, name, values.text(option.name));
    }
    add_lines(secrets, "--database-password-file", options.database_password_file);
    add_lines(secrets, "--service-secret-file", options.service_secret_file);
    if (!options.kafka.empty()) {
        try {
            for (const auto& [name, value] : kafka_settings(options).properties) {
                const bool is_secret = name.find("password") != std::string::npos ||
                                       name.find("secret") != std::string::npos ||
                                       name.ends_with(".pem");
                if (is_secret) secrets.push_back({"Kafka's " + name, value});
            }
        } catch (const base::InfrastructureFault&) {
            // bus.json says so; what cannot be read is not shown either.
        }
    }
    std::error_code absent;
    for (const auto& entry : std::filesystem::directory_iterator{options.keys, absent}) {
        add_quoted(secrets, "a key that signs", entry.path());
    }
    add_quoted(secrets, "the password of a sample account",
               std::filesystem::path{options.data} / "sample-accounts.jsonl");
    return secrets;
}

}  // namespace boxoffice::app

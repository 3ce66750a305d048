#include "platform/peers/service_secrets.hpp"

#include "base/fault.hpp"
#include "contracts/problem.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/private_file.hpp"

#include <sodium.h>

#include <array>

namespace boxoffice::platform {
namespace {

constexpr std::size_t secrets_max = 2;

using Hash = std::array<unsigned char, crypto_generichash_BYTES>;

/// Texts of any length become the same length, so that comparing tells nothing of it.
Hash hash_of(std::string_view text) {
    Hash hash{};
    const auto bytes = bytes_of(text);
    crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
    return hash;
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what) {
    throw base::InfrastructureFault(path.string() + ' ' + what +
                                        ": write one secret a line, of at least " +
                                        std::to_string(service_secret_length_min) + " characters",
                                    base::Retry::no);
}

std::string_view trimmed(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    return line;
}

}  // namespace

ServiceSecrets::ServiceSecrets(std::filesystem::path path, const base::Clock& clock,
                               ports::Log& log)
    : path_(std::move(path)), clock_(clock), log_(log), secrets_(read()) {
    next_look_ = clock_.now() + service_secret_look_interval;
}

std::string ServiceSecrets::shown() {
    const std::lock_guard lock{mutex_};
    look_again();
    return secrets_.front();
}

bool ServiceSecrets::takes(std::string_view secret) {
    const auto asked = hash_of(secret);
    const std::lock_guard lock{mutex_};
    look_again();
    bool is_taken = false;
    for (const auto& known : secrets_) {
        const auto hash = hash_of(known);
        is_taken |= sodium_memcmp(asked.data(), hash.data(), hash.size()) == 0;
    }
    return is_taken;
}

void ServiceSecrets::look_again() {
    const auto now = clock_.now();
    if (now < next_look_) return;
    next_look_ = now + service_secret_look_interval;
    try {
        secrets_ = read();
        is_usable_ = true;
    } catch (const base::InfrastructureFault& fault) {
        if (std::exchange(is_usable_, false)) {
            log_.write(ports::LogLevel::error, "service_secret_unusable",
                       {{"fault", fault.what()}});
        }
    }
}

std::vector<std::string> ServiceSecrets::read() const {
    const auto text = read_private_file(path_);
    if (!text) refuse(path_, "is not there");
    std::vector<std::string> secrets;
    for (std::string_view rest = *text; !rest.empty() && secrets.size() < secrets_max;) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const auto secret = trimmed(line);
        if (secret.empty()) continue;
        if (secret.size() < service_secret_length_min) refuse(path_, "holds a short secret");
        secrets.emplace_back(secret);
    }
    if (secrets.empty()) refuse(path_, "is empty");
    return secrets;
}

ports::Authenticator::Verdict ServiceAuthenticator::authenticate(
    const ports::HttpRequest& request) {
    constexpr std::string_view scheme = "Bearer ";
    const auto header = request.header("Authorization").value_or(std::string_view{});
    if (header.starts_with(scheme) && secrets_.takes(header.substr(scheme.size()))) return {};
    return {.principal = {},
            .refusal = contracts::problem_response(request, 401, "unauthenticated")};
}

}  // namespace boxoffice::platform

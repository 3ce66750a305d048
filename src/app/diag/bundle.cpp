#include "app/diag/bundle.hpp"

#include "app/diag/redaction.hpp"
#include "base/fault.hpp"
#include "platform/crypto/encoding.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <numeric>

namespace boxoffice::app {
namespace {

constexpr std::size_t block = 512;

/// A header of the archive. Source: POSIX.1-2017, pax, "ustar Interchange Format".
struct Header {
    std::array<char, 100> name{};
    std::array<char, 8> mode{};
    std::array<char, 8> user{};
    std::array<char, 8> group{};
    std::array<char, 12> size{};
    std::array<char, 12> time{};
    std::array<char, 8> checksum{};
    char type = '0';
    std::array<char, 100> link{};
    std::array<char, 6> magic{'u', 's', 't', 'a', 'r', '\0'};
    std::array<char, 2> version{'0', '0'};
    std::array<char, 247> rest{};
};
static_assert(sizeof(Header) == block);

template <std::size_t size>
void set_octal(std::array<char, size>& field, std::uint64_t number) {
    std::snprintf(field.data(), size, "%0*llo", static_cast<int>(size - 1),
                  static_cast<unsigned long long>(number));
}

Header header_of(const std::string& name, std::size_t size, base::Instant at) {
    Header header;
    if (name.size() >= header.name.size()) {
        throw base::InfrastructureFault(name + " is too long a name for the archive",
                                        base::Retry::no);
    }
    std::copy(name.begin(), name.end(), header.name.begin());
    set_octal(header.mode, 0600);
    set_octal(header.user, 0);
    set_octal(header.group, 0);
    set_octal(header.size, size);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    set_octal(header.time, static_cast<std::uint64_t>(seconds));
    header.checksum.fill(' ');
    std::array<unsigned char, block> bytes{};
    std::memcpy(bytes.data(), &header, block);
    const auto sum = std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0});
    std::snprintf(header.checksum.data(), header.checksum.size(), "%06llo",
                  static_cast<unsigned long long>(sum));
    return header;
}

bool can_be_told_from_words(const std::string& secret) {
    const bool is_words =
        shown_text(secret) == secret && std::any_of(secret.begin(), secret.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        });
    return secret.size() >= known_secret_length_min && !is_words;
}

}  // namespace

std::vector<std::string> leaks(const BundleFiles& files, const std::vector<KnownSecret>& secrets) {
    std::vector<std::string> found;
    for (const auto& secret : secrets) {
        if (!can_be_told_from_words(secret.value)) continue;
        const auto encoded = platform::to_base64url(platform::bytes_of(secret.value));
        const bool is_there = std::any_of(files.begin(), files.end(), [&](const auto& file) {
            const auto shows = [&](const std::string& text, const std::string& wanted) {
                return text.find(wanted) != std::string::npos;
            };
            return shows(file.first, secret.value) || shows(file.second, secret.value) ||
                   shows(file.second, encoded);
        });
        if (is_there) found.push_back(secret.name);
    }
    return found;
}

std::string to_tar(const BundleFiles& files, const std::string& folder, base::Instant at) {
    std::string archive;
    for (const auto& [name, content] : files) {
        const auto header = header_of(folder + '/' + name, content.size(), at);
        archive.append(reinterpret_cast<const char*>(&header), block);
        archive += content;
        archive.append((block - content.size() % block) % block, '\0');
    }
    return archive.append(2 * block, '\0');
}

}  // namespace boxoffice::app

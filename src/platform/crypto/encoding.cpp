#include "platform/crypto/encoding.hpp"

#include <sodium.h>

#include <algorithm>

namespace boxoffice::platform {
namespace {

bool is_base64url(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

}  // namespace

ByteView bytes_of(std::string_view text) {
    return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::string to_base64url(ByteView bytes) {
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), variant);
    out.pop_back();  // the terminating zero that libsodium writes
    return out;
}

std::optional<std::string> from_base64url(std::string_view text, std::size_t size_max) {
    // libsodium 1.0.18 takes some bytes above 127 for letters, where char is signed.
    if (!std::all_of(text.begin(), text.end(), is_base64url)) return std::nullopt;
    std::string out(size_max, '\0');
    std::size_t size = 0;
    // Without `b64_end` libsodium refuses whatever it did not consume.
    const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(),
                                         text.data(), text.size(), nullptr, &size, nullptr,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (failed != 0) return std::nullopt;
    out.resize(size);
    return out;
}

std::string to_hex(ByteView bytes) {
    std::string out(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
    out.pop_back();
    return out;
}

}  // namespace boxoffice::platform

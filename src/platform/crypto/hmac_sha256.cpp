#include "platform/crypto/hmac_sha256.hpp"

#include "platform/crypto/encoding.hpp"

#include <sodium.h>

#include <array>

namespace boxoffice::platform {

std::string hmac_sha256_hex(std::string_view secret, std::string_view message) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(secret).data(), secret.size());
    crypto_auth_hmacsha256_update(&state, bytes_of(message).data(), message.size());
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
    crypto_auth_hmacsha256_final(&state, code.data());
    return to_hex(code);
}

bool is_hmac_sha256(std::string_view secret, std::string_view message, std::string_view hex) {
    const auto right = hmac_sha256_hex(secret, message);
    return hex.size() == right.size() && sodium_memcmp(hex.data(), right.data(), right.size()) == 0;
}

}  // namespace boxoffice::platform

#include "platform/crypto/sha256_digest.hpp"

#include "platform/crypto/encoding.hpp"

#include <sodium.h>

#include <array>

namespace boxoffice::platform {

std::string Sha256Digest::sha256_hex(std::string_view text) const {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), bytes_of(text).data(), text.size());
    return to_hex(hash);
}

}  // namespace boxoffice::platform

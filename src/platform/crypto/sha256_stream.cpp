#include "platform/crypto/sha256_stream.hpp"

#include "platform/crypto/encoding.hpp"

#include <array>

namespace boxoffice::platform {

Sha256Stream::Sha256Stream() {
    crypto_hash_sha256_init(&state_);
}

void Sha256Stream::add(std::string_view bytes) {
    crypto_hash_sha256_update(&state_, bytes_of(bytes).data(), bytes.size());
}

std::string Sha256Stream::finish() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256_final(&state_, hash.data());
    return to_hex(hash);
}

}  // namespace boxoffice::platform

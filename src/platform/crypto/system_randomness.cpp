#include "platform/crypto/system_randomness.hpp"

#include "platform/crypto/library.hpp"

#include <sodium.h>

namespace boxoffice::platform {

SystemRandomness::SystemRandomness() {
    ready_cryptography();
}

std::uint64_t SystemRandomness::draw() {
    std::uint64_t bits = 0;
    randombytes_buf(&bits, sizeof bits);
    return bits;
}

}  // namespace boxoffice::platform

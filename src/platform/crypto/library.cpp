#include "platform/crypto/library.hpp"

#include "base/fault.hpp"

#include <sodium.h>

namespace boxoffice::platform {

void ready_cryptography() {
    if (sodium_init() < 0) {
        throw base::InfrastructureFault(
            "libsodium cannot start: the operating system offers no randomness (getrandom, "
            "/dev/urandom)",
            base::Retry::no);
    }
}

}  // namespace boxoffice::platform

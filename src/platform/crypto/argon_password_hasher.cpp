#include "platform/crypto/argon_password_hasher.hpp"

#include "base/fault.hpp"
#include "platform/crypto/library.hpp"

#include <sodium.h>

#include <array>
#include <string>

namespace boxoffice::platform {
namespace {

/// Gives the turn back however the scope is left.
class Turn {
  public:
    explicit Turn(std::counting_semaphore<argon_at_once_max>& turns) : turns_(turns) {
        turns_.acquire();
    }
    ~Turn() { turns_.release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    std::counting_semaphore<argon_at_once_max>& turns_;
};

}  // namespace

ArgonPasswordHasher::ArgonPasswordHasher() {
    ready_cryptography();
}

std::string ArgonPasswordHasher::hash(std::string_view password) {
    const Turn turn{turns_};
    std::array<char, crypto_pwhash_STRBYTES> text{};
    const int failed =
        crypto_pwhash_str_alg(text.data(), password.data(), password.size(), argon_passes,
                              argon_memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) {
        throw base::InfrastructureFault("no memory to hash a password: 19 MiB are needed",
                                        base::Retry::yes);
    }
    return std::string{text.data()};
}

bool ArgonPasswordHasher::verify(std::string_view password, std::string_view hash) {
    if (hash.size() >= crypto_pwhash_STRBYTES) return false;
    const Turn turn{turns_};
    const std::string terminated{hash};
    return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

}  // namespace boxoffice::platform

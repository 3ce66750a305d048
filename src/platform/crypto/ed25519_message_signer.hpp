// Signatures that are checked elsewhere and later, such as a ticket's at the door.
#pragma once

#include "platform/crypto/key_ring.hpp"
#include "ports/crypto.hpp"

#include <memory>
#include <mutex>

namespace boxoffice::platform {

/// Ed25519 over `purpose`, a zero byte and the message. Give it a ring of its own, apart from the
/// tokens'.
class Ed25519MessageSigner final : public ports::MessageSigner {
  public:
    explicit Ed25519MessageSigner(KeyRing ring);

    [[nodiscard]] Signature sign(std::string_view purpose, std::string_view message) const override;
    [[nodiscard]] bool verify(std::string_view purpose, std::string_view message,
                              const Signature& signature) const override;
    /// Signs with `ring` from now on, for a rotation without a restart.
    void replace_keys(KeyRing ring);

  private:
    [[nodiscard]] std::shared_ptr<const KeyRing> ring() const;

    mutable std::mutex mutex_;
    std::shared_ptr<const KeyRing> ring_;
};

}  // namespace boxoffice::platform

// SHA-256 by libsodium.
#pragma once

#include "ports/crypto.hpp"

namespace boxoffice::platform {

class Sha256Digest final : public ports::Digest {
  public:
    [[nodiscard]] std::string sha256_hex(std::string_view text) const override;
};

}  // namespace boxoffice::platform

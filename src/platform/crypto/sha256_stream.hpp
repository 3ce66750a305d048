// SHA-256 of what does not fit into memory at once.
#pragma once

#include <sodium.h>

#include <string>
#include <string_view>

namespace boxoffice::platform {

class Sha256Stream {
  public:
    Sha256Stream();

    void add(std::string_view bytes);
    /// 64 hexadecimal digits, as `sha256sum` prints them. Once, at the end.
    [[nodiscard]] std::string finish();

  private:
    crypto_hash_sha256_state state_{};
};

}  // namespace boxoffice::platform

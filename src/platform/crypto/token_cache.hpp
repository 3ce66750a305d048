// Remembers verified tokens: Ed25519 verifies some 8,300 a second per core, a buyer's token comes
// many times.
#pragma once

#include "ports/crypto.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace boxoffice::platform {

inline constexpr std::size_t token_cache_entries_max = 65'536;

/// Maps a token's digest to its claims until it expires; a full cache forgets its oldest entry. The
/// digest is SipHash-2-4 of 128 bits under a key drawn at start, so nobody outside can aim at
/// another's entry. Only tokens that the inner verifier accepted get in. O(1); safe from any
/// thread.
class CachingTokenVerifier final : public ports::TokenVerifier {
  public:
    /// `inner` must outlive this.
    explicit CachingTokenVerifier(ports::TokenVerifier& inner,
                                  std::size_t entries_max = token_cache_entries_max);

    [[nodiscard]] std::optional<ports::TokenClaims> verify(std::string_view token,
                                                           base::Instant now) override;
    /// Forgets everything: after a change of keys.
    void clear();
    [[nodiscard]] std::size_t size() const;

  private:
    using Digest = std::array<std::uint64_t, 2>;
    struct DigestHash {
        std::size_t operator()(const Digest& digest) const noexcept { return digest[0]; }
    };
    /// A shard has its own lock, so that threads rarely meet.
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<Digest, ports::TokenClaims, DigestHash> claims;
        std::vector<Digest> arrivals;  ///< a ring once it is full
        std::size_t oldest = 0;
    };
    static constexpr std::size_t shard_count = 16;

    [[nodiscard]] Digest digest(std::string_view token) const;
    [[nodiscard]] Shard& shard_of(const Digest& digest) { return shards_[digest[1] % shard_count]; }
    void remember(Shard& shard, const Digest& digest, const ports::TokenClaims& claims);

    ports::TokenVerifier& inner_;
    std::size_t shard_entries_max_;
    std::array<unsigned char, 16> key_{};
    std::array<Shard, shard_count> shards_;
};

}  // namespace boxoffice::platform

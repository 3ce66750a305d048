#include "platform/crypto/token_cache.hpp"

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/library.hpp"
#include "platform/crypto/token.hpp"

#include <sodium.h>

#include <algorithm>

namespace boxoffice::platform {

CachingTokenVerifier::CachingTokenVerifier(ports::TokenVerifier& inner, std::size_t entries_max)
    : inner_(inner), shard_entries_max_(std::max<std::size_t>(1, entries_max / shard_count)) {
    static_assert(crypto_shorthash_siphashx24_KEYBYTES == 16);
    ready_cryptography();
    randombytes_buf(key_.data(), key_.size());
}

std::optional<ports::TokenClaims> CachingTokenVerifier::verify(std::string_view token,
                                                               base::Instant now) {
    if (token.size() > token_bytes_max) return std::nullopt;
    const auto name = digest(token);
    auto& shard = shard_of(name);
    {
        const std::lock_guard lock{shard.mutex};
        const auto found = shard.claims.find(name);
        if (found != shard.claims.end() && now < found->second.expires_at) return found->second;
    }
    auto claims = inner_.verify(token, now);
    if (claims && now < claims->expires_at) remember(shard, name, *claims);
    return claims;
}

void CachingTokenVerifier::clear() {
    for (auto& shard : shards_) {
        const std::lock_guard lock{shard.mutex};
        shard.claims.clear();
        shard.arrivals.clear();
        shard.oldest = 0;
    }
}

std::size_t CachingTokenVerifier::size() const {
    std::size_t total = 0;
    for (const auto& shard : shards_) {
        const std::lock_guard lock{shard.mutex};
        total += shard.claims.size();
    }
    return total;
}

CachingTokenVerifier::Digest CachingTokenVerifier::digest(std::string_view token) const {
    Digest out{};
    static_assert(sizeof out == crypto_shorthash_siphashx24_BYTES);
    crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(out.data()),
                                bytes_of(token).data(), token.size(), key_.data());
    return out;
}

void CachingTokenVerifier::remember(Shard& shard, const Digest& digest,
                                    const ports::TokenClaims& claims) {
    const std::lock_guard lock{shard.mutex};
    if (!shard.claims.insert_or_assign(digest, claims).second) return;
    if (shard.arrivals.size() < shard_entries_max_) return shard.arrivals.push_back(digest);
    shard.claims.erase(shard.arrivals[shard.oldest]);
    shard.arrivals[shard.oldest] = digest;
    shard.oldest = (shard.oldest + 1) % shard_entries_max_;
}

}  // namespace boxoffice::platform

#include "platform/crypto/key_ring.hpp"

#include "base/fault.hpp"
#include "base/invariant.hpp"
#include "contracts/codec_definition.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/library.hpp"
#include "platform/crypto/private_file.hpp"

#include <boost/describe/class.hpp>
#include <sodium.h>

#include <algorithm>

namespace boxoffice::platform {
namespace {

constexpr std::size_t keys_max = 2;

struct StoredKey {
    std::string kid;
    std::string seed;
};
BOOST_DESCRIBE_STRUCT(StoredKey, (), (kid, seed))

struct StoredRing {
    std::vector<StoredKey> keys;
};
BOOST_DESCRIBE_STRUCT(StoredRing, (), (keys))

/// Members in the order that RFC 7638 hashes them come first.
struct Jwk {
    std::optional<std::string> crv;
    std::string kty;
    std::optional<std::string> x;
    std::optional<std::string> kid;
    std::optional<std::string> use;
    std::optional<std::string> alg;
};
BOOST_DESCRIBE_STRUCT(Jwk, (), (crv, kty, x, kid, use, alg))

struct JwkSet {
    std::vector<Jwk> keys;
};
BOOST_DESCRIBE_STRUCT(JwkSet, (), (keys))

/// Source: RFC 7638 section 3, with the members that RFC 8037 section 2 names for OKP.
std::string thumbprint(const std::array<unsigned char, 32>& key) {
    const auto text = R"({"crv":"Ed25519","kty":"OKP","x":")" + to_base64url(key) + "\"}";
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), bytes_of(text).data(), text.size());
    return to_base64url(hash);
}

std::optional<std::array<unsigned char, 32>> to_key_bytes(std::string_view text) {
    std::array<unsigned char, 32> bytes{};
    const auto decoded = from_base64url(text, bytes.size());
    if (!decoded || decoded->size() != bytes.size()) return std::nullopt;
    std::copy(decoded->begin(), decoded->end(), bytes.begin());
    return bytes;
}

[[noreturn]] void refuse(const std::string& what) {
    throw base::InfrastructureFault(what, base::Retry::no);
}

KeyRing read_ring(const std::string& text, const std::filesystem::path& path) {
    const std::string complaint = path.string() +
                                  " is damaged: restore it from a backup, or remove it " +
                                  "and everybody signs in again";
    const auto stored = contracts::decode<StoredRing>(text);
    if (!stored || stored->keys.empty() || stored->keys.size() > keys_max) refuse(complaint);
    std::vector<SigningKey> keys;
    for (const auto& key : stored->keys) {
        const auto seed = to_key_bytes(key.seed);
        if (!seed) refuse(complaint);
        keys.emplace_back(*seed);
        // The name is a digest of the key, so a flipped bit shows.
        if (keys.back().verification_key().kid != key.kid) refuse(complaint);
    }
    return KeyRing{std::move(keys)};
}

SigningKey make_key() {
    SigningKey::Seed seed{};
    randombytes_buf(seed.data(), seed.size());
    SigningKey key{seed};
    sodium_memzero(seed.data(), seed.size());
    return key;
}

}  // namespace

std::string to_jwks(const std::vector<VerificationKey>& keys) {
    JwkSet set;
    for (const auto& key : keys) {
        set.keys.push_back({.crv = "Ed25519",
                            .kty = "OKP",
                            .x = to_base64url(key.bytes),
                            .kid = key.kid,
                            .use = "sig",
                            .alg = "EdDSA"});
    }
    return contracts::encode(set);
}

std::vector<VerificationKey> parse_jwks(std::string_view text) {
    const auto set = contracts::decode<JwkSet>(text);
    if (!set) refuse("not a JWK set: " + set.error().to_text());
    std::vector<VerificationKey> keys;
    for (const auto& key : set->keys) {
        if (key.kty != "OKP" || key.crv != "Ed25519") continue;
        const auto bytes = key.x ? to_key_bytes(*key.x) : std::nullopt;
        if (!bytes || !key.kid || key.kid->empty()) refuse("a key of the JWK set is damaged");
        keys.push_back({.kid = *key.kid, .bytes = *bytes});
    }
    return keys;
}

SigningKey::SigningKey(const Seed& seed) {
    ready_cryptography();
    crypto_sign_seed_keypair(public_.bytes.data(), secret_.data(), seed.data());
    public_.kid = thumbprint(public_.bytes);
}

SigningKey::~SigningKey() {
    sodium_memzero(secret_.data(), secret_.size());
}

SigningKey::Seed SigningKey::seed() const {
    Seed seed{};
    crypto_sign_ed25519_sk_to_seed(seed.data(), secret_.data());
    return seed;
}

std::array<unsigned char, 64> SigningKey::sign(std::string_view message) const {
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, bytes_of(message).data(), message.size(),
                         secret_.data());
    return signature;
}

bool verify_signature(const VerificationKey& key, std::string_view message,
                      std::string_view signature) {
    if (signature.size() != crypto_sign_BYTES) return false;
    return crypto_sign_verify_detached(bytes_of(signature).data(), bytes_of(message).data(),
                                       message.size(), key.bytes.data()) == 0;
}

KeyRing::KeyRing(std::vector<SigningKey> keys) : keys_(std::move(keys)) {
    BOXOFFICE_INVARIANT(!keys_.empty() && keys_.size() <= keys_max);
}

KeyRing KeyRing::make() {
    ready_cryptography();
    return KeyRing{{make_key()}};
}

KeyRing KeyRing::load_or_make(const std::filesystem::path& path) {
    if (const auto text = read_private_file(path)) return read_ring(*text, path);
    auto ring = make();
    if (write_private_file(path, ring.to_text(), IfPresent::keep)) return ring;
    // Another process was first: its keys are the keys.
    const auto text = read_private_file(path);
    if (!text) refuse(path.string() + " appeared and vanished while starting");
    return read_ring(*text, path);
}

KeyRing KeyRing::rotated() const {
    return KeyRing{{make_key(), keys_.front()}};
}

KeyRing KeyRing::before_rotation() const {
    auto keys = keys_;
    std::reverse(keys.begin(), keys.end());
    return KeyRing{std::move(keys)};
}

void KeyRing::save(const std::filesystem::path& path) const {
    write_private_file(path, to_text(), IfPresent::replace);
}

std::vector<VerificationKey> KeyRing::verification_keys() const {
    std::vector<VerificationKey> keys;
    for (const auto& key : keys_) keys.push_back(key.verification_key());
    return keys;
}

std::string KeyRing::to_text() const {
    StoredRing stored;
    for (const auto& key : keys_) {
        stored.keys.push_back(
            {.kid = key.verification_key().kid, .seed = to_base64url(key.seed())});
    }
    return contracts::encode(stored) + '\n';
}

}  // namespace boxoffice::platform

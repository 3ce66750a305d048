// The Ed25519 keys that sign: one signs, and while a rotation is under way the former still
// verifies.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform {

/// What verifies. `kid` is the key's RFC 7638 thumbprint, so that it cannot name two keys.
struct VerificationKey {
    std::string kid;
    std::array<unsigned char, 32> bytes{};
};

/// The JWK set (RFC 7517, RFC 8037) of `keys`.
[[nodiscard]] std::string to_jwks(const std::vector<VerificationKey>& keys);
/// Reads one, as a process without the signing keys does. Keys of other kinds are skipped.
/// @throws base::InfrastructureFault when it is no JWK set or a key is damaged.
[[nodiscard]] std::vector<VerificationKey> parse_jwks(std::string_view text);

/// One key pair. The secret half is wiped when it goes.
class SigningKey {
  public:
    using Seed = std::array<unsigned char, 32>;

    explicit SigningKey(const Seed& seed);
    SigningKey(const SigningKey&) = default;
    SigningKey& operator=(const SigningKey&) = default;
    ~SigningKey();

    [[nodiscard]] const VerificationKey& verification_key() const { return public_; }
    [[nodiscard]] Seed seed() const;
    /// 64 bytes, RFC 8032.
    [[nodiscard]] std::array<unsigned char, 64> sign(std::string_view message) const;

  private:
    VerificationKey public_;
    std::array<unsigned char, 64> secret_{};
};

/// Whether `signature` (64 bytes) is `key`'s for `message`. Strict: no malleable S, no small-order
/// key.
[[nodiscard]] bool verify_signature(const VerificationKey& key, std::string_view message,
                                    std::string_view signature);

/// Two keys at most, the signing one first.
class KeyRing {
  public:
    explicit KeyRing(std::vector<SigningKey> keys);

    /// One new key.
    [[nodiscard]] static KeyRing make();
    /// The ring kept in `path`; the first start makes it (mode 0400).
    /// @throws base::InfrastructureFault when the file is damaged: it is never overwritten.
    [[nodiscard]] static KeyRing load_or_make(const std::filesystem::path& path);

    /// A new key signs from now on; the one that signed until now verifies on; older ones are
    /// forgotten.
    [[nodiscard]] KeyRing rotated() const;
    /// The same keys before the newest may sign: the former one still does, while others learn of
    /// the newest. A ring of one key is as it was.
    [[nodiscard]] KeyRing before_rotation() const;
    void save(const std::filesystem::path& path) const;

    [[nodiscard]] const SigningKey& signing_key() const { return keys_.front(); }
    [[nodiscard]] std::vector<VerificationKey> verification_keys() const;

  private:
    [[nodiscard]] std::string to_text() const;

    std::vector<SigningKey> keys_;
};

}  // namespace boxoffice::platform

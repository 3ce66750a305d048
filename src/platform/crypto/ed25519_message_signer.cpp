#include "platform/crypto/ed25519_message_signer.hpp"

#include "base/invariant.hpp"
#include "platform/crypto/encoding.hpp"

#include <algorithm>

namespace boxoffice::platform {
namespace {

/// The zero byte ends the purpose, so that no purpose is the beginning of another.
std::string signed_text(std::string_view purpose, std::string_view message) {
    BOXOFFICE_INVARIANT(purpose.find('\0') == std::string_view::npos);
    std::string text{purpose};
    text += '\0';
    text += message;
    return text;
}

}  // namespace

Ed25519MessageSigner::Ed25519MessageSigner(KeyRing ring)
    : ring_(std::make_shared<const KeyRing>(std::move(ring))) {}

ports::MessageSigner::Signature Ed25519MessageSigner::sign(std::string_view purpose,
                                                           std::string_view message) const {
    const auto keys = ring();
    const auto& key = keys->signing_key();
    return {.key_id = key.verification_key().kid,
            .text = to_base64url(key.sign(signed_text(purpose, message)))};
}

bool Ed25519MessageSigner::verify(std::string_view purpose, std::string_view message,
                                  const Signature& signature) const {
    const auto keys = ring()->verification_keys();
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const VerificationKey& candidate) {
        return candidate.kid == signature.key_id;
    });
    const auto bytes = from_base64url(signature.text, 64);
    return key != keys.end() && bytes &&
           verify_signature(*key, signed_text(purpose, message), *bytes);
}

void Ed25519MessageSigner::replace_keys(KeyRing ring) {
    auto next = std::make_shared<const KeyRing>(std::move(ring));
    const std::lock_guard lock{mutex_};
    ring_ = std::move(next);
}

std::shared_ptr<const KeyRing> Ed25519MessageSigner::ring() const {
    const std::lock_guard lock{mutex_};
    return ring_;
}

}  // namespace boxoffice::platform

#include "platform/crypto/token.hpp"

#include "base/id.hpp"
#include "contracts/codec_definition.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/library.hpp"

#include <boost/describe/class.hpp>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace boxoffice::platform {
namespace {

using namespace std::chrono;

struct TokenHeader {
    std::string alg;
    std::string typ;
    std::string kid;
    std::optional<contracts::RawJson> crit;
};
BOOST_DESCRIBE_STRUCT(TokenHeader, (), (alg, typ, kid, crit))

/// The claims we read. `sub` is the user's id, `sid` the session's.
struct TokenBody {
    std::string iss;
    std::string sub;
    std::string aud;
    std::int64_t iat = 0;
    std::int64_t nbf = 0;
    std::int64_t exp = 0;
    std::string role;
    std::string sid;
};
BOOST_DESCRIBE_STRUCT(TokenBody, (), (iss, sub, aud, iat, nbf, exp, role, sid))

constexpr std::array<std::string_view, 4> known_roles{"guest", "customer", "boxoffice", "admin"};
/// 9999-12-31T23:59:59Z: beyond it, seconds would not fit our instants.
constexpr std::int64_t seconds_max = 253'402'300'799;

struct Parts {
    std::string_view header;
    std::string_view body;
    std::string_view signature;
    std::string_view signed_text;  ///< header.body
};

std::optional<Parts> split(std::string_view token) {
    const auto first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    if (token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
    return Parts{.header = token.substr(0, first),
                 .body = token.substr(first + 1, second - first - 1),
                 .signature = token.substr(second + 1),
                 .signed_text = token.substr(0, second)};
}

template <class T>
std::optional<T> decode_part(std::string_view part) {
    const auto json = from_base64url(part, token_bytes_max);
    if (!json) return std::nullopt;
    auto decoded = contracts::decode<T>(*json);
    if (!decoded) return std::nullopt;
    return std::move(decoded).value();
}

const VerificationKey* find_key(const std::vector<VerificationKey>& keys, std::string_view kid) {
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [kid](const VerificationKey& key) { return key.kid == kid; });
    return found == keys.end() ? nullptr : &*found;
}

std::optional<std::int64_t> to_user_id(std::string_view subject) {
    std::int64_t id = 0;
    const auto* end = subject.data() + subject.size();
    const auto [stopped, error] = std::from_chars(subject.data(), end, id);
    if (error != std::errc{} || stopped != end || id < 1 || id > base::id_max) return std::nullopt;
    return id;
}

bool is_time(std::int64_t second) {
    return second >= 0 && second <= seconds_max;
}

bool is_valid_now(const TokenBody& body, base::Instant now) {
    if (!is_time(body.iat) || !is_time(body.nbf) || !is_time(body.exp)) return false;
    const auto to_instant = [](std::int64_t second) { return base::Instant{seconds{second}}; };
    const auto latest = now + token_clock_skew_max;
    return to_instant(body.iat) <= latest && to_instant(body.nbf) <= latest &&
           now < to_instant(body.exp) + token_clock_skew_max;
}

std::string random_name() {
    std::array<unsigned char, 16> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return to_base64url(bytes);
}

std::int64_t to_seconds(base::Instant instant) {
    return floor<seconds>(instant).time_since_epoch().count();
}

/// Written by hand, because RFC 9068 section 2.2 asks for `client_id`, which our codec would spell
/// clientId.
std::string write_body(const ports::TokenClaims& claims, const TokenRules& rules,
                       base::Instant now) {
    const auto issued = std::to_string(to_seconds(now));
    std::string out = "{\"iss\":";
    contracts::append_json_string(out, rules.issuer);
    out += ",\"aud\":";
    contracts::append_json_string(out, rules.audience);
    out +=
        ",\"client_id\":\"boxoffice\",\"sub\":\"" + std::to_string(claims.user_id) + "\",\"role\":";
    contracts::append_json_string(out, claims.role);
    out += ",\"sid\":";
    contracts::append_json_string(out, claims.session_id);
    out += ",\"iat\":" + issued + ",\"nbf\":" + issued +
           ",\"exp\":" + std::to_string(to_seconds(claims.expires_at)) + ",\"jti\":\"" +
           random_name() + "\"}";
    return out;
}

}  // namespace

JwtSigner::JwtSigner(KeyRing ring, TokenRules rules)
    : rules_(std::move(rules)), ring_(std::make_shared<const KeyRing>(std::move(ring))) {}

std::string JwtSigner::sign(const ports::TokenClaims& claims, base::Instant now) {
    const auto keys = ring();
    const auto& key = keys->signing_key();
    const TokenHeader header{
        .alg = "EdDSA", .typ = "at+jwt", .kid = key.verification_key().kid, .crit = {}};
    std::string token = to_base64url(bytes_of(contracts::encode(header)));
    token += '.';
    token += to_base64url(bytes_of(write_body(claims, rules_, now)));
    const auto signature = key.sign(token);
    token += '.';
    token += to_base64url(signature);
    return token;
}

std::string JwtSigner::jwks() const {
    return to_jwks(ring()->verification_keys());
}

void JwtSigner::replace_keys(KeyRing ring) {
    auto next = std::make_shared<const KeyRing>(std::move(ring));
    const std::lock_guard lock{mutex_};
    ring_ = std::move(next);
}

std::shared_ptr<const KeyRing> JwtSigner::ring() const {
    const std::lock_guard lock{mutex_};
    return ring_;
}

JwtVerifier::JwtVerifier(std::vector<VerificationKey> keys, TokenRules rules)
    : rules_(std::move(rules)) {
    ready_cryptography();
    replace_keys(std::move(keys));
}

std::optional<ports::TokenClaims> JwtVerifier::verify(std::string_view token, base::Instant now) {
    if (token.size() > token_bytes_max) return std::nullopt;
    const auto parts = split(token);
    if (!parts) return std::nullopt;

    const auto header = decode_part<TokenHeader>(parts->header);
    if (!header || header->alg != "EdDSA" || header->typ != "at+jwt") return std::nullopt;
    // RFC 7515 section 4.1.11: an extension that we do not understand makes the token invalid.
    if (header->crit) return std::nullopt;
    const auto all = keys();
    const auto* key = find_key(*all, header->kid);
    const auto signature = from_base64url(parts->signature, crypto_sign_BYTES);
    if (!key || !signature || !verify_signature(*key, parts->signed_text, *signature)) {
        return std::nullopt;
    }

    const auto body = decode_part<TokenBody>(parts->body);
    if (!body || body->iss != rules_.issuer || body->aud != rules_.audience) return std::nullopt;
    if (!is_valid_now(*body, now)) return std::nullopt;
    const auto user_id = to_user_id(body->sub);
    const bool is_role =
        std::find(known_roles.begin(), known_roles.end(), body->role) != known_roles.end();
    if (!user_id || !is_role) return std::nullopt;
    return ports::TokenClaims{.user_id = *user_id,
                              .role = body->role,
                              .session_id = body->sid,
                              .expires_at = base::Instant{seconds{body->exp}}};
}

bool JwtVerifier::knows_key_of(std::string_view token) const {
    if (token.size() > token_bytes_max) return true;
    const auto parts = split(token);
    const auto header = parts ? decode_part<TokenHeader>(parts->header) : std::nullopt;
    return !header || find_key(*keys(), header->kid) != nullptr;
}

void JwtVerifier::replace_keys(std::vector<VerificationKey> keys) {
    auto next = std::make_shared<const std::vector<VerificationKey>>(std::move(keys));
    const std::lock_guard lock{mutex_};
    keys_ = std::move(next);
}

JwtVerifier::Keys JwtVerifier::keys() const {
    const std::lock_guard lock{mutex_};
    return keys_;
}

}  // namespace boxoffice::platform

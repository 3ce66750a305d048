// Goal: nothing but a token that we signed, for us, now, is accepted; the cache changes no answer.
#include "platform/crypto/token.hpp"

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/token_cache.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant now{1'800'000'000'000ms};
const ports::TokenClaims buyer{
    .user_id = 42, .role = "customer", .session_id = "s1", .expires_at = now + 15min};

struct House {
    KeyRing ring = KeyRing::make();
    JwtSigner signer{ring, {}};
    JwtVerifier verifier{ring.verification_keys(), {}};

    /// A token of any header and body, signed with the real key.
    [[nodiscard]] std::string forge(const std::string& header, const std::string& body) const {
        auto token = to_base64url(bytes_of(header)) + '.' + to_base64url(bytes_of(body));
        const auto signature = ring.signing_key().sign(token);
        return token + '.' + to_base64url(signature);
    }
    [[nodiscard]] std::string header(const std::string& more = {}) const {
        return R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + kid() + '"' + more + '}';
    }
    [[nodiscard]] std::string kid() const { return ring.signing_key().verification_key().kid; }
};

/// The body of a good token with one claim spelled otherwise.
std::string body_with(const std::string& name, const std::string& value) {
    std::string out = "{";
    const std::vector<std::pair<std::string, std::string>> claims{
        {"iss", "\"boxoffice\""}, {"aud", "\"boxoffice\""}, {"sub", "\"42\""},
        {"role", "\"customer\""}, {"sid", "\"s1\""},        {"iat", "1800000000"},
        {"nbf", "1800000000"},    {"exp", "1800000900"}};
    for (const auto& [claim, usual] : claims) {
        const auto& text = claim == name ? value : usual;
        if (text.empty()) continue;
        if (out.size() > 1) out += ',';
        out.append(1, '"').append(claim).append("\":").append(text);
    }
    return out + '}';
}

TEST(Token, ComesBackAsItWasSigned) {
    House house;
    const auto claims = house.verifier.verify(house.signer.sign(buyer, now), now);
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->user_id, 42);
    EXPECT_EQ(claims->role, "customer");
    EXPECT_EQ(claims->session_id, "s1");
    EXPECT_EQ(claims->expires_at, now + 15min);
}

TEST(Token, SaysWhatRfc9068AsksFor) {
    House house;
    const auto token = house.signer.sign(buyer, now);
    const auto body = from_base64url(
        token.substr(token.find('.') + 1, token.rfind('.') - token.find('.') - 1), 4096);
    ASSERT_TRUE(body);
    for (const auto* claim : {"iss", "exp", "aud", "sub", "client_id", "iat", "jti"}) {
        EXPECT_NE(body->find('"' + std::string{claim} + "\":"), std::string::npos) << claim;
    }
    EXPECT_NE(token, house.signer.sign(buyer, now)) << "jti tells two apart";
}

TEST(Token, IsRefusedWithAnyBitFlipped) {
    House house;
    const auto token = house.signer.sign(buyer, now);
    for (std::size_t i = 0; i < token.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            auto flipped = token;
            flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
            EXPECT_FALSE(house.verifier.verify(flipped, now)) << i << ' ' << bit;
        }
    }
}

TEST(Token, IsRefusedWhenItsHeaderIsNotOurs) {
    House house;
    const auto body = body_with("", "");
    ASSERT_TRUE(house.verifier.verify(house.forge(house.header(), body), now)) << "the base case";
    const auto kid = house.kid();
    for (const auto& header : {
             R"({"alg":"none","typ":"at+jwt","kid":")" + kid + "\"}",
             R"({"alg":"HS256","typ":"at+jwt","kid":")" + kid + "\"}",
             R"({"alg":"RS256","typ":"at+jwt","kid":")" + kid + "\"}",
             R"({"alg":"eddsa","typ":"at+jwt","kid":")" + kid + "\"}",
             R"({"typ":"at+jwt","kid":")" + kid + "\"}",
             R"({"alg":"EdDSA","typ":"JWT","kid":")" + kid + "\"}",
             R"({"alg":"EdDSA","typ":"id+jwt","kid":")" + kid + "\"}",
             R"({"alg":"EdDSA","kid":")" + kid + "\"}",
             std::string{R"({"alg":"EdDSA","typ":"at+jwt"})"},
             std::string{R"({"alg":"EdDSA","typ":"at+jwt","kid":"../../x"})"},
             std::string{R"({"alg":"EdDSA","typ":"at+jwt","kid":"' OR 1"})"},
             R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + kid.substr(1) + "\"}",
             house.header(R"(,"crit":["exp"],"exp":1)"),
             std::string{"[]"},
             std::string{"x"},
         }) {
        EXPECT_FALSE(house.verifier.verify(house.forge(header, body), now)) << header;
    }
}

TEST(Token, TakesNoKeyFromItsHeader) {
    House house;
    House attacker;
    const auto stranger = attacker.ring.verification_keys().front();
    const auto jwk = to_jwks({stranger});
    const auto body = body_with("", "");
    for (const auto& more : {std::string{R"(,"jku":"http://127.0.0.1:1/jwks.json")"},
                             std::string{R"(,"x5u":"http://127.0.0.1:1/x")"},
                             R"(,"jwk":)" + jwk.substr(8, jwk.size() - 10)}) {
        EXPECT_FALSE(house.verifier.verify(attacker.forge(house.header(more), body), now)) << more;
        EXPECT_FALSE(house.verifier.verify(attacker.forge(attacker.header(more), body), now))
            << more;
    }
}

TEST(Token, IsRefusedWhenAClaimIsWrong) {
    House house;
    const std::vector<std::pair<std::string, std::string>> wrong{{"iss", "\"elsewhere\""},
                                                                 {"iss", ""},
                                                                 {"aud", "\"elsewhere\""},
                                                                 {"aud", "[\"elsewhere\"]"},
                                                                 {"aud", ""},
                                                                 {"sub", "\"0\""},
                                                                 {"sub", "\"-1\""},
                                                                 {"sub", "\"42x\""},
                                                                 {"sub", "\" 42\""},
                                                                 {"sub", "42"},
                                                                 {"sub", "\"9007199254740992\""},
                                                                 {"role", "\"root\""},
                                                                 {"role", ""},
                                                                 {"sid", ""},
                                                                 {"exp", ""},
                                                                 {"exp", "1799999970"},
                                                                 {"exp", "\"1800000900\""},
                                                                 {"exp", "9000000000000000000"},
                                                                 {"exp", "-1"},
                                                                 {"nbf", "1800000031"},
                                                                 {"iat", "1800000031"},
                                                                 {"iat", ""}};
    for (const auto& [name, value] : wrong) {
        const auto token = house.forge(house.header(), body_with(name, value));
        EXPECT_FALSE(house.verifier.verify(token, now)) << name << ' ' << value;
    }
}

TEST(Token, MayComeFromAClockALittleOff) {
    House house;
    EXPECT_LE(token_clock_skew_max, 60s);
    for (const auto& [name, value] :
         {std::pair{"exp", "1799999971"}, {"nbf", "1800000030"}, {"iat", "1800000030"}}) {
        EXPECT_TRUE(house.verifier.verify(house.forge(house.header(), body_with(name, value)), now))
            << name;
    }
}

TEST(Token, IsRefusedWhenItsFormIsWrong) {
    House house;
    const auto token = house.signer.sign(buyer, now);
    const auto first = token.substr(0, token.find('.'));
    for (const auto& text :
         {std::string{}, std::string{"."}, std::string{".."}, std::string{"..."}, first,
          token + '.', '.' + token, token + '=', token + '\n', ' ' + token,
          token.substr(0, token.rfind('.') + 1), token.substr(0, token.rfind('.')), token + ".x",
          std::string(5000, 'a'), token + std::string(4096, 'A')}) {
        EXPECT_FALSE(house.verifier.verify(text, now)) << text.substr(0, 80);
    }
}

TEST(Token, OutlivesOneRotationOnly) {
    House house;
    const auto token = house.signer.sign(buyer, now);
    const auto next = house.ring.rotated();
    house.verifier.replace_keys(next.verification_keys());
    house.signer.replace_keys(next);
    EXPECT_TRUE(house.verifier.verify(token, now));
    EXPECT_TRUE(house.verifier.verify(house.signer.sign(buyer, now), now));
    EXPECT_EQ(parse_jwks(house.signer.jwks()).size(), 2U);
    house.verifier.replace_keys(next.rotated().verification_keys());
    EXPECT_FALSE(house.verifier.verify(token, now));
}

/// Counts what reaches the real verifier.
class Counting final : public ports::TokenVerifier {
  public:
    explicit Counting(ports::TokenVerifier& inner) : inner_(inner) {}
    std::optional<ports::TokenClaims> verify(std::string_view token, base::Instant at) override {
        ++calls;
        return inner_.verify(token, at);
    }
    int calls = 0;

  private:
    ports::TokenVerifier& inner_;
};

TEST(TokenCache, AsksOncePerTokenUntilItExpires) {
    House house;
    Counting counting{house.verifier};
    CachingTokenVerifier cache{counting};
    const auto token = house.signer.sign(buyer, now);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(cache.verify(token, now + i * 1min)->user_id, 42);
    EXPECT_EQ(counting.calls, 1);
    EXPECT_FALSE(cache.verify(token, now + 15min + token_clock_skew_max));
    EXPECT_EQ(counting.calls, 2);
}

TEST(TokenCache, RemembersNoRefusal) {
    House house;
    CachingTokenVerifier cache{house.verifier};
    auto token = house.signer.sign(buyer, now);
    token.back() = token.back() == 'A' ? 'Q' : 'A';
    EXPECT_FALSE(cache.verify(token, now));
    EXPECT_FALSE(cache.verify(token, now));
    EXPECT_EQ(cache.size(), 0U);
}

TEST(TokenCache, ForgetsItsOldestWhenFullAndAllWhenCleared) {
    House house;
    CachingTokenVerifier cache{house.verifier, 32};
    for (int i = 0; i < 400; ++i) EXPECT_TRUE(cache.verify(house.signer.sign(buyer, now), now));
    EXPECT_LE(cache.size(), 32U);
    EXPECT_GE(cache.size(), 16U);
    cache.clear();
    EXPECT_EQ(cache.size(), 0U);
    const auto token = house.signer.sign(buyer, now);
    EXPECT_TRUE(cache.verify(token, now));
}

}  // namespace
}  // namespace boxoffice::platform

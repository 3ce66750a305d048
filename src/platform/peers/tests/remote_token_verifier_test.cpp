// Goal: a process without signing keys takes identity's tokens and no others, also before identity
// is up, while it is away and when its keys change.
#include "platform/peers/remote_token_verifier.hpp"

#include "platform/crypto/token.hpp"
#include "platform/peers/tests/peer.hpp"

#include <mutex>
#include <thread>

namespace boxoffice::platform {
namespace {

/// The key set that a test chooses, under the address that everybody knows.
class KeyServer {
  public:
    void publish(std::string jwks) {
        const std::lock_guard lock{mutex_};
        jwks_ = std::move(jwks);
    }
    [[nodiscard]] std::vector<ports::Route> routes() {
        return {{ports::HttpMethod::get, "/.well-known/jwks.json", ports::Access::everyone,
                 [this](const ports::HttpRequest&, const ports::Responder& responder) {
                     const std::lock_guard lock{mutex_};
                     responder->send(
                         {.status = jwks_.empty() ? 503 : 200, .headers = {}, .body = jwks_});
                 }}};
    }

  private:
    std::mutex mutex_;
    std::string jwks_;
};

constexpr TokenKeyTerms quick_keys{.refresh_interval = std::chrono::hours{1},
                                   .first_interval = std::chrono::milliseconds{5},
                                   .unknown_key_interval = std::chrono::milliseconds{0}};

class RemoteTokens : public testing::Test {
  protected:
    std::string token_of(JwtSigner& by) {
        const auto now = world.clock.now();
        return by.sign({.user_id = 7,
                        .role = "customer",
                        .session_id = "s",
                        .expires_at = now + std::chrono::minutes{5}},
                       now);
    }
    [[nodiscard]] bool takes(const std::string& token) {
        return verifier.verify(token, world.clock.now()).has_value();
    }
    /// Until `is_so` or the test's patience ends.
    template <class Condition>
    bool comes_true(const Condition& is_so) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!is_so()) {
            if (std::chrono::steady_clock::now() > end) return false;
            std::this_thread::yield();
        }
        return true;
    }

    World world;
    KeyServer keys;
    TestPeer peer{world, keys.routes()};
    Asker asker{world,
                peer.url(),
                {.timeout = std::chrono::seconds{2}, .tries_max = 1, .lost_max = 1'000'000}};
    RemoteTokenVerifier verifier{asker.channel, world.clock, world.scheduler, world.log,
                                 quick_keys};
    KeyRing ring = KeyRing::make();
    JwtSigner signer{ring, {}};
};

TEST_F(RemoteTokens, AreTakenOnceTheKeysWereSeen) {
    const auto token = token_of(signer);
    verifier.start();
    EXPECT_FALSE(takes(token));
    EXPECT_FALSE(verifier.has_keys());
    keys.publish(signer.jwks());
    EXPECT_TRUE(comes_true([&] { return verifier.has_keys(); }));
    EXPECT_TRUE(takes(token));
    JwtSigner stranger{KeyRing::make(), {}};
    EXPECT_FALSE(takes(token_of(stranger)));
}

TEST_F(RemoteTokens, AnUnknownKeyIsAskedForAtOnce) {
    keys.publish(signer.jwks());
    verifier.start();
    ASSERT_TRUE(comes_true([&] { return verifier.has_keys(); }));
    const auto old_token = token_of(signer);
    ASSERT_TRUE(takes(old_token));

    JwtSigner rotated{ring.rotated(), {}};
    keys.publish(rotated.jwks());
    const auto new_token = token_of(rotated);
    EXPECT_TRUE(comes_true([&] { return takes(new_token); }));
    EXPECT_TRUE(takes(old_token)) << "the former key verifies on";
}

TEST_F(RemoteTokens, AForgottenKeyEndsItsTokens) {
    keys.publish(signer.jwks());
    verifier.start();
    ASSERT_TRUE(comes_true([&] { return verifier.has_keys(); }));
    const auto old_token = token_of(signer);
    ASSERT_TRUE(takes(old_token));
    JwtSigner other{KeyRing::make(), {}};
    keys.publish(other.jwks());
    const auto new_token = token_of(other);
    EXPECT_TRUE(comes_true([&] { return takes(new_token); }));
    EXPECT_FALSE(takes(old_token));
}

TEST_F(RemoteTokens, TheLastKeysOutliveIdentity) {
    keys.publish(signer.jwks());
    verifier.start();
    ASSERT_TRUE(comes_true([&] { return verifier.has_keys(); }));
    keys.publish("");
    JwtSigner stranger{KeyRing::make(), {}};
    EXPECT_FALSE(takes(token_of(stranger)));
    EXPECT_TRUE(takes(token_of(signer)));
}

}  // namespace
}  // namespace boxoffice::platform

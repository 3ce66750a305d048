// Goal: a rotation refuses nobody: the new key is known before it signs, the former one verifies
// on, and none that may still be needed is forgotten unasked.
#include "app/cryptography.hpp"
#include "app/keys_command.hpp"
#include "base/fault.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/telemetry/json_log.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace boxoffice::app {
namespace {

class HandClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return time; }
    base::Instant time{platform::SystemClock{}.now()};
};

class Keys : public testing::Test {
  protected:
    Keys() {
        auto pattern = (std::filesystem::temp_directory_path() / "boxoffice-XXXXXX").string();
        keys_ = ::mkdtemp(pattern.data());
    }
    ~Keys() override { std::filesystem::remove_all(keys_); }

    [[nodiscard]] std::string token(Cryptography& by) const {
        return by.signer.sign({.user_id = 7,
                               .role = "customer",
                               .session_id = "s",
                               .expires_at = clock_.now() + std::chrono::minutes{15}},
                              clock_.now());
    }
    [[nodiscard]] bool takes(Cryptography& who, const std::string& token) const {
        return who.cached_verifier.verify(token, clock_.now()).has_value();
    }
    static std::size_t keys_shown(Cryptography& by) {
        return platform::parse_jwks(by.signer.jwks()).size();
    }

    std::filesystem::path keys_;
    HandClock clock_;
    platform::JsonLog log_{clock_, ports::LogLevel::error};
    platform::PrometheusMetrics metrics_;
};

TEST_F(Keys, TheirAgeIsShown) {
    const Cryptography made{keys_, clock_, log_, metrics_};
    const auto& written = metrics_.gauge("boxoffice_signing_keys_written_timestamp_seconds",
                                         "ring=\"access-tokens\"", "");
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
        platform::SystemClock{}.now().time_since_epoch());
    EXPECT_NEAR(static_cast<double>(written.value()), static_cast<double>(now.count()), 60);
}

TEST_F(Keys, ANewOneIsShownBeforeItSigns) {
    Cryptography early{keys_, clock_, log_, metrics_};
    Cryptography late{keys_, clock_, log_, metrics_};
    const auto before = token(early);
    ASSERT_TRUE(takes(late, before));

    rotate_keys("access-tokens", keys_, false);
    early.look_again();
    EXPECT_EQ(keys_shown(early), 2U);
    EXPECT_TRUE(takes(late, token(early))) << "who has not looked yet takes what is signed now";

    clock_.time += key_lead - key_look_interval;
    late.look_again();
    clock_.time += 2 * key_look_interval;
    early.look_again();
    const auto after = token(early);
    EXPECT_TRUE(takes(late, after));
    EXPECT_TRUE(takes(early, before)) << "the former key verifies on";
    platform::JwtVerifier former{{platform::parse_jwks(early.signer.jwks()).back()}, {}};
    EXPECT_FALSE(former.verify(after, clock_.now())) << "the new key signs";
}

TEST_F(Keys, OneThatIsStillNeededIsNotForgottenUnasked) {
    EXPECT_THROW(rotate_keys("access-tokens", keys_, false), base::InfrastructureFault)
        << "there is none yet";
    const Cryptography made{keys_, clock_, log_, metrics_};
    rotate_keys("access-tokens", keys_, false);
    EXPECT_THROW(rotate_keys("access-tokens", keys_, false), base::InfrastructureFault);
    EXPECT_EQ(rotate_keys("access-tokens", keys_, true), 0);
}

TEST_F(Keys, RefreshTokensOutliveARotation) {
    Cryptography cryptography{keys_, clock_, log_, metrics_};
    const auto signature = cryptography.refresh_signer.sign("purpose", "text");
    rotate_keys("refresh-tokens", keys_, false);
    clock_.time += 2 * key_lead;
    cryptography.look_again();
    EXPECT_TRUE(cryptography.refresh_signer.verify("purpose", "text", signature));
    EXPECT_NE(cryptography.refresh_signer.sign("purpose", "text").key_id, signature.key_id);
}

}  // namespace
}  // namespace boxoffice::app

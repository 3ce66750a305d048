// Goal: passwords are hashed as OWASP asks, and bad hashes are a plain no.
#include "platform/crypto/argon_password_hasher.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace boxoffice::platform {
namespace {

TEST(Passwords, UseArgon2idWithTheParametersAskedFor) {
    ArgonPasswordHasher hasher;
    const auto hash = hasher.hash("correct horse");
    EXPECT_EQ(hash.rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0), 0U) << hash;
}

TEST(Passwords, AreSaltedAndVerified) {
    ArgonPasswordHasher hasher;
    const auto hash = hasher.hash("비밀번호 1234");
    EXPECT_NE(hasher.hash("비밀번호 1234"), hash);
    EXPECT_TRUE(hasher.verify("비밀번호 1234", hash));
    EXPECT_FALSE(hasher.verify("비밀번호 1235", hash));
    EXPECT_FALSE(hasher.verify("", hash));
}

TEST(Passwords, RefuseWhatIsNoHash) {
    ArgonPasswordHasher hasher;
    for (const auto& text : {std::string{}, std::string{"plain"}, std::string(500, 'x'),
                             std::string{"$argon2id$v=19$m=19456,t=2,p=1$"}}) {
        EXPECT_FALSE(hasher.verify("plain", text)) << text;
    }
}

TEST(Passwords, ServeACrowd) {
    ArgonPasswordHasher hasher;
    const auto hash = hasher.hash("one");
    std::array<bool, 6> answers{};
    {
        std::vector<std::jthread> crowd;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            crowd.emplace_back(
                [&, i] { answers[i] = hasher.verify(i % 2 == 0 ? "one" : "two", hash); });
        }
    }
    EXPECT_EQ(answers, (std::array<bool, 6>{true, false, true, false, true, false}));
}

}  // namespace
}  // namespace boxoffice::platform

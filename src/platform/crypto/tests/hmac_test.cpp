// Goal: the code is the one of RFC 4231, and nothing else passes for it.
#include "platform/crypto/hmac_sha256.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform {
namespace {

TEST(Hmac, IsTheOneOfTheStandard) {
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hmac_sha256_hex(std::string(131, '\xaa'),
                              "Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, IsComparedWhole) {
    const auto right = hmac_sha256_hex("secret", "message");
    EXPECT_TRUE(is_hmac_sha256("secret", "message", right));
    EXPECT_FALSE(is_hmac_sha256("secret", "message", right.substr(0, 63)));
    EXPECT_FALSE(is_hmac_sha256("secret", "message", right + "0"));
    EXPECT_FALSE(is_hmac_sha256("secret", "message", ""));
    EXPECT_FALSE(is_hmac_sha256("secret", "massage", right));
    EXPECT_FALSE(is_hmac_sha256("Secret", "message", right));
}

}  // namespace
}  // namespace boxoffice::platform
